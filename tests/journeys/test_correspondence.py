"""A resident chooses digital, reads a letter, moves out; the next one gets paper."""

import os
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.correspondence.models import Campaign, Letter
from portal.correspondence.operations import campaigns
from portal.correspondence.operations.issuing import issue_next
from portal.customers.models import Occupancy
from portal.identity.models import User
from portal.messaging import delivery, sweeping
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.factories import UserFactory
from tests.journeys.browser import assert_accessible, assert_fits
from tests.journeys.conftest import OpenPage
from tests.portal.market.lines import access_point, meter, move_in, move_out, take_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _see(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _home() -> Occupancy:
    """Claire, who has lived in the Rue de Fer since 2025 and has an account."""
    take_in(access_point(), meter("m", "2020-01-01", "1SAG1105004812"), move_in("in", "2025-01-01", "C1"))
    occupancy = Occupancy.objects.get()
    occupancy.customer.user = UserFactory(name="Claire Dupont", email="claire@example.org")
    occupancy.customer.save()
    return occupancy


def _send_email() -> None:
    now = timezone.now()
    for message_id in sweeping.due(now=now):
        if Message.objects.get(pk=message_id).channel == "email":
            delivery.deliver(message_id, now=now)


def _issue(code: str) -> Campaign:
    now = timezone.now()
    due_on = belgian_day(now).replace(month=12, day=31)
    described = {"code": code, "kind": "reading_request", "due_on": due_on, "texts": {}, "selection": {}}
    campaign = campaigns.prepare(described=described, now=now)
    campaigns.run(campaign=campaign, now=now)
    issue_next(campaign_id=campaign.pk, now=now)
    return campaign


@pytest.mark.parametrize("width", [1280, 390])
def test_a_resident_chooses_digital_reads_a_letter_and_leaves_paper_to_the_next(
    open_page: OpenPage, signed_in: Callable[[Page, User], Page], width: int
) -> None:
    occupancy = _home()
    user = occupancy.customer.user
    assert user is not None
    page = signed_in(open_page(width=width), user)
    page.goto("/fr/account/")
    page.get_by_role("link", name="Modifier comment arrivent les courriers").click()
    _see(page, f"choices-{width}")
    page.get_by_role("link", name="Choisir le numérique").click()
    _see(page, f"send-code-{width}")
    page.get_by_role("button", name="M’envoyer le code").click()
    page.get_by_label("Code reçu par e-mail").fill(Message.objects.latest("pk").context["code"])
    _see(page, f"code-{width}")
    page.get_by_role("button", name="Choisir le numérique").click()
    expect(page.locator(".banner.ok")).to_contain_text("arrivent sur le portail")

    _issue("2026")
    _send_email()
    assert "1SAG" not in mail.outbox[-1].body and "Fer" not in mail.outbox[-1].body
    page.goto("/fr/home/")
    _see(page, f"home-{width}")
    page.get_by_role("link", name="Lire mes courriers").click()
    _see(page, f"inbox-{width}")
    page.get_by_role("link", name="Relevé de votre compteur").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Relevez votre compteur")
    _see(page, f"letter-{width}")
    assert page.request.get(page.url.removesuffix("/") + ".pdf").headers["content-type"] == "application/pdf"

    take_in(move_out("out", belgian_day(timezone.now()), "C1"), now=timezone.now())
    take_in(move_in("in2", belgian_day(timezone.now()), "C2"), now=timezone.now())
    page.goto("/fr/letters/")
    expect(page.locator("main")).to_contain_text("Pas encore de courrier")
    page.goto("/fr/account/correspondence/")
    expect(page.get_by_role("link", name="Choisir le numérique")).to_have_count(0)
    _issue("2027")
    letter = Letter.objects.get(campaign__code="2027")
    assert letter.occupancy is not None and letter.occupancy.customer.market_id == "C2" and not letter.digital
    withdrawn, printed = Message.objects.filter(channel="letter").order_by("pk")
    assert withdrawn.context["to_occupant"] and not printed.context["to_occupant"]
