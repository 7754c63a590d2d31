"""The form of the look-up (R9)."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.be import bis, nn

from mandates.welfare.models import Reason
from mandates.welfare.queries import Sought
from portal.look_up.forms import AddressForm
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue
from portal.ui.fields import EanField
from portal.ui.forms import Form

_ADDRESS = ("name", "street", "house_number", "postal_code")


class SearchForm(AddressForm):
    """The case, and one of three ways to name the home: EAN, meter number, or name and address."""

    case_reference = forms.CharField(
        label=_("Case reference"),
        max_length=40,
        help_text=_("The number of the case in your own files. Neither a name nor a national number."),
        error_messages={"required": _("Enter the reference of the case")},
        widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        help_text=_("The resident reads it in the journal, with the name of your office."),
        error_messages={"required": _("Choose a reason")},
    )
    ean = EanField(required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Of the person whose name is on the bill. The order and the accents do not count."),
        widget=forms.TextInput(attrs={"class": "w-wide", "autocomplete": "off"}),
    )
    field_order = ["case_reference", "reason", "ean", "meter_number", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("street", "house_number", "postal_code", "meter_number"):
            self.fields[name].required = False
        self.fields["postal_code"].widget.attrs["autocomplete"] = "off"

    def clean_case_reference(self) -> str:
        """Refuses what names a person or a home: the reference goes into the trace."""
        text = " ".join(str(self.cleaned_data["case_reference"]).split())
        if nn.is_valid(text) or bis.is_valid(text):
            raise ValidationError(_("Enter the number of the case, not the national number of a person"))
        if _is_ean(text):
            raise ValidationError(_("Enter the number of the case, not the EAN number of a home"))
        if not re.search(r"[0-9]", text):
            raise ValidationError(_("Enter the number of the case: it has at least one digit, and is no name"))
        return text

    def clean_postal_code(self) -> str:
        return super().clean_postal_code() if self.cleaned_data["postal_code"] else ""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ways = [name for name in ("ean", "meter_number") if self._has(name)]
        if any(self._has(name) for name in (*_ADDRESS, "box")):
            ways.append("name")
        if not ways:
            self.add_error("ean", _("Enter an EAN number, a meter number, or a name and an address"))
        for name in ways[1:]:
            self.add_error(name, _("Look one way only: leave this empty, or what stands above"))
        if ways == ["name"]:
            for name in _ADDRESS:
                if not self._has(name) and name not in self.errors:
                    self.add_error(
                        name, _("Fill this in too: an address takes name, street, number and postal code")
                    )
        return found

    def _has(self, name: str) -> bool:
        return bool(str(self.data.get(self.add_prefix(name), "")).strip())

    @property
    def sought(self) -> Sought:
        told = self.cleaned_data
        return Sought(
            ean=told["ean"] or None,
            meter_number=told["meter_number"] or None,
            **{part: told[part] for part in (*_ADDRESS, "box")},
        )


def _is_ean(text: str) -> bool:
    try:
        Ean.parse(text)
    except InvalidValue:
        return False
    return True


class ConfirmForm(Form):
    """The look-ups whose cases exist, ticked in the report."""

    look_up = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick the cases that exist"),
            "invalid_choice": _("Tick cases of this page: the list has changed meanwhile"),
        }
    )

    def __init__(self, data: Any, *, offered: list[str]) -> None:
        super().__init__(data)
        self.fields["look_up"].choices = [(each, each) for each in offered]  # type: ignore[attr-defined]


class MonthForm(Form):
    """`?month=YYYY-MM`."""

    month = forms.DateField(input_formats=["%Y-%m"])
