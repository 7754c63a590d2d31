"""The form of a download: which file, how fine, of which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consumption.export.operations import FileFormat
from consumption.history import queries
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.grid.models import Energy
from portal.primitives.period import Period
from portal.ui import formats
from portal.ui.forms import Form

_DAY_FORMS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
_WORDS = {granularity.name.lower(): granularity for granularity in Granularity}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A period that is often wanted, as a link that fills the form."""

    label: str
    query: str


class DayField(forms.DateField):
    """A day, as a date picker sends it or as people in Belgium write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=_DAY_FORMS,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date"}),
            **options,
        )


class PeriodForm(Form):
    """The first and the last day of what is wanted, both included."""

    start = DayField(
        label=gettext_lazy("First day"),
        error_messages={
            "required": gettext_lazy("Enter the first day, for example 01/10/2026."),
            "invalid": gettext_lazy("Enter the first day as day, month and year, for example 01/10/2026."),
        },
    )
    end = DayField(
        label=gettext_lazy("Last day"),
        error_messages={
            "required": gettext_lazy("Enter the last day, for example 31/10/2026."),
            "invalid": gettext_lazy("Enter the last day as day, month and year, for example 31/10/2026."),
        },
    )

    @property
    def period(self) -> Period:
        """The days chosen. Only of a valid form."""
        return Period(self.cleaned_data["start"], self.cleaned_data["end"] + timedelta(days=1))

    def clean_start(self) -> date:
        day: date = self.cleaned_data["start"]
        return self._inside(day)

    def clean_end(self) -> date:
        day: date = self.cleaned_data["end"]
        return self._inside(day)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            message = _("The last day comes before the first. Choose %(day)s or a later day.")
            self.add_error("end", message % {"day": formats.day(start)})
        return cleaned

    def _inside(self, day: date) -> date:
        """`day`, when it can be had; a `ValidationError` that says which days can."""
        raise NotImplementedError


class DownloadForm(PeriodForm):
    """What to take along.

    Choices are those that `grant` (the whole right) and the meters allow.
    """

    field_order = ("format", "granularity")

    format = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[
            (FileFormat.XLSX, gettext_lazy("Excel, to look at and to calculate with")),
            (FileFormat.CSV, gettext_lazy("CSV, for programs: decimal points and exact times")),
            (FileFormat.BELGIAN, gettext_lazy("CSV in the form of Mijn Fluvius, for tools that read it")),
            (FileFormat.JSON, gettext_lazy("JSON, for developers")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a kind of file."),
            "invalid_choice": gettext_lazy("Choose one of these kinds of file."),
        },
    )
    granularity = forms.ChoiceField(
        label=gettext_lazy("One line for each"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what each line stands for.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, grant: Grant, asked: Mapping[str, str]) -> None:
        """`asked` prefills the form: the query of the page. What makes no sense in it is left aside."""
        self.is_holder = grant.actor.is_holder
        self.whole = queries.closed_period(grant)
        self.last_day = _last_day(self.whole)
        self.meters = queries.meters(grant)
        self.granularities = {step.name.lower(): step for step in queries.granularities(grant, self.meters)}
        self.by_reading = queries.read_by_a_person(self.meters)
        super().__init__(data, initial=self._initial(asked))
        field = self.fields["granularity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = self._granularity_choices(gas=grant.access_point.energy == Energy.GAS)
        field.error_messages["invalid_choice"] = self._too_fine(gas=grant.access_point.energy == Energy.GAS)
        for name in ("start", "end"):
            self.fields[name].widget.attrs |= {
                "min": self.whole.start.isoformat(),
                "max": self.last_day.isoformat(),
            }

    @property
    def chosen_granularity(self) -> Granularity:
        """Only of a valid form."""
        return _WORDS[self.cleaned_data["granularity"]]

    @property
    def chosen_format(self) -> FileFormat:
        """Only of a valid form."""
        return FileFormat(self.cleaned_data["format"])

    @property
    def shortcuts(self) -> list[Shortcut]:
        """Last month, this year and everything, as far as the grant holds them."""
        kept = {name: value for name in ("format", "granularity") if (value := self[name].value())}
        this_month = self.last_day.replace(day=1)
        wanted = [
            (_("Last month"), Period((this_month - timedelta(days=1)).replace(day=1), this_month)),
            (_("This year"), Period(self.last_day.replace(month=1, day=1), self.whole.end)),
            (_("All that you may see") if self.is_holder else _("All your data"), self.whole),
        ]
        return [
            Shortcut(label, urlencode(kept | {"start": inside.start, "end": _last_day(inside)}))
            for label, period in wanted
            if (inside := self.whole.intersection(period))
        ]

    def _inside(self, day: date) -> date:
        """`day`, when the grant holds it."""
        if day < self.whole.start:
            message = (
                _("You may see days from %(day)s on. Choose this day or a later one.")
                if self.is_holder
                else _("Your data begin on %(day)s. Choose this day or a later one.")
            )
            raise forms.ValidationError(message % {"day": formats.day(self.whole.start)})
        if day > self.last_day:
            message = (
                _("You may see days up to %(day)s. Choose this day or an earlier one.")
                if self.is_holder
                else _("Your data end on %(day)s. Choose this day or an earlier one.")
            )
            raise forms.ValidationError(message % {"day": formats.day(self.last_day)})
        return day

    def _initial(self, asked: Mapping[str, str]) -> dict[str, Any]:
        wished = asked.get("granularity", "")
        coarse = [name for name in self.granularities if self.granularities[name] <= Granularity.DAY]
        wished_format = asked.get("format", "")
        return {
            "format": wished_format if wished_format in list(FileFormat) else FileFormat.XLSX,
            "granularity": wished if wished in self.granularities else (coarse[-1] if coarse else None),
            "start": self._day(asked.get("start"), self.whole.start),
            "end": self._day(asked.get("end"), self.last_day),
        }

    def _day(self, text: str | None, otherwise: date) -> date:
        try:
            day = date.fromisoformat(text or "")
        except ValueError:
            return otherwise
        return day if day in self.whole else otherwise

    def _granularity_choices(self, *, gas: bool) -> list[tuple[str, str]]:
        words = {
            Granularity.YEAR: _("year"),
            Granularity.MONTH: _("month"),
            Granularity.DAY: _("day"),
            Granularity.INTERVAL: _("hour") if gas else _("quarter-hour"),
        }
        if self.by_reading:
            return [(name, _("period between two readings")) for name in self.granularities]
        return [(name, words[step]) for name, step in self.granularities.items()]

    def _too_fine(self, *, gas: bool) -> str:
        """What to do when a granularity is asked for that is not offered."""
        if self.by_reading:
            return _("A person reads this meter: it has no finer values. Choose the period between two readings.")
        if gas:
            return _("Hours are not available here. Choose one of these.")
        return _("Quarter-hours are not available here. Choose one of these.")


def _last_day(period: Period) -> date:
    return (period.end or period.start) - timedelta(days=1)
