"""From an opened history to a page, for meters that send their values."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from consumption.history.operations import History
from consumption.history.reasons import Missing, outside
from consumption.history.series import Bucket, HourMatrix
from consumption.pages import drawing, headline, words
from consumption.pages.charts.bars import Look
from consumption.pages.downloads import downloads
from consumption.pages.insights import insights
from consumption.pages.links import address
from consumption.pages.operations import Opened
from consumption.pages.page import Chart, Frame, Headline, Heat, Link, Page, Table
from consumption.pages.slots import Slot, coarse_slots, day_slots, interval_slots, link, month_slots
from consumption.pages.told import (
    Told,
    basis_words,
    estimated_words,
    holder_notice_words,
    insight_words,
    notice_words,
    reason_words,
    viewer_words,
)
from consumption.pages.windows import Notice, View, Window
from consumption.pages.words import Unit
from consumption.store.kinds import Channel, Status
from portal.access.actor import ActorKind
from portal.access.kinds import Granularity
from portal.grid.models import Energy

_TABS = (View.DAY, View.WEEK, View.MONTH, View.YEAR)


def page(opened: Opened) -> Page:
    """The page of a digital or remote-read meter."""
    window = opened.choice.window
    is_gas = opened.grant.access_point.energy == Energy.GAS
    channel = main_channel(opened)
    unit = words.unit_of(channel)
    kept = opened.asked.unit if is_gas else ""
    slots = _slots(opened, channel, kept)
    drawn = _chart(opened, channel, slots, unit) if any(slot.up is not None for slot in slots) else None
    matrix = _matrix(opened, channel)
    heat, no_heat = _heat(opened, channel, unit, kept, matrix)
    return Page(
        frame=frame(opened),
        headline=_headline(opened, channel, slots, unit),
        tabs=_tabs(opened, kept),
        units=_units(opened, channel),
        period=_period(window),
        earlier=_neighbour(opened, window.earlier, kept) if window.view is not View.YEARS else None,
        later=_neighbour(opened, window.later, kept) if window.view is not View.YEARS else None,
        chart=drawn,
        empty="" if drawn else _empty(opened, channel),
        heat=heat,
        no_heat=no_heat,
        insights=_insights(opened, channel, matrix),
        downloads=downloads(opened.grant, window, opened.finest) if opened.last_received else [],
        notes=_notes(opened, channel, slots),
        explore=_explore(opened),
    )


def _explore(opened: Opened) -> str:
    there = opened.finest is Granularity.INTERVAL and opened.last_received is not None
    return address("explore", opened.grant) if there else ""


def year_table(opened: Opened) -> Table | None:
    """The months of a year; None where there are none."""
    channel = main_channel(opened)
    slots = _slots(opened, channel, "")
    if not any(slot.up is not None for slot in slots):
        return None
    return _chart(opened, channel, slots, words.unit_of(channel)).table


def frame(opened: Opened) -> Frame:
    """What the pages of all meters have alike."""
    grant, access_point = opened.grant, opened.grant.access_point
    by_code = grant.actor.kind is ActorKind.LOOK_UP
    end = grant.period.end or opened.today + timedelta(days=1)
    return Frame(
        public_id=str(access_point.public_id),
        address=access_point.address,
        ean=access_point.ean_grouped,
        is_gas=access_point.energy == Energy.GAS,
        by_code=by_code,
        by_person=opened.readings is not None,
        lives_here=end > opened.today and not grant.actor.is_holder,
        basis=basis_words(grant, opened.grantor) if grant.actor.is_holder else [],
        notices=[_notice(notice, opened, end, by_code=by_code) for notice in opened.choice.notices],
        viewers=[viewer_words(viewer) for viewer in opened.viewers],
    )


def _notice(notice: Notice, opened: Opened, end: date, *, by_code: bool) -> str:
    start = opened.grant.period.start
    if opened.grant.actor.is_holder:
        return holder_notice_words(notice, start=start, end=end)
    return notice_words(notice, start=start, end=end, by_code=by_code and opened.readings is None)


def main_channel(opened: Opened) -> Channel:
    """Offtake; of gas the unit that was asked for, else the one that has data."""
    if opened.grant.access_point.energy != Energy.GAS:
        return Channel.OFFTAKE
    there = set(opened.history.daily if opened.history else opened.buckets or {})
    wished = Channel.GAS_VOLUME if opened.asked.unit == "m3" else Channel.GAS_ENERGY
    other = Channel.GAS_ENERGY if wished is Channel.GAS_VOLUME else Channel.GAS_VOLUME
    if opened.history and opened.history.daily.get(wished) is not None and opened.asked.unit == "":
        volume = opened.history.daily.get(other)
        if opened.history.daily[wished].total < 0 and volume is not None and volume.total >= 0:
            return other
    return wished if wished in there or other not in there else other


def _slots(opened: Opened, channel: Channel, kept: str) -> list[Slot]:
    window, history = opened.choice.window, opened.history
    if history is None:
        buckets = opened.buckets or {}
        back: list[Bucket] = buckets.get(Channel.INJECTION, []) if channel is Channel.OFFTAKE else []
        return coarse_slots(buckets.get(channel, []), back, window, opened.grant, kept)
    if window.view is View.DAY:
        return interval_slots(history, channel) if channel in history.intervals else []
    if window.view is View.YEAR:
        return month_slots(history, channel, window, kept)
    return day_slots(history, channel, window, kept, linked=View.DAY in opened.choice.views)


def _chart(opened: Opened, channel: Channel, slots: list[Slot], unit: Unit) -> Chart:
    window, history = opened.choice.window, opened.history
    is_gas = channel.is_gas
    period = words.capitalised(_period(window))
    few = None
    match window.view:
        case View.DAY:
            title = _("Use by hour") if is_gas else _("Use by quarter-hour")
            name, step = f"{title}, {period}.", _("Time")
            few = interval_slots(history, channel, hourly=True) if history else None
        case View.WEEK | View.MONTH:
            title, step = _("Use by day"), _("Day")
            opens = _("Each bar opens the detail of the day.")
            name = f"{title}, {period}. {opens}"
        case View.YEAR:
            title, step = _("Use by month"), _("Month")
            name = f"{title}, {period}."
            if history is not None:
                opens = _("Each bar opens the detail of the month.")
                name = f"{name} {opens}"
        case View.YEARS:
            title, step = _("Use by year"), _("Year")
            name = f"{title}."
    caption = _("%(period)s, in %(unit)s.") % {"period": period, "unit": unit.symbol}
    if any(slot.look is Look.ESTIMATED and slot.up is not None for slot in slots):
        replaced = _("Estimated values are replaced as soon as the reading comes in.")
        caption = f"{caption} {replaced}"
    return drawing.chart(
        slots,
        few=few,
        unit=unit,
        window=window,
        is_gas=is_gas,
        title=title,
        name=name,
        step=step,
        caption=caption,
    )


def _headline(opened: Opened, channel: Channel, slots: list[Slot], unit: Unit) -> Headline:
    window, history = opened.choice.window, opened.history
    title = headline.title(window, is_gas=channel.is_gas, own=not opened.grant.actor.is_holder)
    known = [slot for slot in slots if slot.up is not None]
    total = sum(slot.up or 0 for slot in known)
    if history is not None and history.daily[channel].total >= 0:
        total = history.daily[channel].total
    elif not known:
        return Headline(title=title, sentence=_nothing(opened, channel))
    if history is not None:
        found = history.comparison(channel)
        comparison = headline.compared(found, window, unit, shown=total)
        facts = headline.facts(history, channel, window, slots, unit)
    else:
        pairs = [slot for slot in known if slot.before is not None]
        whole = len(pairs) == 12
        comparison = (
            headline.comparison(
                sum(slot.up or 0 for slot in pairs),
                sum(slot.before or 0 for slot in pairs),
                window,
                unit,
                whole=whole,
                shown=total,
            )
            if pairs and len(pairs) * 2 >= len(known)
            else None
        )
        facts = headline.coarse_facts(slots, unit)
    return Headline(
        title=title,
        number=words.fixed(total, words.places(total)),
        unit=headline.unit_words(unit, is_gas=channel.is_gas),
        comparison=comparison,
        no_comparison="" if comparison else _no_comparison(opened, channel),
        facts=facts,
    )


def _no_comparison(opened: Opened, channel: Channel) -> str:
    found = opened.history.comparison(channel) if opened.history else None
    if found is not None and found.compared_days:
        return _("There are too few days of the year before to compare with.")
    return _("There are no readings of the year before to compare with.")


def _nothing(opened: Opened, channel: Channel) -> str:
    """Why the whole window is empty."""
    window = opened.choice.window
    if opened.last_received is None:
        return _("We have not received any reading of this meter yet. They come in once a day.")
    if opened.history is not None:
        reasons = set(opened.history.reasons(channel).values())
        if len(reasons) == 1:
            return f"{reason_words(reasons.pop(), window.focus, opened.today)}."
    reason = outside(opened.grant, window.start)
    return f"{reason_words(reason or Missing.NOT_RECEIVED, window.start, opened.today)}."


def _empty(opened: Opened, channel: Channel) -> str:
    """Why there is no chart."""
    history = opened.history
    if history is not None and opened.choice.window.view is View.DAY and history.daily[channel].total >= 0:
        return f"{reason_words(Missing.METER_SENDS_NO_INTERVALS, opened.choice.window.start, opened.today)}."
    return _("There is nothing to draw for this period.")


def _tabs(opened: Opened, kept: str) -> list[Link]:
    names = {View.DAY: _("Day"), View.WEEK: _("Week"), View.MONTH: _("Month"), View.YEAR: _("Year")}
    window = opened.choice.window
    shown = [view for view in _TABS if view in opened.choice.views]
    if len(shown) < 2:
        return []
    return [Link(names[view], link(view, window.focus, kept), current=view is window.view) for view in shown]


def _units(opened: Opened, channel: Channel) -> list[Link]:
    there = set(opened.history.daily if opened.history else opened.buckets or {})
    if not {Channel.GAS_ENERGY, Channel.GAS_VOLUME} <= there:
        return []
    window = opened.choice.window
    return [
        Link("kWh", link(window.view, window.focus, "kwh"), current=channel is Channel.GAS_ENERGY),
        Link("m³", link(window.view, window.focus, "m3"), current=channel is Channel.GAS_VOLUME),
    ]


def _period(window: Window) -> str:
    match window.view:
        case View.DAY:
            return words.capitalised(words.full_day(window.start))
        case View.MONTH:
            return words.capitalised(words.month(window.start))
        case View.YEAR:
            return str(window.start.year)
        case _:
            return words.days_between(window.start, window.end)


def _neighbour(opened: Opened, window: Window, kept: str) -> Link | None:
    """A link to `window`, when something of it is inside the right and not still to come."""
    inside = opened.grant.period.intersection(window.period)
    if inside is None or window.start > opened.today:
        return None
    label = _period(window)
    if opened.today in window.period and window.view is not View.DAY:
        label = _("%(period)s, in progress") % {"period": label}
    return Link(label, link(window.view, window.start, kept))


def _matrix(opened: Opened, channel: Channel) -> HourMatrix | None:
    """The hours by day that both the map and the insights of a page of several days are made of."""
    if opened.history is None or opened.choice.window.view is View.DAY:
        return None
    return opened.history.matrix(channel)


def _heat(
    opened: Opened, channel: Channel, unit: Unit, kept: str, matrix: HourMatrix | None
) -> tuple[Heat | None, str]:
    window, history = opened.choice.window, opened.history
    if history is None or window.view not in (View.WEEK, View.MONTH):
        return None, ""
    if matrix is None or not (matrix.per_hour >= 0).any():
        known = history.daily[channel].total >= 0
        return None, _("The meter does not send quarter-hours: there is no map of the hours.") if known else ""
    name = _("Map of days and hours, %(period)s.") % {"period": _period(window)}
    day = link(View.DAY, _last_known(history, channel) or window.focus, kept)
    return drawing.heat(matrix, window, unit, name=name, day_href=day), ""


def _last_known(history: History, channel: Channel) -> date | None:
    series = history.daily[channel]
    positions = series.known.nonzero()[0]
    return series.start + timedelta(days=int(positions[-1])) if len(positions) else None


def _insights(opened: Opened, channel: Channel, matrix: HourMatrix | None) -> list[Told]:
    history, window = opened.history, opened.choice.window
    if history is None or window.view is View.DAY:
        return []
    found = insights(history.daily[channel], matrix, is_gas=channel.is_gas)
    days = window.period.length if window.view is View.MONTH else 30
    own, unit = not opened.grant.actor.is_holder, words.unit_of(channel)
    return [insight_words(insight, days=days, unit=unit, own=own) for insight in found]


def _notes(opened: Opened, channel: Channel, slots: list[Slot]) -> list[str]:
    notes = [headline.received_words(opened.last_received)]
    if opened.history is not None:
        series = opened.history.daily[channel]
        estimated = [
            day
            for day, status, known in zip(
                series.days, series.statuses.tolist(), series.known.tolist(), strict=True
            )
            if known and status == Status.ESTIMATED
        ]
        if estimated:
            notes.append(estimated_words(estimated))
    if channel.is_gas:
        notes.append(_("A gas day runs from 6 in the morning to 6 the next morning."))
    notes.append(_("The supplier’s bill may cover other dates."))
    return notes
