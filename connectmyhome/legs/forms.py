"""The forms of an operator's acts on a leg."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.models import AttachmentKindChoices
from connectmyhome.legs.fields import AmountField, day, words
from connectmyhome.legs.models import Leg, LegStateChoices
from connectmyhome.legs.operations.asking import may_miss
from connectmyhome.legs.states import LegState
from portal.ui.fields import no_ean
from portal.ui.forms import Form
from portal.uploads.fields import PdfField

_READ = _("The applicant reads this.")


class QueueForm(Form):
    """Which legs of the queue, by state and by number."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All that are open")),
            *((value, label) for value, label in LegStateChoices.choices if value != LegState.WITHDRAWN),
        ],
    )
    number = forms.CharField(
        label=_("Reference"),
        help_text=_("Ours, or your own."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off"}),
    )


class ActForm(Form):
    """What an operator tells of `leg`; without fields, a question of yes or no."""

    def __init__(self, data: Any = None, files: Any = None, *, leg: Leg) -> None:
        super().__init__(data, files)
        self.leg = leg


class AskForm(ActForm):
    """A question in words."""

    text = words(_("Your question"), missing=_("Write your question"), most=2000, help_text=_READ)


class MissingForm(ActForm):
    """A document that is missing or no good."""

    document = forms.ChoiceField(
        label=_("Which document?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the document")},
    )
    text = words(
        _("What is missing, or wrong with it?"),
        missing=_("Say what is missing, or wrong with it"),
        most=2000,
        help_text=_READ,
    )

    def __init__(self, data: Any = None, files: Any = None, *, leg: Leg) -> None:
        super().__init__(data, files, leg=leg)
        choices = [(kind.value, AttachmentKindChoices(kind).label) for kind in may_miss(leg)]
        self.fields["document"].choices = choices  # type: ignore[attr-defined]


class StudyForm(ActForm):
    """Under which number the operator keeps it."""

    own_reference = forms.CharField(
        label=_("Your own reference"),
        help_text=_("The number of this file with you. You find the connection by it here."),
        max_length=40,
        required=False,
        validators=[no_ean],
        widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off"}),
    )


class OfferForm(ActForm):
    """An offer and its document."""

    amount = AmountField(label=_("Amount in euros"), help_text=_("VAT included, such as 1250,50."))
    valid_until = day(_("Holds until"), help_text=_("The last day on which the applicant may accept it."))
    checked = PdfField(
        label=_("Offer as PDF"),
        help_text=_("At most 10 MB and 20 pages. It says how the applicant pays."),
    )


class PaidForm(ActForm):
    """When it was paid."""

    paid_on = day(_("Paid on"))


class PermitsForm(ActForm):
    """Since when all permits exist."""

    on = day(_("All permits exist since"))


class PlanForm(ActForm):
    """The day of the works."""

    day = day(_("Day of the works"))


class RefuseForm(ActForm):
    """Why the operator does not connect this."""

    reason = words(_("Reason"), missing=_("Say why you do not connect this"), most=500, help_text=_READ)


class ConnectedForm(ActForm):
    """When it was connected."""

    on = day(_("Connected on"))
