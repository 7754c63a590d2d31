"""Form fields for the numbers of organisations. Their messages say what to do, not what was invalid."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.primitives.enterprise_number import parse_enterprise_number
from portal.primitives.errors import InvalidValue
from portal.primitives.gln import parse_gln
from portal.primitives.typed import without_separators


class EnterpriseNumberField(forms.CharField):
    """The number of a Belgian enterprise; cleans to its ten digits, or "" where it may be left out."""

    default_error_messages = {
        "length": _("Enter all 10 digits of the enterprise number"),
        "check_digits": _("Check the enterprise number: at least one digit is wrong"),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-id", "autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return parse_enterprise_number(text) if text else ""
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error


class GlnField(forms.CharField):
    """The GLN of a party on the energy market; cleans to its 13 digits, or "" where it may be left out."""

    default_error_messages = {
        "length": _("Enter all 13 digits of the GLN"),
        "check_digit": _("Check the GLN: at least one digit is wrong"),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-id", "inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return parse_gln(without_separators(text)) if text else ""
        except InvalidValue as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error
