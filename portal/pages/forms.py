"""The look-up form as the home page shows it; it posts to the room that answers it."""

from portal.ui.fields import EanField, MeterNumberField
from portal.ui.forms import Form


class LookUpForm(Form):
    """The two numbers of R4."""

    ean = EanField()
    meter_number = MeterNumberField()
