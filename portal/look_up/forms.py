"""The forms of look-up and sign-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import EanField, MeterNumberField, OneTimeCodeField


class LookUpForm(forms.Form):
    """The two numbers on the bill and on the meter."""

    ean = EanField(label=_("EAN number"))
    meter_number = MeterNumberField(label=_("Meter number"))


class CodeForm(forms.Form):
    """The code that came by SMS or e-mail."""

    code = OneTimeCodeField(label=_("Code"))
