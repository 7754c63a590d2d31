"""The terms of a mandate, as a form. `data_start` and `data_last` are the first and the last day, both
included."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consumption.export.forms import DayField
from mandates import words
from mandates.models import LENDABLE
from mandates.terms import PURPOSE_LENGTH, Terms, end_after, faults, still_possible
from portal.access.kinds import DataKind, Granularity
from portal.customers.models import Occupancy
from portal.primitives.period import years_before
from portal.ui.fields import no_ean
from portal.ui.forms import Form

_DAY = timedelta(days=1)


class TermsForm(Form):
    """Which data, how fine, of which days, what for, until when."""

    kinds = forms.MultipleChoiceField(
        label=_("Which data?"),
        choices=[(kind.value, words.KINDS[kind]) for kind in LENDABLE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of data")},
    )
    granularity = forms.ChoiceField(
        label=_("How fine at most?"),
        choices=[(each.name.lower(), words.GRANULARITIES[each]) for each in Granularity],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how fine the data may be")},
    )
    data_start = DayField(
        label=_("Data from"),
        help_text=_("At most three years ago."),
        error_messages={
            "required": _("Enter the first day, for example 01/10/2026."),
            "invalid": _("Enter the first day as day, month and year, for example 01/10/2026."),
        },
    )
    data_last = DayField(
        label=_("Data up to"),
        required=False,
        help_text=_("Without a day here, new data too, until the mandate ends."),
        error_messages={"invalid": _("Enter the last day as day, month and year, for example 31/10/2026.")},
    )
    purpose = forms.CharField(
        label=_("What may the data be used for?"),
        max_length=PURPOSE_LENGTH,
        help_text=_("In one sentence, for example: advice on solar panels. No name and no number."),
        error_messages={"required": _("Write what the data are for")},
        validators=[no_ean],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ends_on = DayField(
        label=_("Last day of the mandate"),
        error_messages={
            "required": _("Enter the last day of the mandate, for example 31/12/2027."),
            "invalid": _("Enter the last day as day, month and year, for example 31/12/2027."),
        },
    )

    ends_hint = _("At most three years from now. It ends earlier when you say so, or when you move.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        start = years_before(today, 1)
        usual = {"data_start": start, "ends_on": years_before(today, -1), "kinds": [DataKind.HISTORY]}
        kwargs["initial"] = {"granularity": "month", **usual, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = self.ends_hint

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in faults(self.terms, today=self.today):
                field = words.FIELDS[fault]
                self.add_error(field if field in self.fields else None, ValidationError(str(words.FAULTS[fault])))
        return cleaned

    @property
    def terms(self) -> Terms:
        """What was agreed on; once each field is clean."""
        cleaned = self.cleaned_data
        return Terms(
            kinds=frozenset(DataKind(kind) for kind in cleaned["kinds"]),
            granularity=Granularity[cleaned["granularity"].upper()],
            data_start=cleaned["data_start"],
            data_end=end_after(cleaned.get("data_last")),
            ends_on=cleaned["ends_on"],
            purpose=cleaned.get("purpose", "").strip(),
        )


class GrantForm(TermsForm):
    """A grantor chooses: the homes, and the terms. Of a request, no more than was `asked`."""

    homes = forms.MultipleChoiceField(
        label=_("Which of your connections?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one connection")},
    )
    field_order = ("homes", "kinds", "granularity", "data_start", "data_last", "purpose", "ends_on")

    def __init__(self, *args: Any, homes: Sequence[Occupancy], asked: Terms | None = None, **kwargs: Any) -> None:
        self._homes = {str(home.public_id): home for home in homes}
        self._asked = asked
        kwargs["initial"] = {"homes": list(self._homes), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["homes"].choices = [(key, _told(home)) for key, home in self._homes.items()]  # type: ignore[attr-defined]
        if asked is not None:
            self._limit(asked)

    @property
    def terms(self) -> Terms:
        if self._asked is not None:
            self.cleaned_data["purpose"] = self._asked.purpose
        return super().terms

    @property
    def chosen(self) -> list[Occupancy]:
        """The homes; once each field is clean."""
        return [self._homes[key] for key in self.cleaned_data["homes"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._asked is not None and not self.errors:
            self._refuse_more(self._asked)
        if "homes" not in self.errors and len({home.customer_id for home in self.chosen}) > 1:
            self.add_error("homes", ValidationError(_("Choose connections that are in the same name")))
        return cleaned

    def _limit(self, asked: Terms) -> None:
        del self.fields["purpose"]  # the holder named it: an answer to another one would be no answer
        kinds = [(kind.value, words.KINDS[kind]) for kind in LENDABLE if kind in asked.kinds]
        steps = [
            (each.name.lower(), words.GRANULARITIES[each]) for each in Granularity if each <= asked.granularity
        ]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        self.fields["granularity"].choices = steps  # type: ignore[attr-defined]

    def _refuse_more(self, asked: Terms) -> None:
        terms = self.terms
        message = _("You may give less than was asked for, not more")
        if terms.data_start < asked.data_start:
            self.add_error("data_start", ValidationError(message))
        if asked.data_end is not None and (terms.data_end is None or terms.data_end > asked.data_end):
            self.add_error("data_last", ValidationError(message))
        if terms.ends_on > asked.ends_on:
            self.add_error("ends_on", ValidationError(message))


def initial_of(terms: Terms, *, today: date, homes: Iterable[Occupancy]) -> dict[str, Any]:
    """What a form shows of terms that somebody chose before."""
    terms = still_possible(terms, today=today)
    return {
        "homes": [str(home.public_id) for home in homes],
        "kinds": sorted(terms.kinds),
        "granularity": terms.granularity.name.lower(),
        "data_start": terms.data_start,
        "data_last": terms.data_end - _DAY if terms.data_end else None,
        "purpose": terms.purpose,
        "ends_on": terms.ends_on,
    }


def _told(home: Occupancy) -> str:
    access_point = home.access_point
    return f"{str(access_point.get_energy_display()).capitalize()}, {access_point.address}"
