"""What the applicant does, and what follows from it in the notes."""

from typing import Any

from connectmyhome.application import operations
from connectmyhome.application.answers import Key
from connectmyhome.application.models import Attachment
from connectmyhome.application.operations.correcting import correct
from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.operations import offering, withdrawing
from connectmyhome.operators import Operator
from connectmyhome.tracking.correcting import correctable
from connectmyhome.tracking.operations import answering, erasing
from portal.access.actor import ANONYMOUS
from portal.uploads.documents import CheckedPdf
from tests.connectmyhome.machine.acting import attempt
from tests.connectmyhome.machine.course import Course
from tests.connectmyhome.machine.notes import Asked, Noted
from tests.connectmyhome.machine.seeing import Sight
from tests.connectmyhome.machine.world import an_answer

_UTILITIES = {
    "ores": {"electricity", "gas"},
    "swde": {"water"},
    "proximus": {"telecom"},
    "orange": {"telecom"},
}
_MOST_FILES = 12
_QUESTIONS = {"remark": "remark", "street": "address", "gas_kw": "gas", "electricity_kva": "electricity-power"}


class Applicant(Course):
    """The applicant's moves."""

    def be_sent(self, consents: set[str]) -> None:
        """Sent twice, it is cut once: one leg for each utility of each operator with consent, and for no other."""
        for _ in range(2):
            operations.send(application=self.application, now=self.now)
        self.application.refresh_from_db()
        self.state, self.consents = "sent", consents
        self.answers = self._as_given()
        files = self.application.attachments.values_list("public_id", "kind", "only_for")
        self.sight = Sight(self.answers, [(str(key), kind, only) for key, kind, only in files])
        self.noted = [Noted(leg) for leg in self.application.legs.select_related("application").order_by("pk")]
        cut = {(each.leg.operator, each.leg.utility) for each in self.noted}
        assert cut == {(code, utility) for code in consents for utility in _UTILITIES[code]}
        for noted in self.noted:
            self.sight.keep(noted.leg.operator, noted.leg.public_id)

    def _as_given(self) -> dict[str, Any]:
        beside = {
            "email": "claire@example.org", "mobile": "+32470123456", "language": "fr", "commune": "Namur",
            "commune_nis": "92094",
        }  # fmt: skip
        return {**self.application.answers, **beside}

    def page(self, rest: str, told: dict[str, Any] | None = None) -> None:
        """Send one of the applicant's forms; erased, there is no page any more but the one that says so again."""
        response = self.browser.post(f"/en/connect/{self.application.reference}/{rest}", told or {})
        gone = 302 if rest == "data/erase/" else 404
        assert response.status_code in ((gone,) if self.state == "erased" else (200, 302, 404))

    def answer_question(self, which: int, *, with_file: bool, by_page: bool, doubled: bool) -> None:
        asked = [(noted, each) for noted in self.noted for each in noted.asked]
        if not asked:
            return
        noted, each = asked[which % len(asked)]
        own_files = sum(only == noted.leg.operator for _, _, only in self.sight.files)
        may = noted.is_open and each.is_open and (with_file or not each.document)
        may = may and (own_files < _MOST_FILES or not with_file)
        words = self.words(noted.leg.operator)
        if by_page and not with_file:
            self.page(f"track/questions/{each.question.public_id}/", {"text": words})
        else:
            self._answer_by_call(each, words, with_file=with_file, may=may, doubled=doubled)
        if may:
            noted.end_question(each, self.now)
            if with_file:
                self._note_file(noted)

    def _answer_by_call(self, asked: Asked, words: str, *, with_file: bool, may: bool, doubled: bool) -> None:
        file = answering.SentFile(CheckedPdf(words.encode(), 1, held=False), "plan.pdf") if with_file else None
        told = {
            "question": Question.objects.get(pk=asked.question.pk),
            "text": words,
            "file": file,
            "now": self.now,
        }
        assert attempt(answering.answer, **told) == may
        if doubled:
            with self.nothing_changes():
                assert not attempt(answering.answer, **told)

    def _note_file(self, noted: Noted) -> None:
        file = Attachment.objects.latest("pk")
        assert file.only_for == noted.leg.operator
        self.sight.files.append((str(file.public_id), file.kind, file.only_for))
        self.sight.keep(noted.leg.operator, file.public_id)

    def decide_on_offer(self, which: int, *, accepts: bool, by_page: bool, doubled: bool) -> None:
        offers = [(noted, offer) for noted in self.noted for offer in noted.offers]
        if not offers:
            return
        noted, offer = offers[which % len(offers)]
        may = noted.state == "offered" and noted.open_offer == offer
        may = may and (not accepts or offer.valid_until >= self.today)
        words = self.words(noted.leg.operator)
        fresh = Offer.objects.select_related("leg__application").get(pk=offer.pk)
        if by_page:
            rest = f"track/offers/{offer.public_id}/"
            self.page(rest if accepts else f"{rest}decline/", {} if accepts else {"reason": words})
        else:
            more = {} if accepts else {"reason": words}
            operation = offering.accept if accepts else offering.decline
            told = {"offer": fresh, "actor": ANONYMOUS, "now": self.now, **more}
            assert attempt(operation, **told) == may
            if doubled:
                with self.nothing_changes():
                    assert not attempt(operation, **told)
        if may:
            self._note_decision(noted, fresh, accepts)

    def _note_decision(self, noted: Noted, offer: Offer, accepts: bool) -> None:
        noted.open_offer = None
        noted.go("accepted" if accepts else "in_study", self.now)
        if accepts:
            noted.accepted_on, noted.free = self.today, offer.amount == 0

    def accept_offer(self, noted: Noted) -> None:
        (offer,) = noted.offers
        offering.accept(offer=Offer.objects.get(pk=offer.pk), actor=ANONYMOUS, now=self.now)
        self._note_decision(noted, offer, accepts=True)
        self.settle()

    def withdraw_one(self, noted: Noted, *, by_page: bool, doubled: bool) -> None:
        may = noted.is_open
        told = {"leg": noted.leg, "actor": ANONYMOUS, "now": self.now, "reason": self.words("nobody")}
        if by_page:
            self.page(f"track/withdraw/{noted.leg.public_id}/", {"reason": told["reason"]})
        else:
            assert attempt(withdrawing.withdraw, **told) == may
        if may:
            noted.go("withdrawn", self.now)
        if doubled:
            with self.nothing_changes():
                assert not attempt(withdrawing.withdraw, **told)

    def take_consent_back(self, operator: Operator, *, by_page: bool) -> None:
        """For good: a sent application is not given to somebody by a second word."""
        had = operator.value in self.consents
        if by_page:
            self.page(f"data/consents/{operator}/")
        else:
            operations.withdraw_consent(application=self.application, operator=operator, now=self.now)
        if had:
            self.consents.discard(operator.value)
            self.erasures[operator.value] = False
            for noted in self.open_legs:
                if noted.leg.operator == operator:
                    noted.go("withdrawn", self.now)
        with self.nothing_changes():
            operations.withdraw_consent(application=self.application, operator=operator, now=self.now)
            told = {"application": self.application, "operator": operator, "language": "fr", "now": self.now}
            assert not attempt(operations.consent, **told)

    def give_all_up(self, *, erase: bool, by_page: bool) -> None:
        """Withdraw all, or have all erased; a second time changes nothing."""
        told = {"application": self.application, "now": self.now}
        for again in (False, True):
            if by_page and not again:
                self.page("data/erase/" if erase else "track/withdraw/")
            elif erase:
                erasing.erase_at_request(**told)
            else:
                withdrawing.withdraw_all(**told, actor=ANONYMOUS)
            if not again:
                self._note_given_up(erase=erase)
                self.settle()
                before = self._counted(True)
        assert self._counted(True) == before

    def _note_given_up(self, *, erase: bool) -> None:
        for noted in self.open_legs:
            noted.go("withdrawn", self.now)
        if erase and self.state != "erased":
            self.be_erased()

    def be_erased(self) -> None:
        """In the notes: each operator that had the consent is asked to erase what it was given."""
        self.state = "erased"
        self.erasures |= dict.fromkeys(self.consents, False)
        self.consents = set()
        self.sight.files.clear()

    def correct_answer(self, key: str, *, stale: bool) -> None:
        """Any time before the end; what a study is about, before the study."""
        utility = {"gas_kw": "gas", "electricity_kva": "electricity"}.get(key)
        studied = any(
            each.state not in ("submitted", "incomplete") for each in self.noted if each.leg.utility == utility
        )
        self.application.refresh_from_db()
        open_to = self.state == "sent" and not studied
        assert (_QUESTIONS[key] in correctable(self.application)) == open_to
        if not open_to:
            return
        self.serial += 1
        said = f"{an_answer(key)}{self.serial}"
        revision = self.application.revision + stale
        told = {"application": self.application, "answers": {Key(key): said}, "now": self.now}
        assert attempt(correct, **told, revision=revision) == (not stale)
        if not stale:
            self.answers[key] = said
            with self.nothing_changes():
                attempt(correct, **told, revision=revision)
