"""Whatever happens, in whatever order: what is read was covered by a basis at that moment, and left its trace
line.

The machine signs, revokes, terminates and expires mandates, moves people in and out (dated back, cancelled, told
beforehand), begins and ends supply contracts, and lets days pass with or without the nightly round. Its own
notes, and the days of occupancies and contracts, say who may see what; `decide` must say the same.
"""

from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from mandates.models import Mandate
from mandates.operations import ending, occupants
from mandates.operations.moving import UnableToMove
from mandates.operations.signing import accept_signature
from mandates.states import MandateState, Way
from portal.access.actor import SYSTEM
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.operations import disclose
from portal.access.queries import access_points_for
from portal.accounts.models import Organisation, OrganisationKind
from portal.audit.models import Event
from portal.customers.models import Customer, Occupancy
from portal.customers.operations import settle_occupancies
from portal.grid.models import AccessPoint
from portal.market.models import Supplier, SupplyContract
from portal.primitives.period import Period, belgian_day, years_before
from portal.primitives.stay import Stay
from tests.factories import AccessPointFactory, CustomerFactory, OrganisationFactory
from tests.mandates.factories import a_mandate, acting_for, evidence_for

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
FIRST = START.date()
MOVED_IN = date(2024, 1, 1)
NEVER = Period(MOVED_IN, MOVED_IN)
ALL = Period(date(2000, 1, 1), None)
LENT = (DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL)
# Who lives there, as the market comes to tell it: customers, and the days between them.
TIMELINES = ["a", "b", "a|", "ab", "aba", "|b", ""]


