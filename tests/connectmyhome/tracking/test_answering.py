from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.payload import attachments
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
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
    assert "Also offered" in page
    assert Offer.objects.get(pk=offer.pk).accepted_at is None


def test_an_offer_is_accepted():
    application = a_house()
    offer = Offer.objects.get(leg__operator="proximus")

    client_of(application).post(f"{track(application)}offers/{offer.public_id}/")

    assert leg_of(application, Operator.PROXIMUS).state == LegState.ACCEPTED
    assert leg_of(application, Operator.ORANGE).state == LegState.OFFERED


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
