"""A real browser for the journeys: Debian's Chromium, driven by Playwright. Without one, they are skipped."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, sync_playwright

from portal.identity.models import User
from portal.identity.sessions import SIGNED_IN_AT, SessionStore
from tests.journeys.browser import FLAGS, Problems

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# Playwright's synchronous API runs an event loop in this thread; Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

OpenPage = Callable[..., Page]


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
        context.set_default_timeout(10_000)
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


@pytest.fixture
def signed_in(live_server: Any) -> Callable[[Page, User], Page]:
    """Sign `user` in, second factor included, without the sign-in pages: `signed_in(page, user)`."""

    def sign_in(page: Page, user: User) -> Page:
        device, _ = TOTPDevice.objects.get_or_create(user=user, name="test", confirmed=True)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session[SIGNED_IN_AT] = int(timezone.now().timestamp())
        session.save()
        return with_session(page, session, live_server.url)

    return sign_in


def with_session(page: Page, session: SessionStore, url: str) -> Page:
    """Give the browser of `page` the cookie of `session`."""
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}]
    )
    return page
