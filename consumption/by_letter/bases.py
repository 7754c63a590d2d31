"""The right to put a history into a letter to whom it belongs, while that letter is being made (R4, R5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from consumption.by_letter.models import HistoryLetter
from portal.access.actor import Actor, ActorKind
from portal.access.bases import Offer
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.customers.queries import visible_period
from portal.grid.models import AccessPoint


class LetterBasis:
    """The operator sends the recognised customer the own history. Offers end with the transaction: whoever asked
    for the letter never sees a value."""

    code = LegalBasis.OPERATOR_TASK
    actor_kinds = frozenset({ActorKind.STAFF, ActorKind.SYSTEM})

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        letters = _being_made(actor).filter(occupancy__access_point=access_point)
        return [
            Offer(
                period=period,
                kinds=frozenset({DataKind.HISTORY, DataKind.INDEX}),
                granularity=Granularity.MONTH,
                reference=str(letter.public_id),
                subject=str(letter.occupancy.customer.public_id),
            )
            for letter in letters.select_related("occupancy__customer")
            if (period := letter.occupancy.period.intersection(visible_period(now)))
        ]

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        return AccessPoint.objects.filter(pk__in=_being_made(actor).values("occupancy__access_point"))


def _being_made(actor: Actor) -> QuerySet[HistoryLetter]:
    return HistoryLetter.objects.filter(actor_kind=actor.kind, actor_id=actor.id, made_at=None)
