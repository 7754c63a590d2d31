"""Whatever customers, holders, suppliers and the market do, and when: every value that anybody may read was
covered by a basis at that moment, and each read has its line in the trace (R3, R8, R10, R11, R14).

The oracle reckons in plain Python over what was done here and over the rows of occupancies and contracts, whose
making other tests prove; it shares no query with the bases.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mandates.models import Mandate
from mandates.operations.ending import end_by_grantor, end_by_holder, expire
from mandates.operations.moving import UnableToMove
from mandates.operations.occupants import sweep
from mandates.operations.signing import accept_signature
from mandates.states import MandateState, Way
from portal.access.actor import Actor, ActorKind
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.operations import disclose
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint
from portal.identity.models import User
from portal.market.models import SupplyContract
from portal.primitives.period import Period, belgian_day, years_before
from tests.factories import OrganisationFactory, an_ean
from tests.mandates.factories import a_mandate, acting_for, evidence_for
from tests.portal.market.lines import MOSANE, STROOM, access_point, cancel, move_in, move_out, take_in

BEGINNING = datetime(2026, 3, 10, 12, tzinfo=UTC)
EANS = (an_ean(1), an_ean(2))
PEOPLE = ("anne", "bram")
SUPPLIERS = (MOSANE, STROOM)
KINDS = (DataKind.HISTORY, DataKind.INDEX)
READABLE = (DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL, DataKind.CUSTOMER)
VISIBLE: Counter[LegalBasis] = Counter()  # reads that were allowed, so that the proof cannot be empty

points = st.sampled_from(EANS)
back = st.integers(-40, 500)  # days before today: some events are told beforehand


@dataclass
class Given:
    """A mandate as it was signed here, and what became of it by somebody's word."""

    row: Mandate
    holder: Organisation
    grantor: str
    occupancy: int
    point: int
    kinds: set[DataKind]
    granularity: Granularity
    days: Period
    ends_on: date
    told_to_end: bool = False


@dataclass
class World:
    now: datetime = BEGINNING
    holders: list[Organisation] = field(default_factory=list)
    suppliers: list[Organisation] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # ids of market events


