"""What an operator reads of a leg, held against what it may read at that moment."""

import re
from collections.abc import Iterator
from typing import Any

from connectmyhome.legs.models import Leg
from portal.audit.models import Event
from tests.connectmyhome.machine.acting import API, PAGES
from tests.connectmyhome.machine.facts import COLUMNS, FILES
from tests.connectmyhome.machine.notes import Noted
from tests.connectmyhome.machine.world import Party

DISCLOSED = ("leg.shown", "leg.document_shown", "leg.days_shown", "disclosure")
WAYS = (
    "leg", "documents", "document", "questions", "offers", "days", "page", "file", "offer_file", "days_page",
    "calendar", "act_page",
)  # fmt: skip
_SILENT = ("act_page",)  # say nothing of the applicant
_NO_ANSWERS = (*_SILENT, "days", "days_page", "questions", "offers", "documents")
_TOKEN = re.compile(r"‹(\w+)›")


class Sight:
    """All legs, answers and files as the machine remembers them; `secrets` are words of one operator alone."""

    def __init__(self, answers: dict[str, Any], files: list[tuple[str, str, str]]) -> None:
        self.answers = answers
        self.files = files  # id, kind, the operator that alone has it
        self.secrets: dict[str, set[str]] = {}
        self.by_leg: dict[int, Noted] = {}

    def keep(self, operator: str, *words: object) -> None:
        self.secrets.setdefault(operator, set()).update(str(each) for each in words)

    def files_of(self, leg: Leg) -> set[str]:
        kinds = FILES[leg.utility]
        return {
            public_id
            for public_id, kind, only_for in self.files
            if only_for == leg.operator or (only_for == "" and kind in kinds)
        }

    def read(self, party: Party, noted: Noted, way: str, *, is_visible: bool) -> None:
        """The answer is all that this operator may read of the leg, and a line of the trace; or it is a 404,
        and no line."""
        before = self._lines()
        response = self._ask(party, noted, way)
        shown = response.content if hasattr(response, "content") else b""
        if not is_visible:
            assert response.status_code == 404, (way, party.operator, noted.name, response.status_code)
            self.assert_silent(shown)
        elif response.status_code == 404:
            assert way in self._may_lack(noted), (way, noted.name)
        else:
            assert response.status_code == 200, (way, response.status_code)
            self._assert_columns(noted, way, shown.decode(errors="replace"))
            getattr(self, f"_check_{way}", lambda *_: None)(noted, response)
        self.assert_nothing_of_others(party.operator, shown)
        is_told = response.status_code == 200 and way not in _SILENT
        assert self._lines() == before + is_told, (way, response.status_code)
        if is_told:
            self._assert_traced(party, noted)

    @staticmethod
    def _lines() -> int:
        return Event.objects.filter(code__in=DISCLOSED).count()

    @staticmethod
    def _may_lack(noted: Noted) -> set[str]:
        lacks = {"calendar", "document", "file"}
        return lacks if noted.offers else lacks | {"offer_file"}

    @staticmethod
    def _assert_traced(party: Party, noted: Noted) -> None:
        line = Event.objects.filter(code__in=DISCLOSED).latest("pk")
        assert line.subject == str(noted.leg.application.public_id)
        assert (line.reference, line.organisation) == (
            str(noted.leg.public_id),
            str(party.organisation.public_id),
        )

    def _ask(self, party: Party, noted: Noted, way: str) -> Any:
        leg = f"{noted.leg.public_id}/"
        file = min(self.files_of(noted.leg), default=self.files[0][0] if self.files else noted.leg.public_id)
        offer = noted.offers[-1].public_id if noted.offers else noted.leg.public_id
        by_api = {"document": f"documents/{file}/", "leg": ""}
        by_api |= {each: f"{each}/" for each in ("documents", "questions", "offers", "days")}
        if way in by_api:
            return party.program.get(f"{API}{leg}{by_api[way]}")
        pages = {
            "page": "", "file": f"documents/{file}/", "offer_file": f"offers/{offer}/", "days_page": "days/",
            "calendar": "days/calendar/", "act_page": "do/ask/",
        }  # fmt: skip
        return party.browser.get(f"{PAGES}{leg}{pages[way]}")

    def _assert_columns(self, noted: Noted, way: str, shown: str) -> None:
        told = set(_TOKEN.findall(shown))
        assert told <= COLUMNS[noted.leg.utility], (way, noted.name, told)
        assert not (told and way in _NO_ANSWERS)

    def assert_silent(self, shown: bytes) -> None:
        """Nothing of the applicant."""
        text = shown.decode(errors="replace")
        assert not _TOKEN.findall(text)
        assert "claire@example.org" not in text

    def assert_nothing_of_others(self, operator: str, shown: bytes) -> None:
        text = shown.decode(errors="replace")
        for other, words in self.secrets.items():
            if other != operator:
                assert not [word for word in words if word in text], (operator, other)

    def _check_leg(self, noted: Noted, response: Any) -> None:
        told = response.json()
        columns = COLUMNS[noted.leg.utility]
        assert told["application"] == {key: value for key, value in self.answers.items() if key in columns}
        assert told["state"] == noted.state
        assert response["ETag"] == f'"{told["revision"]}"'

    def _check_page(self, noted: Noted, response: Any) -> None:
        shown = response.content.decode()
        columns = COLUMNS[noted.leg.utility]
        spoken = {key for key in columns if str(self.answers.get(key, "")).startswith("answer ‹")}
        told = set(_TOKEN.findall(shown))
        assert told == spoken, (noted.name, told ^ spoken)

    def _check_documents(self, noted: Noted, response: Any) -> None:
        assert {each["id"] for each in response.json()} == self.files_of(noted.leg)

    def _check_questions(self, noted: Noted, response: Any) -> None:
        assert {each["id"] for each in response.json()} == {str(one.question.public_id) for one in noted.asked}

    def _check_offers(self, noted: Noted, response: Any) -> None:
        assert {each["id"] for each in response.json()} == {str(one.public_id) for one in noted.offers}


def listed(party: Party) -> Iterator[tuple[str, set[str], bytes]]:
    """The legs in the queue and in the list of the interface, by how they are listed."""
    queue = party.browser.get("/en/operator/", {"state": ""})
    yield "queue", {str(leg.public_id) for leg, _ in queue.context["page"]}, queue.content
    answer = party.program.get(API)
    yield "list", {each["id"] for each in answer.json()["results"]}, answer.content
