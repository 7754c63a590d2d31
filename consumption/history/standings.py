"""Consumption out of the standings of registers: successive readings, an exchange of the meter, a register that
begins at zero again. Pure Python, no database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from consumption.history.series import MISSING, IndexPeriod, MeterSpan
from consumption.store.kinds import Channel, Status

_CHANNELS = {"1": Channel.OFFTAKE, "2": Channel.INJECTION, "7": Channel.GAS_VOLUME}
_DEFAULT_DIGITS = 6


class Standing(NamedTuple):
    """One index reading; `value` in Wh or dm³."""

    meter_id: int
    register: str
    day: date
    value: int
    status: int


@dataclass(frozen=True, slots=True)
class _Step:
    """What one register counted between two readings."""

    used: int
    rolled_over: bool


def differences(standings: Iterable[Standing], meters: Sequence[MeterSpan]) -> list[IndexPeriod]:
    """Consumption between successive readings, by channel, oldest first.

    A period needs a reading of each register of its channel on both days. Where the old and the new meter were
    read on the day of the exchange, the two parts make one period. A standing below the former one is taken for a
    register that began at zero again when that makes a use below half of the register's range; otherwise one of
    the two readings is wrong, and neither makes a period: no guess is shown.
    """
    by_series: dict[tuple[Channel, int], dict[str, dict[date, Standing]]] = defaultdict(lambda: defaultdict(dict))
    for standing in standings:
        channel = _CHANNELS[standing.register[0]]
        by_series[channel, standing.meter_id][standing.register][standing.day] = standing
    parts: dict[Channel, list[IndexPeriod]] = defaultdict(list)
    for meter in meters:
        for channel in Channel:
            if registers := by_series.get((channel, meter.id)):
                parts[channel] = _chained(parts[channel], _of_one_meter(channel, registers, meter))
    return [period for channel in sorted(parts) for period in parts[channel]]


def _of_one_meter(
    channel: Channel, registers: dict[str, dict[date, Standing]], meter: MeterSpan
) -> list[IndexPeriod]:
    days = sorted(set.intersection(*(set(readings) for readings in registers.values())))
    periods = []
    for start, end in pairwise(days):
        steps: dict[str, _Step] = {}
        for register, readings in registers.items():
            digits = meter.registers.get(register, _DEFAULT_DIGITS)
            step = _step(readings[start].value, readings[end].value, digits)
            if step is not None:
                steps[register] = step
        if len(steps) == len(registers):
            estimated = any(
                readings[day].status == Status.ESTIMATED for readings in registers.values() for day in (start, end)
            )
            periods.append(_period(channel, start, end, steps, estimated=estimated))
    return periods


def _step(before: int, after: int, digits: int) -> _Step | None:
    """What a register of so many digits (kWh or m³) counted; None when the standings contradict each other."""
    if after >= before:
        return _Step(after - before, rolled_over=False)
    size = 10**digits * 1000
    used = after - before + size
    return _Step(used, rolled_over=True) if 0 <= used < size // 2 else None


def _period(channel: Channel, start: date, end: date, steps: dict[str, _Step], *, estimated: bool) -> IndexPeriod:
    two_registers = any(register.endswith(".8.2") for register in steps)
    return IndexPeriod(
        channel=channel,
        start=start,
        end=end,
        total=sum(step.used for step in steps.values()),
        day_part=_part(steps, ".8.1") if two_registers else MISSING,
        night=_part(steps, ".8.2") if two_registers else MISSING,
        status=Status.ESTIMATED if estimated else Status.MEASURED,
        meter_changed=False,
        rolled_over=any(step.rolled_over for step in steps.values()),
    )


def _part(steps: dict[str, _Step], suffix: str) -> int:
    return sum(step.used for register, step in steps.items() if register.endswith(suffix))


def _chained(former: list[IndexPeriod], later: list[IndexPeriod]) -> list[IndexPeriod]:
    """The periods of a meter and of the next one; the two that meet on the day of the exchange become one."""
    if not former or not later or former[-1].end != later[0].start:
        return [*former, *later]
    old, new = former[-1], later[0]
    both_split = old.night >= 0 and new.night >= 0
    joined = replace(
        old,
        end=new.end,
        total=old.total + new.total,
        day_part=old.day_part + new.day_part if both_split else MISSING,
        night=old.night + new.night if both_split else MISSING,
        status=max(old.status, new.status),
        meter_changed=True,
        rolled_over=old.rolled_over or new.rolled_over,
    )
    return [*former[:-1], joined, *later[1:]]
