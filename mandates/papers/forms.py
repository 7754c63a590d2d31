"""The forms of signed papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mandates.states import Way
from portal.ui.forms import Form
from portal.uploads.fields import PdfField


class ScanForm(Form):
    """A scan of the paper that the customer signed by hand."""

    pdf = PdfField(
        label=gettext_lazy("Signed mandate"),
        help_text=gettext_lazy("PDF, at most 10 MB and 20 pages. All its pages, with a readable signature."),
    )
    way = Way.PAPER


class SignedForm(Form):
    """The mandate as its grantor signed it, and how."""

    way = forms.ChoiceField(
        label=gettext_lazy("How did you sign it?"),
        choices=[
            (Way.ELSEWHERE.value, gettext_lazy("With my eID, itsme or another certificate, in the PDF itself")),
            (Way.PAPER.value, gettext_lazy("By hand, on paper: this is a scan")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you signed it")},
    )
    pdf = PdfField(
        label=gettext_lazy("Signed mandate"), help_text=gettext_lazy("PDF, at most 10 MB and 20 pages.")
    )


class ReasonForm(Form):
    """Why a member of staff opens a paper (R15)."""

    purpose = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=64,
        help_text=gettext_lazy("It goes into the journal of the customer."),
        error_messages={"required": gettext_lazy("Enter why you open this paper")},
    )


class DecisionForm(Form):
    """Accepted or not, and why not."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("accept", gettext_lazy("Accept the signature")), ("reject", gettext_lazy("Do not accept it"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you decide")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("When it is not accepted: why"),
        required=False,
        choices=[
            ("", gettext_lazy("Choose …")),
            ("not_signed", gettext_lazy("It is not signed")),
            ("other_signer", gettext_lazy("Somebody else signed it")),
            ("other_text", gettext_lazy("It is not the text of this mandate")),
            ("unreadable", gettext_lazy("It cannot be read")),
            ("incomplete", gettext_lazy("Pages are missing")),
        ],
    )
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "reject" and not cleaned.get("reason"):
            self.add_error("reason", ValidationError(_("Choose why it is not accepted"), code="required"))
        if cleaned.get("decision") == "accept":
            cleaned["reason"] = ""
        return cleaned
