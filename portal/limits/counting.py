"""Sliding windows in Redis: at most `count` in any stretch of time as long as `window`.

Redis keeps one sorted set per pair of limit and key, with a member per use that was let through. One script
prunes, compares and adds for all pairs at once, by the clock of Redis: however many processes ask together,
exactly `count` get through.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import cast

import structlog
from django.conf import settings
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from portal.primitives.errors import RaccordError

logger = structlog.get_logger(__name__)

# KEYS: a sorted set per pair. ARGV: a random id, then count and window (ms) of each pair.
# Answers the place of the pair that has to wait longest (0: all were counted), how long (ms), and then the places
# of the pairs that are full for the first time in their window.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {0, 0}
for i, key in ipairs(KEYS) do
  local window = tonumber(ARGV[2 * i + 1])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  if redis.call('ZCARD', key) >= tonumber(ARGV[2 * i]) then
    local wait = tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]) + window - now
    if wait > answer[2] then
      answer[1], answer[2] = i, wait
    end
    if redis.call('SET', key .. ':alarm', 1, 'NX', 'PX', window) then
      answer[#answer + 1] = i
    end
  end
end
if answer[1] == 0 then
  for i, key in ipairs(KEYS) do
    redis.call('ZADD', key, now, ARGV[1])
    redis.call('PEXPIRE', key, ARGV[2 * i + 1])
  end
end
return answer
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` uses of one key in `window`. `alarm`: log an error when it is reached, once per window."""

    name: str
    count: int
    window: timedelta
    alarm: bool = False

    def __post_init__(self) -> None:
        if self.count < 1 or self.window < timedelta(milliseconds=1):
            raise ValueError("a limit lets at least one through in at least a millisecond")


class LimitReached(RaccordError):
    """Too many. `retry_after` says how long until there is room again."""

    def __init__(self, limit: Limit, retry_after: timedelta) -> None:
        super().__init__(f"limit {limit.name} reached")
        self.limit = limit
        self.retry_after = retry_after


class LimitsUnavailable(RaccordError):
    """Redis does not answer, so nothing can be counted: refuse what the limit protects."""


def take(*pairs: tuple[Limit, str]) -> None:
    """Count one use of each pair of limit and key, all or none.

    Raises `LimitReached` for the pair that has to wait longest, `LimitsUnavailable` when Redis is away.
    """
    keys = [_key(limit, key) for limit, key in pairs]
    arguments: list[str | int] = [secrets.token_hex(12)]
    for limit, _ in pairs:
        arguments += [limit.count, limit.window // timedelta(milliseconds=1)]
    try:
        script = _redis(settings.REDIS_URL).register_script(_TAKE)
        place, wait, *full = cast("list[int]", script(keys=keys, args=arguments))
    except RedisError as error:
        logger.error("limits_unavailable", error=type(error).__name__)
        raise LimitsUnavailable from error
    for index in full:
        limit = pairs[index - 1][0]
        if limit.alarm:
            # Not the key: EANs and addresses do not belong in a log.
            logger.error("limit_alarm", limit=limit.name, count=limit.count, window=str(limit.window))
    if place:
        raise LimitReached(pairs[place - 1][0], timedelta(milliseconds=wait))


def forget(*pairs: tuple[Limit, str]) -> None:
    """Give each pair its whole room back, for instance to an account that has just signed in.

    Raises `LimitsUnavailable` when Redis is away.
    """
    try:
        _redis(settings.REDIS_URL).delete(*(_key(limit, key) for limit, key in pairs))
    except RedisError as error:
        raise LimitsUnavailable from error


def _key(limit: Limit, key: str) -> str:
    # A keyed hash, so that Redis holds no EAN or e-mail; the braces keep all keys on one node of a cluster.
    digest = salted_hmac("portal.limits", key, algorithm="sha256").hexdigest()[:32]
    return f"{{{settings.LIMITS_PREFIX}}}:{limit.name}:{digest}"


@lru_cache(maxsize=4)
def _redis(url: str) -> Redis:
    # One retry for a pooled connection that Redis has closed meanwhile; a slow Redis counts as away.
    return Redis.from_url(
        url,
        socket_timeout=1,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
    )
