"""The pages of network operators: own legs and own data only, each act at its time, each mistake at its field."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.legs.acts import ACTS
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import withdrawing
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator
from portal.access.actor import ANONYMOUS
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.connectmyhome.legs.factories import a_file, a_leg, a_question, an_offer
from tests.connectmyhome.scenes import a_network_operator, a_sent_application
from tests.factories import a_member
from tests.journeys.people import client_of
from tests.portal.uploads.pdfs import a_pdf

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = belgian_day(NOW)
QUEUE = "/en/operator/"
S = LegState


@pytest.fixture
def ores() -> Client:
    return client_of(a_member(a_network_operator(), Role.MEMBER))


def path(leg: Leg, rest: str = "") -> str:
    return f"{QUEUE}legs/{leg.public_id}/{rest}"


def test_the_queue_shows_own_open_legs_and_nobody_s_name(ores):
    mine, closed = a_leg(), a_leg(S.REFUSED)
    theirs = a_leg(operator=Operator.RESA)
    page = ores.get(QUEUE)
    assert [leg for leg, _ in page.context["page"]] == [mine]
    shown = page.content.decode()
    assert mine.application.reference in shown
    for word in ("Delvaux", "Rue de Fer", "claire@", theirs.application.reference, closed.application.reference):
        assert word not in shown
    assert not Event.objects.filter(code="leg.shown").exists()


def test_the_queue_is_searched_by_state_and_by_either_reference(ores):
    studied, refused = a_leg(S.IN_STUDY), a_leg(S.REFUSED)
    Leg.objects.filter(pk=studied.pk).update(own_reference="ORES-17")

    def found(**query: str) -> list[Leg]:
        return [leg for leg, _ in ores.get(QUEUE, query).context["page"]]

    assert found(state="refused") == [refused]
    assert found(state="offered") == []
    assert found(number="ores-17") == [studied]
    assert found(number=refused.application.reference) == [refused]
    assert found(state="withdrawn") == [studied]  # which is none of the choices


def test_the_first_deadline_stands_first(ores):
    from connectmyhome.legs.terms.operations import load_terms

    load_terms(now=NOW)
    waiting = a_leg(now=NOW - timedelta(days=9))
    later, sooner = a_leg(S.ACCEPTED, now=NOW - timedelta(days=1)), a_leg(S.ACCEPTED, now=NOW - timedelta(days=5))
    assert [leg for leg, _ in ores.get(QUEUE).context["page"]] == [sooner, later, waiting]


def test_a_leg_shows_what_is_asked_in_words_once_the_trace_says_so(ores):
    answers = {
        "name": "Claire Delvaux", "street": "Rue de Fer", "house_number": "12", "postal_code": "5000",
        "electricity_kva": "9.2", "electricity_phases": "three_neutral", "heat_pump_kw": "5.5", "gas_kw": "24",
        "water_diameter": "32", "wanted_from": "2027-03-01", "wanted_until": "2027-03-31",
    }  # fmt: skip
    leg = a_leg(application=a_sent_application(answers=answers))
    shown = ores.get(path(leg)).content.decode().replace("\xa0", " ")
    for words in ("Claire Delvaux", "Rue de Fer 12, 5000 Namur", "9.2 kVA", "three-phase with neutral", "5.5 kW",
                  "1 March 2027 – 31 March 2027", "claire@example.org"):  # fmt: skip
        assert words in shown
    assert "24 kW" not in shown
    assert "32 mm" not in shown
    event = Event.objects.get(code="leg.shown")
    assert (event.subject, event.reference, event.basis, event.channel, event.role) == (
        str(leg.application.public_id), str(leg.public_id), "consent", "page", "member",
    )  # fmt: skip


def test_a_document_is_traced_and_comes_as_a_marked_file(ores):
    leg = a_leg()
    plan = a_file(leg.application)
    page = ores.get(path(leg, f"documents/{plan.public_id}/"))
    assert page.content == plan.content
    assert page["Content-Disposition"].startswith("attachment; ")
    assert page["Content-Disposition"].endswith('-C3.pdf"')
    assert (page["X-Content-Type-Options"], page["Cache-Control"]) == ("nosniff", "private, no-store")
    assert Event.objects.get(code="leg.document_shown").detail == {"document": str(plan.public_id)}


def test_files_for_others_and_of_other_kinds_do_not_exist():
    client = client_of(a_member(a_network_operator(Operator.PROXIMUS)))
    leg = a_leg(operator=Operator.PROXIMUS)
    hidden = [
        a_file(leg.application, AttachmentKind.PERMIT),
        a_file(leg.application, AttachmentKind.OTHER, only_for="orange"),
        a_file(a_sent_application()),
    ]
    mine = a_file(leg.application, AttachmentKind.OTHER, only_for="proximus")
    page = client.get(path(leg)).content.decode()
    assert str(mine.public_id) in page
    for file in hidden:
        assert client.get(path(leg, f"documents/{file.public_id}/")).status_code == 404
        assert str(file.public_id) not in page


def test_who_is_no_network_operator_finds_no_such_page(ores):
    from tests.factories import OrganisationFactory, UserFactory

    leg = a_leg()
    others = [UserFactory(), a_member(OrganisationFactory(), Role.ADMINISTRATOR)]
    for person in others:
        assert {client_of(person).get(each).status_code for each in (QUEUE, path(leg))} == {404}


def test_a_reader_looks_and_does_nothing():
    reader = client_of(a_member(a_network_operator(), Role.READER))
    leg = a_leg()
    question = a_question(leg)
    page = reader.get(path(leg))
    assert (page.status_code, page.context["acts"]) == (200, [])
    for rest in (*(f"do/{slug}/" for slug in ACTS), f"questions/{question.public_id}/"):
        assert reader.get(path(leg, rest)).status_code == 403
        assert reader.post(path(leg, rest)).status_code == 403
    assert Leg.objects.get().state == S.SUBMITTED


def test_what_is_withdrawn_or_erased_is_gone_at_once(ores):
    leg, other = a_leg(), a_leg(S.IN_STUDY)
    plan, offer = a_file(leg.application), an_offer(other)
    withdrawing.withdraw(leg=leg, actor=ANONYMOUS, now=NOW)
    type(other.application).objects.filter(pk=other.application_id).update(erased_at=NOW)
    gone = [path(leg), path(leg, f"documents/{plan.public_id}/"), path(leg, "do/ask/"), path(other),
            path(other, f"offers/{offer.public_id}/")]  # fmt: skip
    assert {ores.get(each).status_code for each in gone} == {404}
    assert list(ores.get(QUEUE).context["page"]) == []


def test_a_consent_that_is_taken_back_takes_the_leg_away(ores):
    leg = a_leg(S.CONNECTED)
    leg.application.consents.update(withdrawn_at=NOW)
    assert ores.get(path(leg)).status_code == 404


def an_upload(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("offre.pdf", content or a_pdf(), "application/pdf")


def send(client: Client, leg: Leg, slug: str, **told: object) -> object:
    return client.post(path(leg, f"do/{slug}/"), told, follow=True)


TELLS: dict[str, Callable[[], dict[str, object]]] = {
    "study": lambda: {"own_reference": "ORES-17"},
    "offer": lambda: {"amount": "1.250,50", "valid_until": str(TODAY), "checked": an_upload()},
    "payment": lambda: {"paid_on": str(TODAY)},
    "permits-exist": lambda: {"on": str(TODAY)},
    "connected": lambda: {"on": str(TODAY)},
    "plan": lambda: {"day": str(add_working_days(TODAY, 1))},
    "ask": lambda: {"text": "Où est le compteur ?"},
    "missing": lambda: {"document": "photo", "text": "Trop sombre"},
    "permits": dict,
    "unplan": dict,
    "refuse": lambda: {"reason": "Hors réseau"},
}
COMES_TO = {
    "study": S.IN_STUDY, "offer": S.OFFERED, "connected": S.CONNECTED, "plan": S.PLANNED, "missing": S.INCOMPLETE,
    "permits": S.PERMITS, "unplan": S.ACCEPTED, "refuse": S.REFUSED,
}  # fmt: skip


@pytest.mark.parametrize("slug", ACTS)
def test_each_act_is_offered_and_done_in_its_states_only(ores, slug: str):
    for state in set(S) - {S.WITHDRAWN}:
        leg = a_leg(state, now=NOW)
        changes = {"payment": {"paid_on": None}, "plan": {"permits_on": TODAY}}
        Leg.objects.filter(pk=leg.pk).update(**changes.get(slug, {"state": state}))
        leg.refresh_from_db()
        revision = leg.revision
        offered = slug in [act.slug for act in ores.get(path(leg)).context["acts"]]
        assert offered == (state in ACTS[slug].states)
        page = send(ores, leg, slug, **TELLS[slug]())
        leg.refresh_from_db()
        if offered:
            assert (leg.revision > revision, leg.state) == (True, COMES_TO.get(slug, state))
            assert str(ACTS[slug].done) in page.content.decode()
        else:
            assert (leg.revision, leg.state) == (revision, state)


MISTAKES = [
    ("offer", {"amount": "abc"}, "amount"),
    ("offer", {"amount": ""}, "amount"),
    ("offer", {"amount": "-1"}, "amount"),
    ("offer", {"amount": "123456789012"}, "amount"),
    ("offer", {"amount": "12,345,67"}, "amount"),
    ("offer", {"amount": "NaN"}, "amount"),
    ("offer", {"amount": "1e5"}, "amount"),
    ("offer", {"amount": "١٢"}, "amount"),
    ("offer", {"valid_until": str(TODAY - timedelta(days=1))}, "valid_until"),
    ("offer", {"valid_until": "31 février"}, "valid_until"),
    ("offer", {"valid_until": "999999-01-01"}, "valid_until"),
    ("offer", {"checked": ""}, "checked"),
    ("offer", {"checked": "html"}, "checked"),
    ("offer", {"checked": "encrypted"}, "checked"),
    ("offer", {"checked": "bomb"}, "checked"),
    ("offer", {"checked": "long"}, "checked"),
    ("ask", {"text": " "}, "text"),
    ("ask", {"text": "x" * 2001}, "text"),
    ("ask", {"text": "EAN 541449012700000016 ?"}, "text"),
    ("missing", {"document": "certibeau"}, "document"),
    ("missing", {"document": ""}, "document"),
    ("missing", {"text": ""}, "text"),
    ("refuse", {"reason": ""}, "reason"),
    ("refuse", {"reason": "x" * 501}, "reason"),
    ("payment", {"paid_on": str(TODAY + timedelta(days=1))}, "paid_on"),
    ("payment", {"paid_on": "2006-01-01"}, "paid_on"),
    ("payment", {"paid_on": "soon"}, "paid_on"),
    ("connected", {"on": str(TODAY + timedelta(days=1))}, "on"),
    ("plan", {"day": str(TODAY - timedelta(days=1))}, "day"),
    ("plan", {"day": "2027-01-01"}, "day"),
    ("plan", {"day": ""}, "day"),
]
FROM = {"offer": S.IN_STUDY, "payment": S.ACCEPTED, "plan": S.ACCEPTED, "connected": S.PLANNED}


def a_bomb() -> bytes:
    """A page whose content is a gigabyte of spaces, packed into a megabyte of a stream that says so."""
    import zlib

    return a_pdf() + zlib.compress(b" " * 10_000_000) * 8


FILES: dict[object, Callable[[], bytes]] = {
    "html": lambda: b"<html><script>alert(1)</script></html>",
    "encrypted": lambda: a_pdf(encryption=__import__("pikepdf").Encryption(owner="o", user="u")),
    "bomb": a_bomb,
    "long": lambda: a_pdf(pages=21),
}


@pytest.mark.parametrize("slug", dict.fromkeys(slug for slug, _, _ in MISTAKES))
def test_a_mistake_is_told_at_its_field(ores, slug: str):
    leg = a_leg(FROM.get(slug, S.SUBMITTED), now=NOW)
    revision = leg.revision
    for changes, field in [(changes, field) for each, changes, field in MISTAKES if each == slug]:
        told = TELLS[slug]() | changes
        if told.get("checked") in FILES:
            told["checked"] = an_upload(FILES[told["checked"]]())
        page = send(ores, leg, slug, **told)
        leg.refresh_from_db()
        assert (list(page.context["form"].errors), leg.revision) == ([field], revision), changes


def test_days_that_something_stands_in_the_way_of_say_what(ores):
    leg = a_leg(S.ACCEPTED)
    Leg.objects.update(paid_on=None)
    assert "payment first" in send(ores, leg, "plan", **TELLS["plan"]()).content.decode()


def test_the_same_form_sent_twice_does_one_thing(ores):
    leg = a_leg()
    send(ores, leg, "study", own_reference="A")
    page = send(ores, leg, "study", own_reference="B").content.decode()
    assert "Somebody was faster" in page
    send(ores, leg, "offer", **TELLS["offer"]())
    send(ores, leg, "offer", **TELLS["offer"]())
    send(ores, leg, "ask", **TELLS["ask"]())
    assert "asked for this already" in send(ores, leg, "ask", **TELLS["ask"]()).content.decode()
    leg.refresh_from_db()
    assert (leg.own_reference, leg.questions.count()) == ("A", 1)


def test_who_acts_on_what_was_withdrawn_meanwhile_comes_back_to_the_queue(ores, monkeypatch):
    leg = a_leg()
    question = a_question(leg)
    page = ores.post(path(leg, f"questions/{question.public_id}/"), follow=True)
    assert "taken back" in page.content.decode()
    assert "faster" in ores.post(path(leg, f"questions/{question.public_id}/"), follow=True).content.decode()