def offset(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


@dataclass
class Noted:
    """A mandate as the machine remembers it."""

    mandate: Mandate
    holder: int
    granularity: Granularity
    period: Period
    ends_on: date
    named: set[tuple[int, DataKind]]  # by occupancy
    alive: bool = True


class Mandates(RuleBasedStateMachine):
    holders: list[Organisation]
    homes: list[AccessPoint]
    people: dict[str, Customer]
    supplier: Supplier
    begun: list[Noted]

    @classmethod
    def furnish(cls) -> None:
        """Where all runs begin: two organisations, one of them a supplier, two customers, two access points, and a
        mandate for each organisation."""
        cls.supplier = Supplier.objects.create(gln="5400000000010", name="Énergie Mosane")
        cls.holders = [
            OrganisationFactory(),
            OrganisationFactory(kind=OrganisationKind.SUPPLIER, gln=cls.supplier.gln),
        ]
        cls.people = {name: CustomerFactory(email="", mobile="") for name in "ab"}
        cls.homes = [AccessPointFactory(), AccessPointFactory(gas=True)]
        for home in cls.homes:
            stay = Stay(f"{home.pk}:a:1:{MOVED_IN}", cls.people["a"].market_id, "move_in", MOVED_IN)
            settle_occupancies(wanted={home.pk: [stay]}, now=START)
        cls.begun = []
        machine = cls()
        machine.sign({0, 1}, 0, {LENT[0]}, Granularity.DAY, 700, None, 30)
        machine.sign({0}, 1, set(LENT), Granularity.MONTH, 100, 90, 3)
        cls.begun = machine.noted

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.noted = [replace(each, mandate=copy(each.mandate), named=set(each.named)) for each in self.begun]
        self.last_event = 0
        self.contracts: dict[int, Period] = {}
        self.look_who_lives_there()
        self.before = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)

    def look_who_lives_there(self) -> None:
        self.stays = list(Occupancy.objects.select_related("customer", "access_point").order_by("pk"))

    @property
    def today(self) -> date:
        return belgian_day(self.now)

    @rule(
        home=offset(0, 1), who=st.sampled_from(TIMELINES), days=st.lists(offset(-60, 20), min_size=2, max_size=2)
    )
    def move(self, home: int, who: str, days: list[int]) -> None:
        """The market tells anew who lives there: moves dated back, told beforehand, cancelled."""
        cuts = sorted(FIRST + timedelta(days=day) for day in days)
        bounds = [MOVED_IN, *cuts]
        stays, seen = [], {"a": 0, "b": 0}
        for place, letter in enumerate(who):
            if letter == "|":
                continue
            end = bounds[place + 1] if place + 1 < len(who) else None
            seen[letter] += 1
            origin = f"{self.homes[home].pk}:{letter}:{seen[letter]}:{bounds[place]}"
            stays.append(Stay(origin, self.people[letter].market_id, "move_in", bounds[place], end))
        stays = [stay for stay in stays if stay.end != stay.start]
        settle_occupancies(wanted={self.homes[home].pk: stays}, now=self.now)
        self.look_who_lives_there()

    @rule(home=offset(0, 1), start=offset(-90, 10), length=st.none() | offset(0, 60))
    def contract(self, home: int, start: int, length: int | None) -> None:
        """The supplier's contract, as the market registers it now."""
        begun = FIRST + timedelta(days=start)
        end = None if length is None else begun + timedelta(days=length)
        SupplyContract.objects.update_or_create(
            access_point=self.homes[home], defaults={"supplier": self.supplier, "start": begun, "end": end}
        )
        self.contracts[home] = Period(begun, end)

    @rule(
        homes=st.sets(offset(0, 1), min_size=1),
        holder=offset(0, 1),
        kinds=st.sets(st.sampled_from(LENT), min_size=1),
        granularity=st.sampled_from(Granularity),
        start=offset(0, 1500),
        length=st.none() | offset(1, 900),
        term=offset(0, 40),
    )
    def sign(
        self,
        homes: set[int],
        holder: int,
        kinds: set[DataKind],
        granularity: Granularity,
        start: int,
        length: int | None,
        term: int,
    ) -> None:
        """Whoever lives in the first of the homes signs for those of them where the same customer lives."""
        current = [self.lived_in(home) for home in sorted(homes)]
        own = [each for each in current if each and each.customer_id == (current[0] and current[0].customer_id)]
        if not own:
            return
        data_start = self.today - timedelta(days=start)
        data_end = data_start + timedelta(days=length) if length else None
        ends_on = self.today + timedelta(days=term)
        mandate = a_mandate(
            *own,
            holder=self.holders[holder],
            state=MandateState.DRAFT,
            kinds=sorted(kinds),
            granularity=granularity,
            data_start=data_start,
            data_end=data_end,
            ends_on=ends_on,
            now=self.now,
        )
        accept_signature(mandate=mandate, way=Way.ELSEWHERE, evidence=evidence_for(mandate), now=self.now)
        named = {(each.pk, kind) for each in own for kind in kinds}
        self.take_over(holder, own, kinds)
        last = min(data_end or date.max, ends_on + timedelta(days=1))
        self.noted.append(Noted(mandate, holder, granularity, Period(data_start, last), ends_on, named))

    def take_over(self, holder: int, own: list[Occupancy], kinds: set[DataKind]) -> None:
        """A newer signature of the same customer takes the place of older ones, also of a former stay."""
        places = {(each.customer_id, each.access_point_id) for each in own}
        stays = {each.pk: (each.customer_id, each.access_point_id) for each in self.stays}
        for older in self.noted:
            if older.holder == holder and older.alive and older.ends_on >= self.today:
                older.named -= {(pk, kind) for pk, kind in older.named if kind in kinds and stays[pk] in places}

    @precondition(lambda self: self.noted)
    @rule(which=offset(0, 50), by_grantor=st.booleans())
    def end(self, which: int, by_grantor: bool) -> None:
        """One of the two ends a mandate, or tries to."""
        noted = self.noted[which % len(self.noted)]
        by = ending.end_by_grantor if by_grantor else ending.end_by_holder
        with transaction.atomic():
            try:
                by(mandate=noted.mandate, actor=SYSTEM, now=self.now)
            except UnableToMove:
                pass
        noted.alive = False

    @rule(days=offset(1, 15), night=st.booleans())
    def pass_days(self, days: int, night: bool) -> None:
        """Days pass; the nightly round may have been missed."""
        self.now += timedelta(days=days)
        if night:
            ending.expire(now=self.now)
            occupants.sweep(now=self.now)

    @precondition(lambda self: self.noted)
    @rule(home=offset(0, 1))
    def read_the_latest(self, home: int) -> None:
        """Whoever got the last mandate looks whether it still holds."""
        self.read(self.noted[-1].holder, home, set(LENT))

    @rule(holder=offset(0, 1))
    def list_all(self, holder: int) -> None:
        """The list, in SQL, names what can be read, and nothing else."""
        listed = access_points_for(acting_for(self.holders[holder]), now=self.now)
        open_to = [place for place in range(2) if self.lent(holder, place) or self.supplied(holder, place)]
        assert {each.pk for each in listed} == {self.homes[place].pk for place in open_to}

    @rule(holder=offset(0, 1), home=offset(0, 1), kinds=st.sets(st.sampled_from(DataKind), min_size=1))
    def read_something(self, holder: int, home: int, kinds: set[DataKind]) -> None:
        """Anybody asks for anything."""
        self.read(holder, home, kinds)

    def read(self, holder: int, home: int, kinds: set[DataKind]) -> None:
        """A member of the organisation reads: what is granted is covered, what is covered is granted, and
        traced."""
        actor, access_point = acting_for(self.holders[holder]), self.homes[home]
        lent = self.lent(holder, home)
        technical, whole = self.supplied(holder, home), set(kinds)
        try:
            grant = decide(actor=actor, access_point=access_point, kinds=kinds, period=ALL, now=self.now)
        except NotVisible:
            assert not any(noted_kinds & whole for noted_kinds, _period, _noted in lent)
            assert not (technical and DataKind.TECHNICAL in whole)
            return
        assert grant.kinds <= whole
        assert any(self.covers(grant, *one) for one in lent) or (technical and self.is_of_contract(grant))
        self.assert_traced(grant)

    @staticmethod
    def covers(grant: Grant, kinds: set[DataKind], period: Period, noted: Noted) -> bool:
        return (
            grant.basis == LegalBasis.MANDATE
            and grant.reference == str(noted.mandate.public_id)
            and grant.kinds <= kinds
            and grant.granularity <= noted.granularity
            and period.intersection(grant.period) == grant.period
        )

    def is_of_contract(self, grant: Grant) -> bool:
        today = Period(self.today, self.today + timedelta(days=1))
        return grant.basis == LegalBasis.SUPPLY_CONTRACT and grant.period == today and grant.kinds == {LENT[2]}

    def assert_traced(self, grant: Grant) -> None:
        disclose(grant=grant, channel="page")
        event = Event.objects.filter(code="disclosure").latest("pk")
        assert event.pk > self.last_event
        self.last_event = event.pk
        assert (event.reference, event.basis, event.subject) == (grant.reference, grant.basis, grant.subject)
        assert (event.period_start, event.period_end) == (grant.period.start, grant.period.end)
        assert event.organisation == grant.actor.organisation
        assert {DataKind(kind) for kind in event.kinds} == grant.kinds

    def supplied(self, holder: int, home: int) -> bool:
        return holder == 1 and self.today in self.contracts.get(home, NEVER)

    def lived_in(self, home: int) -> Occupancy | None:
        here = self.homes[home].pk
        return next(
            (each for each in self.stays if each.access_point_id == here and self.today in each.period), None
        )

    def lent(self, holder: int, home: int) -> list[tuple[set[DataKind], Period, Noted]]:
        """What the organisation should see of the home by mandates: kinds and days."""
        stay, found = self.lived_in(home), []
        window = Period(years_before(self.today, 3), self.today + timedelta(days=1))
        for noted in self.noted:
            if stay is None or noted.holder != holder or not noted.alive or noted.ends_on < self.today:
                continue
            kinds = {kind for pk, kind in noted.named if pk == stay.pk}
            inside = noted.period.intersection(stay.period) if kinds else None
            if inside and (period := inside.intersection(window)):
                found.append((kinds, period, noted))
        return found


def _run(examples: int, *, steps: int) -> None:
    Mandates.furnish()
    checked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Mandates, settings=checked)


@pytest.mark.django_db
def test_what_is_read_was_covered_at_that_moment_and_left_its_line() -> None:
    _run(120, steps=8)


@pytest.mark.prove
@pytest.mark.django_db
def test_what_is_read_was_covered_at_that_moment_ten_thousand_times() -> None:
    _run(10_000, steps=15)
