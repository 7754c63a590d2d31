"""The forms of the look-up."""

from portal.ui.fields import EanField, MeterNumberField, OneTimeCodeField
from portal.ui.forms import Form


class LookUpForm(Form):
    """The two numbers on the bill and on the meter (R4)."""

    ean = EanField()
    meter_number = MeterNumberField()


class CodeForm(Form):
    """The code that came by SMS or e-mail."""

    code = OneTimeCodeField()
