"""Where, what is built, and when."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import Key
from connectmyhome.application.forms.base import QuestionForm, choice, day, number, text
from connectmyhome.application.rules import MOST_DWELLINGS
from connectmyhome.operators import Utility
from connectmyhome.territory.forms import PlotForm
from portal.ui import formats

_PARCEL = re.compile(r"\d{5}[A-Z]\d{4}/\d{2}[A-Z_]\d{3}")
_FURTHEST = timedelta(days=5 * 365)


class CommuneForm(QuestionForm, PlotForm):
    """The plot's commune. A postal code of several communes asks which."""

    field_order = ("postal_code", "commune", "revision")

    def known(self) -> dict[str, Any]:
        commune = self.application.commune
        return {"commune": commune.nis} if commune else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "commune" in self.fields and not cleaned.get("commune") and "commune" not in self.errors:
            self.add_error("commune", _("Choose your commune"))
        return cleaned

    def changes(self) -> dict[str, Any]:
        return {"commune": self.commune_chosen}

    def rows(self) -> Iterator[tuple[str, str]]:
        yield from super().rows()
        if self.application.commune and "commune" not in self.fields:
            yield str(self.base_fields["commune"].label), self.application.commune.name


class AddressForm(QuestionForm):
    conditional = frozenset({"street", "house_number"})
    street = text(_("Street"), "address-line1")
    house_number = text(_("House number"), "address-line2", max_length=20, width="w-code")
    cadastre = text(
        _("Cadastral reference"),
        "off",
        max_length=30,
        width="w-id",
        help_text=_(
            "Where there is no house number yet: the parcel, such as 92094A0123/00B000. "
            "It stands on the deed, and on the plan of the cadastre."
        ),
    )

    def clean_cadastre(self) -> str:
        parcel = re.sub(r"\s", "", self.cleaned_data["cadastre"]).upper()
        if parcel and not _PARCEL.fullmatch(parcel):
            raise ValidationError(_now("Check the cadastral reference: it looks like 92094A0123/00B000"))
        return parcel

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        told = {name: cleaned.get(name) for name in ("street", "house_number", "cadastre")}
        if "cadastre" in self.errors:
            return cleaned
        if not told["street"] and (self.facts.shared or not told["cadastre"]):
            self.add_error("street", _("Enter the street of the plot"))
        if not told["house_number"] and not told["cadastre"]:
            self.add_error("house_number", _("Enter the house number, or the cadastral reference"))
        return cleaned


class WorksForm(QuestionForm):
    works = choice(
        _("What is it for?"),
        [
            ("new", _("A new home")),
            ("renovation", _("The renovation of a home")),
            ("temporary", _("A building site only: a supply for the time of the works")),
        ],
        required=_("Choose what it is for"),
    )


class BuildingForm(QuestionForm):
    conditional = frozenset({"dwellings"})
    building = choice(
        _("What is built?"),
        [("house", _("A house with one dwelling")), ("building", _("A building with two to four dwellings"))],
        required=_("Choose what is built"),
    )
    dwellings = forms.IntegerField(
        label=_("Number of dwellings, for a building"),
        required=False,
        min_value=1,
        error_messages={
            "invalid": _("Enter the number of dwellings"),
            "min_value": _("Enter the number of dwellings"),
        },
        widget=forms.TextInput(attrs={"class": "w-code", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        count = cleaned.get("dwellings")
        if count is not None and count > MOST_DWELLINGS:
            self.add_error(
                "dwellings",
                _now("We take up to four dwellings here. For more, call us at %(number)s: we plan them with you.")
                % {"number": settings.OPERATOR["contact_number"].replace(" ", formats.NO_BREAK)},
            )
        elif cleaned.get("building") == "house":
            cleaned["dwellings"] = 1
        elif cleaned.get("building") == "building" and "dwellings" not in self.errors and (count or 1) < 2:
            self.add_error("dwellings", _("Enter a number from 2 to 4"))
        return cleaned

    def answers(self) -> dict[Key, Any]:
        return {Key.BUILDING: self.cleaned_data["building"], Key.DWELLINGS: str(self.cleaned_data["dwellings"])}


class PermitForm(QuestionForm):
    permit_number = text(
        _("Number of the building permit"),
        "off",
        max_length=40,
        width="w-id",
        help_text=_("It stands at the top of the decision of the commune."),
    )
    permit_date = day(_("Date of the permit"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        granted = cleaned.get("permit_date")
        if granted and granted > self.facts.today:
            self.add_error(
                "permit_date", _("Enter the day on which the permit was granted: it is not in the future")
            )
        if self.facts.get(Key.WORKS) == "new" or cleaned.get("permit_number") or granted:
            if not cleaned.get("permit_number") and "permit_number" not in self.errors:
                self.add_error("permit_number", _("Enter the number of the permit"))
            if not granted and "permit_date" not in self.errors:
                self.add_error("permit_date", _("Enter the date of the permit"))
        return cleaned


class _PeriodForm(QuestionForm):
    """Two days: in order, and still to come."""

    first = last = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get(self.first), cleaned.get(self.last)
        if start and start < self.facts.today:
            self.add_error(self.first, _("Enter a day that is not in the past"))
        elif start and start > self.facts.today + _FURTHEST:
            self.add_error(self.first, _("Enter a day within the next five years"))
        if end and end > self.facts.today + 2 * _FURTHEST:
            self.add_error(self.last, _("Enter a day within the next ten years"))
        elif start and end and end < start:
            self.add_error(self.last, _("Enter a last day that is not before the first one"))
        return cleaned


class PeriodForm(_PeriodForm):
    first, last = Key.WANTED_FROM.value, Key.WANTED_UNTIL.value
    wanted_from = day(_("From"), required=_("Enter from when you want to be connected"))
    wanted_until = day(_("Until"), required=_("Enter until when you want to be connected"))


class TemporaryForm(_PeriodForm):
    first, last = Key.TEMPORARY_FROM.value, Key.TEMPORARY_UNTIL.value
    units = {Key.TEMPORARY_KVA.value: "kVA"}
    temporary_kva = number(
        _("Power of the electricity on the site, in kVA"),
        least="1",
        most=250,
        help_text=_("9.2 kVA run hand tools, a mixer and a site hut; a crane takes 30 and more."),
        required=_("Enter the power in kVA"),
    )
    temporary_from = day(_("From"), required=_("Enter from when the site needs it"))
    temporary_until = day(_("Until"), required=_("Enter until when the site needs it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.facts.wants(Utility.ELECTRICITY):
            del self.fields["temporary_kva"]
