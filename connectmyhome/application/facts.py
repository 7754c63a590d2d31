"""The facts of one application, for its questions."""

from datetime import date

from connectmyhome.application.models import Application
from connectmyhome.application.questions import Facts
from connectmyhome.operators import Operator
from connectmyhome.territory.queries import Answer, who_serves


def facts_of(application: Application, *, today: date) -> Facts:
    """Answers, and who serves the plot today. One query."""
    serving = who_serves(application.commune, on=today) if application.commune else []
    return Facts(
        answers=application.answers,
        today=today,
        served={one.utility: tuple(Operator(code) for code in one.operators) for one in serving},
        shared=frozenset(one.utility for one in serving if one.answer is Answer.SHARED),
    )
