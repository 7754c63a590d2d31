"""What a program is told when a leg cannot be moved so."""

from http import HTTPStatus

from connectmyhome.legs.models import LegStateChoices
from connectmyhome.legs.moving import UnableToMove
from portal.api.problems import Problem, explain


def explain_refusals() -> None:
    """Have the refusals of operations answered as problems, wherever a view raises them."""
    explain(UnableToMove, _not_there)


def _not_there(error: Exception) -> Problem:
    state = LegStateChoices(getattr(error, "state", "")).label
    return Problem(HTTPStatus.CONFLICT, "illegal_move", f"This cannot be done now: the connection is “{state}”.")
