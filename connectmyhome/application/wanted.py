"""Which operators an application goes to, once it is sent."""

from collections.abc import Iterator
from datetime import datetime

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.operators import Operator, Utility
from connectmyhome.territory.queries import Serving, who_serves
from portal.primitives.period import belgian_day


def wanted(application: Application, *, now: datetime) -> Iterator[Serving]:
    """Who serves the plot, for each utility that the application asks for."""
    if application.commune is None:
        return
    asked = set(application.answers.get(Key.UTILITIES, []))
    for serving in who_serves(application.commune, on=belgian_day(now)):
        if serving.utility in asked:
            yield serving


def operators_of(application: Application, serving: Serving) -> list[str]:
    """The operators in the scheme to whom this utility goes: who serves the plot; of telecom, the chosen ones."""
    if serving.utility is Utility.TELECOM:
        chosen = application.answers.get(Key.TELECOM_OPERATORS, [])
        return [code for code in serving.operators if code in chosen]
    return list(serving.operators)


def utilities_by_operator(application: Application, *, now: datetime) -> dict[Operator, list[Utility]]:
    """The operators that the application would go to, each with what it is asked for."""
    found: dict[Operator, list[Utility]] = {}
    for serving in wanted(application, now=now):
        for code in operators_of(application, serving):
            found.setdefault(Operator(code), []).append(serving.utility)
    return found
