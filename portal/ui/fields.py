"""Form fields for the words of the domain. Their messages say what to do, not what was invalid."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.primitives.ean import Ean, eans_in
from portal.primitives.errors import InvalidValue
from portal.primitives.meter_number import MeterNumber
from portal.primitives.typed import without_separators


def no_ean(text: str) -> None:
    """For what somebody writes about a file: pages and journals show it, and there no EAN may stand (R6)."""
    if eans_in(text):
        raise ValidationError(_("Leave the EAN number out: this text is shown and kept"), code="ean")


class EanField(forms.CharField):
    """The EAN of an access point (R1); cleans to `Ean`. Spaces, dots and dashes do not count."""

    default_error_messages = {
        "required": _("Enter the EAN number"),
        "missing": _("Enter the EAN number"),
        "not_digits": _("Enter the EAN number with digits only"),
        "length": ngettext_lazy(
            "Enter all 18 digits of the EAN number: you entered %(count)d",
            "Enter all 18 digits of the EAN number: you entered %(count)d",
            "count",
        ),
        "check_digit": _("Check the EAN number: at least one digit is wrong"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("EAN number"))
        kwargs.setdefault("help_text", _("18 digits, it begins with 54. Spaces do no harm."))
        kwargs.setdefault("max_length", 64)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-id", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return Ean.parse(text)
        except InvalidValue as error:
            count = sum(character.isdigit() for character in text)
            raise ValidationError(
                self.error_messages[error.code], code=error.code, params={"count": count}
            ) from error

    def prepare_value(self, value: Any) -> Any:
        return value.grouped if isinstance(value, Ean) else value


class MeterNumberField(forms.CharField):
    """The number of a meter (R2); cleans to `MeterNumber`."""

    default_error_messages = {
        "required": _("Enter the meter number"),
        "missing": _("Enter the meter number"),
        "length": _("Check the meter number: it has 3 to 20 letters and digits"),
        "characters": _("Enter the meter number with letters and digits only"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Meter number"))
        kwargs.setdefault("help_text", _("Below the bar code, for example 1SAG1105004812."))
        kwargs.setdefault("max_length", 64)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-id", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return MeterNumber.parse(text)
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error


class OneTimeCodeField(forms.CharField):
    """A code of six digits that came by SMS, by e-mail or from an authenticator app; cleans to the digits."""

    default_error_messages = {
        "required": _("Enter the code"),
        "digits": _("Enter the 6 digits of the code"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("help_text", _("6 digits."))
        kwargs.setdefault("max_length", 32)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-code", "inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        digits = without_separators(text)
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(self.error_messages["digits"], code="digits")
        return digits
