"""What a program is told when a leg cannot be moved so."""

from http import HTTPStatus

from connectmyhome.legs.models import LegStateChoices
from connectmyhome.legs.moving import Refusal, UnableToMove
from portal.api.problems import Problem, explain

# What is wrong with what was sent: 400. With where the leg is: 409.
_MISTAKES = {
    "empty": "Say something: the applicant reads it.",
    "document": "Ask for one of the documents that you are given.",
    "amount": "Send an amount in whole cents, not below nothing.",
    "validity": "Send a last day that is not past.",
    "future": "Send a day that is not to come.",
    "order": "Send a day that is not before the application was sent.",
    "past": "Send a day that is not past.",
    "not_working": "Send a working day of Belgium.",
}
_IN_THE_WAY = {
    "asked": "A question waits for the applicant.",
    "over": "It was answered or taken back already.",
    "unpaid": "Tell first that the applicant paid.",
    "permits": "Tell first since when the permits exist.",
}


def explain_refusals() -> None:
    """Have the refusals of operations answered as problems, wherever a view raises them."""
    explain(UnableToMove, _not_there)
    explain(Refusal, _refused)


def _not_there(error: Exception) -> Problem:
    assert isinstance(error, UnableToMove)  # noqa: S101  # for the type checker
    state = LegStateChoices(error.state).label
    return Problem(HTTPStatus.CONFLICT, "illegal_move", f"This cannot be done now: the connection is “{state}”.")


def _refused(error: Exception) -> Problem:
    assert isinstance(error, Refusal)  # noqa: S101  # for the type checker
    if error.code in _MISTAKES:
        return Problem(HTTPStatus.BAD_REQUEST, error.code, _MISTAKES[error.code])
    told = _IN_THE_WAY.get(error.code, "This cannot be done now.")
    return Problem(HTTPStatus.CONFLICT, error.code, told)
