"""Numbers, units, days and times in the reader's language, for templates, charts and letters alike.

Values come in as the portal stores them (Wh, dm³, W); what comes out is text. Between a number and its unit stands
a no-break space. Dates and decimal marks are those of Belgium; the English pages follow British usage.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

from portal.primitives.ean import Ean
from portal.primitives.period import BELGIUM

_LOCALES = {
    "fr": Locale("fr", "BE"),
    "nl": Locale("nl", "BE"),
    "de": Locale("de", "BE"),
    "en": Locale("en", "GB"),
}
NO_BREAK = "\u00a0"
MINUS = "\u2212"
_DAYS = {"long": "d MMMM y", "full": "EEEE d MMMM y", "short": "EEE d MMM", "numeric": "dd/MM/y"}
_GERMAN_DAYS = {"long": "d. MMMM y", "full": "EEEE, d. MMMM y", "short": "EEE d. MMM", "numeric": "dd.MM.y"}


def locale() -> Locale:
    """The Babel locale of the active language."""
    return _LOCALES.get((get_language() or "fr")[:2], _LOCALES["fr"])


def number(value: int | float | Decimal, decimals: int = 0, *, signed: bool = False) -> str:
    """`value` with exactly `decimals` decimals, halves rounded away from zero; `signed` writes + as well."""
    rounded = _rounded(value, decimals)
    text = format_decimal(abs(rounded), format="#,##0." + "0" * decimals, locale=locale())
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def with_unit(text: str, unit: str) -> str:
    """`text` and its unit, never on two lines."""
    return f"{text}{NO_BREAK}{unit}"


def series(parts: Iterable[str]) -> str:
    """Parts that may hold commas, one after the other; French keeps the semicolon with the word before it."""
    return (f"{NO_BREAK}; " if locale().language == "fr" else "; ").join(parts)


def kwh(watt_hours: int | float, decimals: int = 0, *, signed: bool = False) -> str:
    """Energy given in Wh, as "7,7 kWh"."""
    return with_unit(number(Decimal(watt_hours) / 1000, decimals, signed=signed), "kWh")


def kw(watts: int | float, decimals: int = 1) -> str:
    """Power given in W, as "4,6 kW"."""
    return with_unit(number(Decimal(watts) / 1000, decimals), "kW")


def cubic_metres(cubic_decimetres: int | float, decimals: int = 0, *, signed: bool = False) -> str:
    """Volume given in dm³, as "12 m³"."""
    return with_unit(number(Decimal(cubic_decimetres) / 1000, decimals, signed=signed), "m³")


def euros(amount: Decimal) -> str:
    """An amount of money, as "1 250,50 €"; English and Dutch put the sign first."""
    if locale().language in ("en", "nl"):
        return f"€{'' if locale().language == 'en' else NO_BREAK}{number(amount, 2)}"
    return with_unit(number(amount, 2), "€")


def percent(ratio: float, decimals: int = 0, *, signed: bool = False) -> str:
    """A ratio (0.12) as "12 %"; English writes no space."""
    text = number(ratio * 100, decimals, signed=signed)
    return f"{text}%" if locale().language in ("en", "nl") else f"{text}{NO_BREAK}%"


def day(value: date, form: str = "long") -> str:
    """A day in words.

    `form`: "long" 21 novembre 2026, "full" samedi 21 novembre 2026, "short" sam. 21 nov., "numeric" 21/11/2026.
    """
    here = locale()
    pattern = (_GERMAN_DAYS if here.language == "de" else _DAYS)[form]
    if here.language == "fr" and value.day == 1 and form != "numeric":
        pattern = pattern.replace("d", "d'er'", 1)
    return format_date(value, format=pattern, locale=here)


def month(value: date) -> str:
    """A month in words: octobre 2026."""
    return format_date(value, format="LLLL y", locale=locale())


def clock(value: time | datetime) -> str:
    """The time in Belgium, to the minute: 18 h 45, 18.45 uur, 18:45 Uhr, 18:45."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(BELGIUM)
    hour, minute = value.hour, value.minute
    match locale().language:
        case "fr":
            return f"{hour}{NO_BREAK}h" + (f"{NO_BREAK}{minute:02}" if minute else "")
        case "nl":
            return f"{hour}.{minute:02}{NO_BREAK}uur"
        case "de":
            return f"{hour}:{minute:02}{NO_BREAK}Uhr"
        case _:
            return f"{hour}:{minute:02}"


def moment(value: datetime, form: str = "long") -> str:
    """A moment as a Belgian day and time: 21 novembre 2026, 18 h 45."""
    return f"{day(value.astimezone(BELGIUM).date(), form)}, {clock(value)}"


def grouped_ean(value: str) -> str:
    """An EAN in groups for the eye, kept on one line: 5414 4901 2700 0000 16."""
    return Ean(value).grouped.replace(" ", NO_BREAK)


def _rounded(value: int | float | Decimal, decimals: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
