"""Writing customers and occupancies, as the market tells them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portal.customers.models import Customer, Occupancy
from portal.customers.signals import occupancy_ended, occupancy_moved, occupancy_restored, occupancy_started
from portal.grid.operations import lock_access_points
from portal.grid.stays import Wanted, settle
from portal.messaging.models import Message
from portal.messaging.operations import cancel_bound
from portal.messaging.states import UNSENT
from portal.primitives.period import belgian_day
from portal.primitives.stay import Stay

_UNTOLD = Customer()
# What a customer is taken for as long as no event tells it.
UNTOLD: dict[str, str] = {word: str(getattr(_UNTOLD, word)) for word in ("kind", "language", "email", "mobile")}
_TOLD = ("name", *UNTOLD)


@transaction.atomic
def record_customers(*, told: Mapping[str, Mapping[str, str]], now: datetime) -> None:
    """Create or change customers, by market id, as `told`: any of kind, name, language, email, mobile.

    What is not told stays. A customer without a name is not created. A changed mobile is dated `now`.
    """
    known = (
        Customer.objects.select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .in_bulk(list(told), field_name="market_id")
    )
    added, changed = [], []
    for market_id, words in told.items():
        wanted = {name: words[name] for name in _TOLD if name in words}
        customer = known.get(market_id)
        if customer is None:
            if wanted.get("name"):
                added.append(Customer(market_id=market_id, **wanted))
        elif any(getattr(customer, name) != value for name, value in wanted.items()):
            if wanted.get("mobile", customer.mobile) != customer.mobile:
                customer.mobile_changed_at = now
            for name, value in wanted.items():
                setattr(customer, name, value)
            changed.append(customer)
    Customer.objects.bulk_create(added, batch_size=1000)
    Customer.objects.bulk_update(changed, [*_TOLD, "mobile_changed_at"], batch_size=200)


@transaction.atomic
def settle_occupancies(*, wanted: Wanted, now: datetime) -> None:
    """Bring the occupancies of these access points in line, and tell the rooms above what started, ended, came
    back or moved (R11), in this transaction. `what` is the customer's market id, whom `record_customers` has
    recorded.

    Messages bound to an occupancy that is over, or yet to come, are taken out of the outbox.
    """
    lock_access_points(wanted)
    market_ids = {stay.what for stays in wanted.values() for stay in stays}
    customers = Customer.objects.in_bulk(list(market_ids), field_name="market_id")

    def make(access_point_id: int, stay: Stay) -> Occupancy:
        return Occupancy(
            access_point_id=access_point_id,
            customer=customers[stay.what],
            start=stay.start,
            end=stay.end,
            origin=stay.origin,
        )

    def is_same(occupancy: Occupancy, stay: Stay) -> bool:
        return occupancy.customer_id == customers[stay.what].pk

    changes = settle(Occupancy, wanted, make, is_same=is_same)
    _cancel_messages([*changes.shortened, *changes.moved], now)
    for occupancy in changes.shortened:
        occupancy_ended.send(sender=Occupancy, occupancy=occupancy, now=now)
    for occupancy in changes.lengthened:
        occupancy_restored.send(sender=Occupancy, occupancy=occupancy, now=now)
    for occupancy in changes.moved:
        occupancy_moved.send(sender=Occupancy, occupancy=occupancy, now=now)
    for occupancy in changes.added:
        occupancy_started.send(sender=Occupancy, occupancy=occupancy, now=now)
        if occupancy.end is not None:
            occupancy_ended.send(sender=Occupancy, occupancy=occupancy, now=now)


def _cancel_messages(changed: Sequence[Occupancy], now: datetime) -> None:
    today = belgian_day(now)
    over = [str(occupancy.public_id) for occupancy in changed if today not in occupancy.period]
    # One look for all of them: an import of old moves ends thousands, and hardly any has a message waiting.
    waiting = Message.objects.filter(~Q(bound_to=""), bound_to__in=over, state__in=UNSENT)
    for bound_to in waiting.values_list("bound_to", flat=True).distinct():
        cancel_bound(bound_to=bound_to, now=now)
