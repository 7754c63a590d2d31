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
TELEPHONE = WIDTHS[1]


@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_accessible_and_light(listed: ListedPage, page: Page) -> None:
    """In each language at each width; all rules once a language, and in each width and scheme in one language."""
    path = _enter(listed, page)
    assert_light(page, f"/{settings.LANGUAGE_CODE}/{path}", script=listed.script_budget)
    for language in LANGUAGES:
        _open(listed, page, language, path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if language == settings.LANGUAGE_CODE:
                _assert_accessible_in_both_schemes(page)
            elif width == TELEPHONE:
                assert_accessible(page)
            assert_fits(page)


@pytest.mark.prove
@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_accessible_in_every_language_at_every_width_in_both_schemes(
    listed: ListedPage, page: Page
) -> None:
    path = _enter(listed, page)
    for language in LANGUAGES:
        _open(listed, page, language, path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            _assert_accessible_in_both_schemes(page)


def _enter(listed: ListedPage, page: Page) -> str:
    """Sign in as whom the page is listed for; the path of the page."""
    session, places = PEOPLE[listed.who]()
    if session is not None:
        with_session(page, session)
    return listed.path.format(**places)


def _open(listed: ListedPage, page: Page, language: str, path: str) -> None:
    response = page.goto(f"/{language}/{path}")
    assert response is not None and response.status == listed.status
    assert page.url.endswith(f"/{language}/{path}"), f"led to {page.url}"
    assert page.locator("html").get_attribute("lang") == language


def _assert_accessible_in_both_schemes(page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page, rules=None if scheme == "light" else COLOUR_RULES)
    page.emulate_media(color_scheme=SCHEMES[0])
