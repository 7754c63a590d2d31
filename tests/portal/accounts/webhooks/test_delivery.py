"""Events reach their endpoint, signed; whatever it answers, none is lost and no worker is held."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from portal.accounts.webhooks import delivery, operations, secret_keys
from portal.accounts.webhooks.delivery import FAILING_FOR, LEASE, PAUSES
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.sending import Answer
from portal.accounts.webhooks.states import DeliveryState, EndpointState
from portal.messaging.models import Message
from tests.portal.accounts.webhooks.conftest import Worker
from tests.portal.accounts.webhooks.receiver import (
    Receiver,
    a_network_operator,
    an_administrator,
    an_endpoint,
    tell,
)

pytestmark = pytest.mark.django_db


def test_an_event_arrives_with_a_signature_that_the_reference_library_accepts(made, receiver, worker) -> None:
    endpoint, secret = made
    told = tell(endpoint)

    worker.work()

    assert receiver.verified(secret) == [
        {"type": "leg.moved", "timestamp": told.created_at.isoformat(), "data": {"leg": "1"}}
    ]
    told.refresh_from_db()
    assert (told.state, told.status) == (DeliveryState.DELIVERED, 204)
    assert receiver.ids == [told.message_id]


def test_another_secret_does_not_verify(made, receiver, worker) -> None:
    tell(made[0])
    worker.work()

    with pytest.raises(WebhookVerificationError):
        receiver.verified(secret_keys.make())


def test_an_event_is_told_to_the_endpoints_of_its_organisation_alone(made, receiver, worker) -> None:
    other, _ = an_endpoint(a_network_operator("resa"), receiver.url + "&of=resa")

    tell(made[0])
    worker.work()

    assert len(receiver.got) == 1
    assert not Delivery.objects.filter(endpoint=other).exists()


def test_the_same_business_event_is_told_once(endpoint, receiver, worker) -> None:
    tell(endpoint)
    tell(endpoint)
    worker.work()
    worker.work(later=timedelta(days=1))

    assert len(receiver.got) == 1


def test_an_event_of_a_change_that_was_taken_back_is_never_told(endpoint, receiver, worker) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(endpoint)
        raise RuntimeError

    worker.work()

    assert receiver.got == []


@pytest.mark.parametrize("status", [199 + 101, 302, 307, 400, 404, 429, 500, 503])
def test_what_is_not_taken_comes_again_under_the_same_id(endpoint, receiver, worker, status) -> None:
    receiver.answers = [status]
    told = tell(endpoint)

    worker.work()
    told.refresh_from_db()
    assert (told.state, told.status) == (DeliveryState.QUEUED, status)
    worker.work(later=timedelta(seconds=60))

    assert receiver.ids == [told.message_id] * 2
    told.refresh_from_db()
    assert told.state == DeliveryState.DELIVERED


def test_a_redirect_to_the_metadata_of_a_cloud_is_not_followed(endpoint, receiver, worker) -> None:
    with_redirect = Receiver()
    receiver.redirect = with_redirect.url
    receiver.answers = [302]
    tell(endpoint)

    worker.work()

    assert (len(receiver.got), with_redirect.got) == (1, [])
    with_redirect.server.server_close()


@pytest.mark.parametrize(
    ("how", "error"),
    [
        (Receiver.HANG, "slow"),
        (Receiver.DRIP, "slow"),
        (Receiver.LOSE, "unreadable"),
        (Receiver.NOISE, "unreadable"),
    ],
)
def test_no_answer_holds_a_worker_or_loses_the_event(endpoint, receiver, worker, impatient, how, error) -> None:
    receiver.answers = [how]
    told = tell(endpoint)
    began = time.monotonic()

    worker.work()

    assert time.monotonic() - began < 5
    told.refresh_from_db()
    assert (told.state, told.status, told.error) == (DeliveryState.QUEUED, None, error)
    worker.work(later=timedelta(seconds=60))
    assert receiver.ids == [told.message_id] * 2


def test_an_endless_answer_is_not_read(endpoint, receiver, worker) -> None:
    receiver.answers = [Receiver.FLOOD]
    told = tell(endpoint)

    worker.work()

    told.refresh_from_db()
    assert told.state == DeliveryState.DELIVERED


def test_an_endpoint_that_is_away_does_not_hold_one_worker_for_each_event(
    endpoint, receiver, worker, impatient
) -> None:
    told = [tell(endpoint, f"moved-{number}") for number in range(5)]
    receiver.answers = [Receiver.HANG]

    worker.work()
    assert len(receiver.got) == 1
    worker.work(later=timedelta(minutes=1))

    assert sorted(set(receiver.ids)) == sorted(each.message_id for each in told)
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()


def test_one_event_that_is_refused_holds_up_no_other(endpoint, receiver, worker) -> None:
    receiver.answers = [400]
    for number in range(3):
        tell(endpoint, f"moved-{number}")

    worker.work()

    assert len(receiver.got) == 3


def test_a_server_that_is_away_is_tried_again(endpoint, receiver, worker) -> None:
    receiver.server.shutdown()
    receiver.server.server_close()
    told = tell(endpoint)

    worker.work()

    told.refresh_from_db()
    assert (told.state, told.error) == (DeliveryState.QUEUED, "refused")


def test_pauses_grow_and_after_three_days_it_is_given_up(endpoint, receiver, worker) -> None:
    receiver.answers = [500] * 20
    told = tell(endpoint)
    waits = []

    for pause in (*PAUSES, timedelta(days=2)):
        worker.work()
        told.refresh_from_db()
        waits.append(told.not_before - worker.now)
        worker.now = max(worker.now, timezone.now()) + pause * 1.2
        Endpoint.objects.update(failing_since=None)

    assert len(receiver.got) == len(PAUSES) + 1
    assert told.state == DeliveryState.FAILED
    for pause, wait in zip(PAUSES, waits, strict=False):
        assert pause <= wait <= pause * 1.2 + timedelta(seconds=5)


def test_an_endpoint_that_is_gone_is_stopped_and_its_administrators_are_told(endpoint, receiver, worker) -> None:
    receiver.answers = [410]
    told, later = tell(endpoint), tell(endpoint, "moved-2")

    worker.work()

    endpoint.refresh_from_db()
    told.refresh_from_db()
    assert (endpoint.state, told.state) == (EndpointState.GONE, DeliveryState.FAILED)
    later.refresh_from_db()
    assert (len(receiver.got), later.state) == (1, DeliveryState.QUEUED)
    assert Message.objects.get().template == "webhook_ended.email"


def test_an_endpoint_that_takes_nothing_for_days_is_stopped_once(endpoint, receiver, worker) -> None:
    receiver.answers = [500] * 10
    tell(endpoint)
    worker.work()
    worker.now += FAILING_FOR + timedelta(minutes=1)
    worker.work()
    tell(endpoint, "moved-2")
    worker.work(later=timedelta(days=1))

    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.FAILING
    assert (len(receiver.got), Message.objects.count()) == (2, 1)


def test_an_endpoint_that_takes_one_again_counts_as_sound(endpoint, receiver, worker) -> None:
    receiver.answers = [500]
    tell(endpoint)
    worker.work()
    assert Endpoint.objects.exclude(failing_since=None).exists()

    worker.work(later=timedelta(minutes=1))

    assert not Endpoint.objects.exclude(failing_since=None).exists()


def test_what_happens_while_an_endpoint_is_paused_is_told_when_it_goes_on(endpoint, receiver, worker) -> None:
    by = an_administrator(endpoint.organisation)
    operations.pause(endpoint=endpoint, by=by, now=timezone.now())
    tell(endpoint)
    worker.work()
    assert receiver.got == []

    operations.resume(endpoint=endpoint, by=by, now=timezone.now())
    worker.work()

    assert len(receiver.got) == 1


def test_nothing_goes_to_an_endpoint_that_was_removed(endpoint, receiver, worker) -> None:
    told = tell(endpoint)

    operations.remove(endpoint=endpoint, by=an_administrator(endpoint.organisation), now=timezone.now())
    worker.work(later=timedelta(minutes=5))

    told.refresh_from_db()
    assert (receiver.got, told.state) == ([], DeliveryState.CANCELLED)


def test_a_worker_that_was_lost_after_the_request_tells_it_again_under_the_same_id(
    endpoint, receiver, worker, monkeypatch
) -> None:
    told = tell(endpoint)
    with monkeypatch.context() as lost:
        lost.setattr(delivery, "record_answer", lambda *_, **__: None)
        worker.work()
    told.refresh_from_db()
    assert told.state == DeliveryState.CLAIMED

    worker.work(later=LEASE / 2)
    assert len(receiver.got) == 1, "another worker still has it"
    worker.work(later=LEASE)

    assert receiver.ids == [told.message_id] * 2
    told.refresh_from_db()
    assert told.state == DeliveryState.DELIVERED


def test_a_worker_that_lost_its_lease_changes_nothing_any_more(endpoint, worker) -> None:
    told = tell(endpoint)
    slow = delivery.claim(told.pk, now=worker.now + timedelta(minutes=1))
    assert slow is not None
    worker.work(later=LEASE + timedelta(minutes=2))

    delivery.record_answer(slow, Answer(status=500), now=worker.now)

    told.refresh_from_db()
    assert told.state == DeliveryState.DELIVERED


def test_an_event_is_told_again_when_asked_for_under_its_id(endpoint, receiver, worker) -> None:
    told = tell(endpoint)
    worker.work()

    by = an_administrator(endpoint.organisation)
    assert operations.send_again(delivery=told, by=by, now=timezone.now())
    worker.work()

    assert receiver.ids == [told.message_id] * 2


def test_all_since_a_moment_are_told_again(endpoint, receiver, worker) -> None:
    moment = timezone.now()
    tell(endpoint, "old", now=moment - timedelta(hours=2))
    for number in range(3):
        tell(endpoint, f"new-{number}", now=moment)
    worker.work()

    since, by = moment - timedelta(hours=1), an_administrator(endpoint.organisation)
    count = operations.send_all_again(endpoint=endpoint, since=since, by=by, now=timezone.now())
    worker.work()

    assert (count, len(receiver.got)) == (3, 7)


def test_the_former_secret_signs_too_for_a_day(made, receiver, worker) -> None:
    endpoint, former = made
    secret = operations.rotate_secret(
        endpoint=endpoint, by=an_administrator(endpoint.organisation), now=timezone.now()
    )
    tell(endpoint)
    worker.work()
    assert receiver.verified(former) == receiver.verified(secret)

    delivery.tidy(now=timezone.now() + timedelta(days=1, minutes=1))
    receiver.got.clear()
    tell(endpoint, "moved-2")
    worker.work()

    assert receiver.verified(secret)
    with pytest.raises(WebhookVerificationError):
        receiver.verified(former)


def test_a_secret_is_not_kept_in_the_clear_and_outlives_a_rotation_of_the_key(made, settings) -> None:
    endpoint, secret = made
    assert secret not in endpoint.secret
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]

    delivery.tidy(now=timezone.now())
    settings.SECRET_KEY_FALLBACKS = []

    endpoint.refresh_from_db()
    assert secret_keys.unseal(endpoint.secret) == secret


def test_a_secret_under_a_lost_key_is_told_and_nothing_is_sent(endpoint, receiver, worker, settings) -> None:
    told = tell(endpoint)
    settings.SECRET_KEY = "lost" * 20

    worker.work()

    told.refresh_from_db()
    assert (told.state, told.error, receiver.got) == (DeliveryState.QUEUED, "secret", [])


def test_what_was_told_long_ago_is_forgotten(endpoint, worker: Worker) -> None:
    tell(endpoint)
    worker.work()

    delivery.tidy(now=timezone.now() + timedelta(days=31))

    assert not Delivery.objects.exists()


def test_a_signature_is_for_the_moment_of_the_try(made, receiver, worker) -> None:
    endpoint, secret = made
    receiver.answers = [500]
    tell(endpoint, now=timezone.now() - timedelta(hours=3))
    worker.work()

    assert Webhook(secret).verify(receiver.got[0][1], receiver.got[0][0])
