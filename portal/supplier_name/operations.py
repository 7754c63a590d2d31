"""Answering who supplies an address, by letter to that address and to nobody else (R7)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.customers.models import Occupancy
from portal.customers.queries import at_address, lived_in_on
from portal.grid.models import AccessPoint
from portal.grid.operations import lock_access_points
from portal.limits import Limit, LimitReached, take
from portal.look_up.addresses import installation_at, occupancies_at_home
from portal.market.queries import contract_on
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day
from portal.supplier_name.letters import to_the_occupant
from portal.supplier_name.models import SupplierRequest
from portal.supplier_name.states import RequestState

PER_CLIENT = Limit("supplier_client", 10, timedelta(hours=1))
ALL_CLIENTS = Limit("supplier_all", 5_000, timedelta(days=1), alarm=True)
FAILURES_PER_METER = Limit("supplier_meter", 5, timedelta(days=1), alarm=True)
PER_STAFF_HOUR = Limit("supplier_desk_hour", 60, timedelta(hours=1), alarm=True)
WRONG_PER_STAFF = Limit("supplier_desk_wrong", 30, timedelta(days=1), alarm=True)
PER_PLACE = 2  # letters in `WINDOW`, whoever asks
WINDOW = timedelta(days=30)


class UnableToAnswer(UnableTo):
    """`code`: no_place (address and meter number fit none), enough (two letters went there in thirty days)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def request_name(
    *, typed: dict[str, str], token: UUID, language: str, client: str, now: datetime
) -> SupplierRequest:
    """Record what a visitor typed, for a worker to judge: the answer is the same, and as quick, whatever it was.

    The same `token` again changes nothing. Raises `LimitReached` or `LimitsUnavailable`.
    """
    if known := SupplierRequest.objects.filter(token=token).first():
        return known
    take((PER_CLIENT, client), (ALL_CLIENTS, ""))
    request, _created = SupplierRequest.objects.get_or_create(
        token=token,
        defaults={
            "typed": typed,
            "language": language,
            "actor_kind": ActorKind.ANONYMOUS,
            "requested_at": now,
        },
    )
    return request


@transaction.atomic
def judge(*, request_id: int, now: datetime) -> None:
    """Look at what was typed, and send the letter when it fits. To judge twice changes nothing.

    Raises `LimitsUnavailable`, and then leaves it to be judged later.
    """
    waiting = SupplierRequest.objects.select_for_update(skip_locked=True)
    request = waiting.filter(pk=request_id, state=RequestState.REQUESTED).first()
    if request is None:
        return
    typed, request.typed = request.typed, {}
    try:
        take((FAILURES_PER_METER, typed["meter_number"]))
        _answer(request, _installation(typed, now), now)
    except (LimitReached, UnableToAnswer):
        request.state = RequestState.REFUSED
    request.judged_at = now
    request.save()


@transaction.atomic
def answer_caller(
    *, actor: Actor, typed: dict[str, str], token: UUID, language: str, reference: str, now: datetime
) -> SupplierRequest:
    """Send the letter for a caller. Staff do not see the name. Raises `UnableToAnswer`, `LimitReached` or
    `LimitsUnavailable`."""
    take((PER_STAFF_HOUR, actor.id))
    access_point = _installation(typed, now)
    if access_point is None:
        take((WRONG_PER_STAFF, actor.id))
        raise UnableToAnswer("no_place")
    lock_access_points([access_point.pk])
    if known := SupplierRequest.objects.filter(token=token, actor_id=actor.id).first():
        return known
    request = SupplierRequest(
        token=token,
        language=language,
        actor_kind=actor.kind,
        actor_id=actor.id,
        role=actor.role,
        purpose=reference,
        requested_at=now,
        judged_at=now,
    )
    _answer(request, access_point, now)
    request.save()
    return request


def _installation(typed: dict[str, str], now: datetime) -> AccessPoint | None:
    words = dict(typed)
    meter_number = MeterNumber(words.pop("meter_number"))
    return installation_at(**words, meter_number=meter_number, now=now)


def _answer(request: SupplierRequest, access_point: AccessPoint | None, now: datetime) -> None:
    if access_point is None:
        raise UnableToAnswer("no_place")
    lock_access_points([access_point.pk])
    sent = SupplierRequest.objects.filter(access_point=access_point, requested_at__gt=now - WINDOW)
    if sent.filter(state=RequestState.SENT).count() >= PER_PLACE:
        raise UnableToAnswer("enough")
    today = belgian_day(now)
    lives_there = lived_in_on(today).select_related("customer", "access_point")
    occupancy = lives_there.filter(access_point=access_point).first()
    home = [each.access_point for each in occupancies_at_home(occupancy, now=now)] if occupancy else [access_point]
    request.access_point, request.state = access_point, RequestState.SENT
    language = occupancy.customer.language if occupancy else request.language
    enqueue(
        template="supplier_name.letter",
        to=Recipient(
            language=language,
            subject=str(occupancy.customer.public_id) if occupancy else "",
            address=at_address(
                access_point, name=occupancy.customer.name if occupancy else to_the_occupant(language)
            ),
        ),
        context={
            "dated": today.isoformat(),
            "reference": str(request.public_id)[:8].upper(),
            "number": settings.OPERATOR["contact_number"],
            "address": access_point.address,
            "rows": [_row(each, now) for each in home],
        },
        key=request.key,
        now=now,
        bound_to=str(occupancy.public_id) if occupancy else "",
    )
    for each in home:
        _trace(request, each, occupancy, now)


def _row(access_point: AccessPoint, now: datetime) -> dict[str, str]:
    contract = contract_on(access_point, belgian_day(now))
    return {
        "energy": access_point.energy,
        "supplier": contract.supplier.name if contract else "",
        "since": contract.start.isoformat() if contract else "",
    }


def _trace(
    request: SupplierRequest, access_point: AccessPoint, occupancy: Occupancy | None, now: datetime
) -> None:
    record(
        code="supplier_sent",
        at=now,
        actor_kind=request.actor_kind,
        actor_id=request.actor_id,
        role=request.role,
        subject=str(occupancy.customer.public_id) if occupancy else "",
        access_point_id=access_point.pk,
        kinds=[DataKind.CONTRACT],
        basis=LegalBasis.OPERATOR_TASK,
        purpose=request.purpose,
        channel="letter",
        reference=str(request.public_id),
    )
