"""The catalogues are set as a printer in Belgium would set them."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.architecture.house import PACKAGES, ROOT

CATALOGUES = sorted(path for room in PACKAGES for path in (ROOT / room).glob("**/locale/*/LC_MESSAGES/django.po"))
# What may not stand in a sentence: a straight apostrophe, a plain space before a mark, foreign quotes.
WRONG = {
    "fr": re.compile(r"'|\S [:;?!»]|« |[“”]"),
    "nl": re.compile(r"'|[“”„«»]"),
    "de": re.compile(r"'|”|[«»]"),
}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_bear_the_quotes_apostrophes_and_spaces_of_their_language(path: Path) -> None:
    language = path.parts[-3]
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    told = [
        sentence
        for message in catalogue
        if message.id
        for sentence in ([message.string] if isinstance(message.string, str) else message.string or ())
    ]
    assert [sentence for sentence in told if WRONG[language].search(sentence)] == []
