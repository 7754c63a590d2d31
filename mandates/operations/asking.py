"""A holder asks: one request, many at once, a renewal; and requests are brought to whom they concern.

What a holder learns from asking follows from what it wrote and from its own requests, never from the access
point: an EAN that nobody knows, a vacant home and a customer who does not answer look the same, take the same
time (a worker looks for the customer afterwards) and time out in the same way.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count

from mandates.models import Mandate, RequestedPoint
from mandates.operations.moving import trace
from mandates.operations.preparing import ANSWER_WITHIN, write_scopes
from mandates.operations.telling import tell_grantor
from mandates.signals import request_to_address
from mandates.states import MandateState, Mover
from mandates.terms import Terms, faults, renewed, terms_of
from portal.access.actor import Actor, ActorKind
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.grid.models import AccessPoint
from portal.grid.operations import lock_access_points
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue, UnableTo
from portal.primitives.period import belgian_day

AT_MOST = 5_000  # requests at once
EANS_AT_MOST = 10  # of one request: those of one customer
REFERENCE_LENGTH = 60
ASKED = "asked"
RENEWABLE = frozenset({MandateState.ACTIVE, MandateState.EXPIRED})
_BATCH = 100
# Each request messages a customer: after so many in vain within that time, a holder waits.
IN_VAIN_AT_MOST = 3
IN_VAIN_WITHIN = timedelta(days=90)
_IN_VAIN = frozenset({MandateState.DECLINED, MandateState.WITHDRAWN, MandateState.TIMED_OUT})


class UnableToAsk(UnableTo):
    """`code`: an outcome of `request_in_bulk` other than "asked", or "not_renewable"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wish:
    """One request: the EANs of one customer as they were written, the terms, the holder's own reference."""

    eans: tuple[str, ...]
    terms: Terms
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one wish. `code` is "asked"; the first fault of the terms (`terms.Fault`); "ean_missing",
    "ean_not_digits", "ean_length", "ean_check_digit"; "eans" (too many), "reference" (too long), "doubled"
    (earlier in the same list), "already_asked" (a request of the holder's own for this EAN waits for an answer) or
    "asked_in_vain" (its last three, within ninety days)."""

    code: str
    mandate: Mandate | None = None


def request(*, holder: Organisation, actor: Actor, wish: Wish, now: datetime) -> Mandate:
    """Ask the customer at these EANs, if there is one. Raises `UnableToAsk`."""
    (outcome,) = request_in_bulk(holder=holder, actor=actor, wishes=[wish], now=now)
    if outcome.mandate is None:
        raise UnableToAsk(outcome.code)
    return outcome.mandate


def request_in_bulk(*, holder: Organisation, actor: Actor, wishes: Sequence[Wish], now: datetime) -> list[Outcome]:
    """Ask for each of the wishes that can be asked for; one outcome each, in their order. A fault in one stops no
    other. All or nothing is stored."""
    with transaction.atomic():
        lock(holder)
        outcomes, mandates, points = [], [], []
        taken, in_vain = _waiting(holder), _asked_in_vain(holder, now)
        seen: set[str] = set()
        for wish in wishes:
            code, eans = _read(wish, seen, taken, in_vain, now)
            mandate = _requested(holder, actor, wish, now) if code == ASKED else None
            if mandate is not None:
                seen.update(eans)
                mandates.append(mandate)
                points += [RequestedPoint(mandate=mandate, ean=ean) for ean in eans]
            outcomes.append(Outcome(code, mandate))
        Mandate.objects.bulk_create(mandates, batch_size=1000)
        RequestedPoint.objects.bulk_create(points, batch_size=1000)
        transaction.on_commit(partial(_wake, bool(mandates)), robust=True)
    return outcomes


def lock(holder: Organisation) -> None:
    """Let one list of an organisation follow the other, in the caller's transaction: two at once do not double."""
    Organisation.objects.select_for_update(no_key=True).get(pk=holder.pk)


def renew(*, mandate: Mandate, actor: Actor, now: datetime) -> Mandate:
    """Ask the same grantor for a year more of the same. Raises `UnableToAsk`."""
    if mandate.state not in RENEWABLE:
        raise UnableToAsk("not_renewable")
    points = mandate.scopes.filter(replaced=False).order_by("access_point_id")
    eans = list(dict.fromkeys(points.values_list("access_point__ean", flat=True)))
    wish = Wish(tuple(eans), renewed(terms_of(mandate), today=belgian_day(now)), mandate.reference)
    with transaction.atomic():
        asked = request(holder=mandate.holder, actor=actor, wish=wish, now=now)
        Mandate.objects.filter(pk=asked.pk).update(renews=mandate)
        asked.renews = mandate
    return asked


def address_requests(*, now: datetime) -> int:
    """Bring what was asked for to the customers whom it concerns, and tell them. Returns how many requests were
    looked at. Several workers share the work."""
    count = 0
    for mandate_id in _unaddressed():
        with transaction.atomic():
            count += _address(mandate_id, now)
    return count


def _unaddressed() -> Iterator[int]:
    waiting = Mandate.objects.filter(state=MandateState.REQUESTED, addressed_at=None).order_by("pk")
    last = 0
    while batch := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        last = batch[-1]
        yield from batch


def _read(wish: Wish, seen: set[str], taken: set[str], in_vain: set[str], now: datetime) -> tuple[str, list[str]]:
    try:
        eans = list(dict.fromkeys(str(Ean.parse(text)) for text in wish.eans or ("",)))
    except InvalidValue as error:
        return f"ean_{error.code}", []
    found = faults(wish.terms, today=belgian_day(now))
    checks = {
        "eans": len(eans) > EANS_AT_MOST,
        "reference": len(wish.reference) > REFERENCE_LENGTH,
        str(found[0]) if found else "": bool(found),
        "doubled": not seen.isdisjoint(eans),
        "already_asked": not taken.isdisjoint(eans),
        "asked_in_vain": not in_vain.isdisjoint(eans),
    }
    return next((code for code, wrong in checks.items() if wrong), ASKED), eans


def _waiting(holder: Organisation) -> set[str]:
    waiting = RequestedPoint.objects.filter(mandate__holder=holder, mandate__state=MandateState.REQUESTED)
    return set(waiting.values_list("ean", flat=True))


def _asked_in_vain(holder: Organisation, now: datetime) -> set[str]:
    recent = RequestedPoint.objects.filter(
        mandate__holder=holder, mandate__state__in=list(_IN_VAIN), mandate__created_at__gt=now - IN_VAIN_WITHIN
    )
    counted = recent.values("ean").annotate(times=Count("pk")).filter(times__gte=IN_VAIN_AT_MOST)
    return set(counted.values_list("ean", flat=True))


def _requested(holder: Organisation, actor: Actor, wish: Wish, now: datetime) -> Mandate:
    return Mandate(
        holder=holder,
        state=MandateState.REQUESTED,
        begun_by=Mover.HOLDER,
        reference=wish.reference,
        asked=wish.terms.as_json(),
        asked_by=actor.id,
        created_at=now,
        times_out_at=now + ANSWER_WITHIN,
        **wish.terms.as_columns(),
    )


def _wake(any_new: bool) -> None:
    if any_new:
        request_to_address.send_robust(sender=Mandate)


def _address(mandate_id: int, now: datetime) -> int:
    waiting = Mandate.objects.filter(pk=mandate_id, state=MandateState.REQUESTED, addressed_at=None)
    eans = list(RequestedPoint.objects.filter(mandate=mandate_id).order_by("pk").values_list("ean", flat=True))
    lock_access_points(AccessPoint.objects.filter(ean__in=eans).values_list("pk", flat=True))
    held = waiting.select_for_update(of=("self",), skip_locked=True)
    mandate = held.select_related("holder", "renews").first()
    if mandate is None:
        return 0
    occupancies = _concerned(mandate, eans, now)
    mandate.addressed_at = now
    if occupancies:
        customer = occupancies[0].customer
        mandate.grantor, mandate.language = customer, (customer.user or customer).language
    mandate.save(update_fields=["addressed_at", "grantor", "language"])
    if occupancies:
        write_scopes(mandate, occupancies)
        tell_grantor(mandate, "asked", now=now, bound_to=str(occupancies[0].public_id))
    trace(mandate, "requested", actor=_asker(mandate), now=now)
    return 1


def _concerned(mandate: Mandate, eans: Sequence[str], now: datetime) -> list[Occupancy]:
    """The current occupancies of one customer: who has most of the EANs, else of the first one. A renewal concerns
    the former grantor alone. The holder is not told which EANs are among them."""
    current = lived_in_on(belgian_day(now)).filter(access_point__ean__in=eans)
    if mandate.renews:
        current = current.filter(customer=mandate.renews.grantor_id)
    found = list(current.select_related("customer__user", "access_point"))
    found.sort(key=lambda occupancy: eans.index(occupancy.access_point.ean))
    most = Counter(occupancy.customer_id for occupancy in found).most_common(1)
    return [occupancy for occupancy in found if occupancy.customer_id == most[0][0]]


def _asker(mandate: Mandate) -> Actor:
    holder = mandate.holder
    return Actor(
        ActorKind.MEMBER, id=mandate.asked_by, organisation=str(holder.public_id), organisation_id=holder.pk
    )
