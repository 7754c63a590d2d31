"""The forms of the desk: why a case is opened, and how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
