"""From slots to bars, tables and the hour map."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from consumption.history.series import HourMatrix
from consumption.pages import words
from consumption.pages.charts import bars as bar_chart
from consumption.pages.charts import heatmap
from consumption.pages.charts.bars import Bar, BarChart, Look
from consumption.pages.insights import strong_hours
from consumption.pages.page import Chart, Heat, Key, Row, Table
from consumption.pages.slots import Slot
from consumption.pages.windows import View, Window
from consumption.pages.words import Unit

_HOURS = (0, 6, 12, 18)


def decimals_of(slots: Sequence[Slot]) -> int:
    """How many decimals the figures of a table get, all the same."""
    largest = max((value for slot in slots for value in (slot.up, slot.down, slot.before) if value), default=0)
    if largest >= 500_000:
        return 0
    if largest >= 3_000:
        return 1
    return 2 if largest >= 100 else 3


def chart(
    slots: list[Slot],
    *,
    few: list[Slot] | None = None,
    unit: Unit,
    window: Window,
    is_gas: bool,
    title: str,
    name: str,
    step: str,
    caption: str,
) -> Chart:
    """Bars and table of `slots`; `few` are the slots of the small chart where all are too many.

    `step` heads the first column; `name` is read to people who do not see the chart.
    """
    year = str(window.start.year - 1)
    drawn = {"name": name, "unit": unit.symbol, "number": words.axis_number}
    small = slots if few is None else few
    return Chart(
        title=title,
        legend=_legend(slots, window, is_gas),
        large=BarChart(bars=_bars(slots, unit, year, is_gas), **drawn).draw(  # type: ignore[arg-type]
            bar_chart.LARGE, [slot.label for slot in slots]
        ),
        small=BarChart(bars=_bars(small, unit, year, is_gas), **drawn).draw(  # type: ignore[arg-type]
            bar_chart.SMALL, [slot.small for slot in small]
        ),
        table=_table(slots, unit, year, is_gas, step, caption),
    )


def _bars(slots: Sequence[Slot], unit: Unit, year: str, is_gas: bool) -> list[Bar]:
    decimals = decimals_of(slots)
    said = {
        "used": _("%(amount)s used") if is_gas else _("%(amount)s drawn"),
        "injected": _("%(amount)s injected"),
        "before": _("%(amount)s in %(year)s"),
        "name": _("%(moment)s: %(told)s"),
        "tip_injected": _("injected: %(amount)s"),
        "tip_before": _("%(year)s: %(amount)s"),
    }
    return [_bar(slot, unit, year, decimals, said) for slot in slots]


def _bar(slot: Slot, unit: Unit, year: str, decimals: int, said: dict[str, str]) -> Bar:
    if slot.blank:
        return Bar(name="", tip=("", ""), up=None, blank=True)
    if slot.up is None:
        spoken, below, first = [slot.state], [slot.state], slot.title
    else:
        up = words.amount(slot.up, unit, decimals)
        spoken, below, first = [said["used"] % {"amount": up}], [], f"{slot.title} · {up}"
    if slot.before is not None:
        before = {"amount": words.fixed(slot.before, decimals), "year": year}
        below.append(said["tip_before"] % before)
        spoken.append(said["before"] % before)
    if slot.down is not None:
        down = {"amount": words.fixed(slot.down, decimals)}
        below.append(said["tip_injected"] % down)
        spoken.append(said["injected"] % down)
    if slot.up is not None and (slot.look is not Look.MEASURED or not below):
        below.append(slot.state)
        spoken.append(slot.state)
    return Bar(
        name=said["name"] % {"moment": slot.spoken, "told": ", ".join(spoken)},
        tip=(first, " · ".join(below)),
        up=None if slot.up is None else slot.up / 1000,
        down=None if slot.down is None else slot.down / 1000,
        before=None if slot.before is None else slot.before / 1000,
        look=slot.look,
        strong=slot.strong,
        href=slot.href,
    )


def _legend(slots: Sequence[Slot], window: Window, is_gas: bool) -> list[Key]:
    keys = [Key("use", _("Used") if is_gas else _("Drawn"))]
    if any(slot.before is not None for slot in slots):
        year = {"year": window.start.year - 1}
        same = _("Same month in %(year)s") if window.view is View.YEAR else _("Same day in %(year)s")
        keys.append(Key("prev", same % year))
    if any(slot.down is not None for slot in slots):
        keys.append(Key("inj", _("Injected (panels)")))
    if any(slot.look is Look.ESTIMATED and slot.up is not None for slot in slots):
        keys.append(Key("est", _("Estimated")))
    if any(slot.look is Look.PARTIAL and slot.up is not None for slot in slots):
        keys.append(Key("part", _("Incomplete")))
    if any(slot.up is None and not slot.blank for slot in slots):
        keys.append(Key("gap", _("No value")))
    return keys


def _table(slots: Sequence[Slot], unit: Unit, year: str, is_gas: bool, step: str, caption: str) -> Table:
    decimals = decimals_of(slots)
    has_before = any(slot.before is not None for slot in slots)
    has_down = any(slot.down is not None for slot in slots)
    has_night = any(slot.night is not None and slot.up is not None and 0 < slot.night < slot.up for slot in slots)
    columns = [step, _("Used") if is_gas else _("Drawn")]
    columns += [_("Day tariff"), _("Night tariff")] if has_night else []
    columns += [year, _("Difference")] if has_before else []
    columns += [_("Injected")] if has_down else []
    columns += [_("Reading")]

    def quantities(up: int | None, night: int | None, before: int | None, down: int | None) -> list[str]:
        cells = [_cell(up, decimals)]
        if has_night:
            day = None if up is None or night is None else up - night
            cells += [_cell(day, decimals), _cell(night, decimals)]
        if has_before:
            change = None if up is None or before is None else up - before
            cells += [_cell(before, decimals), "" if change is None else words.signed(change, decimals)]
        return [*cells, _cell(down, decimals)] if has_down else cells

    rows = [
        Row(slot.title, [*quantities(slot.up, slot.night, slot.before, slot.down), slot.state], slot.href)
        for slot in slots
    ]
    alike = [slot for slot in slots if slot.up is not None and slot.before is not None]
    all_alike = len(alike) == sum(slot.up is not None for slot in slots)
    total = [
        _("Total"),
        *quantities(
            _sum(slot.up for slot in slots),
            _sum(slot.night for slot in slots),
            _sum(slot.before for slot in alike) if all_alike else None,
            _sum(slot.down for slot in slots),
        ),
        "",
    ]
    return Table(caption, columns, rows, total)


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _cell(value: int | None, decimals: int) -> str:
    return "" if value is None else words.fixed(value, decimals)


def heat(matrix: HourMatrix, window: Window, unit: Unit, *, name: str, day_href: str) -> Heat | None:
    """The hour map of `matrix`; None when no hour is known."""
    per_hour = matrix.per_hour
    if not (per_hour >= 0).any():
        return None
    first = matrix.first_hour
    order = [*range(first, 24), *range(first)]
    hours = [words.clock(order[row]) for row in _HOURS]
    in_week = window.view is View.WEEK
    strong = [day.weekday() >= 5 for day in matrix.days]
    full = [words.weekday(day) if in_week else str(day.day) for day in matrix.days]
    few = [
        words.weekday(day) if in_week else (str(day.day) if day.day == 1 or day.day % 5 == 0 else "")
        for day in matrix.days
    ]
    step = heatmap.shade_step(per_hour)
    told = strong_hours(matrix)
    label = name
    if told:
        peak = _("Use is highest from %(from)s to %(to)s.")
        label = f"{name} {peak % {'from': words.clock(told.first), 'to': words.clock(told.end % 24)}}"
    maps = [
        heatmap.draw(
            per_hour,
            [heatmap.Column(text, bold) for text, bold in zip(labels, strong, strict=True)],
            grid=grid,
            name=label,
            hours=hours,
            order=order,
        )
        for labels, grid in ((full, heatmap.LARGE), (few, heatmap.SMALL))
    ]
    return Heat(
        intro=_("One square an hour. The deeper the colour, the more is used."),
        top=_("%(amount)s and more") % {"amount": words.amount(round(step * (heatmap.SHADES - 1)), unit)},
        large=maps[0],
        small=maps[1],
        day_href=day_href,
    )


def with_per_day(drawn: Chart, per_day: list[float], days: list[int]) -> Chart:
    """`drawn` with two more columns before the last: how many days a row covers, and its mean per day."""
    table = drawn.table
    rows = [
        replace(row, cells=[*row.cells[:-1], str(count), words.fixed(round(mean), 2), row.cells[-1]])
        for row, count, mean in zip(table.rows, days, per_day, strict=True)
    ]
    columns = [*table.columns[:-1], _("Days"), _("Per day"), table.columns[-1]]
    total = [*table.total[:-1], str(sum(days)), "", ""]
    return replace(drawn, table=replace(table, columns=columns, rows=rows, total=total))
