"""The forms of the look-up."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.identity.forms import EmailField, PasswordField
from portal.ui.fields import EanField, MeterNumberField, OneTimeCodeField, no_ean
from portal.ui.forms import Form


class LookUpForm(Form):
    """The two numbers on the bill and on the meter (R4)."""

    ean = EanField()
    meter_number = MeterNumberField()


class AddressForm(Form):
    """An address and the number on one of its meters (R6): what `addresses.home_at` takes."""

    street = forms.CharField(
        label=_("Street"),
        max_length=120,
        error_messages={"required": _("Enter the street")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    house_number = forms.CharField(
        label=_("House number"),
        max_length=12,
        error_messages={"required": _("Enter the house number")},
        widget=forms.TextInput(attrs={"class": "w-code", "autocomplete": "off"}),
    )
    box = forms.CharField(
        label=_("Box"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-code", "autocomplete": "off"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=10,
        error_messages={"required": _("Enter the postal code")},
        widget=forms.TextInput(attrs={"class": "w-code", "inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    meter_number = MeterNumberField()

    def clean_postal_code(self) -> str:
        digits = re.fullmatch(
            r"\s*(?:[Bb]\s*-?\s*)?([1-9][0-9]{3})\s*", self.cleaned_data["postal_code"], re.ASCII
        )
        if digits is None:
            raise ValidationError(_("Enter the 4 digits of the postal code"), code="postal_code")
        return digits[1]


class CallForm(AddressForm):
    """What a caller says at the contact centre, and which call it is."""

    reference = forms.CharField(
        label=_("Call reference"),
        max_length=64,
        help_text=_("From the telephone system. It goes into the journal of the customer."),
        validators=[no_ean],
        error_messages={"required": _("Enter the reference of the call")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CodeForm(Form):
    """The code that came by SMS or e-mail."""

    code = OneTimeCodeField()


class AccountForm(Form):
    """What a new account needs."""

    email = EmailField(help_text=_("We send a code to it. You sign in with it."))
    password = PasswordField(
        autocomplete="new-password",
        help_text=_("At least 12 characters. A few words that do not belong together are easy to remember."),
    )
