"""Fixtures for the tests of identity."""

from datetime import UTC, datetime
from typing import Any

import pytest

import portal.identity.codes


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was put into the outbox."""
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(portal.identity.codes, "enqueue", lambda **fields: messages.append(fields))
    return messages
