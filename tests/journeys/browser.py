"""What the browser tests ask of a page: nothing inaccessible, nothing heavy, no complaint in the console."""

import json
from collections import defaultdict
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request, Response

WIDTHS = (1280, 390, 320)
SCHEMES = ("light", "dark")
LANGUAGES = ("fr", "nl", "de", "en")
# A colour scheme changes nothing but colours: the other rules are settled by the light pages.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# The width at which axe looks at a language when it does not look everywhere: markup is one for all languages,
# their words only have to fit.
WIDTH_OF = {"fr": 1280, "nl": 390}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Brotli, in kilobytes, per kind of resource (DESIGN §9).
BUDGETS = {"document": 15, "stylesheet": 10, "font": 27, "script": 20}


class Problems(list[str]):
    """What a page complained of: console errors, CSP violations, exceptions, requests to another host."""

    def watch(self, page: Page, origin: str) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"exception: {error}"))
        page.on("request", lambda request: self._request(request, origin))

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 on purpose is reported as "Failed to load resource": the test asserts its status.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.append(f"console: {message.text}")

    def _request(self, request: Request, origin: str) -> None:
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            self.append(f"request to another host: {urlsplit(request.url).netloc}")


def assert_accessible(page: Page, *, rules: list[str] | None = None) -> None:
    """axe-core finds no violation on the page as it stands; `rules` names those that count (all by default)."""
    found = violations(page, rules=rules)
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_presentable(page: Page, language: str, *, everywhere: bool = False) -> None:
    """The page fits at the narrowest width; French and Dutch are accessible at one width, French in dark as well.
    `everywhere`: every language at each width in both schemes."""
    for width in WIDTHS:
        examined = everywhere or width == WIDTH_OF.get(language)
        if not examined and width != WIDTHS[-1]:
            continue
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        if examined:
            for scheme in SCHEMES if everywhere or language == LANGUAGES[0] else SCHEMES[:1]:
                page.emulate_media(color_scheme=scheme)
                assert_accessible(page, rules=None if scheme == "light" else COLOUR_RULES)
            page.emulate_media(color_scheme="light")


def violations(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """axe-core's violations, one line per element."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules is not None:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = page.evaluate(f"axe.run(document, {json.dumps(options)})")["violations"]
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways, once it has come to rest."""
    page.wait_for_load_state()
    for _ in range(20):
        width, visible = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if width <= visible:
            return
        page.wait_for_timeout(100)  # a chart is drawn anew after the window has changed
    pytest.fail(f"the page is {width} px wide in a window of {visible}: {_widest(page)}")


def _widest(page: Page) -> str:
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll("main *, header *, footer *")]
            .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")"""
        )
    )


class Fetched:
    """What `page` fetches from now on: `fetched = Fetched(page)`, visit, `fetched.assert_light()`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.responses: list[Response] = []
        page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        self.responses.append(response)

    def assert_light(self, *, script: int = BUDGETS["script"]) -> None:
        """It stays inside the budgets, compressed; `script` in kilobytes."""
        self.page.evaluate("document.fonts.ready.then(() => 0)")  # the load event does not wait for fonts
        self.page.remove_listener("response", self._keep)
        sizes: dict[str, int] = defaultdict(int)
        for response in self.responses:
            if response.ok:
                sizes[response.request.resource_type] += _compressed(response.body())
        for kind, budget in (BUDGETS | {"script": script}).items():
            assert sizes[kind] <= budget * 1024, f"{kind} of {self.page.url}: {sizes[kind]} bytes, of {budget} KB"


@cache
def _compressed(body: bytes) -> int:
    return len(brotli.compress(body))
