"""What a mandate lets its holder see, as two people agree on it, and what can never be agreed on.

Everything here follows from general rules and the day. It must not look at the access point, its meter or its
occupant: the pre-flight of a request answers at once, and would tell the holder whether an EAN exists, which
kind of meter it has, or since when somebody lives there (R8).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from mandates.models import LENDABLE, Mandate
from portal.access.kinds import DataKind, Granularity
from portal.customers.queries import YEARS_VISIBLE
from portal.primitives.period import Period, years_before

LONGEST_TERM = 3  # years from today
PURPOSE_LENGTH = 200
REMINDERS = (60, 30, 7)  # days before the end


class Fault(StrEnum):
    """Why terms cannot be. `words.FAULTS` says what to do."""

    KINDS = "kinds"  # none, or one that a customer cannot lend
    PURPOSE = "purpose"  # none, or too long
    TOO_FINE = "too_fine"  # nothing of the kinds is ever so fine
    TOO_SHORT = "too_short"  # the data period has room for no single value
    IN_FUTURE = "in_future"  # the data period begins after today
    TOO_OLD = "too_old"  # it begins more than three years ago
    DATA_ORDER = "data_order"  # it ends before it begins
    OVER = "over"  # the mandate's last day is over
    TOO_LONG = "too_long"  # the mandate's last day is too far away


# The finest values of a kind that any meter gives: standings are read once a day at most.
_FINEST = {DataKind.HISTORY: Granularity.INTERVAL, DataKind.INDEX: Granularity.DAY}
_DAYS = {Granularity.YEAR: 365, Granularity.MONTH: 28, Granularity.DAY: 1, Granularity.INTERVAL: 1}


@dataclass(frozen=True, slots=True)
class Terms:
    """The data period is half-open; without an end it goes on as long as the mandate. `ends_on` is the last
    day."""

    kinds: frozenset[DataKind]
    granularity: Granularity
    data_start: date
    data_end: date | None
    ends_on: date
    purpose: str

    @property
    def data_period(self) -> Period:
        return Period(self.data_start, self.data_end)

    def as_columns(self) -> dict[str, Any]:
        """The columns of a mandate with these terms."""
        return {
            "kinds": sorted(self.kinds),
            "granularity": self.granularity,
            "data_start": self.data_start,
            "data_end": self.data_end,
            "ends_on": self.ends_on,
            "purpose": self.purpose,
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "kinds": sorted(self.kinds),
            "granularity": self.granularity.name.lower(),
            "data_start": self.data_start.isoformat(),
            "data_end": self.data_end.isoformat() if self.data_end else None,
            "ends_on": self.ends_on.isoformat(),
            "purpose": self.purpose,
        }


def terms_of(mandate: Mandate) -> Terms:
    """The terms as they stand in the mandate's columns."""
    return Terms(
        kinds=frozenset(DataKind(kind) for kind in mandate.kinds),
        granularity=Granularity(mandate.granularity),
        data_start=mandate.data_start,
        data_end=mandate.data_end,
        ends_on=mandate.ends_on,
        purpose=mandate.purpose,
    )


def from_json(told: Mapping[str, Any]) -> Terms:
    """The terms that `as_json` wrote."""
    return Terms(
        kinds=frozenset(DataKind(kind) for kind in told["kinds"]),
        granularity=Granularity[told["granularity"].upper()],
        data_start=date.fromisoformat(told["data_start"]),
        data_end=date.fromisoformat(told["data_end"]) if told["data_end"] else None,
        ends_on=date.fromisoformat(told["ends_on"]),
        purpose=told["purpose"],
    )


def end_after(last: date | None) -> date | None:
    """The end of a half-open period whose last day somebody wrote; None without one."""
    if last is None or last == date.max:
        return last
    return last + timedelta(days=1)


def faults(terms: Terms, *, today: date) -> list[Fault]:
    """The pre-flight: why these terms can never be fulfilled for anybody; empty when they can."""
    found = {
        Fault.KINDS: not terms.kinds or not terms.kinds <= frozenset(LENDABLE),
        Fault.PURPOSE: not terms.purpose.strip() or len(terms.purpose) > PURPOSE_LENGTH,
        Fault.TOO_FINE: _is_too_fine(terms),
        Fault.IN_FUTURE: terms.data_start > today,
        Fault.TOO_OLD: terms.data_start < years_before(today, YEARS_VISIBLE),
        Fault.DATA_ORDER: terms.data_end is not None and terms.data_end <= terms.data_start,
        Fault.TOO_SHORT: _is_too_short(terms),
        Fault.OVER: terms.ends_on < today,
        Fault.TOO_LONG: terms.ends_on > years_before(today, -LONGEST_TERM),
    }
    return [fault for fault, is_so in found.items() if is_so]


def reminders_past(ends_on: date, *, today: date) -> list[int]:
    """The reminders that a mandate which begins today is too short for."""
    return [days for days in REMINDERS if (ends_on - today).days <= days]


def exceeds(terms: Terms, asked: Terms) -> bool:
    """Whether a grantor would give more than was asked for: a holder gets no more than it named a purpose for."""
    return (
        not terms.kinds <= asked.kinds
        or terms.granularity > asked.granularity
        or terms.data_start < asked.data_start
        or (asked.data_end is not None and (terms.data_end is None or terms.data_end > asked.data_end))
        or terms.ends_on > asked.ends_on
        or terms.purpose != asked.purpose
    )


def still_possible(terms: Terms, *, today: date) -> Terms:
    """What is left of terms that were asked for some days ago: data grow older than three years meanwhile."""
    return replace(terms, data_start=max(terms.data_start, years_before(today, YEARS_VISIBLE)))


def renewed(terms: Terms, *, today: date) -> Terms:
    """The same terms for a year more: what a renewal asks for."""
    start = max(terms.data_start, years_before(today, YEARS_VISIBLE))
    ends_on = min(years_before(max(terms.ends_on, today), -1), years_before(today, -LONGEST_TERM))
    over = terms.data_end is not None and terms.data_end <= start
    return replace(terms, data_start=start, data_end=None if over else terms.data_end, ends_on=ends_on)


def _is_too_fine(terms: Terms) -> bool:
    finest = max((_FINEST[kind] for kind in terms.kinds if kind in _FINEST), default=Granularity.INTERVAL)
    return terms.granularity > finest


def _is_too_short(terms: Terms) -> bool:
    if terms.data_end is None or not _kinds_with_steps(terms.kinds):
        return False
    days = (terms.data_end - terms.data_start).days
    return 0 < days < _DAYS[terms.granularity]


def _kinds_with_steps(kinds: Iterable[DataKind]) -> bool:
    return any(kind in _FINEST for kind in kinds)
