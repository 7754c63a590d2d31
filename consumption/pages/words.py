"""Quantities and times as a history page writes them. What is common to all pages stands in `portal.ui.formats`.

Quantities come in as stored: Wh or dm³, whole numbers. A page writes hundreds of them, so they take the short way:
integer arithmetic, and the marks of the language looked up once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date, format_interval
from django.utils.translation import get_language

from consumption.store.kinds import Channel
from portal.ui import formats


@dataclass(frozen=True, slots=True)
class Unit:
    """How a channel is written: `symbol` for a thousand of what is stored."""

    symbol: str
    power: str  # a thousand in an hour


KWH = Unit("kWh", "kW")
CUBIC_METRES = Unit("m³", "m³/h")


def unit_of(channel: Channel) -> Unit:
    return CUBIC_METRES if channel is Channel.GAS_VOLUME else KWH


@lru_cache(maxsize=8)
def _marks(language: str | None) -> tuple[str, str]:
    symbols = formats.locale().number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def fixed(thousandths: int, decimals: int) -> str:
    """`thousandths` / 1000 with so many decimals, halves rounded up: 7650, 1 is "7,7"."""
    group, mark = _marks(get_language())
    rounded = (abs(thousandths) * 10**decimals + 500) // 1000
    whole, rest = divmod(rounded, 10**decimals)
    text = f"{whole:,}".replace(",", group)
    if decimals:
        text = f"{text}{mark}{rest:0{decimals}}"
    return formats.MINUS + text if thousandths < 0 and rounded else text


def signed(thousandths: int, decimals: int) -> str:
    """As `fixed`, with a plus before what is more."""
    text = fixed(thousandths, decimals)
    return f"+{text}" if thousandths > 0 and any(digit in "123456789" for digit in text) else text


def places(thousandths: int) -> int:
    """How many decimals a single quantity deserves: 238, 46.2, 7.7, 0.16, 0.004."""
    if thousandths == 0 or thousandths >= 100_000:
        return 0
    if thousandths >= 1000:
        return 1
    return 2 if thousandths >= 10 else 3


def amount(thousandths: int, unit: Unit, decimals: int | None = None) -> str:
    """A quantity with its unit: "238 kWh"."""
    decimals = places(thousandths) if decimals is None else decimals
    return formats.with_unit(fixed(thousandths, decimals), unit.symbol)


def axis_number(value: float, decimals: int) -> str:
    """A round number on the axis of a chart."""
    return fixed(round(value * 1000), decimals) if decimals <= 3 else formats.number(value, decimals)


@lru_cache(maxsize=4096)
def _day(day: date, form: str, language: str | None) -> str:
    return formats.day(day, form)


def short_day(day: date) -> str:
    """mer. 14 oct."""
    return _day(day, "short", get_language())


def full_day(day: date) -> str:
    """mercredi 14 octobre 2026"""
    return _day(day, "full", get_language())


@lru_cache(maxsize=4096)
def _pattern(day: date, pattern: str, german: str, language: str | None) -> str:
    here = formats.locale()
    pattern = german if here.language == "de" else pattern
    if here.language == "fr" and day.day == 1:
        pattern = pattern.replace("d ", "d'er' ", 1)
    return format_date(day, format=pattern, locale=here)


def spoken_day(day: date) -> str:
    """mercredi 14 octobre"""
    return _pattern(day, "EEEE d MMMM", "EEEE, d. MMMM", get_language())


def brief_day(day: date) -> str:
    """14 oct."""
    return _pattern(day, "d MMM", "d. MMM", get_language())


def weekday(day: date) -> str:
    """mer."""
    return _pattern(day, "EEE", "EEE", get_language())


def month(day: date) -> str:
    """octobre 2026"""
    return _pattern(day, "LLLL y", "LLLL y", get_language())


def month_name(day: date) -> str:
    """octobre"""
    return _pattern(day, "LLLL", "LLLL", get_language())


def short_month(day: date) -> str:
    """oct."""
    return _pattern(day, "LLL", "LLL", get_language())


def narrow_month(day: date) -> str:
    """O"""
    return _pattern(day, "LLLLL", "LLLLL", get_language())


def days_between(start: date, end: date) -> str:
    """The days from `start` up to, and without, `end`: 19–25 oct. 2026."""
    text: str = format_interval(start, end - timedelta(days=1), "yMMMd", locale=formats.locale())
    return text


def capitalised(text: str) -> str:
    """With a capital, as a heading begins: Octobre 2026."""
    return text[:1].upper() + text[1:]


def clock(hour: int, minute: int = 0) -> str:
    """A time without its word for o'clock, which the sentence around it brings: 18 h 45, 18.45, 18:45."""
    match formats.locale().language:
        case "fr":
            return f"{hour}{formats.NO_BREAK}h" + (f"{formats.NO_BREAK}{minute:02}" if minute else "")
        case "nl":
            return f"{hour}.{minute:02}"
        case _:
            return f"{hour}:{minute:02}"


def listed(items: list[str]) -> str:
    """ "29", "29, 30": what follows a colon."""
    return ", ".join(items)


def percent(ratio: float) -> str:
    """A share or a change, without decimals: 12 %."""
    return formats.percent(ratio)


def long_day(day: date) -> str:
    """14 octobre 2026"""
    return _day(day, "long", get_language())
