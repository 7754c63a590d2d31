"""The days that legs and applicant share, and why there is none. Pure Python."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.primitives.working_days import is_working_day

_WEEKS = 8  # so far ahead the pages let people choose


class NoneBecause(StrEnum):
    """Why no day is shared."""

    NOTHING_TO_PLAN = "nothing_to_plan"  # no leg is ready for a day
    LEGS_GAVE_NONE = "legs_gave_none"
    APPLICANT_GAVE_NONE = "applicant_gave_none"
    LEGS_DIFFER = "legs_differ"  # the operators share no day among themselves
    APPLICANT_DIFFERS = "applicant_differs"  # they do, and the applicant can on none of these


@dataclass(frozen=True, slots=True)
class CommonDays:
    """`days` that suit everybody, the first one first. When there is none: why, and the keys of the legs that hold
    it up; `without_applicant` are the days that the legs share."""

    days: tuple[date, ...] = ()
    none_because: NoneBecause | None = None
    held_up_by: tuple[int, ...] = ()
    without_applicant: tuple[date, ...] = ()


def shared(legs: Mapping[int, Set[date]], applicant: Set[date]) -> CommonDays:
    """What the days of each leg, by its key, and those of the applicant have in common."""
    if not legs:
        return CommonDays(none_because=NoneBecause.NOTHING_TO_PLAN)
    if silent := tuple(key for key, days in legs.items() if not days):
        return CommonDays(none_because=NoneBecause.LEGS_GAVE_NONE, held_up_by=silent)
    among_legs = _all_share(list(legs.values()))
    if not among_legs:
        return CommonDays(none_because=NoneBecause.LEGS_DIFFER, held_up_by=_odd_ones(legs))
    without = tuple(sorted(among_legs))
    if not applicant:
        return CommonDays(none_because=NoneBecause.APPLICANT_GAVE_NONE, without_applicant=without)
    if not among_legs & applicant:
        return CommonDays(none_because=NoneBecause.APPLICANT_DIFFERS, without_applicant=without)
    return CommonDays(days=tuple(sorted(among_legs & applicant)), without_applicant=without)


def _all_share(sets: Collection[Set[date]]) -> Set[date]:
    return frozenset.intersection(*(frozenset(days) for days in sets))


def _odd_ones(legs: Mapping[int, Set[date]]) -> tuple[int, ...]:
    """The legs without any one of which the others would share a day; all of them where no single one is it."""
    odd = [
        key for key in legs if len(legs) > 1 and _all_share([days for other, days in legs.items() if other != key])
    ]
    return tuple(odd or legs)


def to_choose_from(today: date) -> list[date]:
    """The working days of the next weeks, tomorrow's first."""
    coming = (today + timedelta(days=ahead) for ahead in range(1, 7 * _WEEKS + 1))
    return [day for day in coming if is_working_day(day)]
