"""Each listed page in four languages, at three widths, light and dark."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from portal.identity.models import User
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory, UserFactory
from tests.journeys.browser import LANGUAGES, SCHEMES, WIDTHS, assert_accessible, assert_fits, assert_light
from tests.journeys.pages import PAGES, ListedPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A colour scheme changes nothing but colours: the other rules are settled by the light pages.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_accessible_in_each_language_width_and_scheme(
    listed: ListedPage, page: Page, signed_in: Callable[[Page, User], Page]
) -> None:
    _come_as(listed.who, page, signed_in)
    for language in LANGUAGES:
        response = page.goto(f"/{language}/{listed.path}")
        assert response is not None and response.status == listed.status
        assert page.locator("html").get_attribute("lang") == language
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert_accessible(page, rules=None if scheme == "light" else COLOUR_RULES)
            assert_fits(page)


@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_light(listed: ListedPage, page: Page, signed_in: Callable[[Page, User], Page]) -> None:
    _come_as(listed.who, page, signed_in)
    assert_light(page, f"/{settings.LANGUAGE_CODE}/{listed.path}")


def _come_as(who: str, page: Page, signed_in: Callable[[Page, User], Page]) -> None:
    if who == "stranger":
        return
    user = UserFactory(name="Claire Delvaux")
    if who == "resident":
        customer = CustomerFactory(user=user)
        for point in (AccessPointFactory(), AccessPointFactory(gas=True)):
            MeterFactory(access_point=point)
            OccupancyFactory(customer=customer, access_point=point)
    signed_in(page, user)