class AnyCourse(RuleBasedStateMachine):
    """Moves, contracts, signatures, revocations, days that pass; and reads in between."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.world = World()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return belgian_day(self.world.now)

    @initialize()
    def begin(self) -> None:
        self.world.holders = [OrganisationFactory(), OrganisationFactory()]
        self.world.suppliers = [
            OrganisationFactory(kind="supplier", name=each["name"], gln=each["gln"]) for each in SUPPLIERS
        ]
        take_in(*(access_point(f"ap-{ean}", ean) for ean in EANS), now=self.world.now)
        for person, ean in zip(PEOPLE, EANS, strict=True):
            self._tell(move_in(self._id(), self.today - timedelta(days=200), person, ean, supplier=MOSANE))
            Customer.objects.filter(market_id=person).update(
                user=User.objects.create(email=f"{person}@example.org")  # no password: hashing one takes its time
            )

    @rule(ean=points, person=st.sampled_from(PEOPLE), days=back, supplier=st.sampled_from(SUPPLIERS))
    def moves_in(self, ean: str, person: str, days: int, supplier: dict[str, str]) -> None:
        self._tell(move_in(self._id(), self.today - timedelta(days=days), person, ean, supplier=supplier))

    @rule(ean=points, person=st.sampled_from(PEOPLE), days=back)
    def moves_out(self, ean: str, person: str, days: int) -> None:
        self._tell(move_out(self._id(), self.today - timedelta(days=days), person, ean))

    @rule(which=st.integers(0, 20))
    def message_is_cancelled(self, which: int) -> None:
        self._tell(cancel(self._id(), self.world.told[which % len(self.world.told)]))

    @rule(days=st.integers(1, 60), swept=st.booleans())
    def days_pass(self, days: int, swept: bool) -> None:
        self.world.now += timedelta(days=days)
        if swept:
            sweep(now=self.world.now)
            expire(now=self.world.now)

    @rule(
        ean=points,
        holder=st.integers(0, 1),
        kinds=st.sets(st.sampled_from(KINDS), min_size=1),
        granularity=st.sampled_from(Granularity),
        start=st.integers(0, 600),
        length=st.none() | st.integers(1, 600),
        term=st.integers(0, 300),
    )
    def signs(
        self,
        ean: str,
        holder: int,
        kinds: set[DataKind],
        granularity: Granularity,
        start: int,
        length: int | None,
        term: int,
    ) -> None:
        home = self._lived_in(AccessPoint.objects.get(ean=ean).pk)
        if home is None:
            return
        first = self.today - timedelta(days=start)
        last = first + timedelta(days=length) if length else None
        made = a_mandate(
            home,
            holder=self.world.holders[holder],
            state=MandateState.DRAFT,
            kinds=sorted(kinds),
            granularity=granularity,
            data_start=first,
            data_end=last,
            ends_on=self.today + timedelta(days=term),
            now=self.world.now,
        )
        accept_signature(
            mandate=made, way=Way.ELSEWHERE, evidence=evidence_for(made, now=self.world.now), now=self.world.now
        )
        for other in self.world.given:
            if (other.holder, other.grantor, other.point) == (
                made.holder,
                home.customer.market_id,
                home.access_point_id,
            ):
                other.kinds -= kinds  # a newer one of the same two takes the place
        self.world.given.append(
            Given(
                made,
                made.holder,
                home.customer.market_id,
                home.pk,
                home.access_point_id,
                set(kinds),
                granularity,
                Period(first, last),
                made.ends_on,
            )
        )

    @rule(which=st.integers(0, 20), by_grantor=st.booleans())
    def ends(self, which: int, by_grantor: bool) -> None:
        if not self.world.given:
            return
        found = self.world.given[which % len(self.world.given)]
        end, actor = (
            (end_by_grantor, self._resident(found.grantor))
            if by_grantor
            else (
                end_by_holder,
                acting_for(found.holder),
            )
        )
        try:
            end(mandate=Mandate.objects.get(pk=found.row.pk), actor=actor, now=self.world.now)
            found.told_to_end = True
        except UnableToMove:
            assert Mandate.objects.get(pk=found.row.pk).state != MandateState.ACTIVE

    @rule(
        kinds=st.sets(st.sampled_from(READABLE), min_size=1),
        start=st.integers(-5, 1300),
        length=st.integers(1, 1300),
    )
    def everybody_reads(self, kinds: set[DataKind], start: int, length: int) -> None:
        first = self.today - timedelta(days=start)
        wanted = Period(first, first + timedelta(days=length))
        for which in (0, 1):
            readers = {
                "holder": acting_for(self.world.holders[which]),
                "resident": self._resident(PEOPLE[which]),
                "supplier": acting_for(self.world.suppliers[which]),
            }
            for point in AccessPoint.objects.all():
                for who, actor in readers.items():
                    self._read(who, which, actor, point, kinds, wanted)

    def _read(
        self, who: str, which: int, actor: Actor, point: AccessPoint, kinds: set[DataKind], wanted: Period
    ) -> None:
        try:
            grant = decide(actor=actor, access_point=point, kinds=kinds, period=wanted, now=self.world.now)
        except NotVisible:
            return
        disclose(grant=grant, channel="page")
        VISIBLE[grant.basis] += 1
        assert grant.kinds <= kinds
        assert _within(grant.period, wanted)
        assert self._covered(who, which, grant, point), (who, grant)
        self._assert_traced(grant)

    def _covered(self, who: str, which: int, grant: Grant, point: AccessPoint) -> bool:
        """Whether one basis alone covers the whole grant."""
        if who == "supplier":
            mine = self.world.suppliers[which]
            return grant.kinds <= {DataKind.TECHNICAL, DataKind.CUSTOMER} and any(
                _within(grant.period, Period(start, end)) and self.today in Period(start, end)
                for start, end in SupplyContract.objects.filter(
                    access_point=point, supplier__gln=mine.gln
                ).values_list("start", "end")
                if end != start
            )
        seen = Period(years_before(self.today, 3), self.today + timedelta(days=1))
        homes = [
            home for home in Occupancy.objects.filter(access_point=point).select_related("customer") if home.period
        ]
        if who == "resident":
            return _within(grant.period, seen) and any(
                home.customer.market_id == PEOPLE[which] and _within(grant.period, home.period) for home in homes
            )
        living = {home.pk: home for home in homes if self.today in home.period}
        return _within(grant.period, seen) and any(
            one.holder == self.world.holders[which]
            and not one.told_to_end
            and one.occupancy in living
            and self.today <= one.ends_on
            and grant.kinds <= one.kinds
            and grant.granularity <= one.granularity
            and _within(grant.period, one.days)
            and _within(grant.period, living[one.occupancy].period)
            for one in self.world.given
        )

    def _assert_traced(self, grant: Grant) -> None:
        line = Event.objects.latest("id")
        assert (line.code, line.actor_id, line.organisation) == (
            "disclosure",
            grant.actor.id,
            grant.actor.organisation,
        )
        assert (line.subject, line.access_point_id) == (grant.subject, grant.access_point.pk)
        assert (line.kinds, line.basis) == (sorted(grant.kinds), grant.basis)
        assert (line.period_start, line.period_end) == (grant.period.start, grant.period.end)

    def _lived_in(self, point: int) -> Occupancy | None:
        homes = Occupancy.objects.filter(access_point=point).select_related("customer")
        return next((home for home in homes if self.today in home.period), None)

    def _resident(self, person: str) -> Actor:
        user = Customer.objects.get(market_id=person).user
        assert user is not None
        return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)

    def _tell(self, told: dict[str, object]) -> None:
        take_in(told, now=self.world.now)
        self.world.told.append(str(told["id"]))

    def _id(self) -> str:
        return uuid4().hex


def _within(inner: Period, outer: Period) -> bool:
    return outer.intersection(inner) == inner


def _run(examples: int) -> None:
    VISIBLE.clear()
    run_state_machine_as_test(
        AnyCourse,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    bases = (LegalBasis.MANDATE, LegalBasis.OCCUPANCY, LegalBasis.SUPPLY_CONTRACT)
    assert min(VISIBLE[basis] for basis in bases) > 0


@pytest.mark.django_db
def test_every_value_read_was_covered_by_a_basis_and_traced_whatever_happened_before() -> None:
    _run(500)


@pytest.mark.prove
@pytest.mark.django_db
def test_every_value_read_was_covered_by_a_basis_and_traced_ten_thousand_times() -> None:
    _run(10_000)
    print(f"\nany course: 10,000 examples, reads allowed {dict(VISIBLE)}")  # noqa: T201
