"""The forms of the desk: why a case is opened, and how it ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.audit.models import Span
from portal.cases import usage
from portal.ui.forms import Form


class ReasonForm(Form):
    """Why a case is taken in hand (R15)."""

    purpose = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Why you open this case. It goes into the journal of the customer."),
        error_messages={"required": _("Enter why you open this case")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AnswerForm(Form):
    """The answer to the resident; of an alert, what was found."""

    answer = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, data: Any = None, *, asked: bool) -> None:
        super().__init__(data)
        field = self.fields["answer"]
        if asked:
            field.label = _("Answer to the customer")
            field.help_text = _(
                "Who looked, why, and what you did, in the language of the customer, who reads it in the portal."
            )
            field.error_messages["required"] = _("Enter the answer to the customer")
        else:
            field.label = _("What you found and did")
            field.help_text = _("It stays with the case; nobody outside reads it.")
            field.error_messages["required"] = _("Enter what you found")


class UsageForm(Form):
    """Which day, week or month of the counts; the latest one without a choice."""

    start = forms.TypedChoiceField(
        label=_("Which one"),
        coerce=date.fromisoformat,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )

    def __init__(self, asked: str, *, span: Span, starts: Sequence[date]) -> None:
        super().__init__({"start": asked or starts[0].isoformat()})
        choices = [(start.isoformat(), usage.called(span, start)) for start in starts]
        self.fields["start"].choices = choices  # type: ignore[attr-defined]
