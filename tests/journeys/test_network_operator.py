"""A network operator in a real browser: a connection from received to connected, with a question and a missing
document on the way."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import asking, offering
from connectmyhome.legs.states import LegState
from portal.access.actor import ANONYMOUS
from portal.audit.models import Event
from portal.identity.models import User
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.connectmyhome.legs.factories import a_file, a_leg
from tests.connectmyhome.legs.pages import ANSWERS
from tests.connectmyhome.scenes import a_network_operator, a_sent_application
from tests.factories import a_member
from tests.journeys.conftest import OpenPage
from tests.portal.uploads.pdfs import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, User], Page]


def _send(page: Page, submit: str) -> None:
    page.get_by_role("button", name=submit, exact=True).click()
    expect(page.get_by_role("status").first).to_be_visible()


def _open(page: Page, what: str) -> None:
    page.get_by_role("link", name=what, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(what)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_operator_takes_a_leg_from_received_to_connected(
    open_page: OpenPage, signed_in: SignIn, tmp_path: Path, javascript: bool
) -> None:
    application = a_sent_application(answers=ANSWERS)
    leg, now = a_leg(application=application), timezone.now()
    a_file(application)
    today = belgian_day(now)
    page = signed_in(open_page(javascript=javascript), a_member(a_network_operator()))

    page.goto("/en/operator/")
    page.get_by_role("link", name=f"Electricity · {application.reference}").click()
    expect(page.get_by_text("9.2 kVA")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Site plan").click()
    assert download.value.suggested_filename.endswith("-C3.pdf")

    _open(page, "Ask for a missing document")
    page.get_by_label("Photo").check()
    page.get_by_label("What is missing, or wrong with it?").fill("The front of the plot")
    _send(page, "Ask for the document")
    expect(page.get_by_text("Incomplete").first).to_be_visible()
    photo = a_file(application, AttachmentKind.PHOTO, only_for="ores")
    asking.answer(question=leg.questions.get(), text="", attachment=photo, actor=ANONYMOUS, now=timezone.now())
    page.reload()
    _open(page, "Ask a question")
    page.get_by_role("button", name="Ask the applicant").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your question")
    page.get_by_label("Your question").fill("Where is the cellar?")
    _send(page, "Ask the applicant")
    question = leg.questions.last()
    asking.answer(question=question, text="On the left.", actor=ANONYMOUS, now=timezone.now())
    page.reload()
    expect(page.get_by_text("On the left.")).to_be_visible()

    _open(page, "Begin the study")
    page.get_by_label("Your own reference").fill("ORES-17")
    _send(page, "Begin the study")
    _open(page, "Make an offer")
    page.get_by_label("Amount in euros").fill("1.250,50")
    page.get_by_label("Holds until").fill((today + timedelta(days=30)).isoformat())
    file = tmp_path / "offer.pdf"
    file.write_bytes(a_pdf())
    page.get_by_label("Offer as PDF").set_input_files(file)
    _send(page, "Make the offer")
    expect(page.get_by_role("link", name="€1,250.50")).to_be_visible()
    offering.accept(offer=leg.offers.get(), actor=ANONYMOUS, now=timezone.now())
    page.reload()

    _open(page, "Permits are needed")
    _send(page, "Permits are needed")
    _open(page, "Record the payment")
    page.get_by_label("Paid on").fill(today.isoformat())
    _send(page, "Record the payment")
    _open(page, "Permits exist")
    page.get_by_label("All permits exist since").fill(today.isoformat())
    _send(page, "Record the day")
    _open(page, "Plan a day yourself")
    page.get_by_label("Day of the works").fill(add_working_days(today, 3).isoformat())
    _send(page, "Plan the day")
    _open(page, "Report it connected")
    page.get_by_label("Connected on").fill(today.isoformat())
    _send(page, "Report it connected")
    expect(page.get_by_text("What you can do")).to_have_count(0)

    page.goto("/en/operator/?number=ores-17")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    assert Leg.objects.get().state == LegState.CONNECTED
    shown = Event.objects.filter(code="leg.shown", subject=str(application.public_id))
    assert {event.basis for event in shown} == {"consent"}
