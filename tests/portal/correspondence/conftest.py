"""Homes whose occupants want their letters digital, or on paper; and an outbox that nobody empties."""

from collections.abc import Iterator

import pytest

from portal.messaging.signals import message_due


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages stay where the room puts them."""
    receivers, message_due.receivers = message_due.receivers, []
    message_due.sender_receivers_cache.clear()
    yield
    message_due.receivers = receivers
    message_due.sender_receivers_cache.clear()
