"""Half-open periods of Belgian days, and the clock of Belgium."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

BELGIUM = ZoneInfo("Europe/Brussels")


def belgian_day(moment: datetime) -> date:
    """The day that the calendar in Belgium shows at `moment` (which bears a time zone)."""
    return moment.astimezone(BELGIUM).date()


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def month_after(day: date) -> date:
    """The same day of the next month, or its last day when it has no such day (Regulation 1182/71, Art. 3)."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, and without, `end`. `end` None means: until further notice."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a period ends before it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def __bool__(self) -> bool:
        return self.end is None or self.start < self.end

    def intersection(self, other: Period) -> Period | None:
        """The days in both, or None when there are none."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends, default=None)
        if end is not None and end <= start:
            return None
        return Period(start, end)

    def days(self) -> Iterator[date]:
        """Each day in turn. Raises `ValueError` for a period without an end."""
        if self.end is None:
            raise ValueError("a period without an end has no last day")
        for offset in range((self.end - self.start).days):
            yield self.start + timedelta(days=offset)

    @property
    def last(self) -> date | None:
        """The last day of the period, or None when it has no end. The journal's template shows it."""
        return self.end - timedelta(days=1) if self.end else None

    @property
    def length(self) -> int:
        """Number of days. Raises `ValueError` for a period without an end."""
        if self.end is None:
            raise ValueError("a period without an end has no length")
        return (self.end - self.start).days
