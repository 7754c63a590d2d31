"""The head of a history page: one number, one sentence, one comparison, and the facts beside them."""

from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from consumption.history.operations import History
from consumption.history.series import Comparison as Compared
from consumption.history.series import IntervalHistory
from consumption.pages import words
from consumption.pages.page import Comparison, Fact
from consumption.pages.slots import Slot
from consumption.pages.windows import View, Window
from consumption.pages.words import Unit
from consumption.store.kinds import Channel
from portal.primitives.period import BELGIUM, years_before

_ALIKE = 0.005  # a change below half a percent is none
_ENOUGH = 0.5  # the part of the days that a comparison needs


def title(window: Window, *, is_gas: bool, own: bool) -> str:
    """The heading of the page: of one's own home, or of somebody else's."""
    return _own_title(window, is_gas) if own else _title(window, is_gas)


def _own_title(window: Window, is_gas: bool) -> str:
    match window.view:
        case View.DAY:
            when = {"day": words.full_day(window.start)}
            return _("Your gas on %(day)s") % when if is_gas else _("Your electricity on %(day)s") % when
        case View.WEEK:
            when = {"days": words.days_between(window.start, window.end)}
            return _("Your gas, %(days)s") % when if is_gas else _("Your electricity, %(days)s") % when
        case View.MONTH:
            when = {"month": words.month(window.start)}
            return _("Your gas in %(month)s") % when if is_gas else _("Your electricity in %(month)s") % when
        case View.YEAR:
            when = {"year": str(window.start.year)}
            return _("Your gas in %(year)s") % when if is_gas else _("Your electricity in %(year)s") % when
        case View.YEARS:
            return _("Your gas, year by year") if is_gas else _("Your electricity, year by year")


def _title(window: Window, is_gas: bool) -> str:
    match window.view:
        case View.DAY:
            when = {"day": words.full_day(window.start)}
            return _("Gas on %(day)s") % when if is_gas else _("Electricity on %(day)s") % when
        case View.WEEK:
            when = {"days": words.days_between(window.start, window.end)}
            return _("Gas, %(days)s") % when if is_gas else _("Electricity, %(days)s") % when
        case View.MONTH:
            when = {"month": words.month(window.start)}
            return _("Gas in %(month)s") % when if is_gas else _("Electricity in %(month)s") % when
        case View.YEAR:
            when = {"year": str(window.start.year)}
            return _("Gas in %(year)s") % when if is_gas else _("Electricity in %(year)s") % when
        case View.YEARS:
            return _("Gas, year by year") if is_gas else _("Electricity, year by year")


def unit_words(unit: Unit, *, is_gas: bool) -> str:
    """What stands behind the number: "kWh drawn"."""
    return _("%(unit)s used") % {"unit": unit.symbol} if is_gas else _("%(unit)s drawn") % {"unit": unit.symbol}


def compared(found: Compared | None, window: Window, unit: Unit, *, shown: int) -> Comparison | None:
    """The comparison of `found`, over the days that both years have; None when they are too few.

    `shown` is the number above it: with other days left out, the comparison tells its own.
    """
    if found is None or found.compared_days < max(1, _ENOUGH * found.days):
        return None
    whole = found.days - found.compared_days <= _leap(found, window)
    return comparison(found.total, found.previous, window, unit, whole=whole, shown=shown)


def _leap(found: Compared, window: Window) -> int:
    """29 February has no day to stand beside: without it, a year or a February is whole all the same."""
    return 1 if found.days in (29, 366) and window.view in (View.MONTH, View.YEAR) else 0


def comparison(
    total: int, previous: int, window: Window, unit: Unit, *, whole: bool, shown: int
) -> Comparison | None:
    """`total` beside the year before's `previous`; `whole` when all days of the window take part."""
    if previous <= 0:
        return None
    change = (total - previous) / previous
    amount = words.amount(previous, unit)
    if total != shown:
        amount = _("%(now)s against %(before)s") % {"now": words.amount(total, unit), "before": amount}
    than = {**_year_before(window), "amount": amount}
    if abs(change) < _ALIKE:
        if window.view is View.DAY:
            return Comparison("equal", _("As much"), _("as on %(day)s (%(amount)s)") % than)
        if not whole or window.view is View.WEEK:
            return Comparison("equal", _("As much"), _("as on the same days a year before (%(amount)s)") % than)
        if window.view is View.MONTH:
            return Comparison("equal", _("As much"), _("as in %(month)s (%(amount)s)") % than)
        return Comparison("equal", _("As much"), _("as in %(year)s (%(amount)s)") % than)
    if change < 0:
        icon, told = "trending-down", _("%(percent)s less") % {"percent": words.percent(-change)}
    elif change > 2:
        icon = "trending-up"
        told = _("%(times)s times as much") % {"times": words.fixed(round(total / previous * 1000), 1)}
    else:
        icon, told = "trending-up", _("%(percent)s more") % {"percent": words.percent(change)}
    return Comparison(icon, told, _than(window, than, whole, multiple=change > 2))


