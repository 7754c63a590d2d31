"""An application on its course, and what must be true after each step."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from hypothesis.stateful import RuleBasedStateMachine

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg, LegStep
from connectmyhome.legs.queries import with_clocks
from connectmyhome.operators import Operator
from connectmyhome.workday.models import Assent, LateAlert, Proposal
from portal.audit.models import Event
from portal.messaging.models import Message
from tests.connectmyhome.machine import seeing
from tests.connectmyhome.machine.facts import CLOSED, MOVES, day_of
from tests.connectmyhome.machine.notes import PLANNABLE, Noted
from tests.connectmyhome.machine.webhooks import Post
from tests.connectmyhome.machine.world import START, Party

_LETTERS = {"applicant": "A", "operator": "O", "coordinator": "C", "system": "S"}
_COUNTED = """SELECT (SELECT count(*) FROM connect_legs_legstep), (SELECT sum(revision) FROM connect_legs_leg),
 (SELECT count(*) FROM connect_legs_question), (SELECT count(*) FROM connect_legs_offer),
 (SELECT count(*) FROM connect_workday_proposal), (SELECT sum(sequence) FROM connect_workday_proposal),
 (SELECT count(*) FROM messaging_message), (SELECT count(*) FROM webhooks_delivery),
 (SELECT count(*) FROM connect_tracking_notice), (SELECT sum(revision) FROM connect_application_application),
 (SELECT count(*) FROM connect_application_attachment), (SELECT count(*) FROM connect_erasures_erasure)"""
_OF_LEG = """SELECT (SELECT count(*) FROM webhooks_delivery WHERE data->>'leg' = %(id)s),
 (SELECT count(*) FROM connect_tracking_notice WHERE leg_id = %(pk)s),
 (SELECT count(*) FROM audit_event WHERE reference = %(id)s)"""


class Course(RuleBasedStateMachine):
    """Notes and checks; the moves are in the test."""

    parties: dict[str, Party]
    draft: Application
    browser: Client

    def __init__(self) -> None:
        super().__init__()
        settings.LIMITS_PREFIX = f"course-{uuid.uuid4().hex}"
        self.now = START
        Clock.machine = self
        self.application = Application.objects.get(pk=self.draft.pk)
        self.answers: dict[str, Any] = {}
        self.noted: list[Noted] = []
        self.consents: set[str] = set()
        self.state = "draft"
        self.last_step = 0
        self.last_proposal = 0
        self.confirmed: set[tuple[int, int | None]] = set()
        self.days: set[date] = set()  # that suit the applicant
        self.erasures: dict[str, bool] = {}  # by operator: whether it confirmed
        self.serial = 0
        self.post = Post(self.parties)

    # Words and moments

    @property
    def today(self) -> date:
        return day_of(self.now)

    def tick(self) -> None:
        self.advance(timedelta(seconds=7))

    def advance(self, step: timedelta) -> None:
        before = self.today
        self.now += step
        for noted in self.noted:
            noted.pass_days(before, self.today)

    def words(self, of: str) -> str:
        """That nobody said before, and that `of` alone may read."""
        self.serial += 1
        said = f"‹{of} {self.serial}›"
        self.sight.keep(of, said)
        return said

    def party_of(self, noted: Noted) -> Party:
        return self.parties[noted.leg.operator]

    def is_visible(self, noted: Noted, party: Party) -> bool:
        """Whether the operator may see the leg now."""
        return (
            noted.leg.operator == party.operator
            and party.operator in self.consents
            and noted.state != "withdrawn"
            and self.state != "erased"
        )

    @property
    def open_legs(self) -> list[Noted]:
        return [noted for noted in self.noted if noted.is_open]

    @contextmanager
    def nothing_changes(self, *, also_no_trace: bool = True) -> Iterator[None]:
        before = self._counted(also_no_trace)
        yield
        after = self._counted(also_no_trace)
        assert after == before, (before, after)

    @staticmethod
    def _counted(with_trace: bool) -> tuple[Any, ...]:
        trace = ", (SELECT count(*) FROM audit_event)" if with_trace else ""
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED + trace)
            row: tuple[Any, ...] = cursor.fetchone()
        return row

    # After each step

    def settle(self) -> None:
        """The legs are where the notes say, or where a common day brought them; each step was one of the table."""
        actual = {leg.pk: leg for leg in Leg.objects.select_related("application").all()}
        proposals = list(Proposal.objects.prefetch_related("assents"))
        for noted in self.noted:
            leg = actual[noted.leg.pk]
            self._follow_day(noted, leg, proposals)
            assert leg.state == noted.state, (noted.name, leg.state, noted.state)
            assert leg.revision >= noted.leg.revision
            assert (leg.paid_on, leg.road_works, leg.permits_on) == (
                noted.paid_on, noted.road_works, noted.permits_on,
            )  # fmt: skip
            if noted.state in ("planned", "connected"):
                assert leg.planned_on == noted.planned_on
            noted.leg = leg
        self._check_steps()
        self._check_days(proposals)
        self._check_application()
        self._check_withdrawn()

    def _follow_day(self, noted: Noted, leg: Leg, proposals: list[Proposal]) -> None:
        if noted.is_ready and leg.state == "planned":
            (agreed,) = [each for each in proposals if each.state == "agreed" and _stays(each, leg)]
            assert agreed.day == leg.planned_on
            noted.go("planned", self.now)
            noted.planned_on = agreed.day
        elif noted.state == "planned" and leg.state in PLANNABLE:
            assert any(each.state == "fallen" and each.day == noted.planned_on for each in proposals)
            assert not noted.planned_alone
            noted.unplan(self.now)

    def _check_steps(self) -> None:
        """Each step follows the one before by the table, by whom it names, and has its line in the trace."""
        steps = list(LegStep.objects.filter(pk__gt=self.last_step).order_by("pk"))
        for step in steps:
            before = LegStep.objects.filter(leg=step.leg_id, pk__lt=step.pk).order_by("pk").last()
            assert step.at == self.now or before is None
            if before is None:
                assert (step.state, step.by) == ("submitted", "applicant")
            else:
                assert _LETTERS[step.by] in MOVES[before.state].get(step.state, ""), (before.state, step)
            self.last_step = step.pk
        lines = Event.objects.filter(code__in=[f"leg.{state}" for state in MOVES]).count()
        assert lines == LegStep.objects.count()

    def _check_days(self, proposals: list[Proposal]) -> None:
        """One day at most waits; what is agreed was confirmed by all whom it concerns, who are planned on it;
        nobody stays planned on a day that fell, or in two."""
        assert sum(each.state == "open" for each in proposals) <= 1
        by_leg = {noted.leg.pk: noted for noted in self.noted}
        in_agreed: dict[int, date] = {}
        for proposal in proposals:
            left_in = [each for each in proposal.assents.all() if each.left_at is None]
            if proposal.pk > self.last_proposal:
                self._check_proposed(proposal, {each.leg_id for each in left_in})
            for each in left_in:
                assert each.confirmed_at is None or (proposal.pk, each.leg_id) in self.confirmed
            legs = [by_leg[each.leg_id] for each in left_in if each.leg_id]
            if proposal.state == "agreed":
                assert all(each.confirmed_at for each in left_in)
                for noted in legs:
                    assert noted.leg.pk not in in_agreed
                    in_agreed[noted.leg.pk] = proposal.day
                    assert (noted.planned_on, noted.state in ("planned", "connected")) == (proposal.day, True)
            elif proposal.state == "open":
                assert self.state == "sent"
                ready = all(noted.is_ready for noted in legs) and all(each.confirmed_at for each in left_in)
                assert not (ready and proposal.day > self.today), "all confirmed, and nothing is planned"
        for noted in self.noted:
            if noted.state == "planned":
                assert noted.planned_alone or in_agreed.get(noted.leg.pk) == noted.planned_on

    def _check_proposed(self, proposal: Proposal, asked: set[int | None]) -> None:
        """A new day: to come, one of everybody's, and for all that are ready."""
        self.last_proposal = proposal.pk
        ready = [noted for noted in self.noted if noted.is_ready]
        assert asked == {None, *(noted.leg.pk for noted in ready)}
        assert proposal.day > self.today
        assert proposal.day in self.days.intersection(*(noted.days for noted in ready))

    def _check_application(self) -> None:
        if self.state in ("sent", "closed"):
            self.state = "sent" if self.open_legs else "closed"
        self.application.refresh_from_db()
        assert self.application.state == self.state

    def _check_withdrawn(self) -> None:
        """Nothing of a leg that was withdrawn goes anywhere any more."""
        for noted in self.noted:
            if noted.state == "withdrawn":
                with connection.cursor() as cursor:
                    cursor.execute(_OF_LEG, {"id": str(noted.leg.public_id), "pk": noted.leg.pk})
                    counted = cursor.fetchone()
                if noted.after_withdrawal is not None:
                    told, news, lines = noted.after_withdrawal
                    assert counted == (told, 0 if self.state == "erased" else news, lines)
                noted.after_withdrawal = counted

    # Now and then

    def check_clocks(self) -> None:
        """No day counts on which the applicant was asked, and none before acceptance, payment and permits."""
        for leg, clock in with_clocks([noted.leg for noted in self.noted], now=self.now):
            noted = next(each for each in self.noted if each.leg.pk == leg.pk)
            if noted.term is None or noted.state in CLOSED - {"connected"}:
                assert not clock.running
                continue
            assert (clock.start, clock.deadline) == (noted.starts_on, noted.deadline), noted.name
            assert clock.late == noted.is_late(self.today)
            runs = noted.starts_on is not None and noted.starts_on <= self.today and noted.is_open
            assert clock.running == (runs and not noted.open_questions)

    def check_late(self, *, at_night: bool) -> None:
        """Each leg that is late was told of once, and no other one."""
        for noted in self.noted:
            noted.was_late |= at_night and noted.state in (*PLANNABLE, "planned") and noted.is_late(self.today)
        late = {noted.leg.pk for noted in self.noted if noted.was_late}
        assert set(LateAlert.objects.values_list("leg_id", flat=True)) == late

    def look(self, noted: Noted, party: Party, way: str) -> None:
        self.sight.answers = self.answers
        self.sight.read(party, noted, way, is_visible=self.is_visible(noted, party))

    def look_at_lists(self, party: Party) -> None:
        mine = {str(each.leg.public_id): each for each in self.noted if self.is_visible(each, party)}
        for way, shown, content in seeing.listed(party):
            assert shown == {key for key, each in mine.items() if way == "list" or each.is_open}
            self.sight.assert_silent(content)
            self.sight.assert_nothing_of_others(party.operator, content)

    def check_messages(self) -> None:
        """News of each change, at most once an hour; none waits once all is erased; no answer in any."""
        mine = Message.objects.filter(subject=str(self.application.public_id))
        keys = [each.key for each in mine if each.template.startswith("connect_news")]
        news = sorted(datetime.fromisoformat(key.split(":", 2)[2]) for key in keys)
        assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(news))
        told = set(self.application.notices.values_list("told_at", flat=True))
        assert told <= set(news)
        for each in Message.objects.all():
            self.sight.assert_silent(str(each.context).encode())
        if self.state == "erased":
            self._check_erased()
            waiting = {each.template for each in mine if each.state != "cancelled"}
            assert waiting <= {"connect_erased.email"}, waiting

    def _check_erased(self) -> None:
        """No word of the applicant, nor to the applicant, is left."""
        assert not self.application.attachments.exists()
        for table in (
            "application_application",
            "legs_leg",
            "legs_question",
            "legs_offer",
            "workday_applicantday",
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT row_to_json(each)::text FROM connect_{table} each")  # noqa: S608
                for (row,) in cursor.fetchall():
                    assert "‹" not in row, row
                    assert "claire@" not in row

    def at_the_end(self) -> None:
        self.settle()
        self.check_clocks()
        self.check_messages()
        everybody = list(self.parties.values())
        for number, party in enumerate(everybody):
            if party.operator in self.consents or number == self.serial % len(everybody):
                self.look_at_lists(party)
        for number, noted in enumerate(self.noted):
            self.look(noted, self.party_of(noted), "leg")
            self.look(noted, everybody[(number + self.serial) % len(everybody)], "leg")
        self._end_consents()
        self.do_in_vain()
        self.post.settle(now=self.now)
        for noted in self.noted:
            told = self.post.revisions_of(str(noted.leg.public_id))
            assert told == list(range(noted.leg.revision + 1)), (noted.name, told)
        for leg, operators in self.post.told_of_legs().items():
            (noted,) = [each for each in self.noted if str(each.leg.public_id) == leg]
            assert operators == {noted.leg.operator}

    def _end_consents(self) -> None:
        """Legs that ended otherwise than by a withdrawal are gone with the consent too."""
        for operator in sorted(self.consents):
            self.take_consent_back(Operator(operator), by_page=False)
        self.settle()
        for noted in self.noted:
            self.look(noted, self.party_of(noted), "leg")

    def take_consent_back(self, operator: Operator, *, by_page: bool) -> None:
        raise NotImplementedError

    def do_in_vain(self) -> None:
        raise NotImplementedError


class Clock:
    """What time it is for requests."""

    machine: Course

    @classmethod
    def now(cls) -> datetime:
        return cls.machine.now


def _stays(proposal: Proposal, leg: Leg) -> bool:
    return any(each.leg_id == leg.pk and each.left_at is None for each in _all(proposal))


def _all(proposal: Proposal) -> list[Assent]:
    return list(proposal.assents.all())
