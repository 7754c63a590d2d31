"""A clock that runs on from a moment that was passed in."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta


def clock_from(now: datetime) -> Callable[[], datetime]:
    """What time it is, for whoever was told that it is `now` and works on for a while."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
