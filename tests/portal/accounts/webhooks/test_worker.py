"""A real worker and a real scheduler tell events, and one that is killed loses none."""

import time

import pytest
from celery import current_app

from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.states import DeliveryState
from tests.portal.accounts.webhooks.receiver import Receiver, a_network_operator, an_endpoint, tell
from tests.portal.messaging import conftest, test_worker
from tests.portal.messaging.test_worker import WORKER, Start, kill, until

start, twilio = test_worker.start, conftest.twilio
pytestmark = pytest.mark.django_db(transaction=True)
RECOVERED = 120  # seconds


@pytest.fixture
def endpoint(receiver: Receiver) -> Endpoint:
    current_app.control.purge()
    return an_endpoint(a_network_operator(), receiver.url)[0]


def is_told(told: Delivery) -> bool:
    told.refresh_from_db()
    return told.state == DeliveryState.DELIVERED


def test_a_worker_tells_an_event_as_soon_as_it_is_committed(start: Start, endpoint, receiver) -> None:
    start(*WORKER)
    told = tell(endpoint)

    until(lambda: is_told(told), 60)

    assert receiver.ids == [told.message_id]


@pytest.mark.prove
@pytest.mark.parametrize("how", [Receiver.HANG, Receiver.DRIP])
def test_an_event_whose_worker_was_killed_in_the_midst_is_told_again_under_its_id(
    start: Start, endpoint, receiver, how
) -> None:
    receiver.answers = [how]
    worker = start(*WORKER, WEBHOOKS_TIMEOUT="30")
    told = tell(endpoint)
    until(lambda: len(receiver.got) == 1, 60)
    kill(worker)
    killed = time.monotonic()

    start(*WORKER, "--beat", "--schedule", "beat")
    until(lambda: is_told(told), RECOVERED)

    assert time.monotonic() - killed < RECOVERED
    assert receiver.ids == [told.message_id] * 2


@pytest.mark.prove
def test_what_redis_lost_is_told_by_the_scheduler(start: Start, endpoint, receiver) -> None:
    told = tell(endpoint)
    current_app.control.purge()

    start(*WORKER, "--beat", "--schedule", "beat")
    until(lambda: is_told(told), 60)

    assert receiver.ids == [told.message_id]
