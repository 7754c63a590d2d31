"""From an opened history to a page, for meters that a person reads once a year or once a month."""

from datetime import date

from django.utils.translation import gettext as _

from consumption.history.series import IndexPeriod
from consumption.pages import drawing, headline, words
from consumption.pages.charts.bars import Look
from consumption.pages.downloads import downloads
from consumption.pages.operations import Opened
from consumption.pages.page import Chart, Fact, Headline, ReadingsPage
from consumption.pages.presenter import frame
from consumption.pages.slots import Slot, status_words
from consumption.pages.windows import View, Window
from consumption.pages.words import Unit
from consumption.store.kinds import Channel, Status
from portal.grid.models import Energy, MeterKind

_ENERGIES = {
    Energy.ELECTRICITY: (Channel.OFFTAKE,),
    Energy.GAS: (Channel.GAS_ENERGY, Channel.GAS_VOLUME),
}


def page(opened: Opened) -> ReadingsPage:
    """One bar between two readings, the mean per day, and the table of readings."""
    found = opened.readings or []
    energy = Energy(opened.grant.access_point.energy)
    channel = next(
        (channel for channel in _ENERGIES[energy] if any(period.channel == channel for period in found)),
        _ENERGIES[energy][0],
    )
    periods = [period for period in found if period.channel == channel]
    injected = {period.start: period for period in found if period.channel == Channel.INJECTION}
    unit = words.unit_of(channel)
    monthly = opened.meter_kind == MeterKind.MONTHLY
    window = Window(View.YEARS, opened.grant.period, opened.grant.period.start)
    return ReadingsPage(
        frame=frame(opened),
        headline=_headline(opened, periods, injected, unit, is_gas=channel.is_gas, monthly=monthly),
        chart=_chart(periods, injected, unit, window, is_gas=channel.is_gas, monthly=monthly) if periods else None,
        downloads=downloads(opened.grant, window, opened.finest),
        notes=_notes(opened, periods, monthly=monthly),
    )


def slots(periods: list[IndexPeriod], injected: dict[date, IndexPeriod], *, monthly: bool) -> list[Slot]:
    """A slot for each stretch between two readings."""
    return [
        Slot(
            title=words.days_between(period.start, period.end),
            spoken=words.days_between(period.start, period.end),
            label=words.short_month(period.start) if monthly else str(period.end.year),
            small=words.narrow_month(period.start) if monthly else str(period.end.year),
            up=period.total,
            down=injected[period.start].total if period.start in injected else None,
            night=period.night if period.night >= 0 else None,
            look=Look.ESTIMATED if period.status == Status.ESTIMATED else Look.MEASURED,
            state=_state(period),
        )
        for period in periods
    ]


def _state(period: IndexPeriod) -> str:
    told = [status_words(int(period.status))]
    if period.meter_changed:
        told.append(_("Meter replaced"))
    if period.rolled_over:
        told.append(_("Counter back at zero"))
    return ", ".join(told)


def _headline(
    opened: Opened,
    periods: list[IndexPeriod],
    injected: dict[date, IndexPeriod],
    unit: Unit,
    *,
    is_gas: bool,
    monthly: bool,
) -> Headline:
    own = not opened.grant.actor.is_holder
    if not periods:
        return Headline(
            title=_untitled(is_gas, own=own),
            sentence=_(
                "The use is worked out between two readings. There are not two readings in this period yet."
            ),
        )
    latest = periods[-1]
    before = periods[-2] if len(periods) > 1 and not monthly else None
    between = {"days": words.days_between(latest.start, latest.end)}
    facts = []
    if latest.start in injected:
        facts.append(Fact(_("Injected"), words.amount(injected[latest.start].total, words.KWH)))
    facts.append(Fact(_("Per day"), words.amount(round(latest.per_day), unit)))
    if latest.night > 0 and latest.day_part > 0:
        split = {
            "day": words.fixed(latest.day_part, words.places(latest.day_part)),
            "night": words.amount(latest.night, unit),
        }
        facts.append(
            Fact(_("Day and night"), _("%(day)s and %(night)s") % split, _("Day tariff and night tariff"))
        )
    return Headline(
        title=_title(between, is_gas, own=own),
        number=words.fixed(latest.total, words.places(latest.total)),
        unit=headline.unit_words(unit, is_gas=is_gas),
        comparison=headline.per_day_comparison(latest.per_day, before.per_day, unit) if before else None,
        facts=facts,
    )


def _untitled(is_gas: bool, *, own: bool) -> str:
    if own:
        return _("Your gas") if is_gas else _("Your electricity")
    return _("Gas") if is_gas else _("Electricity")


def _title(between: dict[str, str], is_gas: bool, *, own: bool) -> str:
    if own:
        return _("Your gas, %(days)s") % between if is_gas else _("Your electricity, %(days)s") % between
    return _("Gas, %(days)s") % between if is_gas else _("Electricity, %(days)s") % between


def _chart(
    periods: list[IndexPeriod],
    injected: dict[date, IndexPeriod],
    unit: Unit,
    window: Window,
    *,
    is_gas: bool,
    monthly: bool,
) -> Chart:
    title = _("Use from reading to reading")
    found = slots(periods, injected, monthly=monthly)
    drawn = drawing.chart(
        found,
        unit=unit,
        window=window,
        is_gas=is_gas,
        title=title,
        name=f"{title}.",
        step=_("Period"),
        caption=_("From reading to reading, in %(unit)s.") % {"unit": unit.symbol},
    )
    return drawing.with_per_day(drawn, [period.per_day for period in periods], [period.days for period in periods])


def _notes(opened: Opened, periods: list[IndexPeriod], *, monthly: bool) -> list[str]:
    notes = [
        _("This meter is read once a month. It sends neither days nor quarter-hours.")
        if monthly
        else _("This meter is read once a year. It sends neither days nor quarter-hours.")
    ]
    if periods:
        notes.append(_("Last reading: %(day)s.") % {"day": words.full_day(periods[-1].end)})
    notes.append(_("The supplier’s bill may cover other dates."))
    return notes
