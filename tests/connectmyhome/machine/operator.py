"""What operators do, and what follows from it in the notes."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from connectmyhome.legs.models import Question
from connectmyhome.legs.operations import asking
from tests.connectmyhome.machine import acting
from tests.connectmyhome.machine.course import Course
from tests.connectmyhome.machine.facts import working_days
from tests.connectmyhome.machine.notes import Asked, Noted
from tests.connectmyhome.machine.world import AMOUNTS, Party

ACTS = (
    "study", "offer", "payment", "permits-exist", "plan", "connected", "ask", "missing", "permits", "unplan",
    "refuse",
)  # fmt: skip
DOCUMENTS = ("site_plan", "photo", "certibeau", "permit", "other")
ERASURES = "/api/v1/connect/erasures/"
_ACCEPTED = ("study", "offer", "accept", "payment")
_ALONG = (
    (), ("study",), ("study", "offer"), _ACCEPTED, (*_ACCEPTED, "ask"), (*_ACCEPTED, "plan"), ("refuse",),
    ("missing",),
)  # fmt: skip


class OperatorOf(Course):
    """Acts of operators."""

    def works_on(self, choice: int) -> date:
        return working_days(self.today, 12)[choice % 12]

    @staticmethod
    def document(choice: int) -> str:
        return DOCUMENTS[choice % len(DOCUMENTS)]

    def told(self, noted: Noted, act: str, choice: int) -> dict[str, Any]:
        valid = self.today + timedelta(days=choice % 40)
        return acting.what_is_told(
            act,
            today=self.today,
            day=valid if act == "offer" else self.works_on(choice),
            words=self.words(noted.leg.operator),
            document=self.document(choice),
            amount=AMOUNTS[choice % 3] if act == "offer" else Decimal(1),
        )

    def do(self, noted: Noted, act: str, via: str, *, choice: int, doubled: bool = False) -> None:
        """Once, or sent twice; done if the notes say that it can be, and else nothing happens."""
        party, told = self.party_of(noted), self.told(noted, act, choice)
        if act == "offer" and choice % 8:
            via = "call"  # a PDF takes long to judge
        may = noted.may(act, day=told.get("day", self.today), document=told.get("document", ""))
        if not may or (via != "call" and not self.is_visible(noted, party)):
            with self.nothing_changes():
                assert not self._once(party, noted, act, told, via)
            return
        if noted.knows(act, told):
            with self.nothing_changes():
                self._once(party, noted, act, told, via)
            return
        key = uuid.uuid4().hex
        match = f'"{noted.leg.revision}"'
        assert self._once(party, noted, act, told, via, key=key, match=match), (noted.name, noted.state, act, via)
        self.note(noted, act, told)
        self.settle()
        if doubled:
            with self.nothing_changes():
                self._once(party, noted, act, told, via, key=key, match=match)

    def _once(self, party: Party, noted: Noted, act: str, told: dict[str, Any], via: str, **sent: str) -> bool:
        if via == "call":
            return acting.by_call(party, noted.leg, act, told, self.now)
        if via == "api":
            named = {"key": uuid.uuid4().hex, "match": f'"{noted.leg.revision}"'} | sent
            return acting.was_done(acting.by_api(party, noted.leg, act, told, **named))
        before = noted.leg.revision
        acting.by_page(party, noted.leg, act, told)
        return type(noted.leg).objects.get(pk=noted.leg.pk).revision > before

    def note(self, noted: Noted, act: str, told: dict[str, Any]) -> None:
        """What the act changed."""
        if act in ("ask", "missing"):
            question = noted.leg.questions.order_by("pk").last()
            assert question is not None
            noted.asked.append(Asked(question, told.get("document", "")))
            self.sight.keep(noted.leg.operator, question.public_id)
            if act == "missing" and noted.state != "incomplete":
                noted.go("incomplete", self.now)
        elif act == "offer":
            if noted.state == "offered":
                noted.go("in_study", self.now)
            noted.open_offer = noted.leg.offers.order_by("pk").last()
            assert noted.open_offer is not None
            noted.offers.append(noted.open_offer)
            self.sight.keep(noted.leg.operator, noted.open_offer.public_id)
            noted.go("offered", self.now)
        elif act == "payment":
            noted.paid_on = told["paid_on"]
        elif act == "permits-exist":
            noted.permits_on = told["on"]
        else:
            self._note_move(noted, act, told)

    def _note_move(self, noted: Noted, act: str, told: dict[str, Any]) -> None:
        if act == "unplan":
            noted.unplan(self.now)
            return
        to = {"study": "in_study", "plan": "planned", "refuse": "refused"}.get(act, act)
        noted.go(to, self.now)
        if act == "permits":
            noted.road_works, noted.permits_on = True, None
        elif act == "plan":
            noted.planned_on, noted.planned_alone = told["day"], True
            noted.days.clear()
        elif act == "connected":
            noted.connected_on = told["on"]

    def do_in_vain(self) -> None:
        """No leg that ended moves again, whoever forgets to look: one act after the other is tried on them."""
        assert not self.open_legs
        for number, noted in enumerate(self.noted):
            for step in range(3):
                self.do(noted, ACTS[(self.serial + number + step) % len(ACTS)], "call", choice=39)

    def try_in_vain(self, party: Party, noted: Noted, act: str, choice: int) -> None:
        """A stranger finds nothing; who saw another revision reads again; without a revision nothing is done."""
        told = self.told(noted, act, choice)
        is_visible = self.is_visible(noted, party)
        match = f'"{noted.leg.revision + 1 + choice % 3}"' if choice % 2 else ""
        with self.nothing_changes():
            response = acting.by_api(party, noted.leg, act, told, key=uuid.uuid4().hex, match=match)
        assert response.status_code == (404 if not is_visible else 412 if match else 428)
        self.sight.assert_nothing_of_others(party.operator, response.content)

    def take_question_back(self, which: int, via: str) -> None:
        asked = [(noted, each) for noted in self.noted for each in noted.asked]
        if not asked:
            return
        noted, each = asked[which % len(asked)]
        party, question = self.party_of(noted), Question.objects.get(pk=each.question.pk)
        may = noted.is_open and each.is_open
        if via == "api":
            address = f"{acting.API}{noted.leg.public_id}/questions/{question.public_id}/take-back/"
            headers = {"idempotency-key": uuid.uuid4().hex, "if-match": f'"{noted.leg.revision}"'}
            response = party.program.browser.post(address, "{}", content_type="application/json", headers=headers)
            assert acting.was_done(response) == (may and self.is_visible(noted, party))
        else:
            told = {"question": question, "actor": party.actor, "now": self.now}
            assert acting.attempt(asking.take_back, **told) == may
        if may:
            noted.end_question(each, self.now)

    def bring(self, noted: Noted, far: int) -> None:
        """Along one of the usual ways."""
        for act in _ALONG[far]:
            self.tick()
            if act == "accept":
                self.accept_offer(noted)
            else:
                self.do(noted, act, "call", choice=39)

    def accept_offer(self, noted: Noted) -> None:
        raise NotImplementedError

    def confirm_erased(self, operator: str, of: str) -> None:
        """An operator says that it erased; another one's request does not exist for it."""
        party = self.parties[operator]
        erasure = self.application.erasures.filter(operator=of).first()
        if erasure is None:
            assert of not in self.erasures
            return
        response = party.program.post(f"{ERASURES}{erasure.public_id}/confirm/", {})
        assert response.status_code == (200 if operator == of else 404)
        if operator == of:
            self.erasures[of] = True
            assert response.json()["confirmed_at"]
