"""Working days of Belgium: Monday to Friday, without the public holidays."""

from datetime import date
from functools import lru_cache

import holidays


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, however `day` itself falls. Raises `ValueError` below 1."""
    if count < 1:
        raise ValueError("working days are counted forward, from one")
    return _calendar().get_nth_working_day(day, count)


def is_working_day(day: date) -> bool:
    """Whether people work in Belgium on that day."""
    return _calendar().is_working_day(day)


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("BE")
