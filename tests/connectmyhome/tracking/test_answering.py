from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.rules import MOST_ATTACHMENTS, MOST_BYTES
from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.operations.offering import accept
from connectmyhome.legs.payload import attachments
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from portal.access.actor import ANONYMOUS
from tests.connectmyhome.legs.factories import a_file, a_leg
from tests.connectmyhome.tracking.applicants import a_house, client_of, leg_of, track
from tests.portal.uploads.pdfs import a_pdf

pytestmark = pytest.mark.django_db


def plan() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.pdf", a_pdf(), "application/pdf")


def test_the_missing_document_completes_the_file_and_goes_to_that_operator_alone():
    application = a_house()
    question = Question.objects.get(document="site_plan")

    client_of(application).post(f"{track(application)}questions/{question.public_id}/", {"file": plan()})

    gas = leg_of(application, Operator.ORES, Utility.GAS)
    assert gas.state == LegState.SUBMITTED
    assert [each.kind for each in attachments(gas)] == ["site_plan"]
    assert not attachments(leg_of(application, Operator.SWDE)).exists()


def test_there_is_room_for_each_file_that_an_operator_asks_for():
    application = a_house()
    for number in range(MOST_ATTACHMENTS):
        file = a_file(application, AttachmentKind.OTHER, only_for=f"ores{number}")
        application.attachments.filter(pk=file.pk).update(only_for="ores", size=MOST_BYTES)
    question = Question.objects.get(document="site_plan")

    client_of(application).post(f"{track(application)}questions/{question.public_id}/", {"file": plan()})

    assert leg_of(application, Operator.ORES, Utility.GAS).state == LegState.SUBMITTED


def test_a_question_is_answered_in_words():
    application = a_house()
    question = Question.objects.get(document="")

    client_of(application).post(f"{track(application)}questions/{question.public_id}/", {"text": "Au garage"})

    question.refresh_from_db()
    assert question.answer == "Au garage"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "Write your answer, or send a document"),
        ({"text": "EAN 541449012700000016"}, "Leave the EAN number out"),
        ({"file": SimpleUploadedFile("plan.heic", b"\x00\x00\x00\x18ftypheic")}, "this one is HEIC"),
        ({"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 nothing")}, "This PDF is damaged"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field(sent, said):
    application = a_house()
    question = Question.objects.get(document="")

    page = client_of(application).post(f"{track(application)}questions/{question.public_id}/", sent)

    assert said in page.content.decode()
    assert Question.objects.get(pk=question.pk).is_open


def test_a_document_that_is_missing_cannot_be_replaced_by_words():
    application = a_house()
    question = Question.objects.get(document="site_plan")

    page = client_of(application).post(f"{track(application)}questions/{question.public_id}/", {"text": "Later"})

    assert "Choose a PDF or a photo" in page.content.decode()


def test_a_question_that_was_answered_already_does_not_exist_any_more():
    application = a_house()
    question = Question.objects.get(document="")
    path, client = f"{track(application)}questions/{question.public_id}/", client_of(application)

    assert [client.post(path, {"text": "Au garage"}).status_code for _ in range(2)] == [302, 404]


def test_the_page_before_accepting_says_what_is_agreed_to_and_until_when():
    application = a_house()
    offer = Offer.objects.get(leg__operator="proximus")

    page = client_of(application).get(f"{track(application)}offers/{offer.public_id}/").content.decode()

    assert "What you agree to" in page
    assert "€199.00" in page or "199.00\u00a0€" in page
    assert "Whom else you asked" in page
    assert "Withdraw at the same time" in page
    assert Offer.objects.get(pk=offer.pk).accepted_at is None


def test_an_offer_is_accepted_and_no_other_is_touched_unless_the_applicant_says_so():
    application = a_house()
    offer = Offer.objects.get(leg__operator="proximus")

    client_of(application).post(f"{track(application)}offers/{offer.public_id}/")

    assert leg_of(application, Operator.PROXIMUS).state == LegState.ACCEPTED
    assert leg_of(application, Operator.ORANGE).state == LegState.OFFERED


