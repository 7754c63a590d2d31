"""The forms of the journal: which lines, as which file, and what is not recognised about one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consumption.export.forms import DayField
from portal.access.actor import Actor
from portal.access.journal import KIND_WORDS
from portal.documents.sheets import SheetFormat
from portal.pages.journal.queries import (
    EVERYTHING,
    MYSELF,
    OPERATOR,
    ORGANISATIONS,
    OTHERS,
    Choice,
    homes_in,
    organisations_in,
)
from portal.ui.forms import Form

_WHO = [
    ("", _("Everybody")),
    (OTHERS, _("Others than me")),
    (MYSELF, _("Me")),
    (OPERATOR, _("The grid operator")),
    (ORGANISATIONS, _("All organisations")),
]


class FilterForm(Form):
    """Which lines to show. Take it by GET: its values stand in the address."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(
        label=_("Which data"), required=False, choices=[("", _("All data")), *KIND_WORDS.items()]
    )
    home = forms.ChoiceField(label=_("Which connection"), required=False)
    first = DayField(
        label=_("From"),
        required=False,
        error_messages={"invalid": _("Enter the first day as day, month and year, for example 01/10/2026.")},
    )
    last = DayField(
        label=_("Up to and including"),
        required=False,
        error_messages={"invalid": _("Enter the last day as day, month and year, for example 31/10/2026.")},
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        homes = [
            (str(home.public_id), f"{home.get_energy_display().capitalize()}, {home.address}")
            for home in homes_in(actor)
        ]
        self.fields["who"].choices = [*_WHO, *organisations_in(actor).items()]  # type: ignore[attr-defined]
        self.fields["home"].choices = [("", _("All connections")), *homes]  # type: ignore[attr-defined]
        for name in ("who", "kind", "home"):
            self.fields[name].error_messages["invalid_choice"] = gettext("Choose one from the list.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            words = gettext("Enter a last day that is not before the first.")
            self.add_error("last", ValidationError(words, code="order"))
        return cleaned

    @property
    def choice(self) -> Choice:
        """What was chosen; everything while the form has errors."""
        return Choice(**self.cleaned_data) if self.is_valid() else EVERYTHING

    @property
    def narrows(self) -> bool:
        """Whether it leaves lines out, or has an error to show."""
        return not self.is_valid() or self.choice != EVERYTHING


class DownloadForm(Form):
    """As which file."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[(SheetFormat.XLSX, _("Excel")), (SheetFormat.CSV, _("CSV"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a kind of file."),
            "invalid_choice": _("Choose one of these kinds of file."),
        },
    )


class QuestionForm(Form):
    """What is not recognised about a line."""

    words = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=2000,
        help_text=_("For example: you have never heard of this organisation, or you did not sign in that day."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
