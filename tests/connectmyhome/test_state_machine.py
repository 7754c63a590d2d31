"""Whatever its applicant, operators, coordinator, time and a bad network do to an application, in whatever order:
no illegal state, no clock that runs while the applicant is asked, no data to an operator without consent, nothing
after a withdrawal.

The machine's own notes (`machine/notes.py`, `machine/facts.py`) say what may be done and seen; what the portal
does must be the same. Operators act by operations, by their programs and on pages; what they do is sent twice, and
with revisions that are stale; events go to real receivers that refuse, lose and are told twice.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from connectmyhome.application import operations
from connectmyhome.legs.states import Party as By
from connectmyhome.operators import Operator
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import call_off, confirm, object_to, propose
from connectmyhome.workday.operations.days import choose_days, offer_days
from portal.access.actor import ANONYMOUS, SYSTEM
from portal.ui import middleware
from tests.connectmyhome.machine import seeing, webhooks
from tests.connectmyhome.machine.acting import VIAS, attempt
from tests.connectmyhome.machine.course import Clock
from tests.connectmyhome.machine.facts import working_days
from tests.connectmyhome.machine.operator import ACTS, OperatorOf
from tests.connectmyhome.machine.time import Time
from tests.connectmyhome.machine.world import furnish
from tests.portal.accounts.webhooks.receiver import Receiver, receiving

ASKED = [Operator.ORES, Operator.SWDE, Operator.PROXIMUS, Operator.ORANGE]
NUMBER = st.integers(0, 1_000)
VIA = st.sampled_from(VIAS)
DAYS = st.sets(st.integers(0, 7), max_size=8).map(sorted)
MANY_DAYS = st.sets(st.integers(0, 7), min_size=2, max_size=8).map(sorted)
is_sent = precondition(lambda self: self.state != "draft")


class Applications(Time, OperatorOf):
    def __init__(self) -> None:
        self.before = transaction.savepoint()
        super().__init__()

    def teardown(self) -> None:
        try:
            if self.state != "draft":
                self.at_the_end()
        finally:
            transaction.savepoint_rollback(self.before)

    @initialize(
        given=st.sets(st.sampled_from(ASKED), min_size=2),
        taken_back=st.sets(st.sampled_from(ASKED)),
        ways=st.lists(st.integers(0, 7), min_size=5, max_size=5),
    )
    def send(self, given: set[Operator], taken_back: set[Operator], ways: list[int]) -> None:
        """Consents are given, some taken back, some of these given again; it is sent, twice, and goes its ways."""
        for operator in [*sorted(taken_back), *sorted(given)]:
            operations.consent(application=self.application, operator=operator, language="fr", now=self.now)
            if operator in taken_back:
                operations.withdraw_consent(application=self.application, operator=operator, now=self.now)
        for operator in sorted(given):
            operations.consent(application=self.application, operator=operator, language="fr", now=self.now)
        self.be_sent({each.value for each in given})
        for noted, way in zip(self.noted, ways, strict=False):
            self.bring(noted, way)
            self.try_in_vain(self.party_of(noted), noted, "ask", way)
        self.advance(timedelta(days=2))

    @invariant()
    def all_is_as_it_must_be(self) -> None:
        if self.state != "draft":
            self.settle()
            self.check_clocks()

    @is_sent
    @rule(
        which=NUMBER,
        act=st.sampled_from(ACTS),
        willing=st.booleans(),
        via=VIA,
        doubled=st.booleans(),
        choice=NUMBER,
    )
    def operate(self, which: int, act: str, willing: bool, via: str, doubled: bool, choice: int) -> None:
        """An operator does what makes sense now, or anything."""
        self.tick()
        noted = self.noted[which % len(self.noted)]
        sense = [
            each for each in ACTS if noted.may(each, day=self.works_on(choice), document=self.document(choice))
        ]
        if willing and sense:
            act = sense[choice % len(sense)]
        self.do(noted, act, via, choice=choice, doubled=doubled)

    @is_sent
    @rule(which=NUMBER, act=st.sampled_from(ACTS), stranger=st.none() | st.sampled_from(Operator), choice=NUMBER)
    def intrude(self, which: int, act: str, stranger: Operator | None, choice: int) -> None:
        """The program of a stranger tries it on a leg; or its operator's, on what it saw another time."""
        self.tick()
        noted = self.noted[which % len(self.noted)]
        party = self.parties[stranger.value] if stranger else self.party_of(noted)
        self.try_in_vain(party, noted, act, choice)

    @is_sent
    @rule(which=NUMBER, with_file=st.booleans(), via=VIA, doubled=st.booleans())
    def answer(self, which: int, with_file: bool, via: str, doubled: bool) -> None:
        self.tick()
        self.answer_question(which, with_file=with_file, by_page=via == "page", doubled=doubled)

    @is_sent
    @rule(which=NUMBER, via=VIA)
    def take_back(self, which: int, via: str) -> None:
        self.tick()
        self.take_question_back(which, via)

    @is_sent
    @rule(which=NUMBER, accepts=st.booleans(), via=VIA, doubled=st.booleans())
    def decide(self, which: int, accepts: bool, via: str, doubled: bool) -> None:
        self.tick()
        self.decide_on_offer(which, accepts=accepts, by_page=via == "page", doubled=doubled)

    @is_sent
    @rule(which=NUMBER, via=VIA, doubled=st.booleans())
    def withdraw(self, which: int, via: str, doubled: bool) -> None:
        self.tick()
        self.withdraw_one(self.noted[which % len(self.noted)], by_page=via == "page", doubled=doubled)

    @is_sent
    @rule(operator=st.sampled_from(Operator), via=VIA)
    def withdraw_consent(self, operator: Operator, via: str) -> None:
        self.tick()
        self.take_consent_back(operator, by_page=via == "page")

    @precondition(lambda self: self.serial > 12)
    @rule(how=st.sampled_from(["all", "erase"]), via=VIA)
    def give_up(self, how: str, via: str) -> None:
        """Late: not much can happen after."""
        self.tick()
        self.give_all_up(erase=how == "erase", by_page=via == "page")

    @is_sent
    @rule(key=st.sampled_from(["remark", "street", "gas_kw", "electricity_kva"]), stale=st.booleans())
    def correct(self, key: str, stale: bool) -> None:
        self.tick()
        self.correct_answer(key, stale=stale)

    @is_sent
    @rule(days=DAYS)
    def choose(self, days: list[int]) -> None:
        """The applicant's days."""
        self.tick()
        chosen = [working_days(self.today, 8)[number] for number in days]
        done = attempt(choose_days, application=self.application, days=chosen, now=self.now)
        assert done == (self.state == "sent")
        if done:
            self.days = set(chosen)

    @is_sent
    @rule(which=NUMBER, days=DAYS)
    def offer(self, which: int, days: list[int]) -> None:
        """An operator's days."""
        self.tick()
        noted = self.noted[which % len(self.noted)]
        offered = [working_days(self.today, 8)[number] for number in days]
        actor = self.party_of(noted).actor
        done = attempt(offer_days, leg=noted.leg, days=offered, actor=actor, now=self.now)
        assert done == (noted.is_ready and len(offered) != 1)
        if done:
            noted.days = set(offered)

    @is_sent
    @rule(days=MANY_DAYS)
    def all_can(self, days: list[int]) -> None:
        """Everybody names the same days."""
        self.choose(days)
        for number in range(len(self.noted)):
            self.offer(number, days)
            self.settle()

    def latest(self) -> Proposal | None:
        return Proposal.objects.select_related("application").order_by("pk").last()

    @is_sent
    @rule(who=st.sets(st.integers(-1, 4), min_size=1), objects=st.booleans())
    def judge_day(self, who: set[int], objects: bool) -> None:
        """Some of those whom a day may concern, the applicant or operators, confirm it, twice; or cannot."""
        for each in sorted(who):
            proposal = self.latest()
            if proposal is None:
                return
            self.tick()
            self.judge(proposal, None if each < 0 else self.noted[each % len(self.noted)], objects=objects)
            self.settle()

    def judge(self, proposal: Proposal, noted: Any, *, objects: bool) -> None:
        leg, actor = (noted.leg, self.party_of(noted).actor) if noted else (None, ANONYMOUS)
        concerned = proposal.assents.filter(leg=leg, left_at=None).exists()
        may = self.state == "sent" and proposal.state != "fallen" and proposal.day > self.today and concerned
        told = {"proposal": proposal, "leg": leg, "actor": actor, "now": self.now}
        if not objects and may:
            self.confirmed.add((proposal.pk, leg.pk if leg else None))
        assert attempt(object_to if objects else confirm, **told) == may
        if may and not objects:
            self.settle()
            with self.nothing_changes():
                attempt(confirm, **told)

    @is_sent
    @rule(number=st.integers(0, 7), calls_off=st.booleans())
    def coordinate(self, number: int, calls_off: bool) -> None:
        """The coordinator calls the last day off, or proposes one."""
        self.tick()
        proposal = self.latest()
        if calls_off and proposal:
            may = self.state == "sent" and proposal.state != "fallen" and proposal.day > self.today
            assert attempt(call_off, proposal=proposal, actor=SYSTEM, now=self.now) == may
            return
        day = working_days(self.today, 8)[number]
        told = {
            "application": self.application,
            "day": day,
            "by": By.COORDINATOR,
            "actor": SYSTEM,
            "now": self.now,
        }
        attempt(propose, **told)

    @is_sent
    @rule(
        hours=st.sampled_from([0.1, 1, 30, 24 * 3, 24 * 9, 24 * 31, 24 * 95, 24 * 370]),
        night=st.booleans(),
        twice=st.booleans(),
    )
    def let_time_pass(self, hours: float, night: bool, twice: bool) -> None:
        self.advance(timedelta(hours=hours))
        if night:
            self.pass_night(twice=twice)

    @is_sent
    @rule(which=NUMBER, reader=st.none() | st.sampled_from(Operator), way=st.sampled_from(seeing.WAYS))
    def read(self, which: int, reader: Operator | None, way: str) -> None:
        """An operator, mostly its own, reads a leg."""
        self.tick()
        noted = self.noted[which % len(self.noted)]
        self.look(noted, self.parties[reader.value] if reader else self.party_of(noted), way)

    @is_sent
    @rule(answers=st.lists(st.sampled_from(webhooks.ANSWERS), max_size=8), twice=st.booleans(), lost=st.booleans())
    def tell_programs(self, answers: list[int | str], twice: bool, lost: bool) -> None:
        """Workers tell what is due; one of them is lost on the way."""
        self.tick()
        if lost:
            self.post.lose_worker(now=self.now)
        self.post.work(answers, now=self.now, twice=twice)

    @is_sent
    @rule(operator=st.sampled_from(Operator), of=st.sampled_from(Operator))
    def confirm_erasure(self, operator: Operator, of: Operator) -> None:
        self.tick()
        self.confirm_erased(operator.value, of.value)


@pytest.fixture
def furnished(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The world, with receivers that listen; requests happen when the machine says."""
    with ExitStack() as stack:
        receivers: dict[str, Receiver] = {each.value: stack.enter_context(receiving()) for each in Operator}
        Applications.parties, Applications.draft, Applications.browser = furnish(receivers)
        monkeypatch.setattr(middleware, "timezone", Clock)
        yield


def _run(examples: int, *, steps: int, same: bool = False) -> None:
    checked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=same,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Applications, settings=checked)


@pytest.mark.usefixtures("furnished")
def test_an_application_stays_lawful_whatever_happens_to_it() -> None:
    _run(12, steps=15, same=True)


@pytest.mark.prove
@pytest.mark.usefixtures("furnished")
def test_an_application_stays_lawful_two_thousand_times() -> None:
    _run(2_000, steps=20)
