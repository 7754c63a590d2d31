"""A receiver on a free port, an operator's endpoint there, and a worker that runs when told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.webhooks import delivery
from portal.accounts.webhooks.models import Endpoint
from tests.portal.accounts.webhooks.receiver import Receiver, a_network_operator, an_endpoint, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def made(db: None, receiver: Receiver) -> tuple[Endpoint, str]:
    return an_endpoint(a_network_operator(), receiver.url)


@pytest.fixture
def endpoint(made: tuple[Endpoint, str]) -> Endpoint:
    return made[0]


@pytest.fixture
def impatient(settings: Any) -> None:
    settings.WEBHOOKS_TIMEOUT = 0.5


class Worker:
    """Does what the sweeper finds, at the moment to which the test moved the clock."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def work(self, *, later: timedelta = timedelta(0)) -> None:
        self.now = max(self.now, timezone.now()) + later
        for delivery_id in delivery.due(now=self.now):
            delivery.deliver(delivery_id, now=self.now)


@pytest.fixture
def worker() -> Worker:
    return Worker()
