"""The form of a bulk export."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consumption.bulk_export.operations.asking import MOST_POINTS, Selection
from consumption.export.forms import PeriodForm
from portal.access.kinds import Granularity
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue
from portal.primitives.period import years_before
from portal.ui import formats

_STEPS = {step.name.lower(): step for step in Granularity}
_NAMED_AT_MOST = 5


class BulkExportForm(PeriodForm):
    """Which access points, how fine, and which days."""

    field_order = ("which", "search", "eans", "granularity")

    which = forms.ChoiceField(
        label=gettext_lazy("Which access points?"),
        choices=[
            ("all", gettext_lazy("All that you may see")),
            ("search", gettext_lazy("Those with this in EAN or address")),
            ("eans", gettext_lazy("Those of this list of EAN numbers")),
        ],
        widget=forms.RadioSelect,
        initial="all",
        error_messages={"required": gettext_lazy("Choose which access points.")},
    )
    search = forms.CharField(
        label=gettext_lazy("Part of the EAN or of the address"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "w-id"}),
    )
    eans = forms.CharField(
        label=gettext_lazy("EAN numbers"),
        help_text=gettext_lazy("One on each line."),
        required=False,
        max_length=MOST_POINTS * 30,
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-id", "spellcheck": "false"}),
    )
    granularity = forms.ChoiceField(
        label=gettext_lazy("One line for each"),
        choices=[
            ("year", gettext_lazy("year")),
            ("month", gettext_lazy("month")),
            ("day", gettext_lazy("day")),
            ("interval", gettext_lazy("quarter-hour of electricity, hour of gas")),
        ],
        initial="day",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what each line stands for.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, search: str = "") -> None:
        """`search` prefills the choice."""
        last = today.replace(day=1) - timedelta(days=1)
        usual = {"start": years_before(last + timedelta(days=1), 1), "end": last}
        super().__init__(data, initial={**usual, "search": search, "which": "search" if search else "all"})
        self.first, self.last = years_before(today, 3), today
        for name in ("start", "end"):
            self.fields[name].widget.attrs |= {"min": self.first.isoformat(), "max": self.last.isoformat()}

    @property
    def selection(self) -> Selection:
        """Only of a valid form."""
        match self.cleaned_data["which"]:
            case "search":
                return Selection(search=self.cleaned_data["search"])
            case "eans":
                return Selection(eans=self.cleaned_data["eans"])
            case _:
                return Selection()

    @property
    def step(self) -> Granularity:
        """Only of a valid form."""
        return _STEPS[self.cleaned_data["granularity"]]

    def clean_eans(self) -> tuple[Ean, ...]:
        """The numbers in the order of the list, each once. A list that was not chosen does not count."""
        if self.cleaned_data.get("which") != "eans":
            return ()
        found, wrong = [], []
        for number, line in enumerate(
            self.cleaned_data["eans"].replace(",", "\n").replace(";", "\n").splitlines(), 1
        ):
            if line.strip():
                try:
                    found.append(Ean.parse(line))
                except InvalidValue:
                    wrong.append(number)
        if wrong:
            message = ngettext(
                "Correct line %(lines)s: it is not an EAN number of 18 digits.",
                "Correct lines %(lines)s: they are not EAN numbers of 18 digits.",
                len(wrong),
            )
            shown = ", ".join(map(str, wrong[:_NAMED_AT_MOST])) + (" …" if len(wrong) > _NAMED_AT_MOST else "")
            raise forms.ValidationError(message % {"lines": shown})
        if not found:
            raise forms.ValidationError(_("Enter at least one EAN number."))
        return tuple(dict.fromkeys(found))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        told = self.cleaned_data
        if told.get("which") == "search" and not told.get("search") and "search" not in self.errors:
            self.add_error("search", _("Enter a part of the EAN or of the address."))
        return cleaned

    def _inside(self, day: date) -> date:
        if day < self.first:
            message = _("Histories begin on %(day)s. Choose this day or a later one.")
            raise forms.ValidationError(message % {"day": formats.day(self.first)})
        if day > self.last:
            raise forms.ValidationError(_("That day is still to come. Choose today or an earlier day."))
        return day
