"""Refusals in words: what to do, not what was invalid."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mandates import words
from mandates.operations.asking import UnableToAsk
from mandates.operations.moving import UnableToMove
from mandates.operations.preparing import UnableToPrepare
from mandates.operations.signing import UnableToAccept
from mandates.terms import Fault
from portal.primitives.errors import UnableTo

_REFUSALS: Mapping[str, Promise] = {
    "several_grantors": _("Choose connections that are in the same name"),
    "no_access_point": _("You live at none of these connections now, so the request cannot be accepted any more"),
    "more_than_asked": _("You may give less than was asked for, not more"),
    "not_renewable": _("This mandate cannot be renewed: ask for a new one"),
    "empty": _("Give a list with at least one line"),
    "too_many": _("Give at most 5,000 lines at once"),
    "holder_closed": _("This organisation is not admitted any more"),
}

# Of one line of a list, or one request: besides the faults of its terms.
OUTCOMES: Mapping[str, Promise] = {
    "asked": _("Asked for"),
    "ean_missing": _("Enter the EAN number"),
    "ean_not_digits": _("Enter the EAN number with digits only"),
    "ean_length": _("Enter all 18 digits of the EAN number"),
    "ean_check_digit": _("Check the EAN number: at least one digit is wrong"),
    "eans": _("Give at most ten EAN numbers, all of the same customer"),
    "reference": _("Shorten the reference to 60 characters"),
    "doubled": _("This EAN number stands in an earlier line"),
    "already_asked": _("Your request for this EAN number waits for an answer already"),
    "asked_in_vain": _("You asked three times in 90 days for this EAN number without success: ask again later"),
    "columns": _("This line has more columns than the first one"),
    "detail": _("Write the detail as year, month, day or quarter-hour"),
    "day": _("Write days as 31/12/2027 or 2027-12-31"),
}


def outcome(code: str) -> str:
    """What came of a request, or what to do about it."""
    return str(OUTCOMES[code] if code in OUTCOMES else words.FAULTS[Fault(code)])


def explain(refusal: UnableTo) -> str:
    """Why a mandate could not be prepared, signed, asked for or answered, and what to do. Raises an error that
    has no words here."""
    if isinstance(refusal, UnableToPrepare | UnableToAsk):
        return str(_REFUSALS[refusal.code]) if refusal.code in _REFUSALS else outcome(refusal.code)
    if isinstance(refusal, UnableToAccept) and refusal.code == "over":
        return str(words.FAULTS[Fault.OVER])
    if isinstance(refusal, UnableToAccept):
        return _now("The text changed meanwhile: read it again before you sign")
    if isinstance(refusal, UnableToMove):
        return _now("This mandate was answered or ended meanwhile: see where it stands now")
    raise refusal
