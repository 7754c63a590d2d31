"""Made-up but plausible readings for the demo's people: the same days come out the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from consumption.ingest.operations import Day
from consumption.store.calendar import local_times, night_mask, slot_starts
from consumption.store.kinds import Channel, Status
from consumption.store.profile import Profile
from portal.primitives.period import Period

_WH_PER_DM3 = 11.3  # of natural gas, gross calorific value
_ESTIMATED_EVERY = 57  # days
_LOST_EVERY = 131  # days of which the afternoon never arrived


@dataclass(frozen=True, slots=True)
class Home:
    """What lives at an access point. Power in W; `solar` is the peak of the panels, `heating` of the boiler."""

    seed: int
    base: int
    evening: int
    solar: int = 0
    heating: int = 0
    dual_tariff: bool = False


def electricity_days(home: Home, access_point_id: int, period: Period) -> Iterator[Day]:
    """Each day of `period` in quarter-hours: offtake, and injection where there are panels."""
    for day in period.days():
        random = np.random.default_rng((home.seed, day.toordinal()))
        starts = slot_starts(Channel.OFFTAKE, day)
        hours = _clock_hours(starts)
        net = (_load(home, random, day, hours) - _sun(home, random, day, hours)) / 4
        net = np.rint(net).astype(np.int64)
        night = night_mask(starts) if home.dual_tariff else None
        states = _states(home, day, len(starts))
        yield _day(access_point_id, Channel.OFFTAKE, day, np.maximum(net, 0), states, night)
        if home.solar:
            yield _day(access_point_id, Channel.INJECTION, day, np.maximum(-net, 0), states, night)


def gas_days(home: Home, access_point_id: int, period: Period) -> Iterator[Day]:
    """Each gas day of `period` in hours: volume, and the energy that it holds."""
    for day in period.days():
        random = np.random.default_rng((home.seed, day.toordinal()))
        hours = _clock_hours(slot_starts(Channel.GAS_VOLUME, day))
        cold = np.clip(0.55 + 0.5 * _winter(day) + random.normal(0, 0.12), 0, 1.2)
        heating = home.heating * cold * (0.35 + 0.65 * (_bump(hours, 7, 1.6) + _bump(hours, 19, 2.6)))
        water = 500 * (random.random(len(hours)) < 0.12)
        energy = np.rint(heating * (cold > 0.25) + water).astype(np.int64)
        volume = np.rint(energy / _WH_PER_DM3).astype(np.int64)
        states = _states(home, day, len(hours))
        yield _day(access_point_id, Channel.GAS_ENERGY, day, energy, states, None)
        yield _day(access_point_id, Channel.GAS_VOLUME, day, volume, states, None)


def _day(
    access_point_id: int,
    channel: Channel,
    day: date,
    values: NDArray[np.int64],
    states: NDArray[np.uint8],
    night: NDArray[np.bool_] | None,
) -> Day:
    values = np.where(states == Status.MISSING, -1, values)
    return Day(access_point_id, channel, day, profile=Profile(values, states, night))


def _load(home: Home, random: np.random.Generator, day: date, hours: NDArray[np.float64]) -> NDArray[np.float64]:
    weekend = day.weekday() >= 5
    away = (day.toordinal() // 4 + home.seed) % 29 == 0
    if away:
        return home.base * random.uniform(0.85, 1.1, len(hours))
    busy = 1 + 0.25 * _winter(day)
    morning = home.evening * 0.5 * _bump(hours, 9 if weekend else 7.2, 1.1)
    noon = home.evening * (0.55 if weekend else 0.15) * _bump(hours, 12.7, 1.4)
    evening = home.evening * _bump(hours, 19.2, 2.0)
    washing = home.evening * 1.8 * _bump(hours, random.uniform(9, 18), 0.6) * (random.random() < 0.35)
    noise = random.gamma(6, 1 / 6, len(hours))
    return (home.base + (morning + noon + evening) * busy) * noise + washing


def _sun(home: Home, random: np.random.Generator, day: date, hours: NDArray[np.float64]) -> NDArray[np.float64]:
    half_day = 6.1 - 2.1 * _winter(day)
    height = np.clip(np.cos((hours - 13.3) / half_day * np.pi / 2), 0, None) * (np.abs(hours - 13.3) < half_day)
    sky = random.beta(1.6, 1.2) * random.uniform(0.6, 1.0, len(hours))
    return home.solar * (0.55 - 0.35 * _winter(day)) * height * sky


def _states(home: Home, day: date, count: int) -> NDArray[np.uint8]:
    states = np.full(count, Status.MEASURED, dtype=np.uint8)
    turn = day.toordinal() + 31 * home.seed
    if turn % _ESTIMATED_EVERY < 2:
        states[:] = Status.ESTIMATED
    elif turn % _LOST_EVERY == 0:
        states[count // 2 :] = Status.MISSING
    return states


def _clock_hours(starts: NDArray[np.datetime64]) -> NDArray[np.float64]:
    local = local_times(starts)
    hours: NDArray[np.float64] = (local - local.astype("datetime64[D]")).astype(np.float64) / 3600
    return hours


def _winter(day: date) -> float:
    """1 in the middle of January, -1 in the middle of July."""
    return float(np.cos((day.timetuple().tm_yday - 15) / 365.25 * 2 * np.pi))


def _bump(hours: NDArray[np.float64], centre: float, width: float) -> NDArray[np.float64]:
    distance = np.abs(hours - centre)
    bump: NDArray[np.float64] = np.exp(-((np.minimum(distance, 24 - distance) / width) ** 2))
    return bump