def test_what_the_applicant_ticks_is_withdrawn_with_the_acceptance_also_without_an_offer():
    application = a_house()
    a_leg(LegState.IN_STUDY, application=application, operator=Operator.TELENET)
    others = {each: leg_of(application, each) for each in (Operator.ORANGE, Operator.TELENET)}
    path = f"{track(application)}offers/{Offer.objects.get(leg__operator='proximus').public_id}/"
    client = client_of(application)

    shown = client.get(path)
    page = shown.content.decode()
    assert "no offer yet" in page
    boxes = [box.data for box in shown.context["form"]["instead_of"]]
    assert [(box["label"], box["selected"]) for box in boxes] == [("Orange", False), ("Telenet", False)]
    told = client.post(path, {"instead_of": [str(leg.public_id) for leg in others.values()]}, follow=True)

    assert leg_of(application, Operator.PROXIMUS).state == LegState.ACCEPTED
    for operator, name in ((Operator.ORANGE, "Orange"), (Operator.TELENET, "Telenet")):
        assert leg_of(application, operator).state == LegState.WITHDRAWN
        assert f"Withdrawn. {name} has been told." in told.content.decode()
    assert leg_of(application, Operator.SWDE).state == LegState.ACCEPTED


def test_a_connection_that_was_ordered_meanwhile_is_not_withdrawn_by_a_tick_of_before():
    application = a_house()
    proximus, orange = (Offer.objects.get(leg__operator=each) for each in ("proximus", "orange"))
    client, path = client_of(application), f"{track(application)}offers/{proximus.public_id}/"
    accept(offer=orange, actor=ANONYMOUS, now=timezone.now())

    refused = client.post(path, {"instead_of": [str(orange.leg.public_id)]}).content.decode()

    assert "Choose again: something has changed meanwhile" in refused
    assert leg_of(application, Operator.PROXIMUS).state == LegState.OFFERED
    assert "both are to be paid" in client.get(path).content.decode()
    assert accept(offer=proximus, instead_of=[orange.leg], actor=ANONYMOUS, now=timezone.now()) == []
    assert leg_of(application, Operator.ORANGE).state == LegState.ACCEPTED


@pytest.mark.parametrize("operator", ["swde", "ores"])
def test_a_connection_of_another_kind_is_not_withdrawn_with_an_acceptance(operator):
    application = a_house()
    other = application.legs.filter(operator=operator).earliest("pk")
    path = f"{track(application)}offers/{Offer.objects.get(leg__operator='proximus').public_id}/"

    page = client_of(application).post(path, {"instead_of": [str(other.public_id)]}).content.decode()

    assert "Choose again" in page
    assert {leg.state for leg in application.legs.all()} & {LegState.WITHDRAWN} == set()


def test_an_offer_past_its_last_day_cannot_be_accepted():
    application = a_house()
    yesterday = timezone.now().date() - timedelta(days=1)
    Offer.objects.filter(leg__operator="proximus").update(valid_until=yesterday)
    path = f"{track(application)}offers/{Offer.objects.get(leg__operator='proximus').public_id}/"
    client = client_of(application)

    assert "This offer ended on" in client.get(path).content.decode()
    client.post(path)
    assert leg_of(application, Operator.PROXIMUS).state == LegState.OFFERED


def test_an_offer_is_declined_with_a_reason_and_not_without():
    application = a_house()
    path = f"{track(application)}offers/{Offer.objects.get(leg__operator='orange').public_id}/decline/"
    client = client_of(application)

    assert "Say why you decline" in client.post(path, {"reason": " "}).content.decode()
    client.post(path, {"reason": "Too dear"})
    assert leg_of(application, Operator.ORANGE).state == LegState.IN_STUDY
