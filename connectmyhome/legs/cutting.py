"""Cutting an application into its legs: one per utility and operator."""

from collections.abc import Iterator
from datetime import datetime

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg, LegStep
from connectmyhome.legs.moving import trace
from connectmyhome.legs.signals import leg_moved
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import Utility
from connectmyhome.territory.queries import Answer, Serving, who_serves
from portal.access.actor import ANONYMOUS
from portal.primitives.period import belgian_day


def cut(application: Application, *, now: datetime) -> list[Leg]:
    """Make the legs of a sent application, for the operators that have its consent, in the caller's transaction.

    A second call makes those that are missing: nothing is doubled.
    """
    consented = set(application.consents.filter(withdrawn_at=None).values_list("operator", flat=True))
    legs = []
    for serving in wanted(application, now=now):
        for operator in operators_of(application, serving):
            if operator not in consented:
                continue
            leg, made = Leg.objects.get_or_create(
                application=application,
                utility=serving.utility,
                operator=operator,
                defaults={
                    "to_be_checked": serving.answer in (Answer.TO_BE_CHECKED, Answer.SHARED),
                    "sent_at": now,
                    "changed_at": now,
                },
            )
            if made:
                LegStep.objects.create(leg=leg, state=LegState.SUBMITTED, at=now, by=Party.APPLICANT)
                trace(leg, "submitted", actor=ANONYMOUS, now=now)
                leg_moved.send(sender=Leg, leg=leg, before=None, by=Party.APPLICANT, now=now)
            legs.append(leg)
    return legs


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
