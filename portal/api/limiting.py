"""Limits on programs, counted atomically in Redis: DRF's own throttles let more through when asked at once."""

from datetime import timedelta

from django.http import HttpRequest

from portal.limits import Limit, client_of, take

PER_MINUTE = Limit("api_client_minute", 300, timedelta(minutes=1))
PER_DAY = Limit("api_client_day", 100_000, timedelta(days=1), alarm=True)
UNKNOWN = Limit("api_unknown", 60, timedelta(minutes=1))  # requests without a valid token, by address
TOKENS = Limit("api_tokens", 30, timedelta(minutes=1))  # asked for by one address: secrets are not guessed


def count_request(request: HttpRequest, client: str) -> None:
    """Count a request of `client` (a public id; "" without a valid token). Raises `LimitReached` and
    `LimitsUnavailable`."""
    if client:
        take((PER_MINUTE, client), (PER_DAY, client))
    else:
        take((UNKNOWN, client_of(request)))


def count_token_request(request: HttpRequest) -> None:
    """Count a request for a token. Raises as `count_request` does."""
    take((TOKENS, client_of(request)))
