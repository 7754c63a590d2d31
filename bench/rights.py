"""P31, P32 and P33: what it costs to ask who may see what, with many mandates and with one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.history import home
from bench.history_pages import month_page, months_ago, page
from bench.registry import Figure, Scale, benchmark
from bench.timing import milliseconds, side_by_side
from consumption.history.queries import grant_for
from consumption.partner.queries import access_points, listed
from mandates.models import Mandate, MandateScope
from mandates.states import MandateState, Mover
from portal.access import bases
from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.accounts.models import Organisation
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint
from portal.primitives.period import belgian_day, years_before

MANY = 10_000
AT_ONCE = 1_000  # rows of one statement


@cache
def holder(mandates: int) -> tuple[Actor, AccessPoint]:
    """Who has so many mandates, each of another customer at another access point; and one of these."""
    now = timezone.now()
    today = belgian_day(now)
    name = f"Holder of {mandates}"
    organisation = Organisation.objects.create(
        kind="third_party", name=name, email="bench@example.org", proposed_by="a", proposed_at=now,
        admitted_by="b", admitted_at=now,
    )  # fmt: skip
    customers = Customer.objects.bulk_create(
        (Customer(market_id=f"{name} {n}", name="Grantor") for n in range(mandates)), AT_ONCE
    )
    points = AccessPoint.objects.bulk_create(
        (
            AccessPoint(
                ean=f"54{mandates:06d}{n:010d}", energy="electricity", operator="ORES", street="Rue Longue",
                house_number=str(n), postal_code="5000", locality="Namur",
            )
            for n in range(mandates)
        ),
        AT_ONCE,
    )  # fmt: skip
    occupancies = Occupancy.objects.bulk_create(
        (
            Occupancy(customer=customer, access_point=point, start="2024-01-01")
            for customer, point in zip(customers, points, strict=True)
        ),
        AT_ONCE,
    )
    made = Mandate.objects.bulk_create(
        (
            Mandate(
                holder=organisation, grantor=customer, state=MandateState.ACTIVE, begun_by=Mover.GRANTOR,
                purpose="Bench", kinds=[DataKind.HISTORY, DataKind.INDEX], granularity=Granularity.INTERVAL,
                data_start=years_before(today, 3), ends_on=today + timedelta(days=365), created_at=now,
                times_out_at=now, active_at=now,
            )
            for customer in customers
        ),
        AT_ONCE,
    )  # fmt: skip
    MandateScope.objects.bulk_create(
        (
            MandateScope(
                mandate=mandate, holder=organisation, grantor=mandate.grantor, occupancy=occupancy,
                access_point=occupancy.access_point, kind=kind, active=True,
            )
            for mandate, occupancy in zip(made, occupancies, strict=True)
            for kind in mandate.kinds
        ),
        AT_ONCE,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    actor = Actor(
        ActorKind.MEMBER,
        id="bench",
        organisation=str(organisation.public_id),
        organisation_id=organisation.pk,
        role="member",
    )
    return actor, points[mandates // 2]


@benchmark("P31")
def p31(scale: Scale) -> list[Figure]:
    now = timezone.now()

    def decide(mandates: int) -> None:
        actor, point = holder(mandates)
        grant_for(actor, point.public_id, now=now)

    one, many = side_by_side(200, lambda: decide(1), lambda: decide(MANY))
    note = f"{milliseconds(many)} ÷ {milliseconds(one)}"
    return [Figure("P31", f"decide() with {MANY} mandates ÷ with one", many / one, note, 2)]


@benchmark("P32")
def p32(scale: Scale) -> list[Figure]:
    actor, _point = holder(MANY)
    now = timezone.now()
    with CaptureQueriesContext(connection) as captured:
        shown = []
        found = access_points(actor, now=now).order_by("pk")
        for start in range(0, MANY, AT_ONCE):
            shown += listed(actor, list(found[start : start + AT_ONCE]), now=now)
    if len(shown) != MANY:
        raise RuntimeError("the list is not whole")
    what = f"queries for a list of {MANY} access points with their rights, {AT_ONCE} a page"
    return [Figure("P32", what, len(captured), f"two for each of {MANY // AT_ONCE} pages", 2 * MANY // AT_ONCE)]


@contextmanager
def occupancy_alone() -> Iterator[None]:
    """As if no organisation could have a right."""
    every = dict(bases._bases)
    try:
        for code in every.keys() - {LegalBasis.OCCUPANCY}:
            del bases._bases[code]
        yield
    finally:
        bases._bases.update(every)


@benchmark("P33")
def p33(scale: Scale) -> list[Figure]:
    call_command("collectstatic", interactive=False, verbosity=0)
    holder(MANY)
    address = month_page(months_ago(1))

    def before() -> None:
        with occupancy_alone():
            page(address)

    alone, every = side_by_side(25, before, lambda: page(address))
    note = f"{milliseconds(every)} ÷ {milliseconds(alone)}; {home().period.length} days of history"
    return [Figure("P33", "month page, all bases ÷ the occupancy basis alone", every / alone, note, 1.1)]
