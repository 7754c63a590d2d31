import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pytest_django import Settings
from structlog.testing import capture_logs

from portal.limits import Limit, LimitReached, LimitsUnavailable, forget, take

HOUR = timedelta(hours=1)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where somebody takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _passes(*pairs: tuple[Limit, str]) -> bool:
    try:
        take(*pairs)
    except LimitReached:
        return False
    return True


def test_of_eighty_tries_at_once_exactly_the_limit_gets_through() -> None:
    limit = Limit("rush", 7, HOUR)
    with ThreadPoolExecutor(80) as pool:
        passed = list(pool.map(lambda _: _passes((limit, "somebody")), range(80)))
    assert sum(passed) == 7


def test_keys_are_counted_apart() -> None:
    limit = Limit("apart", 1, HOUR)
    assert _passes((limit, "one"))
    assert _passes((limit, "two"))
    assert not _passes((limit, "one"))


def test_a_refused_use_counts_for_none_of_the_pairs() -> None:
    narrow, wide = Limit("narrow", 1, HOUR), Limit("wide", 2, HOUR)
    assert _passes((narrow, "a"), (wide, "everybody"))
    for _ in range(5):
        assert not _passes((narrow, "a"), (wide, "everybody"))
    assert _passes((narrow, "b"), (wide, "everybody"))
    assert not _passes((narrow, "c"), (wide, "everybody"))


def test_the_refusal_names_the_limit_that_lasts_longest_and_how_long() -> None:
    short, long = Limit("short", 1, timedelta(minutes=1)), Limit("long", 1, HOUR)
    take((short, "a"), (long, "a"))
    with pytest.raises(LimitReached) as refusal:
        take((short, "a"), (long, "a"))
    assert refusal.value.limit is long
    assert timedelta(minutes=59) < refusal.value.retry_after <= HOUR


def test_room_comes_back_as_the_window_slides() -> None:
    limit = Limit("sliding", 1, timedelta(milliseconds=80))
    assert _passes((limit, "a"))
    assert not _passes((limit, "a"))
    time.sleep(0.1)
    assert _passes((limit, "a"))


def test_forgetting_gives_one_key_its_room_back() -> None:
    limit = Limit("forgiving", 1, HOUR)
    take((limit, "a"), (limit, "b"))
    forget((limit, "a"))
    assert _passes((limit, "a"))
    assert not _passes((limit, "b"))


def test_without_redis_everything_is_refused(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(LimitsUnavailable):
        take((Limit("away", 100, HOUR), "a"))


def test_a_redis_that_does_not_answer_counts_as_away(settings: Settings, silent_port: int) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_port}/0"
    with pytest.raises(LimitsUnavailable):
        take((Limit("silent", 100, HOUR), "a"))


def test_the_breaker_raises_its_alarm_once_per_window() -> None:
    breaker = Limit("breaker", 2, HOUR, alarm=True)
    with capture_logs() as lines:
        passed = [_passes((breaker, "all")) for _ in range(10)]
    assert passed == [True] * 2 + [False] * 8
    alarms = [line for line in lines if line["event"] == "limit_alarm"]
    assert [(line["log_level"], line["limit"]) for line in alarms] == [("error", "breaker")]


def test_neither_log_nor_redis_learns_the_key(settings: Settings) -> None:
    from redis import Redis

    with capture_logs() as lines:
        for _ in range(2):
            _passes((Limit("secret", 1, HOUR, alarm=True), "541449012700000016"))
    stored = Redis.from_url(settings.REDIS_URL).keys(f"*{settings.LIMITS_PREFIX}*")
    assert stored
    assert "541449012700000016" not in f"{lines}{stored}"


@pytest.mark.parametrize(("count", "window"), [(0, HOUR), (-1, HOUR), (1, timedelta(0))])
def test_a_limit_that_lets_nobody_through_is_a_mistake(count: int, window: timedelta) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Limit("wrong", count, window)
