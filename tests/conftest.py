"""Fixtures for every test."""

import uuid
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import Settings

_AUDIT_TABLES = ("audit_event", "audit_seal")
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def quick_emptying_between_tests() -> Iterator[None]:
    """Tests that commit are cleaned up by DELETE: TRUNCATE, of tables mostly empty, takes thirty times as long.

    The trace refuses to be emptied: the owner lifts that meanwhile.
    """
    clean_up = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: _empty_tables()
    yield
    TransactionTestCase._fixture_teardown = clean_up


def _empty_tables() -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(";".join(f'DELETE FROM "{table}"' for table in tables if table not in _KEPT))  # noqa: S608
        for table in _AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def pytest_sessionstart() -> None:
    """Compile the catalogues that are not up to date, before collecting the tests puts a sentence into words; make
    a certificate for the seal."""
    call_command("messages", "compile")
    call_command("make_seal")


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings) -> None:
    """Each test counts its limits under keys of its own."""
    settings.LIMITS_PREFIX = f"test-{uuid.uuid4().hex}"
