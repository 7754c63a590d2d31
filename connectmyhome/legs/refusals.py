"""Why an operation on a leg was refused, in words for its operator."""

from django.utils.translation import gettext as _

from connectmyhome.legs.models import LegStateChoices
from connectmyhome.legs.moving import Refusal, UnableToMove
from connectmyhome.legs.operations.asking import UnableToAnswer, UnableToAsk
from connectmyhome.legs.operations.offering import UnableToOffer, UnableToRecord
from connectmyhome.legs.operations.working import UnableToPlan


def explain(refusal: Refusal) -> tuple[str, str]:
    """The field to correct, or "", and how."""
    match refusal:
        case UnableToAsk(code="asked"):
            return "text", _("You asked for this already: the applicant has not answered yet")
        case UnableToAnswer():
            return "", _("The applicant was faster: this question was answered")
        case UnableToOffer(code="validity"):
            return "valid_until", _("Enter a last day that is not in the past")
        case UnableToOffer():
            return "amount", _("Enter the amount in euros, such as 1250,50")
        case UnableToRecord(code="future"):
            return "", _("Enter a day that is not in the future")
        case UnableToRecord():
            return "", _("Enter a day that is not before the application")
        case UnableToPlan():
            return _why_not_planned(refusal)
    return "", _("Enter what is missing")


def explain_move(refusal: UnableToMove) -> str:
    """Where the leg is now that somebody was faster."""
    state = LegStateChoices(refusal.state).label
    return _("Somebody was faster, so nothing was changed. The connection is now: %(state)s.") % {"state": state}


def _why_not_planned(refusal: UnableToPlan) -> tuple[str, str]:
    return "day", {
        "unpaid": _("Record the payment first: no day is planned before"),
        "permits": _("Record since when the permits exist first: no day is planned before"),
        "asked": _("Wait for the answer to your question, or take it back: no day is planned before"),
        "past": _("Enter a day that is not in the past"),
        "not_working": _("Enter a working day: Monday to Friday, no holiday"),
    }[refusal.code]
