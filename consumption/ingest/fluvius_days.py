"""From the rows of an export to whole days: in the order of time, without a hole, each interval once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from consumption.ingest.fluvius import DAY, NIGHT, Rows
from consumption.ingest.meters import UnknownMeter, installation_on, installations_of
from consumption.ingest.problems import Problems
from consumption.models import ReadingDay
from consumption.store.calendar import Moments, day_of, local_times, night_mask, slot_starts
from consumption.store.kinds import Channel, Status
from consumption.store.profile import Profile, decode
from portal.grid.models import AccessPoint, Energy


@dataclass(frozen=True, slots=True)
class ExportedDay:
    """A day of one channel as the file tells it. `told` is false where the file has no row at all."""

    channel: Channel
    day: date
    profile: Profile
    told: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The rows of one channel in the order of time."""

    line: NDArray[np.int64]
    start: NDArray[np.datetime64]  # UTC
    value: NDArray[np.int64]
    state: NDArray[np.uint8]
    part: NDArray[np.uint8]

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "_Columns":
        return _Columns(*(getattr(self, name)[which] for name in self.__slots__))


def exported_days(
    rows: Rows, access_point: AccessPoint, problems: Problems, *, now: datetime, check_meters: bool
) -> list[ExportedDay]:
    """The days of the file, or an empty list when `problems` were found.

    A first or last day that the file holds in part has missing values there; a hole in between is a problem.
    `check_meters` asks that each meter number stood at the access point on each of its days.
    """
    channels = _channels(rows, access_point, problems)
    if problems.count:
        return []
    starts = _moments(rows, channels, problems)
    if problems.count:
        return []
    latest = int(np.argmax(starts.astype(np.int64)))
    if starts[latest].astype(np.int64) > now.timestamp():
        problems.add(rows.line[latest], gettext("the interval is still to come"))
    if check_meters and not problems.count:
        _check_meters(rows, channels, starts, access_point, problems)
    days: list[ExportedDay] = []
    lines = np.array(rows.line, dtype=np.int64)
    every = _Columns(
        lines,
        starts,
        np.array(rows.value, np.int64),
        np.array(rows.state, np.uint8),
        np.array(rows.part, np.uint8),
    )
    for code in np.unique(channels).tolist():
        channel = Channel(code)
        columns = every.taken(channels == code)
        columns = columns.taken(np.lexsort((columns.line, columns.part, columns.start)))
        _check_order(columns, channel, problems)
        if not problems.count:
            days += _days(_registers_joined(columns, problems), channel)
    return [] if problems.count else days


def with_stored_values(days: list[ExportedDay], access_point_id: int) -> Iterator[ExportedDay]:
    """The days, with what the store holds where the file has no row: a part of a day does not erase the rest."""
    for exported in days:
        if not exported.told.all():
            key = (access_point_id, exported.channel, exported.day)
            row = ReadingDay.objects.filter(pk=key).first()
            if row is not None and row.profile is not None:
                stored = decode(bytes(row.profile), Status(row.status))
                told, new = exported.told, exported.profile
                night = new.night
                if night is not None and stored.night is not None:
                    night = np.where(told, night, stored.night)
                exported = replace(
                    exported,
                    profile=Profile(
                        np.where(told, new.values, stored.values), np.where(told, new.states, stored.states), night
                    ),
                )
        yield exported


def _channels(rows: Rows, access_point: AccessPoint, problems: Problems) -> NDArray[np.uint8]:
    """The channel of each row at this access point: kWh of gas are gas energy."""
    channels = np.array(rows.channel, dtype=np.uint8)
    if access_point.energy == Energy.GAS:
        wrong = (channels == Channel.INJECTION) | (np.array(rows.part) != 0)
        channels[channels == Channel.OFFTAKE] = Channel.GAS_ENERGY
        reason = gettext("a register of electricity, but the access point is one of gas")
    else:
        wrong = channels == Channel.GAS_VOLUME
        reason = gettext("a volume of gas, but the access point is one of electricity")
    for row in np.flatnonzero(wrong).tolist():
        problems.add(rows.line[row], reason)
    return channels


