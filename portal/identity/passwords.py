"""What a password may not be. Each refusal says what to do.

A list of leaked passwords holds few of twelve characters; people reach twelve by adding a year, doubling a word or
sliding along the keyboard. So the validators look at what is left once that is taken away.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINIMUM, MAXIMUM = 12, 128

_LOOKALIKES = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1aqw2zsx3edc4rfv5tgb6yhn7uj",
)
_STEPS = {pair for run in _RUNS for row in (run, run[::-1]) for pair in pairwise(row)}


class LengthValidator:
    """At least 12 characters; at most 128, so that nobody makes the server hash a book."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MINIMUM:
            missing = MINIMUM - len(password)
            raise ValidationError(
                ngettext(
                    "Use at least 12 characters: %(count)d more is needed",
                    "Use at least 12 characters: %(count)d more are needed",
                    missing,
                )
                % {"count": missing},
                code="password_too_short",
            )
        if len(password) > MAXIMUM:
            raise ValidationError(_("Use at most 128 characters"), code="password_too_long")

    def get_help_text(self) -> str:
        return _("At least 12 characters. Three or four words that have nothing to do with each other work well.")


class GuessableValidator(CommonPasswordValidator):
    """No leaked password, no word or two that everybody uses, with or without digits and signs around them."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        words = self.passwords | local_words()
        candidates = {plain, plain.translate(_LOOKALIKES)}
        cores = {re.sub(r"[^a-z]+", "", candidate) for candidate in candidates} | candidates
        cores |= {re.sub(r"^[^a-z]+|[^a-z]+$", "", candidate) for candidate in candidates}
        if any(_is_guessable(core, words) for core in cores):
            raise ValidationError(
                _("Choose another password: this one is among the first that attackers try"),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return ""


class PatternValidator:
    """Not one thing over and over, and not along the keyboard."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        if len(set(plain)) < 5 or len(_unit(plain)) <= 5:
            raise ValidationError(_("Use more different characters"), code="password_repeats")
        if len(plain) - _run_length(plain) < 5:
            raise ValidationError(
                _("Choose a password that does not follow the keyboard, the alphabet or a count"),
                code="password_runs",
            )

    def get_help_text(self) -> str:
        return ""


class PersonalValidator:
    """Not the user's own e-mail address, name or mobile with a little around it."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        for part in _personal_parts(user):
            if part in plain and len(plain) - len(part) < 8:
                raise ValidationError(
                    _("Choose a password without your name, e-mail address or number"),
                    code="password_too_similar",
                )

    def get_help_text(self) -> str:
        return ""


@lru_cache(maxsize=1)
def local_words() -> frozenset[str]:
    """Words that people here put into passwords: towns, clubs, months, the trade of the portal."""
    text = Path(__file__).with_name("local_words.txt").read_text(encoding="utf-8")
    return frozenset(_plain(line) for line in text.split() if line)


def _plain(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _is_guessable(core: str, words: frozenset[str] | set[str]) -> bool:
    if len(core) < 3:
        return False
    unit = _unit(core)
    if core in words or unit in words:
        return True
    return any(unit[:cut] in words and unit[cut:] in words for cut in range(3, len(unit) - 2))


def _unit(text: str) -> str:
    """The shortest part that gives `text` when repeated: "abcabca" → "abc"."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * len(text))[: len(text)] == text:
            return text[:length]
    return text


def _run_length(text: str) -> int:
    """How many characters belong to a run of four or more neighbours on a keyboard, in the alphabet or a count."""
    total, run = 0, 1
    for pair in [*pairwise(text), ("", "")]:
        if pair in _STEPS or (pair[0] == pair[1] and pair[0]):
            run += 1
            continue
        total += run if run >= 4 else 0
        run = 1
    return total


def _personal_parts(user: Any) -> set[str]:
    email = getattr(user, "email", "")
    local, _at, domain = email.partition("@")
    texts = [local, domain.split(".")[0], getattr(user, "name", ""), getattr(user, "mobile", "")[3:]]
    parts = {part for text in texts for part in re.split(r"[^a-z0-9]+", _plain(text))} | {
        _plain(local),
        _plain(email),
    }
    return {part for part in parts if len(part) >= 4}
