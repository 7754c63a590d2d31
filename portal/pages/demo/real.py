"""The real exports in samples/, moved to the days just behind us."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from consumption.ingest.fluvius import read_rows
from consumption.ingest.fluvius_days import ExportedDay, exported_days
from consumption.ingest.lines import numbered_lines
from consumption.ingest.operations import Day
from consumption.ingest.problems import Problems
from consumption.store.calendar import slot_count
from consumption.store.kinds import Channel, Status
from consumption.store.profile import MISSING_VALUE, Profile
from portal.grid.models import AccessPoint, Energy

SAMPLES = {
    Energy.ELECTRICITY: "fluvius_electricity_quarter_hour_2021-10.csv",
    Energy.GAS: "fluvius_gas_hourly_2022-01.csv",
}
_SLOTS_TO_TWO = {True: 2, False: 8}  # the clock changes at 02:00; a gas day's hours from 06:00 keep their order


def recent_days(access_point: AccessPoint, *, today: date, now: datetime) -> Iterator[Day]:
    """The sample of the access point's energy, moved by whole weeks so that it ends before `today`.

    Weekdays stay weekdays, so that the day and the night register keep their hours.
    """
    exported = _exported(access_point, now)
    last = max(day.day for day in exported)
    weeks = (today - timedelta(days=1) - last) // timedelta(weeks=1)
    for found in exported:
        day = found.day + timedelta(weeks=weeks)
        yield Day(access_point.pk, found.channel, day, profile=_fitted(found, day))


def _exported(access_point: AccessPoint, now: datetime) -> list[ExportedDay]:
    problems = Problems()
    with (settings.SAMPLES_DIR / SAMPLES[Energy(access_point.energy)]).open("rb") as stream:
        rows = read_rows(numbered_lines(stream, problems), problems)
        return exported_days(rows, access_point, problems, now=now, check_meters=False)


def _fitted(found: ExportedDay, day: date) -> Profile:
    """The profile for a day that may be an hour longer or shorter: that hour is left out, or is missing."""
    channel, profile = found.channel, found.profile
    missing = slot_count(channel, day) - len(profile.values)
    return Profile(
        _stretched(profile.values, missing, channel, MISSING_VALUE),
        _stretched(profile.states, missing, channel, int(Status.MISSING)),
        None if profile.night is None else _stretched(profile.night, missing, channel, 1),
    )


def _stretched(column: NDArray[Any], missing: int, channel: Channel, filler: int) -> NDArray[Any]:
    at = _SLOTS_TO_TWO[channel.is_gas]
    if missing < 0:
        return np.delete(column, slice(at, at - missing))
    return np.insert(column, at, [filler] * missing)
