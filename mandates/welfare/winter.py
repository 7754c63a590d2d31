"""The winter period: the rules as data, each with its source and the days on which it holds."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.primitives.period import Period


@dataclass(frozen=True, slots=True)
class WinterRule:
    """From `first` (month, day) of one year to `last`, included, of the next; in force on the days of `valid`."""

    valid: Period
    first: tuple[int, int]
    last: tuple[int, int]
    source: str


# A change of the rule closes the last line and adds one.
RULES = (
    WinterRule(
        valid=Period(date(2006, 4, 27)),
        first=(11, 1),
        last=(3, 15),
        source="AGW OSP 30.03.2006",  # public-service obligations, electricity and gas, Wallonia
    ),
)


@dataclass(frozen=True, slots=True)
class Winter:
    """One winter. `running` tells whether it has begun on the day that was asked for."""

    period: Period
    running: bool
    source: str


def winter_on(day: date) -> Winter | None:
    """The winter that `day` is in, or the next one; None where no rule is in force that day."""
    rule = next((rule for rule in RULES if day in rule.valid), None)
    if rule is None:
        return None
    for year in (day.year - 1, day.year):
        period = Period(date(year, *rule.first), date(year + 1, *rule.last) + timedelta(days=1))
        if period.end is not None and day < period.end:
            return Winter(period, day in period, rule.source)
    return None
