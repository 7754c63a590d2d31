"""Whether an index can be right: against the last one, the use of former periods, the season and the kind (R12).

Pure Python. Amounts are Wh or dm³. An implausible index is never refused: the answer names doubts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# The share of a year's gas that falls into each month where gas heats, rounded, after the degree days of Uccle.
_GAS_MONTHS = (0.17, 0.15, 0.13, 0.09, 0.05, 0.02, 0.01, 0.01, 0.03, 0.08, 0.12, 0.14)
_DAYS_IN_MONTH = 30.4
_MUCH, _MUCH_SHORT = 3.0, 6.0  # times the usual; over less than two months much may happen
_SHORT = timedelta(days=60)
_LITTLE = 0.15
_WORTH_A_QUESTION = 500_000  # less than 500 kWh (m³: 50, see `_floor`) beyond the usual is life
_WITHOUT_HISTORY = 100_000_000  # 100 MWh or 100,000 m³ a year: no home uses that


@dataclass(frozen=True, slots=True)
class Known:
    """An index of this register that is known: `value` at the beginning of `day`."""

    day: date
    value: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """`code`: below (less than the last one), much (so many `times` the usual), little. `comma`: with the comma
    one, two or three places to the left it would fit."""

    code: str
    times: float = 0.0
    comma: bool = False


def doubt(*, value: int, day: date, known: Sequence[Known], digits: int, gas: bool) -> Doubt | None:
    """What is odd about `value` on `day`; None when nothing is. `known`: of the same register, before `day`."""
    former = sorted((each for each in known if each.day < day), key=lambda each: each.day)
    if not former:
        return None
    last = former[-1]
    used = value - last.value
    if used < 0:
        used += 10**digits * 1000
        if used > _most(last.day, day):
            return Doubt("below", comma=False)  # not a register that began at zero again either
    usual = _usual(former, last.day, day, gas=gas)
    if usual is None:
        most = _most(last.day, day)
        return Doubt("much", comma=_fits(value, last, most)) if used > most else None
    limit = _MUCH_SHORT if day - last.day < _SHORT else _MUCH
    if used > limit * usual and used - usual > _floor(gas):
        return Doubt("much", times=used / usual if usual else 0.0, comma=_fits(value, last, limit * usual))
    if day - last.day >= _SHORT and used < _LITTLE * usual and usual - used > _floor(gas):
        return Doubt("little", times=used / usual)
    return None


def _floor(gas: bool) -> int:
    return _WORTH_A_QUESTION // 10 if gas else _WORTH_A_QUESTION


def _most(start: date, end: date) -> float:
    return _WITHOUT_HISTORY * max((end - start).days, 30) / 365


def _usual(former: Sequence[Known], start: date, end: date, *, gas: bool) -> float | None:
    """What these days would use if they were like the former periods, at most three years of them."""
    first = next(each for each in former if each.day >= start - timedelta(days=3 * 366))
    used = former[-1].value - first.value
    if first.day == former[-1].day or used < 0:
        return None
    weight = _weight(first.day, former[-1].day, gas=gas)
    return used / weight * _weight(start, end, gas=gas) if weight else None


def _weight(start: date, end: date, *, gas: bool) -> float:
    days = (start + timedelta(days=offset) for offset in range((end - start).days))
    return sum(_GAS_MONTHS[day.month - 1] / _DAYS_IN_MONTH if gas else 1 / 365 for day in days)


def _fits(value: int, last: Known, limit: float) -> bool:
    return any(0 <= value // 10**places - last.value <= limit for places in (1, 2, 3))
