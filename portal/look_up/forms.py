"""The forms of the look-up."""

from django.utils.translation import gettext_lazy as _

from portal.identity.forms import EmailField, PasswordField
from portal.ui.fields import EanField, MeterNumberField, OneTimeCodeField
from portal.ui.forms import Form


class LookUpForm(Form):
    """The two numbers on the bill and on the meter (R4)."""

    ean = EanField()
    meter_number = MeterNumberField()


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
