"""Which stretch of time a page shows: a day, week, month or year, out of what was asked for and may be seen."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from consumption.history.aggregates import bucket_end, bucket_start
from consumption.history.series import Step
from portal.access.kinds import Granularity
from portal.primitives.period import Period


class View(StrEnum):
    """How much one page shows; also its word in the query."""

    DAY = "day"  # its quarter-hours, or hours of gas
    WEEK = "week"  # its days, from Monday on
    MONTH = "month"  # its days
    YEAR = "year"  # its months
    YEARS = "years"  # all years, where nothing finer may be seen

    @property
    def needs(self) -> Granularity:
        """The granularity of its bars."""
        return _NEEDS[self]


_NEEDS = {
    View.DAY: Granularity.INTERVAL,
    View.WEEK: Granularity.DAY,
    View.MONTH: Granularity.DAY,
    View.YEAR: Granularity.MONTH,
    View.YEARS: Granularity.YEAR,
}
_STEPS = {
    View.DAY: Step.DAY,
    View.WEEK: Step.WEEK,
    View.MONTH: Step.MONTH,
    View.YEAR: Step.YEAR,
    View.YEARS: Step.YEAR,
}


class Notice(StrEnum):
    """Why the page does not show what was asked for; put into words by the page."""

    UNKNOWN_VIEW = "unknown_view"
    WRONG_DATE = "wrong_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"  # after the right ended
    TOO_FINE = "too_fine"


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of the page as it came in: anything."""

    view: str = ""
    date: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A view of one period of whole days, which has an end. `focus` is the day that was asked for."""

    view: View
    period: Period
    focus: date

    @property
    def start(self) -> date:
        return self.period.start

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.period.end or date.max

    @property
    def earlier(self) -> "Window":
        return window(self.view, self.start - timedelta(days=1)).focused_on_start()

    @property
    def later(self) -> "Window":
        return window(self.view, self.end)

    def focused_on_start(self) -> "Window":
        """The same window, asked for by its first day."""
        return Window(self.view, self.period, self.start)


@dataclass(frozen=True, slots=True)
class Choice:
    """What to show, and what to say about it."""

    window: Window
    views: tuple[View, ...]  # those that may be chosen, finest first
    notices: tuple[Notice, ...]


def window(view: View, day: date) -> Window:
    """The window of `view` that `day` is in. YEARS is decided by `choose`; here it is one year."""
    step = _STEPS[view]
    return Window(view, Period(bucket_start(day, step), bucket_end(day, step)), day)


def choose(asked: Asked, *, inside: Period, finest: Granularity, today: date, last: date | None) -> Choice:
    """The nearest window to what was asked for in which something may be seen.

    `inside` is the period of the right, `finest` what the right and the meter allow, `last` the last day with
    data.
    """
    views = tuple(view for view in View if finest >= view.needs and view is not View.YEARS) or (View.YEARS,)
    notices: list[Notice] = []
    view = _view(asked.view, views, notices)
    day = _day(asked.date, view, inside, today, last, notices)
    if view is View.YEARS:
        return Choice(Window(view, Period(inside.start, _end(inside, today)), day), views, tuple(notices))
    return Choice(window(view, day), views, tuple(notices))


def _view(asked: str, views: tuple[View, ...], notices: list[Notice]) -> View:
    usual = View.MONTH if View.MONTH in views else views[0]
    if not asked:
        return usual
    try:
        view = View(asked)
    except ValueError:
        notices.append(Notice.UNKNOWN_VIEW)
        return usual
    if view not in views:
        if view is not View.YEARS:
            notices.append(Notice.TOO_FINE)
        return views[0]
    return view


def _day(asked: str, view: View, inside: Period, today: date, last: date | None, notices: list[Notice]) -> date:
    latest = _end(inside, today) - timedelta(days=1)
    usual = min(last, latest) if last else latest
    if view is View.MONTH and usual.day <= _TOO_FEW_DAYS and usual.replace(day=1) - timedelta(days=1) in inside:
        usual = usual.replace(day=1) - timedelta(days=1)
    if not asked:
        return usual
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        notices.append(Notice.WRONG_DATE)
        return usual
    if day < inside.start and not _reaches(view, day, inside):
        notices.append(Notice.TOO_EARLY)
    elif day > latest and not _reaches(view, day, Period(inside.start, latest + timedelta(days=1))):
        notices.append(Notice.IN_THE_FUTURE if day > today else Notice.TOO_LATE)
    return max(inside.start, min(day, latest))


_TOO_FEW_DAYS = 3  # so early in a month, the month before tells more


def _reaches(view: View, day: date, inside: Period) -> bool:
    try:
        return window(view, day).period.intersection(inside) is not None
    except (OverflowError, ValueError):  # the calendar ends with the year 9999
        return False


def _end(inside: Period, today: date) -> date:
    tomorrow = today + timedelta(days=1)
    return max(min(inside.end or tomorrow, tomorrow), inside.start + timedelta(days=1))
