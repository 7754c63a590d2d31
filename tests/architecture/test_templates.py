"""Templates hold nothing that the content security policy refuses."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import files, name

TEMPLATE_SYNTAX = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
INLINE = {
    "style attribute": re.compile(r"""\sstyle\s*=""", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script element": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "event handler": re.compile(r"""\son[a-z]+\s*=""", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}
TEMPLATES = [path for path in files("*.html", "*.svg") if "templates" in path.parts]


def inline(source: str) -> list[str]:
    """What is inline in a template, by name."""
    markup = TEMPLATE_SYNTAX.sub("", source)
    return [kind for kind, pattern in INLINE.items() if pattern.search(markup)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    assert inline(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p style="color: red">', ["style attribute"]),
        ("<style>p {}</style>", ["style element"]),
        ("<script>alert(1)</script>", ["script element"]),
        ('<a onclick="go()">', ["event handler"]),
        ('<a href="javascript:go()">', ["script address"]),
        ('<script type="module" src="{% static "ui/x.js" %}"></script>', []),
        ('{% include "x.html" with one=two style=three %}<p>once</p>', []),
    ],
)
def test_the_search_tells_inline_code_from_the_rest(source: str, found: list[str]) -> None:
    assert inline(source) == found
