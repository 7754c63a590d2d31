"""Callbacks over HTTP: verified, recorded, answered."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from portal.messaging import delivery
from portal.messaging.callbacks import record_status
from portal.messaging.models import MessageAttempt
from portal.messaging.standin.callbacks import sign
from portal.messaging.states import State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt(outbox, twilio) -> MessageAttempt:
    """A message that the provider accepted."""
    outbox.put()
    outbox.work()
    return MessageAttempt.objects.select_related("message").get()


@pytest.fixture
def call_back(settings, twilio):
    """Post a callback as Twilio would; `signature`, `token` and fields can be wrong."""

    def post(attempt_id, *, signature=None, token=settings.TWILIO_AUTH_TOKEN, **changes):
        path = f"/webhooks/twilio/{attempt_id}/"
        fields = {
            "AccountSid": settings.TWILIO_ACCOUNT_SID,
            "MessageSid": twilio.messages[0].sid,
            "MessageStatus": "delivered",
        } | changes
        if signature is None:
            signature = sign(token, settings.BASE_URL + path, fields)
        return Client(enforce_csrf_checks=True).post(path, fields, headers={"X-Twilio-Signature": signature})

    return post


def test_a_signed_callback_is_recorded(attempt, call_back):
    response = call_back(attempt.public_id)
    attempt.refresh_from_db()
    attempt.message.refresh_from_db()
    assert (response.status_code, response.content) == (204, b"")
    assert (attempt.status, attempt.message.state) == (State.DELIVERED, State.DELIVERED)


@pytest.mark.parametrize(
    "wrong", [{"token": "another"}, {"signature": ""}, {"signature": "bm8="}, {"signature": "\u00e9"}]
)
def test_a_callback_with_a_wrong_signature_is_refused_and_changes_nothing(attempt, call_back, wrong):
    response = call_back(attempt.public_id, **wrong)
    attempt.message.refresh_from_db()
    assert response.status_code == 403
    assert attempt.message.state == State.ACCEPTED


def test_a_field_changed_on_the_way_breaks_the_signature(attempt, settings, call_back, twilio):
    fields = {"AccountSid": settings.TWILIO_ACCOUNT_SID, "MessageSid": twilio.messages[0].sid}
    url = f"{settings.BASE_URL}/webhooks/twilio/{attempt.public_id}/"
    signature = sign(settings.TWILIO_AUTH_TOKEN, url, fields | {"MessageStatus": "sent"})
    assert call_back(attempt.public_id, signature=signature).status_code == 403


def test_without_an_auth_token_no_signature_is_good(attempt, settings, call_back):
    settings.TWILIO_AUTH_TOKEN = ""
    assert call_back(attempt.public_id, token="").status_code == 403


def test_a_callback_for_something_that_is_not_ours_finds_nothing(attempt, call_back):
    assert call_back(uuid.uuid4()).status_code == 404


@pytest.mark.parametrize("odd", [{"MessageStatus": "levitating"}, {"MessageSid": ""}, {"AccountSid": "AC9"}])
def test_a_callback_that_says_nothing_we_know_is_answered_and_changes_nothing(attempt, call_back, odd):
    response = call_back(attempt.public_id, **odd)
    attempt.message.refresh_from_db()
    assert (response.status_code, attempt.message.state) == (204, State.ACCEPTED)


def test_only_post_is_answered(attempt, client):
    assert client.get(f"/webhooks/twilio/{attempt.public_id}/").status_code == 405


@pytest.mark.parametrize("late", ["queued", "sent", "undelivered", "failed"])
def test_after_delivered_nothing_else_is_believed(attempt, call_back, late):
    call_back(attempt.public_id)
    assert call_back(attempt.public_id, MessageStatus=late).status_code == 204
    attempt.refresh_from_db()
    attempt.message.refresh_from_db()
    assert (attempt.status, attempt.message.state) == (State.DELIVERED, State.DELIVERED)


def test_bad_news_of_a_first_try_that_seemed_lost_does_not_count_good_news_does(attempt, outbox):
    first, message = attempt, attempt.message
    message.provider_id = "SM-second"
    message.state = State.ACCEPTED
    message.save()
    report = {"attempt_id": first.public_id, "provider_id": first.provider_id, "now": outbox.now}
    for status, then in (
        (State.SENT, State.ACCEPTED),
        (State.UNDELIVERED, State.ACCEPTED),
    ):
        assert record_status(status=status, **report)
        message.refresh_from_db()
        assert message.state == then
    MessageAttempt.objects.filter(pk=first.pk).update(status="")
    assert record_status(status=State.DELIVERED, **report)
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_a_callback_before_the_answer_is_not_undone_by_the_answer(outbox, twilio):
    message = outbox.put()
    claimed = delivery.claim(message.pk, now=outbox.now)
    attempt = delivery.begin(claimed, "Raccord: 042042", now=outbox.now)
    assert record_status(attempt_id=attempt.public_id, provider_id="SM-early", status=State.SENT, now=outbox.now)
    outbox.work(later=timedelta(minutes=2))
    message.refresh_from_db()
    assert (message.state, message.provider_id, message.context) == (State.SENT, "SM-early", {})
    assert twilio.requests == 0