def _moments(rows: Rows, channels: NDArray[np.uint8], problems: Problems) -> NDArray[np.datetime64]:
    """The start of each row in UTC. Of the doubled autumn hour, the first row of a register is summer time."""
    start: Moments = np.array(rows.start, dtype=np.int64).astype("datetime64[s]")
    end: Moments = np.array(rows.end, dtype=np.int64).astype("datetime64[s]")
    summer: Moments = start - np.timedelta64(2, "h")
    winter: Moments = start - np.timedelta64(1, "h")
    is_summer, is_winter = local_times(summer) == start, local_times(winter) == start
    later = is_winter & ~is_summer
    times_seen: dict[tuple[int, int, int], int] = {}
    for row in np.flatnonzero(is_summer & is_winter).tolist():
        key = (int(channels[row]), rows.part[row], rows.start[row])
        times_seen[key] = times_seen.get(key, 0) + 1
        later[row] = times_seen[key] > 1
        if times_seen[key] > 2:
            problems.add(rows.line[row], gettext("the same interval comes more than once"))
    for row in np.flatnonzero(~is_summer & ~is_winter).tolist():
        problems.add(rows.line[row], gettext("clocks skip this hour: it does not exist on that day"))
    moments = np.where(later, winter, summer)
    step = np.where(np.isin(channels, (Channel.GAS_ENERGY, Channel.GAS_VOLUME)), 3600, 900).astype(
        "timedelta64[s]"
    )
    right = (end == local_times(moments + step)) | (end - start == step)
    for row in np.flatnonzero(~right).tolist():
        is_gas = Channel(int(channels[row])).is_gas
        problems.add(
            rows.line[row],
            gettext("the interval is not an hour, as gas is read")
            if is_gas
            else gettext("the interval is not a quarter-hour, as electricity is read"),
        )
    return moments


def _check_meters(
    rows: Rows,
    channels: NDArray[np.uint8],
    starts: NDArray[np.datetime64],
    access_point: AccessPoint,
    problems: Problems,
) -> None:
    installations = installations_of(rows.meters)
    days = day_of(Channel(int(channels[0])), starts).astype(np.int64)
    together = days * len(rows.meters) + np.array(rows.meter, dtype=np.int64)
    _, firsts = np.unique(together, return_index=True)
    told: set[str] = set()
    for row in sorted(firsts.tolist()):
        number = rows.meters[rows.meter[row]]
        day = date(1970, 1, 1).fromordinal(int(days[row]) + date(1970, 1, 1).toordinal())
        try:
            found = installation_on(installations, number, day, read=True)
            reason = "" if found.access_point_id == access_point.pk else gettext(
                "the meter %(number)s stands at another access point"
            ) % {"number": number}  # fmt: skip
        except UnknownMeter as error:
            reason = str(error)
        if reason and reason not in told:
            told.add(reason)
            problems.add(rows.line[row], reason)


def _check_order(columns: _Columns, channel: Channel, problems: Problems) -> None:
    """Each interval once per register, and no hole between the first and the last."""
    same = (columns.start[1:] == columns.start[:-1]) & (columns.part[1:] == columns.part[:-1])
    for row in np.flatnonzero(same).tolist():
        reason = gettext("the same interval and register as in line %(first)d")
        problems.add(int(columns.line[row + 1]), reason % {"first": int(columns.line[row])})
    step = np.timedelta64(channel.step_seconds, "s")
    for row in np.flatnonzero(np.diff(columns.start) > step).tolist():
        ends: Moments = columns.start[row : row + 1] + step
        since = local_times(ends).item()
        until = local_times(columns.start[row + 1 : row + 2]).item()
        reason = gettext("rows are missing before this one: from %(since)s to %(until)s")
        words = {"since": f"{since:%Y-%m-%d %H:%M}", "until": f"{until:%Y-%m-%d %H:%M}"}
        problems.add(int(columns.line[row + 1]), reason % words)


def _registers_joined(columns: _Columns, problems: Problems) -> _Columns:
    """One row per interval. Where both registers have a row, the one that counted stands for it."""
    again = np.flatnonzero(columns.start[1:] == columns.start[:-1])
    keep = np.ones(len(columns.start), dtype=np.bool_)
    for row in again.tolist():
        first, second = int(columns.value[row]), int(columns.value[row + 1])
        if first > 0 and second > 0:
            reason = gettext("the day and the night register both count in the same interval")
            problems.add(int(columns.line[row + 1]), reason)
        keep[row if second > first else row + 1] = False
    return columns.taken(keep)


def _days(columns: _Columns, channel: Channel) -> Iterator[ExportedDay]:
    days = day_of(channel, columns.start)
    first, last = days[0].item(), days[-1].item()
    slots = slot_starts(channel, first, (last - first).days + 1)
    at = int(np.searchsorted(slots, columns.start[0]))
    where = slice(at, at + len(columns.start))
    values = np.full(len(slots), -1, dtype=np.int64)
    states = np.full(len(slots), Status.MISSING, dtype=np.uint8)
    told = np.zeros(len(slots), dtype=np.bool_)
    values[where], states[where], told[where] = columns.value, columns.state, True
    night: NDArray[np.bool_] | None = None
    if np.isin(columns.part, (DAY, NIGHT)).any():
        night = night_mask(slots)
        night[where] = np.where(columns.part == 0, night[where], columns.part == NIGHT)
    of_day = day_of(channel, slots)
    for day in np.unique(of_day):
        which = of_day == day
        profile = Profile(values[which], states[which], None if night is None else night[which])
        yield ExportedDay(channel, day.item(), profile, told[which])
