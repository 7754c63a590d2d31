"""The history pages in a real browser: accessible, light, usable without a script and by keyboard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.grid.models import AccessPoint, MeterKind
from portal.identity.models import User
from tests.consumption.pages.homes import a_home, furnish, furnish_gas, read_by_hand
from tests.consumption.readings import NOW
from tests.factories import UserFactory
from tests.journeys.browser import LANGUAGES, assert_presentable
from tests.journeys.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, User], Page]


@dataclass(frozen=True)
class Homes:
    user: User
    solar: AccessPoint
    gas: AccessPoint
    annual: AccessPoint
    empty: AccessPoint

    def __getitem__(self, name: str) -> str:
        point: AccessPoint = getattr(self, name)
        return f"consumption/{point.public_id}/"


@pytest.fixture
def homes(monkeypatch: pytest.MonkeyPatch) -> Homes:
    """What Claire sees: panels and two tariffs, gas, a meter read once a year, a home without readings."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    user = UserFactory(name="Claire Delvaux")
    found = Homes(
        user=user,
        solar=a_home(user, start=date(2025, 10, 10)),
        gas=a_home(user, gas=True),
        annual=a_home(user, kind=MeterKind.ANNUAL),
        empty=a_home(user),
    )
    furnish(found.solar, date(2025, 10, 10), date(2025, 10, 31))
    furnish(found.solar, date(2026, 10, 1), date(2026, 11, 5), tariffs=True)
    furnish(found.solar, date(2026, 11, 8), date(2026, 11, 21), tariffs=True)
    furnish_gas(found.gas, date(2026, 11, 1), date(2026, 11, 21))
    read_by_hand(
        found.annual, (date(2024, 3, 1), 1_000_000), (date(2025, 3, 4), 4_412_000), (date(2026, 3, 2), 7_500_000)
    )
    return found


def test_a_home_without_readings_is_presentable(homes: Homes, page: Page, signed_in: SignIn) -> None:
    signed_in(page, homes.user)
    for language in LANGUAGES:
        page.goto(f"/{language}/{homes['empty']}?date=x")
        assert_presentable(page, language)


def test_from_month_to_day_and_back_without_javascript(
    homes: Homes, open_page: OpenPage, signed_in: SignIn
) -> None:
    page = signed_in(open_page(javascript=False, language="en"), homes.user)
    page.goto(f"/en/{homes['solar']}?view=month&date=2026-10-14")

    page.get_by_role("link", name="Wednesday 14 October:").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your electricity on Wednesday 14 October 2026")
    page.locator("details.more summary").click()
    expect(page.get_by_role("row", name="18:45 – 19:00")).to_be_visible()
    page.get_by_role("link", name="Month", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your electricity in October 2026")
    page.get_by_role("link", name="November 2026, in progress").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your electricity in November 2026")


def test_a_phone_gets_the_small_chart(homes: Homes, open_page: OpenPage, signed_in: SignIn) -> None:
    page = signed_in(open_page(width=390, language="en"), homes.user)
    page.goto(f"/en/{homes['solar']}?view=day&date=2026-10-14")

    small = page.locator("svg.only-s").first
    expect(small).to_be_visible()
    expect(page.locator("svg.only-l").first).to_be_hidden()
    assert small.locator("g.bar").count() == 24  # hours: quarter-hours would be too thin for a finger


def test_the_year_is_walked_through_by_keyboard(homes: Homes, open_page: OpenPage, signed_in: SignIn) -> None:
    page = signed_in(open_page(language="en"), homes.user)
    page.goto(f"/en/{homes['solar']}explore/")
    status = page.get_by_role("status")
    expect(status).to_contain_text("23 November 2026")

    page.get_by_role("button", name="Day", exact=True).focus()
    page.keyboard.press("Enter")
    expect(status).to_contain_text("23 November 2026. 0 kWh drawn")
    for _ in range(2):
        page.get_by_role("button", name="Earlier").press("Enter")
    expect(status).to_contain_text("21 November 2026. 1")
    expect(page.get_by_role("button", name="Day", exact=True)).to_have_attribute("aria-pressed", "true")


def test_without_javascript_the_year_is_told_in_months(
    homes: Homes, open_page: OpenPage, signed_in: SignIn
) -> None:
    page = signed_in(open_page(javascript=False, language="en"), homes.user)
    page.goto(f"/en/{homes['solar']}explore/")

    expect(page.get_by_text("This chart needs JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Earlier")).to_be_hidden()
    page.get_by_role("link", name="October", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your electricity in October 2026")


def test_what_is_shown_instead_is_told_where_it_can_be_seen(
    homes: Homes, open_page: OpenPage, signed_in: SignIn
) -> None:
    page = signed_in(open_page(width=390, language="en"), homes.user)
    page.goto(f"/en/{homes['solar']}?date=2031-01-01")

    notice = page.get_by_text("That date is still to come")
    box = notice.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    on_top = page.evaluate("([x, y]) => document.elementFromPoint(x, y).textContent", [x, y])
    assert "still to come" in on_top and len(on_top) < 200