def per_day_comparison(now: float, before: float, unit: Unit) -> Comparison | None:
    """Two stretches of unequal length, compared by their mean per day."""
    if before <= 0:
        return None
    change = (now - before) / before
    amount = {"amount": words.amount(round(before), unit)}
    if abs(change) < _ALIKE:
        return Comparison("equal", _("As much"), _("a day as between the readings before (%(amount)s)") % amount)
    icon = "trending-up" if change > 0 else "trending-down"
    told = _("%(percent)s more") if change > 0 else _("%(percent)s less")
    return Comparison(
        icon,
        told % {"percent": words.percent(abs(change))},
        _("a day than between the readings before (%(amount)s)") % amount,
    )


def _than(window: Window, than: dict[str, str], whole: bool, *, multiple: bool) -> str:
    if multiple and window.view is View.DAY:
        return _("as on %(day)s (%(amount)s)") % than
    if multiple:
        return _("as on the same days a year before (%(amount)s)") % than
    if not whole:
        return _("than on the same days a year before (%(amount)s)") % than
    if window.view is View.DAY:
        return _("than on %(day)s (%(amount)s)") % than
    if window.view is View.WEEK:
        return _("than on the same days of %(year)s (%(amount)s)") % than
    if window.view is View.MONTH:
        return _("than in %(month)s (%(amount)s)") % than
    return _("than in %(year)s (%(amount)s)") % than


def _year_before(window: Window) -> dict[str, str]:
    """The day, month and year that stand a year before the window."""
    start = years_before(window.start, 1)
    return {"day": words.long_day(start), "month": words.month(start), "year": str(start.year)}


def facts(history: History, channel: Channel, window: Window, slots: list[Slot], unit: Unit) -> list[Fact]:
    """What stands beside the number: injected, per day, day and night, the peak with its moment."""
    found = []
    if (
        (back := history.daily.get(Channel.INJECTION)) is not None
        and channel is Channel.OFFTAKE
        and back.total >= 0
    ):
        found.append(Fact(_("Injected"), words.amount(back.total, words.KWH)))
    if other := _other_gas(history, channel):
        found.append(other)
    use = history.daily[channel]
    known = int(use.known.sum())
    if window.view is not View.DAY and known:
        found.append(Fact(_("Per day"), words.amount(round(use.total / known), unit)))
    if split := _tariffs(slots, unit):
        found.append(split)
    if (intervals := history.intervals.get(channel)) is not None:
        if peak := _peak(intervals, unit):
            found.append(peak)
    elif biggest := _biggest_month(slots, unit):
        found.append(biggest)
    return found


def coarse_facts(slots: list[Slot], unit: Unit) -> list[Fact]:
    """The facts that months alone tell."""
    found = []
    back = [slot.down for slot in slots if slot.down is not None]
    if back:
        found.append(Fact(_("Injected"), words.amount(sum(back), words.KWH)))
    found += [fact for fact in (_tariffs(slots, unit), _biggest_month(slots, unit)) if fact]
    return found


def _tariffs(slots: list[Slot], unit: Unit) -> Fact | None:
    """The day and the night register, when the night one counts apart on each known slot and both ran."""
    known = [slot for slot in slots if slot.up is not None]
    if not known or any(slot.night is None for slot in known):
        return None
    night = sum(slot.night or 0 for slot in known)
    day = sum(slot.up or 0 for slot in known) - night
    if night <= 0 or day <= 0:
        return None
    return Fact(
        _("Day and night"),
        _("%(day)s and %(night)s")
        % {"day": words.fixed(day, words.places(day)), "night": words.amount(night, unit)},
        _("Day tariff and night tariff"),
    )


def _peak(intervals: IntervalHistory, unit: Unit) -> Fact | None:
    position = intervals.peak
    if position is None or intervals.values[position] <= 0:
        return None
    begin = datetime.fromtimestamp(int(intervals.starts[position].astype(int)), UTC)
    until = (begin + timedelta(seconds=intervals.step_seconds)).astimezone(BELGIUM)
    begin = begin.astimezone(BELGIUM)
    power = int(intervals.values[position]) * 3600 // intervals.step_seconds
    moment = {
        "day": words.capitalised(words.spoken_day(begin.date())),
        "from": words.clock(begin.hour, begin.minute),
        "to": words.clock(until.hour, until.minute),
    }
    value = f"{words.fixed(power, max(1, words.places(power)))}\u00a0{unit.power}"
    return Fact(_("Peak"), value, _("%(day)s, from %(from)s to %(to)s") % moment)


def _biggest_month(slots: list[Slot], unit: Unit) -> Fact | None:
    known = [slot for slot in slots if slot.up]
    if len(known) < 2:
        return None
    biggest = max(known, key=lambda slot: slot.up or 0)
    return Fact(_("Biggest month"), words.amount(biggest.up or 0, unit), words.capitalised(biggest.spoken))


def _other_gas(history: History, channel: Channel) -> Fact | None:
    """Gas is told in both units: what the meter counts and what it holds."""
    others = {Channel.GAS_ENERGY: Channel.GAS_VOLUME, Channel.GAS_VOLUME: Channel.GAS_ENERGY}
    other = others.get(channel)
    series = history.daily.get(other) if other else None
    if other is None or series is None or series.total < 0:
        return None
    label = _("In energy") if other is Channel.GAS_ENERGY else _("In volume")
    return Fact(label, words.amount(series.total, words.unit_of(other)))


def received_words(last: date | None) -> str:
    """Until when there are data."""
    if last is None:
        return _("No reading received yet.")
    return _("Readings received up to %(day)s.") % {"day": words.full_day(last)}
