"""Each listed page in four languages, at three widths, light and dark; and what a first visit to it weighs."""

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.journeys.browser import LANGUAGES, SCHEMES, WIDTHS, assert_accessible, assert_fits, assert_light
from tests.journeys.conftest import with_session
from tests.journeys.pages import PAGES, ListedPage
from tests.journeys.people import PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A colour scheme changes nothing but colours: the other rules are settled by the light pages.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_accessible_and_light(listed: ListedPage, page: Page) -> None:
    session, places = PEOPLE[listed.who]()
    if session is not None:
        with_session(page, session)
    path = listed.path.format(**places)
    assert_light(page, f"/{settings.LANGUAGE_CODE}/{path}", script=listed.script_budget)
    for language in LANGUAGES:
        response = page.goto(f"/{language}/{path}")
        assert response is not None and response.status == listed.status
        assert page.url.endswith(f"/{language}/{path}"), f"led to {page.url}"
        assert page.locator("html").get_attribute("lang") == language
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert_accessible(page, rules=None if scheme == "light" else COLOUR_RULES)
            assert_fits(page)
