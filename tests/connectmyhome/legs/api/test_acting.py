"""What the program of an operator does with its own legs: once, with what it saw, and where it may."""

import io
import json
import random
import uuid
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from connectmyhome.legs.models import Leg, Question
from connectmyhome.legs.states import LegState
from connectmyhome.tracking.operations import answering
from portal.audit.models import Event
from portal.primitives.ean import eans_in
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from portal.uploads.documents import CheckedPdf
from tests.connectmyhome.legs.api.scenes import LEGS, a_leg_in, a_program_of
from tests.connectmyhome.legs.factories import a_question
from tests.portal.accounts.webhooks.receiver import a_network_operator, an_endpoint
from tests.portal.api.programs import Program

pytestmark = pytest.mark.django_db
S = LegState


def today() -> date:
    return belgian_day(timezone.now())


def a_pdf(pages: int = 2) -> bytes:
    made, file = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    made.save(file, static_id=True)
    return file.getvalue()


def send(
    program: Program, leg: Leg, act: str, body: Any = None, *, match: str | None = None, key: str = ""
) -> Any:
    """POST an act about the leg as it is now, unless `match` says what was seen."""
    if match is None:
        leg.refresh_from_db()
        match = f'"{leg.revision}"'
    headers = {"idempotency-key": key or str(uuid.uuid4()), "if-match": match}
    address, body = f"{LEGS}{leg.public_id}/{act}/", {} if body is None else body
    if act == "offer":
        return program.browser.post(address, body, headers={name: told for name, told in headers.items() if told})
    headers = {name: told for name, told in headers.items() if told}
    return program.browser.post(address, json.dumps(body), content_type="application/json", headers=headers)


def an_offer(**told: Any) -> dict[str, Any]:
    valid_until = (today() + timedelta(days=30)).isoformat()
    file = SimpleUploadedFile("offer.pdf", told.pop("content", None) or a_pdf(), "application/pdf")
    return {"amount": "1250.50", "valid_until": valid_until, "document": file, **told}


ACTS: list[tuple[str, LegState, Any, LegState]] = [
    ("study", S.SUBMITTED, {"own_reference": "OR-17"}, S.IN_STUDY),
    ("refuse", S.IN_STUDY, {"reason": "Not ours."}, S.REFUSED),
    ("ask", S.IN_STUDY, {"text": "Where is the meter?"}, S.IN_STUDY),
    ("missing", S.IN_STUDY, {"document": "site_plan", "text": "Too dark."}, S.INCOMPLETE),
    ("offer", S.IN_STUDY, None, S.OFFERED),
    ("payment", S.ACCEPTED, {"paid_on": None}, S.ACCEPTED),
    ("permits", S.ACCEPTED, {}, S.PERMITS),
    ("permits", S.PERMITS, {"exist_on": None}, S.PERMITS),
    ("plan", S.ACCEPTED, {"day": None}, S.PLANNED),
    ("unplan", S.PLANNED, {}, S.ACCEPTED),
    ("connected", S.PLANNED, {"connected_on": None}, S.CONNECTED),
]


def body_of(act: str, body: Any) -> Any:
    """None stands for what depends on the day."""
    if act == "offer":
        return an_offer()
    day = {"plan": add_working_days(today(), 1), "payment": today() - timedelta(days=1)}.get(act, today())
    return {name: day.isoformat() if value is None else value for name, value in body.items()}


@pytest.mark.parametrize(("act", "before", "body", "after"), ACTS, ids=[f"{a[0]} {a[1]}" for a in ACTS])
def test_an_act_moves_the_leg_once_and_only_for_who_saw_it(
    act: str, before: LegState, body: Any, after: LegState
) -> None:
    leg, program, key = a_leg_in(before), a_program_of(), str(uuid.uuid4())
    seen = f'"{leg.revision}"'

    assert send(program, leg, act, body_of(act, body), match="").status_code == 428
    assert send(program, leg, act, body_of(act, body), match='"999"').status_code == 412
    done = send(program, leg, act, body_of(act, body), match=seen, key=key)
    again = send(program, leg, act, body_of(act, body), match=seen, key=key)
    late = send(program, leg, act, body_of(act, body), match=seen)

    assert done.status_code == 200, done.content
    assert (again.content, again["Idempotent-Replayed"]) == (done.content, "true")
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    leg.refresh_from_db()
    assert done.json()["state"] == leg.state == after
    assert done.json()["revision"] == leg.revision
    assert Event.objects.filter(reference=str(leg.public_id), role="api").exists()


@pytest.mark.parametrize(("act", "before", "body", "after"), ACTS, ids=[f"{a[0]} {a[1]}" for a in ACTS])
def test_an_act_on_a_leg_that_is_over_is_a_conflict_in_words(
    act: str, before: LegState, body: Any, after: LegState
) -> None:
    leg, program = a_leg_in(S.REFUSED), a_program_of()

    refused = send(program, leg, act, body_of(act, body))

    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_move")
    assert "refused" in refused.json()["detail"]


