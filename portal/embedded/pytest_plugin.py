"""``pytest -p portal.embedded.pytest_plugin``: PostgreSQL and Redis for the tests, where none are given.

Tests connect as the owner, who may make the test database; ``DATABASE_APP_ROLE`` names the role whose rights the
application has, for tests that step down to it with ``SET ROLE``.
"""

import os
from collections.abc import Generator

import pytest

from portal.embedded import pair
from portal.embedded.postgres import APP_ROLE

NO_TESTS = {"-h", "--help", "--version", "-V", "--fixtures", "--markers"}
_held: list[pair.Pair] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None]:
    """Before any settings are read: wrappers come before every other plugin.

    Workers of pytest-xdist inherit the environment, so only their controller starts anything.
    """
    missing = {"DATABASE_URL", "REDIS_URL"} - {name for name, value in os.environ.items() if value}
    if missing and not NO_TESTS.intersection(args):
        held = pair.acquire(None)
        _held.append(held)
        urls = {"DATABASE_URL": held.database_owner_url, "REDIS_URL": held.redis_url}
        os.environ |= {name: urls[name] for name in missing}
        if "DATABASE_URL" in missing:
            os.environ["DATABASE_APP_ROLE"] = APP_ROLE
    return (yield)


def pytest_unconfigure() -> None:
    """After the last test. If pytest is killed, the keeper notices."""
    while _held:
        pair.release(_held.pop())
