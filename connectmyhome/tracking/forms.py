"""The applicant's forms: answers with files, reasons, how to be told."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.models import NotifyBy
from connectmyhome.legs.models import Leg, Question
from connectmyhome.legs.states import UNDECIDED
from connectmyhome.tracking.operations.answering import SentFile
from portal.identity.forms import EmailField, MobileField
from portal.ui.fields import no_ean
from portal.ui.forms import Form
from portal.uploads.fields import PaperField

_LONGEST = 2000


class AnswerForm(Form):
    """An answer to an operator: words, a file, or both; a document that is missing is a file."""

    conditional = frozenset({"text"})
    text = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=_LONGEST,
        validators=[no_ean],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = PaperField(
        label=_("Document"), required=False, help_text=_("PDF or photo, at most 10 MB and 20 pages.")
    )

    def __init__(self, *args: Any, question: Question, too_large: bool, refusal: str, **kwargs: Any) -> None:
        """`refusal`: why no file is judged just now."""
        super().__init__(*args, **kwargs)
        self.question, self.too_large, self.refusal = question, too_large, refusal
        if question.document:
            self.fields["text"].label = _("Remark")
            self.fields["file"].required = not refusal
            self.fields["file"].label = question.get_document_display()
            self.order_fields(["file", "text"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.refusal:
            self.add_error("file", self.refusal)
        if self.too_large:
            self.add_error("file", self.fields["file"].error_messages["too_large"])
        if not self.question.document and not self.errors and not found.get("text") and not found.get("file"):
            self.add_error("text", ValidationError(_("Write your answer, or send a document"), code="empty"))
        return found

    @property
    def sent_file(self) -> SentFile | None:
        checked = self.cleaned_data.get("file")
        return SentFile(checked, str(getattr(self.files.get("file"), "name", ""))) if checked else None


class AcceptForm(Form):
    """Accepting an offer, and which of the other connections for the same utility are withdrawn with it: none,
    unless the applicant says so. Those that were ordered already are withdrawn on a page of their own."""

    instead_of = forms.MultipleChoiceField(
        label=_("Withdraw at the same time"),
        required=False,
        help_text=_("What you do not tick goes on: each offer that you accept is to be paid."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose again: something has changed meanwhile")},
    )

    def __init__(self, *args: Any, others: Iterable[Leg], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = {str(leg.public_id): leg for leg in others if leg.state in UNDECIDED}
        self.fields["instead_of"].choices = [(key, leg.operator_name) for key, leg in self._others.items()]  # type: ignore[attr-defined]

    @property
    def asks(self) -> bool:
        """Whether there is anything to choose, or to say of what was chosen."""
        return bool(self._others or self.errors)

    @property
    def given_up(self) -> list[Leg]:
        """Only of a valid form."""
        return [self._others[key] for key in self.cleaned_data["instead_of"]]


class ReasonForm(Form):
    """Why an offer is declined, for its operator."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The operator reads it, and may make another offer."),
        max_length=500,
        validators=[no_ean],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you decline: in a few words")},
    )


class WithdrawForm(Form):
    """Why a connection is withdrawn; nobody has to say."""

    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        help_text=_("Leave it empty if you like."),
        max_length=500,
        validators=[no_ean],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NotifyForm(Form):
    """How to be told of changes, and where. The address or the number counts that belongs to what was chosen."""

    conditional = frozenset({"email", "mobile"})
    notify_by = forms.ChoiceField(
        label=_("How do we tell you of changes?"),
        choices=NotifyBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose e-mail or SMS")},
    )
    email = EmailField(
        required=False,
        help_text=_("For e-mail. We send a code first to one that we do not know yet."),
    )
    mobile = MobileField(required=False, help_text=_("For SMS: a Belgian number. We send a code to it first."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            counts, other = "email", "mobile"
            if self.data.get("notify_by") == NotifyBy.SMS:
                counts, other = other, counts
            self.fields[counts].required = True
            self.fields[other] = forms.CharField(label=self.fields[other].label, required=False)

    @property
    def contact(self) -> dict[str, str]:
        """The address or the number that counts, by its name. Only of a valid form."""
        name = "mobile" if self.cleaned_data["notify_by"] == NotifyBy.SMS else "email"
        return {name: self.cleaned_data[name]}
