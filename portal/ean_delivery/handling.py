"""Handling requests for more than two EANs: match the lines, decide, and answer by one letter (R6)."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, postal_address
from portal.ean_delivery.models import EanDelivery, EanRequest, EanRequestLine
from portal.ean_delivery.registering import last_day
from portal.ean_delivery.states import REQUEST_MOVES, Match, RequestState, sources
from portal.grid.operations import lock_access_points
from portal.look_up.addresses import Typed, homes_at, occupancies_at_home
from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo
from portal.primitives.lists import bare
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day

_LEGAL_FORMS = frozenset("sa srl sprl sc scrl asbl snc nv bv bvba cv vzw ag gmbh vog".split())


class UnableToHandle(UnableTo):
    """`code` says why: `moved` (decided or withdrawn meanwhile), `nothing_found`, or `own` (R15: nobody handles
    what is about the own home, or what oneself started for a caller)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def take_in_hand(*, request: EanRequest, actor: Actor, purpose: str, now: datetime) -> None:
    """Make `actor` the one who handles the request, and look its lines up. `purpose` goes into the trace of each
    customer whose home a line names. Raises `UnableToHandle`.
    """
    open_ones = [*sources(REQUEST_MOVES, RequestState.IN_HAND), RequestState.IN_HAND]
    taken = EanRequest.objects.filter(pk=request.pk, state__in=open_ones).update(
        state=RequestState.IN_HAND, handler=actor.id, purpose=purpose, changed_at=now
    )
    if not taken:
        raise UnableToHandle("moved")
    request.refresh_from_db()
    homes = [*_match(request, now), *_own_home(request, now)]
    if any(home.customer.user_id == actor.user_id is not None for home in homes) or _started(request, actor):
        raise UnableToHandle("own")
    seen: list[Occupancy | None] = [*homes] or [None]  # who asks for nothing of their own is seen all the same
    for occupancy in seen:
        _trace(request, actor, occupancy, "ean_request_opened", DataKind.TECHNICAL, "page", now)


@transaction.atomic
def answer(*, request: EanRequest, actor: Actor, explanation: str, now: datetime) -> int:
    """Send the EANs of the lines that were found in one letter to the customer's own address; answers how many.

    Raises `UnableToHandle`.
    """
    found = list(request.lines.filter(match=Match.FOUND).values_list("occupancy__access_point_id", flat=True))
    lock_access_points([*found, *(home.access_point_id for home in _own_home(request, now))])
    _decide(request, actor, RequestState.ANSWERED, explanation, now)
    still = lived_in_on(belgian_day(now)).select_related("customer", "access_point")
    homes = _own_home(request, now) or list(
        still.filter(pk__in=request.lines.filter(match=Match.FOUND).values("occupancy")).order_by("pk")
    )
    if not homes:
        raise UnableToHandle("nothing_found")
    first = homes[0]
    enqueue(
        template="ean.letter",
        to=Recipient(
            language=first.customer.language,
            subject=str(first.customer.public_id),
            address=postal_address(first),
        ),
        context={
            "dated": belgian_day(now).isoformat(),
            "reference": request.reference,
            "number": settings.OPERATOR["contact_number"],
            "rows": [
                {
                    "address": home.access_point.address,
                    "energy": home.access_point.energy,
                    "ean": home.access_point.ean,
                }
                for home in homes
            ],
        },
        key=f"ean-request:{request.public_id}:letter:{_letters_before(request)}",
        now=now,
        bound_to=str(request.public_id),
    )
    for home in homes:
        _trace(request, actor, home, "ean_sent", DataKind.EAN, "letter", now)
    return len(homes)


@transaction.atomic
def refuse(*, request: EanRequest, actor: Actor, explanation: str, now: datetime) -> None:
    """Refuse the request, and say why. Raises `UnableToHandle`."""
    _decide(request, actor, RequestState.REFUSED, explanation, now)


def note_returned(*, public_id: UUID, now: datetime) -> bool:
    """Put an answered request back on the desk, with a new last day: its letter was withdrawn, could not be
    printed, or came back. In the transaction that learned it."""
    return bool(
        EanRequest.objects.filter(
            public_id=public_id, state__in=sources(REQUEST_MOVES, RequestState.RETURNED)
        ).update(state=RequestState.RETURNED, answer_on=last_day(now), changed_at=now)
    )


def _letters_before(request: EanRequest) -> int:
    return Message.objects.filter(bound_to=str(request.public_id)).count()


def _decide(request: EanRequest, actor: Actor, state: RequestState, explanation: str, now: datetime) -> None:
    moved = EanRequest.objects.filter(
        pk=request.pk, handler=actor.id, state__in=sources(REQUEST_MOVES, state)
    ).update(state=state, explanation=explanation, changed_at=now)
    if not moved:
        raise UnableToHandle("moved")
    if request.email:
        enqueue(
            template="ean_request_decided.email",
            to=Recipient(language=request.language, email=request.email),
            context={"reference": request.reference},
            key=f"ean-request:{request.public_id}:decided:{_letters_before(request)}",
            now=now,
        )


def _match(request: EanRequest, now: datetime) -> Sequence[Occupancy]:
    """Look each line up; answers the occupancies of the customer who asks."""
    lines = list(request.lines.all())
    homes = homes_at([_typed(line) for line in lines], now=now)
    wanted = _name(request.company)
    named = [home.customer_id for home in homes if home and wanted and _name(home.customer.name) == wanted]
    # Two customers may bear one name: the letter goes to one of them, and holds nothing of the other.
    customer_id = Counter(named).most_common(1)[0][0] if named else None
    for line, home in zip(lines, homes, strict=True):
        own = home is not None and home.customer_id == customer_id
        line.match = Match.NOT_FOUND if home is None else Match.FOUND if own else Match.OTHER
        line.occupancy = home if own else None
    EanRequestLine.objects.bulk_update(lines, ["match", "occupancy"])
    return [home for home in homes if home is not None and home.customer_id == customer_id]


def _typed(line: EanRequestLine) -> Typed:
    return Typed(
        postal_code=line.postal_code,
        street=line.street,
        house_number=line.house_number,
        box=line.box,
        meter_number=MeterNumber(line.meter_number),
    )


def _started(request: EanRequest, actor: Actor) -> bool:
    return EanDelivery.objects.filter(token=request.token, actor_kind=actor.kind, actor_id=actor.id).exists()


def _own_home(request: EanRequest, now: datetime) -> list[Occupancy]:
    """Of a request that an occupant's own delivery became: the home, while the occupant lives there."""
    if request.occupancy is None:
        return []
    if not lived_in_on(belgian_day(now)).filter(pk=request.occupancy.pk).exists():
        return []
    return occupancies_at_home(request.occupancy, now=now)


def _name(text: str) -> str:
    """A company's name without its legal form, however it is written."""
    words = re.findall(r"\w+", bare(text).replace(".", ""))
    return "".join(word for word in words if word not in _LEGAL_FORMS)


def _trace(
    request: EanRequest,
    actor: Actor,
    occupancy: Occupancy | None,
    code: str,
    kind: DataKind,
    channel: str,
    now: datetime,
) -> None:
    record(
        code=code,
        at=now,
        **actor.traced,
        subject=str(occupancy.customer.public_id) if occupancy else "",
        access_point_id=occupancy.access_point_id if occupancy else None,
        kinds=[kind],
        basis=LegalBasis.OPERATOR_TASK,
        purpose=request.purpose,
        channel=channel,
        reference=str(request.public_id),
    )
