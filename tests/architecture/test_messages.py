"""Every sentence is there in all four languages."""

import re
import unicodedata

import pytest

from portal.ui import catalogues
from tests.architecture.house import PACKAGES, ROOT, files, name

MARKED = re.compile(r"\b(?:gettext|ngettext|pgettext|npgettext)(?:_lazy)?\b")
SETTINGS = ROOT / "portal" / "config" / "settings"  # the languages' names, which Django itself translates


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_the_catalogues_are_complete(language: str) -> None:
    assert [fault for app in catalogues.project_apps() for fault in catalogues.faults(app, language)] == []


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_no_sentence_is_translated_in_two_ways(language: str) -> None:
    assert list(catalogues.conflicts(language)) == []


def test_every_sentence_stands_in_an_app_that_has_a_catalogue() -> None:
    homes = [app.path for app in catalogues.project_apps()]
    homeless = [
        name(path)
        for path in files("*.py", below=PACKAGES)
        if MARKED.search(path.read_text())
        and not any(path.is_relative_to(home) for home in [*homes, SETTINGS])
        and path.name != "catalogues.py"
    ]

    assert homeless == []


def test_every_name_that_marks_a_sentence_is_collected() -> None:
    alias = re.compile(r"\bn?p?n?gettext(?:_lazy)? as (\w+)")
    used = {found for path in files("*.py", below=PACKAGES) for found in alias.findall(path.read_text())}

    assert used - set(catalogues.KEYWORDS) == set()


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_no_translation_holds_a_control_character(language: str) -> None:
    for app in catalogues.project_apps():
        for message in catalogues.read(app.catalogue(language), language):
            for text in [message.string] if isinstance(message.string, str) else message.string or ():
                assert not any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in text), text
