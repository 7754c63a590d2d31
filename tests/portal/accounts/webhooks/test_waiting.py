"""A receiver says how long it wants to be left alone; no two of ours wait for each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.webhooks import delivery, operations
from portal.accounts.webhooks.holding import hold
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.sending import LONGEST_WAIT, Answer
from portal.accounts.webhooks.states import DeliveryState
from tests.portal.accounts.webhooks.receiver import a_network_operator, an_endpoint, tell
from tests.portal.messaging.test_worker import until

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "120", timedelta(minutes=2)),
        (503, format_datetime(NOW + timedelta(hours=1), usegmt=True), timedelta(hours=1)),
        (429, "31536000", LONGEST_WAIT),
        (429, "9" * 30, LONGEST_WAIT),
        (503, format_datetime(NOW - timedelta(hours=1), usegmt=True), timedelta(0)),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        (503, "in a while", timedelta(0)),
        (503, "-5", timedelta(0)),
        (503, "\u0665", timedelta(0)),
        (429, "", timedelta(0)),
        (500, "120", timedelta(0)),
    ],
)
def test_a_wait_is_read_from_seconds_or_a_moment_and_ends_within_a_day(status, header, wait) -> None:
    assert Answer(status=status, retry_after=header).asks_to_wait(NOW) == wait


@pytest.mark.django_db
def test_nothing_is_told_before_the_moment_that_the_receiver_asked_for(endpoint, receiver, worker) -> None:
    receiver.answers, receiver.retry_after = [429], "3600"
    for number in range(3):
        tell(endpoint, f"moved-{number}")

    worker.work()
    worker.work(later=timedelta(minutes=55))
    assert len(receiver.got) == 1
    worker.work(later=timedelta(minutes=6))

    assert len(receiver.got) == 4
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_whoever_removes_the_endpoint_and_holds_nothing_that_one_needs(receiver) -> None:
    endpoint, _ = an_endpoint(a_network_operator(), receiver.url)
    told = tell(endpoint)
    claimed = delivery.claim(told.pk, now=timezone.now())
    assert claimed is not None

    def worker() -> None:
        try:
            delivery.record_answer(claimed, Answer(status=500), now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        with transaction.atomic():
            hold(endpoint.pk)
            answered = threads.submit(worker)
            until(_somebody_waits, 20)
            operations.take_out(endpoint, now=timezone.now())
        answered.result(timeout=20)

    told.refresh_from_db()
    assert told.state == DeliveryState.CANCELLED
    assert Endpoint.objects.get().failing_since is None


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
