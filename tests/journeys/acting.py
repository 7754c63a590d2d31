"""The steps of those who work for an operator, and of the coordinator."""

from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import Page, expect

from connectmyhome.legs.models import Leg
from connectmyhome.operators import Operator
from tests.journeys.applying import fill
from tests.journeys.browser import assert_fits
from tests.portal.uploads.pdfs import a_pdf

AtWork = Callable[[Operator], Page]  # the browser of somebody who works for the operator


def open_leg(page: Page, leg: Leg, language: str) -> None:
    """Out of the queue, by the reference."""
    page.goto(f"/{language}/operator/")
    fill(page, number=leg.application.reference)
    page.locator(f"main a[href*='{leg.public_id}']").click()
    assert_fits(page)


def act(page: Page, slug: str, **told: Any) -> None:
    """One of the acts that the page of the leg offers."""
    page.locator(f"main a[href$='/do/{slug}/']").click()
    fill(page, **told)
    expect(page.locator("[role=status]").first).to_be_visible()


def make_offer(page: Page, amount: str, until: date) -> None:
    page.locator("main a[href$='/do/offer/']").click()
    page.locator("main [name=amount]").fill(amount)
    page.locator("main [name=valid_until]").fill(until.isoformat())
    page.locator("main [name=checked]").set_input_files(
        {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[role=status]").first).to_be_visible()


def tick(page: Page, *days: date) -> None:
    """Say on which days one can, on the page of the days."""
    for day in days:
        page.locator(f"main [name=days][value='{day.isoformat()}']").check()
    page.locator("main form:has([name=days]) button[type=submit]").click()
    expect(page.locator("[role=status]").first).to_be_visible()
