"""Sending a history by letter, to the consumption address and in the customer's name (R4, R5)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from consumption import paper
from consumption.by_letter.models import HistoryLetter
from consumption.history.queries import grant_for
from portal.access.actor import Actor
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, postal_address
from portal.grid.operations import lock_access_points
from portal.limits import Limit, take
from portal.look_up.addresses import home_at
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day

PER_HOME = 2  # letters in `WINDOW`, whoever asks: more would only fill a letter box
WINDOW = timedelta(days=30)
PER_STAFF_HOUR = Limit("history_letter_desk_hour", 60, timedelta(hours=1), alarm=True)
WRONG_PER_STAFF = Limit("history_letter_desk_wrong", 30, timedelta(days=1), alarm=True)


class UnableToSendHistory(UnableTo):
    """`code`: no_home (address and meter number fit no home, or it has no occupant), moved (the occupant left),
    enough (two letters went there in the last thirty days)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def send_history(
    *, occupancy: Occupancy, actor: Actor, token: UUID, purpose: str = "", now: datetime
) -> HistoryLetter:
    """Trace, read and put into the outbox the last three years, as far as they are the occupant's own.

    One `token`, one letter. Raises `UnableToSendHistory`.
    """
    lock_access_points([occupancy.access_point_id])
    if known := HistoryLetter.objects.filter(token=token, actor_id=actor.id).first():
        return known
    current = lived_in_on(belgian_day(now)).select_related("customer", "access_point")
    home = current.filter(pk=occupancy.pk).first()
    if home is None:
        raise UnableToSendHistory("moved")
    if HistoryLetter.objects.filter(occupancy=home, requested_at__gt=now - WINDOW).count() >= PER_HOME:
        raise UnableToSendHistory("enough")
    letter = HistoryLetter.objects.create(
        token=token,
        occupancy=home,
        actor_kind=actor.kind,
        actor_id=actor.id,
        purpose=purpose,
        requested_at=now,
    )
    grant = grant_for(actor, home.access_point.public_id, now=now).narrowed(home.period)
    rows = paper.read(grant=grant, channel="letter", purpose=purpose)
    enqueue(
        template="history.letter",
        to=Recipient(
            language=home.customer.language,
            subject=str(home.customer.public_id),
            address=postal_address(home),
        ),
        context={
            "dated": belgian_day(now).isoformat(),
            "reference": str(letter.public_id)[:8].upper(),
            "address": home.access_point.address,
            "energy": home.access_point.energy,
            "rows": rows,
        },
        key=letter.key,
        now=now,
        bound_to=str(home.public_id),
    )
    letter.made_at = now
    letter.save(update_fields=["made_at"])
    return letter


def send_for_caller(
    *, actor: Actor, typed: dict[str, str], token: UUID, reference: str, now: datetime
) -> HistoryLetter:
    """The same for a caller who gives address and meter number. Staff see neither name nor value.

    Raises `UnableToSendHistory`, `LimitReached`, `LimitsUnavailable`.
    """
    take((PER_STAFF_HOUR, actor.id))
    words = dict(typed)
    meter_number = MeterNumber(words.pop("meter_number"))
    occupancy = home_at(**words, meter_number=meter_number, now=now)
    if occupancy is None:
        take((WRONG_PER_STAFF, actor.id))
        raise UnableToSendHistory("no_home")
    return send_history(occupancy=occupancy, actor=actor, token=token, purpose=reference, now=now)
