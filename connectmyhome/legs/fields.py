"""Form fields of what operators tell."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.forms import base
from portal.ui.fields import no_ean

_SPACES = re.compile(r"[\s'’€]")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d{1,2}))?", re.ASCII)
_IN_GROUPS = re.compile(r"(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?|(\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII)
_MOST_DIGITS = 7


class AmountField(forms.CharField):
    """Euros as people write them: 1250,50 · 1 250,50 · 1.250,50 · 1,250.50 · € 1250. Cleans to a `Decimal` of at
    most two decimals. 1.250 is a thousand and more: nobody writes a tenth of a cent."""

    default_error_messages = {
        "required": _("Enter the amount in euros"),
        "invalid": _("Enter the amount in euros, such as 1250,50"),
        "negative": _("Enter an amount of nothing or more"),
        "too_much": _("Enter an amount below ten million euros"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=32, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "w-date", "inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        text = _SPACES.sub("", text)
        found = _PLAIN.fullmatch(text) or _IN_GROUPS.fullmatch(text)
        if found is None:
            code = "negative" if text[:1] in ("-", "\u2212") else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        euros, *cents = [part for part in found.groups() if part is not None]
        digits = re.sub(r"[.,]", "", euros).lstrip("0") or "0"
        if len(digits) > _MOST_DIGITS:
            raise ValidationError(self.error_messages["too_much"], code="too_much")
        return Decimal(f"{digits}.{''.join(cents) or 0}")


def day(label: Any, *, help_text: Any = "") -> forms.DateField:
    """A day that must be told."""
    return base.day(label, required=_("Enter the day"), help_text=help_text)


def words(label: Any, *, missing: Any, most: int, help_text: Any) -> forms.CharField:
    """What the applicant reads, of at most that many characters."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        validators=[no_ean],
        error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-wide"}),
    )
