"""R11 holds whatever the market tells, in which order and how often, while letters are issued and opened."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.correspondence import queries
from portal.correspondence.models import Letter, Preference
from portal.correspondence.operations.occupants import sweep
from portal.correspondence.operations.reading import open_letter, print_unopened
from portal.correspondence.states import LetterState, PreferenceState
from portal.customers.models import Occupancy
from portal.messaging.models import Message
from portal.messaging.states import UNSENT, State
from portal.primitives.period import belgian_day
from tests.portal.correspondence.homes import TODAY, a_campaign, a_home, days, issue, print_all, with_account
from tests.portal.market.lines import cancel, move_in, move_out, take_in

Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["issue", "open", "leave", "arrive", "cancel", "again", "print", "sweep", "wait"]),
        st.integers(-6, 6),
    ),
    max_size=16,
)


class _House:
    """One home, and everything that may happen to it."""

    def __init__(self) -> None:
        self.first = a_home()
        self.day = 0
        self.events: list[dict[str, object]] = []
        self.campaigns = 0

    def do(self, step: Step) -> None:
        name, number = step
        actions: dict[str, Callable[[int], None]] = {
            "issue": self._issue,
            "open": lambda _: self._open(),
            "leave": lambda at: self._tell(move_out(f"e{len(self.events)}", self._date(at), "C1")),
            "arrive": lambda at: self._tell(move_in(f"e{len(self.events)}", self._date(at), "C2")),
            "cancel": lambda at: self._tell(cancel(f"e{len(self.events)}", f"e{at + 6}")),
            "again": lambda at: self.events and take_in(self.events[at % len(self.events)], now=self.now),
            "print": lambda _: print_all(),
            "sweep": lambda _: self.sweep(),
            "wait": self._wait,
        }
        actions[name](number)

    @property
    def now(self) -> datetime:
        return days(self.day)

    def _date(self, at: int) -> date:
        return TODAY + timedelta(days=self.day + at)

    def _issue(self, _: int) -> None:
        self.campaigns += 1
        issue(a_campaign(f"c{self.campaigns}"), self.now)

    def _open(self) -> None:
        for occupancy in Occupancy.objects.select_related("customer"):
            actor = with_account(occupancy.customer)
            if letter := queries.letters_for(actor, now=self.now).first():
                open_letter(letter=letter, actor=actor, now=self.now, channel="page")

    def _tell(self, event: dict[str, object]) -> None:
        self.events.append(event)
        take_in(event, now=self.now)

    def sweep(self) -> None:
        sweep(now=self.now)
        print_unopened(now=self.now)

    def _wait(self, number: int) -> None:
        self.day += abs(number)
        self.sweep()


def _holds(house: _House) -> None:
    today = belgian_day(house.now)
    for letter in Letter.objects.exclude(occupancy=None).select_related("occupancy"):
        assert letter.occupancy is not None
        belongs = letter.issued_on in letter.occupancy.period
        assert (letter.state == LetterState.WITHDRAWN) is not belongs
        copies = Message.objects.filter(key__startswith=f"letter:{letter.public_id}:paper")
        assert copies.exclude(state=State.CANCELLED).count() == (letter.state in ("withdrawn", "on_paper"))
    for occupancy in Occupancy.objects.select_related("customer"):
        mine = queries.letters_for(with_account(occupancy.customer), now=house.now)
        assert all(letter.issued_on in letter.occupancy.period for letter in mine if letter.occupancy)
        if today not in occupancy.period and occupancy.start <= today:
            unsent = Message.objects.filter(bound_to=str(occupancy.public_id), state__in=UNSENT)
            assert not unsent.exists()
            digital = Preference.objects.filter(occupancy=occupancy, state=PreferenceState.DIGITAL)
            assert not digital.exists()
    assert Letter.objects.values("campaign", "access_point").distinct().count() == Letter.objects.count()


@given(steps=STEPS)
def _follow(steps: list[Step]) -> None:
    with transaction.atomic():
        house = _House()
        for step in steps:
            house.do(step)
        house.sweep()
        _holds(house)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_in_any_order_letters_belong_to_whom_they_were_issued_to() -> None:
    settings(max_examples=25, deadline=None)(_follow)()


@pytest.mark.prove
@pytest.mark.django_db
def test_in_a_thousand_orders_letters_belong_to_whom_they_were_issued_to() -> None:
    settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])(_follow)()
