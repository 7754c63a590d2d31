"""Each listed page in four languages, wide and narrow, light and dark; and what a first visit to it weighs."""

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import LANGUAGES, Fetched, assert_presentable
from tests.journeys.conftest import with_session
from tests.journeys.pages import PAGES, ListedPage
from tests.journeys.people import PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_accessible_and_light(listed: ListedPage, page: Page) -> None:
    path = _enter(listed, page)
    fetched = Fetched(page)
    for language in LANGUAGES:
        _open(listed, page, language, path)
        if language == LANGUAGES[0]:
            fetched.assert_light(script=listed.script_budget)
        assert_presentable(page, language)


@pytest.mark.prove
@pytest.mark.parametrize("listed", PAGES, ids=str)
def test_page_is_accessible_in_every_language_at_every_width_in_both_schemes(
    listed: ListedPage, page: Page
) -> None:
    path = _enter(listed, page)
    for language in LANGUAGES:
        _open(listed, page, language, path)
        assert_presentable(page, language, everywhere=True)


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
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
