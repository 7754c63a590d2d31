"""Fixtures for every test."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import Settings

_AUDIT_TABLES = ("audit_event", "audit_seal")


@pytest.fixture(autouse=True, scope="session")
def trace_may_be_emptied_between_tests() -> Iterator[None]:
    """Tests that commit are cleaned up by TRUNCATE, which the trace refuses: the owner lifts that meanwhile."""
    clean_up = TransactionTestCase._fixture_teardown

    def lifted(self: Any) -> None:
        _triggers("DISABLE")
        clean_up(self)
        _triggers("ENABLE")

    TransactionTestCase._fixture_teardown = lifted
    yield
    TransactionTestCase._fixture_teardown = clean_up


def _triggers(action: str) -> None:
    with connection.cursor() as cursor:
        for table in _AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} {action} TRIGGER ALL")


def pytest_sessionstart() -> None:
    """Compile the catalogues that are not up to date, before collecting the tests puts a sentence into words; make
    a certificate for the seal."""
    call_command("messages", "compile")
    call_command("make_seal")


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings) -> None:
    """Each test counts its limits under keys of its own."""
    settings.LIMITS_PREFIX = f"test-{uuid.uuid4().hex}"
