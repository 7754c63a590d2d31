"""A real browser for the journeys: Debian's Chromium, driven by Playwright. Without one, they are skipped."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from connectmyhome.operators import Operator
from portal.identity.models import User
from portal.identity.sessions import SessionStore
from tests.connectmyhome.scenes import a_network_operator
from tests.factories import a_member
from tests.journeys.acting import AtWork
from tests.journeys.browser import FLAGS, Problems
from tests.journeys.people import session_of
from tests.journeys.ways import Way
from tests.mandates.signing.fixtures import authorities, trust

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# Playwright's synchronous API runs an event loop in this thread; Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

OpenPage = Callable[..., Page]
expect.set_options(timeout=20_000)  # ms: a machine that runs other tests beside may be slow
__all__ = ["authorities", "trust"]  # fixtures


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Open a page of its own context: `open_page(width=390, scheme="dark", javascript=False, language="nl")`.

    Relative addresses lead to the live server. At the end, no page may have complained.
    """
    contexts = []
    problems = Problems()

    def open_one(
        *, width: int = 1280, scheme: Any = "light", javascript: bool = True, language: str = "fr"
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale=f"{language}-BE",
            timezone_id="Europe/Brussels",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        problems.watch(page, live_server.url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page: OpenPage, request: pytest.FixtureRequest) -> Page:
    """One page; `parametrize("page", [{"width": 390}], indirect=True)` sets what `open_page` takes."""
    return open_page(**getattr(request, "param", {}))


@pytest.fixture(autouse=True)
def spool(settings: Any, tmp_path: Path) -> None:
    """Letters of each journey in a place of their own."""
    settings.LETTER_SPOOL = str(tmp_path / "letters")


@pytest.fixture
def signed_in() -> Callable[[Page, User], Page]:
    """Sign `user` in, second factor included, without the sign-in pages: `signed_in(page, user)`."""
    return lambda page, user: with_session(page, session_of(user))


@pytest.fixture
def at_work(way: Way, open_page: OpenPage, signed_in: Callable[[Page, User], Page]) -> AtWork:
    """Opens the browser of somebody who works for a network operator, in the journey's own way."""

    def open_one(operator: Operator) -> Page:
        worker = a_member(a_network_operator(operator), language=way.language)
        return signed_in(open_page(**way._asdict()), worker)

    return open_one


def with_session(page: Page, session: SessionStore) -> Page:
    """Give the browser of `page` the cookie of `session`. Call it before the first visit."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key)}
    page.context.add_cookies([{**cookie, "domain": "localhost", "path": "/"}])
    return page
