"""Icons, addresses in other languages, pages of lists, and vendored files."""

import hashlib
import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "portal" / "ui" / "static" / "ui"


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_icon_is_inline_and_hidden_from_screen_readers() -> None:
    html = render('{% icon "house" 18 %}')
    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html
    assert 'width="18"' in html
    assert "style=" not in html


def test_every_icon_that_a_template_names_exists() -> None:
    names = set()
    for template in [*ROOT.glob("portal/**/*.html"), *ROOT.glob("consumption/**/*.html")]:
        names |= set(re.findall(r'\{% icon "([^"]+)"', template.read_text(encoding="utf-8")))
    assert len(names) > 10
    for name in names:
        assert render(f'{{% icon "{name}" %}}').startswith("<svg"), name


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/fr/help/?a=1&b=2", "/nl/help/?a=1&amp;b=2"),
        ("/fr/", "/nl/"),
        ("/metrics", "/nl/"),
        ("//elsewhere.example/fr/", "/nl/"),
    ],
)
def test_language_switch_keeps_path_and_query(rf: RequestFactory, here: str, there: str) -> None:
    request = rf.get("/")
    path, _, query = here.partition("?")
    request.path, request.META["QUERY_STRING"] = path, query
    assert render('{% in_language "nl" %}', request=request) == there


def test_pages_of_a_list_keep_the_rest_of_the_query(rf: RequestFactory) -> None:
    page = Paginator(range(30), 10).page(2)
    html = render("{% pagination page %}", request=rf.get("/?who=others&page=2"), page=page)
    assert 'href="?who=others&amp;page=1"' in html
    assert 'href="?who=others&amp;page=3"' in html


def test_vendored_fonts_are_the_ones_that_the_readme_names() -> None:
    readme = (STATIC / "fonts" / "README.md").read_text(encoding="utf-8")
    for font in STATIC.glob("fonts/*.woff2"):
        assert font.name in readme
        assert hashlib.sha256(font.read_bytes()).hexdigest() in readme


def test_style_sheets_fit_their_budget() -> None:
    import brotli

    size = sum(len(brotli.compress(sheet.read_bytes())) for sheet in STATIC.glob("*.css"))
    assert size <= 10 * 1024