def test_a_question_is_taken_back_by_who_asked_it() -> None:
    leg, other = a_leg_in(S.IN_STUDY), a_leg_in(S.IN_STUDY)
    question, anothers = a_question(leg), a_question(other)
    program = a_program_of()

    assert send(program, leg, f"questions/{anothers.public_id}/take-back").status_code == 404
    assert send(program, leg, f"questions/{question.public_id}/take-back").status_code == 200
    assert send(program, leg, f"questions/{question.public_id}/take-back").json()["code"] == "over"

    assert Question.objects.get(pk=question.pk).withdrawn_at is not None
    listed = program.get(f"{LEGS}{leg.public_id}/questions/").json()
    assert [each["id"] for each in listed] == [str(question.public_id)]


def test_an_offer_is_kept_as_it_was_sent_and_listed() -> None:
    leg, program, content = a_leg_in(S.IN_STUDY), a_program_of(), a_pdf(3)

    assert send(program, leg, "offer", an_offer(content=content)).status_code == 200

    offer = leg.offers.get()
    assert (bytes(offer.pdf), offer.pages) == (content, 3)
    (listed,) = program.get(f"{LEGS}{leg.public_id}/offers/").json()
    assert (listed["amount"], listed["pages"], listed["sha256"]) == ("1250.50", 3, offer.sha256)


def locked() -> bytes:
    file = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"content": b"not a PDF"}, "document"),
        ({"content": b"%PDF-1.7 broken"}, "document"),
        ({"content": locked()}, "document"),
        ({"content": a_pdf(21)}, "document"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"amount": "99999999"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"valid_until": "soon"}, "valid_until"),
    ],
    ids=[
        "text",
        "broken",
        "locked",
        "21 pages",
        "below nothing",
        "half a cent",
        "too much",
        "no number",
        "no day",
    ],
)
def test_what_is_wrong_with_an_offer_is_told_at_its_field(told: dict[str, Any], field: str) -> None:
    leg, program = a_leg_in(S.IN_STUDY), a_program_of()

    refused = send(program, leg, "offer", an_offer(**told))

    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [field]
    assert not leg.offers.exists()


@pytest.mark.parametrize(
    ("size", "status"),
    [(10 * 1024 * 1024 - 2_000, 200), (10 * 1024 * 1024, 400), (10 * 1024 * 1024 + 100_000, 413)],
    ids=["just ten megabytes", "a little more", "far more"],
)
def test_a_document_may_have_ten_megabytes(size: int, status: int) -> None:
    made, file = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.Root.Filling = made.make_stream(random.Random(7).randbytes(size))
    made.save(file, compress_streams=False)

    answer = send(a_program_of(), a_leg_in(S.IN_STUDY), "offer", an_offer(content=file.getvalue()))

    assert answer.status_code == status, answer.content


@pytest.mark.parametrize(
    ("act", "state", "body", "code"),
    [
        ("plan", S.ACCEPTED, {"day": "2020-01-01"}, "past"),
        ("plan", S.ACCEPTED, {"day": "2032-12-25"}, "not_working"),
        ("payment", S.ACCEPTED, {"paid_on": "2099-01-01"}, "future"),
        ("payment", S.ACCEPTED, {"paid_on": "2001-01-01"}, "order"),
        ("missing", S.IN_STUDY, {"document": "certibeau", "text": "?"}, "document"),
        ("connected", S.PLANNED, {"connected_on": "2099-01-01"}, "future"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_code(act: str, state: LegState, body: Any, code: str) -> None:
    refused = send(a_program_of(), a_leg_in(state), act, body)

    assert (refused.status_code, refused.json()["code"]) == (400, code)


def test_who_only_reads_changes_nothing() -> None:
    leg = a_leg_in(S.SUBMITTED)

    assert send(a_program_of(scope="see_legs"), leg, "study").status_code == 403


@pytest.mark.parametrize(
    ("act", "field", "body"),
    [
        ("study", "own_reference", {}),
        ("refuse", "reason", {}),
        ("ask", "text", {}),
        ("missing", "text", {"document": "site_plan"}),
    ],
)
def test_what_an_operator_writes_holds_no_ean(act, field, body) -> None:
    leg = a_leg_in(S.SUBMITTED)
    before = leg.revision

    answer = send(a_program_of("ores"), leg, act, body | {field: "See 5414 4901 2700 0000 16."})

    leg.refresh_from_db()
    assert (answer.status_code, list(answer.json()["errors"]), leg.revision) == (400, [field], before)
    assert send(a_program_of("ores"), leg, act, body | {field: "See 5414 4901 2700 0000 10."}).status_code == 200


def test_no_ean_reaches_an_operator_in_the_name_of_a_file_or_in_an_event() -> None:
    endpoint, _ = an_endpoint(a_network_operator("ores"), "https://events.example.org/")
    leg, ean = a_leg_in(S.SUBMITTED), "541449012700000016"
    question = a_question(leg)
    file = answering.SentFile(CheckedPdf(a_pdf(), 2, held=False), f"EAN_{ean} plan.pdf")
    answering.answer(question=question, text="Le voici.", file=file, now=timezone.now())

    program, here = a_program_of("ores"), f"{LEGS}{leg.public_id}/"
    read = [program.get(f"{here}{page}").content.decode() for page in ("", "documents/", "questions/")]
    told = [json.dumps(each.payload) for each in endpoint.deliveries.all()]

    assert "EAN_… plan.pdf" in json.dumps(json.loads(read[1]), ensure_ascii=False)
    assert len(told) > 1
    assert not any(eans_in(text) for text in [*read, *told])
