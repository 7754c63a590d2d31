"""Numbers, units, days and times as each language writes them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from portal.ui import formats


@pytest.mark.parametrize(
    ("language", "energy", "share"),
    [
        ("fr", "12\u202f346,5\u00a0kWh", "12\u00a0%"),
        ("nl", "12.346,5\u00a0kWh", "12%"),
        ("de", "12.346,5\u00a0kWh", "12\u00a0%"),
        ("en", "12,346.5\u00a0kWh", "12%"),
    ],
)
def test_numbers_bear_the_marks_of_the_language(language: str, energy: str, share: str) -> None:
    with translation.override(language):
        assert formats.kwh(12_346_450, 1) == energy
        assert formats.percent(0.12) == share


def test_sign_is_a_minus_and_not_a_hyphen() -> None:
    with translation.override("fr"):
        assert formats.number(-2.25, 1) == "\u22122,3"
        assert formats.number(2.25, 1, signed=True) == "+2,3"
        assert formats.number(-0.04, 1) == "0,0"


def test_power_and_volume_have_their_units() -> None:
    with translation.override("fr"):
        assert formats.kw(4600) == "4,6\u00a0kW"
        assert formats.cubic_metres(12_400, 1) == "12,4\u00a0m³"


@pytest.mark.parametrize(
    ("language", "long", "short", "time"),
    [
        ("fr", "1er octobre 2026", "jeu. 1er oct.", "18\u00a0h\u00a045"),
        ("nl", "1 oktober 2026", "do 1 okt", "18.45\u00a0uur"),
        ("de", "1. Oktober 2026", "Do. 1. Okt.", "18:45\u00a0Uhr"),
        ("en", "1 October 2026", "Thu 1 Oct", "18:45"),
    ],
)
def test_days_and_times_are_in_words(language: str, long: str, short: str, time: str) -> None:
    with translation.override(language):
        assert formats.day(date(2026, 10, 1)) == long
        assert formats.day(date(2026, 10, 1), "short") == short
        assert formats.clock(datetime(2026, 10, 1, 16, 45, tzinfo=UTC)) == time


def test_moment_is_told_in_belgian_time() -> None:
    with translation.override("fr"):
        assert formats.moment(datetime(2026, 10, 24, 22, 30, tzinfo=UTC)) == "25 octobre 2026, 0\u00a0h\u00a030"


def test_ean_is_grouped_on_one_line() -> None:
    assert formats.grouped_ean("541449012700000016") == "5414 4901 2700 0000 16".replace(" ", "\u00a0")


@pytest.mark.parametrize(("language", "told"), [("fr", "a, b\u00a0; c"), ("nl", "a, b; c")])
def test_french_keeps_the_semicolon_of_a_series_with_the_word_before_it(language: str, told: str) -> None:
    with translation.override(language):
        assert formats.series(["a, b", "c"]) == told
