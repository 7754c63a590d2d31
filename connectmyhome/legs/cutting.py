"""Cutting an application into its legs: one per utility and operator."""

from datetime import datetime

from connectmyhome.application.models import Application
from connectmyhome.application.wanted import operators_of, wanted
from connectmyhome.legs.models import Leg, LegStep
from connectmyhome.legs.moving import trace
from connectmyhome.legs.signals import leg_moved
from connectmyhome.legs.states import LegState, Party
from connectmyhome.territory.queries import Answer
from portal.access.actor import ANONYMOUS


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
