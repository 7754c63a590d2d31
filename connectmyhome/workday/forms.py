"""Which days suit, which day is proposed, why personal data are opened, and legal terms."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from connectmyhome.legs.models import UnitChoices
from connectmyhome.operators import Utility
from connectmyhome.territory.models import UtilityChoices
from portal.ui import formats
from portal.ui.forms import Form


class DaysForm(Form):
    """The days that suit, out of the coming working days."""

    days = forms.TypedMultipleChoiceField(
        coerce=date.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose days from the list.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        choices: Iterable[date],
        chosen: Collection[date],
        label: str,
    ) -> None:
        super().__init__(data, initial={"days": [day.isoformat() for day in chosen]})
        self.fields["days"].label = label
        self._days = sorted({*choices, *chosen})
        self.note({})

    def note(self, notes: Mapping[date, str]) -> None:
        """Put these words beside their days."""
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), " · ".join(filter(None, [formats.day(day, "short"), notes.get(day, "")])))
            for day in self._days
        ]

    @property
    def weeks(self) -> list[tuple[date, list[BoundWidget]]]:
        """The choices by the Monday of their week."""
        return [(monday, list(week)) for monday, week in groupby(self["days"], key=_monday)]


def _monday(choice: BoundWidget) -> date:
    day = date.fromisoformat(choice.data["value"])
    return day - timedelta(days=day.weekday())


class ProposeForm(Form):
    """One of the days that suit everybody."""

    day = forms.TypedChoiceField(
        label=_("Day"),
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a day"), "invalid_choice": _("Choose a day from the list.")},
    )

    def __init__(self, data: Any = None, *, days: Iterable[date]) -> None:
        super().__init__(data)
        self.fields["day"].choices = [(day.isoformat(), formats.day(day, "full")) for day in days]  # type: ignore[attr-defined]


class ReasonForm(Form):
    """Why staff open who applies and where (R15)."""

    purpose = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It goes into the journal that the applicant sees."),
        error_messages={"required": _("Enter why you open these data")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TermForm(Form):
    """A legal term; the one that holds ends on its first day."""

    utility = forms.ChoiceField(label=_("Utility"), choices=UtilityChoices.choices)
    road_works = forms.BooleanField(label=_("With road works or an extension of the network"), required=False)
    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=1000,
        error_messages={
            "required": _("Enter how many days"),
            "invalid": _("Enter a whole number of days, such as 30"),
            "min_value": _("Enter one day at least"),
            "max_value": _("Enter a thousand days at most"),
        },
        widget=forms.TextInput(attrs={"class": "w-code", "inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=UnitChoices.choices)
    start = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}),
        error_messages={"required": _("Enter the first day"), "invalid": _("Enter the day as 31/12/2026")},
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The decree or the order, with its article."),
        max_length=300,
        error_messages={"required": _("Say where this is written")},
    )

    @property
    def chosen_utility(self) -> Utility:
        return Utility(self.cleaned_data["utility"])
