"""Sending SMS: the real SDK against the stand-in, whatever it does."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from portal.messaging import delivery, tasks
from portal.messaging.models import Message, MessageAttempt
from portal.messaging.operations import Recipient, cancel_bound
from portal.messaging.standin.provider import Behaviour
from portal.messaging.states import State
from portal.messaging.sweeping import due, forget

pytestmark = pytest.mark.django_db(transaction=True)

SOON = timedelta(seconds=20)
LATER = timedelta(minutes=2)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_an_sms_goes_out_in_the_recipients_language_and_its_code_is_forgotten(outbox, twilio):
    message = outbox.put()
    outbox.work()
    [sms] = twilio.messages
    assert (sms.to, sms.sender, sms.body) == ("+32470123456", "Raccord", "Raccord: 042042")
    assert state_of(message) == State.ACCEPTED
    assert (message.context, message.provider_id) == ({}, sms.sid)
    [attempt] = message.attempts.all()
    assert sms.callback == f"http://127.0.0.1:1/webhooks/twilio/{attempt.public_id}/"
    assert "042042" not in repr(MessageAttempt.objects.values()) + repr(Message.objects.values())


def test_with_callbacks_it_is_delivered(outbox, twilio, web):
    message = outbox.put()
    outbox.work()
    twilio.settle()
    assert twilio.messages[0].callback_answers == [204, 204, 204]
    assert state_of(message) == State.DELIVERED
    assert message.not_before is None


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour.CALLBACKS_TWICE,
        Behaviour.CALLBACKS_REVERSED,
        Behaviour.CALLBACKS_FIRST,
        Behaviour.CALLBACKS_LATE,
        Behaviour.LOSE_ANSWER,
        Behaviour.GARBAGE,
    ],
)
def test_however_callbacks_come_it_is_delivered_once(outbox, twilio, web, behaviour):
    twilio.creates.append(behaviour)
    message = outbox.put()
    outbox.work()
    twilio.settle()
    assert state_of(message) == State.DELIVERED
    outbox.work(later=LATER)
    assert twilio.requests == 1
    assert message.context == {}


def test_what_could_not_be_delivered_is_told_with_the_providers_code(outbox, twilio, web):
    twilio.creates.append(Behaviour.UNDELIVERED)
    message = outbox.put()
    outbox.work()
    twilio.settle()
    assert state_of(message) == State.UNDELIVERED
    assert message.reason == "30003"


@pytest.mark.parametrize("behaviour", [Behaviour.TOO_MANY, Behaviour.WRONG_KEY])
def test_what_the_provider_did_not_take_is_sent_again_after_a_pause(outbox, twilio, behaviour):
    twilio.creates.extend([behaviour] * 2)
    message = outbox.put()
    outbox.work()
    assert state_of(message) == State.QUEUED
    assert message.reason in {"retry_20429", "retry_20003"}
    first_pause = message.not_before - outbox.now
    assert timedelta(seconds=3) < first_pause < timedelta(seconds=8)
    outbox.work()
    assert twilio.requests == 1
    outbox.work(later=timedelta(seconds=50))
    assert state_of(message) == State.QUEUED
    assert message.not_before - outbox.now > first_pause
    outbox.work(later=timedelta(seconds=50))
    assert state_of(message) == State.ACCEPTED
    assert (twilio.requests, len(twilio.messages)) == (3, 1)


def test_with_the_provider_out_of_reach_nothing_is_lost(outbox, twilio, settings):
    reachable = settings.TWILIO_BASE_URL
    settings.TWILIO_BASE_URL = "http://127.0.0.1:1"
    message = outbox.put()
    outbox.work()
    assert state_of(message) == State.QUEUED
    settings.TWILIO_BASE_URL = reachable
    outbox.work(later=timedelta(seconds=50))
    assert state_of(message) == State.ACCEPTED


def test_a_number_that_the_provider_refuses_is_not_tried_again(outbox, twilio):
    twilio.creates.append(Behaviour.NO_MOBILE)
    message = outbox.put()
    outbox.work()
    assert state_of(message) == State.FAILED
    assert (message.reason, message.context) == ("refused_21614", {})
    outbox.work(later=LATER)
    assert twilio.requests == 1


@pytest.mark.parametrize("number", ["+33612345678", "+3281223344", "+32903123456", "+3290312345", "+32800"])
def test_foreign_landline_and_premium_numbers_get_nothing(outbox, twilio, number):
    message = outbox.put(to=Recipient(language="fr", mobile=number))
    outbox.work()
    assert state_of(message) == State.FAILED
    assert message.reason.startswith("address_not_")
    assert twilio.requests == 0


@pytest.mark.parametrize("behaviour", [Behaviour.ERROR, Behaviour.BUSY, Behaviour.RESET, Behaviour.HANG])
def test_without_an_answer_it_is_sent_again_only_after_a_look_up_that_finds_nothing(
    outbox, twilio, impatient, behaviour
):
    twilio.creates.append(behaviour)
    message = outbox.put()
    outbox.work()
    assert state_of(message) == State.UNKNOWN
    assert message.context["code"] == "042042"
    outbox.work(later=SOON)
    assert (state_of(message), twilio.requests) == (State.UNKNOWN, 1)
    outbox.work(later=LATER)
    assert (state_of(message), twilio.requests) == (State.ACCEPTED, 2)
    assert [sms.body for sms in twilio.messages] == ["Raccord: 042042"]
    assert sorted(message.attempts.values_list("outcome", flat=True)) == ["accepted", "not_found"]


@pytest.mark.parametrize("behaviour", [Behaviour.LOSE_ALL, Behaviour.LOSE_ANSWER_SLOWLY, Behaviour.GARBAGE])
def test_a_lost_answer_is_found_at_the_provider_and_nothing_is_sent_twice(outbox, twilio, impatient, behaviour):
    twilio.creates.append(behaviour)
    message = outbox.put()
    outbox.work()
    assert state_of(message) == State.UNKNOWN
    twilio.settle()
    outbox.work(later=LATER)
    assert state_of(message) == State.DELIVERED
    assert (twilio.requests, message.provider_id) == (1, twilio.messages[0].sid)
    assert (message.attempts.get().outcome, message.context) == ("found", {})


def test_two_messages_of_the_same_text_are_not_taken_for_each_other(outbox, twilio):
    twilio.creates.extend([Behaviour.OK, Behaviour.HANG])
    twilio.released.set()
    first, second = outbox.put(), outbox.put()
    outbox.work()
    assert (state_of(first), state_of(second)) == (State.ACCEPTED, State.UNKNOWN)
    outbox.work(later=LATER)
    assert state_of(second) == State.ACCEPTED
    assert first.provider_id != second.provider_id
    assert len(twilio.messages) == 2


def test_an_older_sms_of_the_same_text_is_not_taken_for_a_new_one(outbox, twilio):
    outbox.put()
    outbox.work()
    Message.objects.all().delete()
    outbox.now += timedelta(hours=2)
    twilio.creates.append(Behaviour.RESET)
    again = outbox.put()
    outbox.work()
    outbox.work(later=LATER)
    assert state_of(again) == State.ACCEPTED
    assert len(twilio.messages) == 2


@pytest.mark.parametrize("behaviour", [Behaviour.TOO_MANY, Behaviour.ERROR, Behaviour.RESET, Behaviour.HANG])
def test_while_the_look_up_fails_nothing_is_sent(outbox, twilio, impatient, behaviour):
    twilio.creates.append(Behaviour.LOSE_ALL)
    twilio.look_ups.append(behaviour)
    message = outbox.put()
    outbox.work()
    outbox.work(later=LATER)
    assert (state_of(message), twilio.requests) == (State.UNKNOWN, 1)
    outbox.work(later=LATER)
    assert (state_of(message), twilio.requests) == (State.DELIVERED, 1)


def test_through_an_outage_of_hours_nothing_is_lost_and_the_provider_is_not_hammered(outbox, twilio):
    twilio.creates.extend([Behaviour.RESET, Behaviour.ERROR, Behaviour.TOO_MANY] * 3)
    message = outbox.put()
    for _ in range(100):
        outbox.work(later=LATER)
    assert (state_of(message), len(twilio.messages), twilio.requests) == (State.DELIVERED, 1, 10)
    started = list(message.attempts.order_by("started_at").values_list("started_at", flat=True))
    assert started[-1] - started[-2] >= timedelta(minutes=12)


def test_a_callback_of_the_first_try_stops_the_second(outbox, twilio, web):
    twilio.creates.append(Behaviour.CALLBACKS_LATE)
    message = outbox.put()
    delivery.deliver(message.pk, now=outbox.now)
    # The answer was lost, and the provider's list did not have it yet: back in the queue.
    Message.objects.update(
        state=State.QUEUED,
        provider_id="",
        not_before=outbox.at(LATER),
        context={"code": "042042", "urgent": False},
    )
    twilio.settle()
    assert state_of(message) == State.DELIVERED
    outbox.work(later=2 * LATER)
    assert twilio.requests == 1


def test_two_workers_racing_for_one_message_send_it_once(outbox, twilio):
    message = outbox.put()
    start = Barrier(6)

    def work() -> None:
        start.wait()
        try:
            delivery.deliver(message.pk, now=outbox.now)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (twilio.requests, state_of(message)) == (1, State.ACCEPTED)


def test_a_worker_lost_between_claim_and_request_costs_one_lease(outbox, twilio):
    message = outbox.put()
    assert delivery.claim(message.pk, now=outbox.now) is not None
    outbox.work(later=SOON)
    assert (state_of(message), twilio.requests) == (State.CLAIMED, 0)
    outbox.work(later=LATER)
    assert (state_of(message), twilio.requests) == (State.ACCEPTED, 1)


def test_a_worker_that_lost_its_lease_does_not_send(outbox, twilio):
    message = outbox.put()
    slow = delivery.claim(message.pk, now=outbox.now)
    outbox.work(later=LATER)
    assert slow is not None
    assert delivery.begin(slow, "Raccord: 042042", now=outbox.now) is None
    assert twilio.requests == 1


@pytest.mark.parametrize("got_through", [True, False])
def test_a_worker_lost_after_its_request_began_leads_to_a_look_up(outbox, twilio, got_through):
    message = outbox.put()
    claimed = delivery.claim(message.pk, now=outbox.now)
    assert claimed is not None
    assert delivery.begin(claimed, "Raccord: 042042", now=outbox.now) is not None
    if got_through:
        twilio.take("AC", {"To": message.mobile, "Body": "Raccord: 042042"})
    outbox.work(later=SOON)
    assert state_of(message) == State.SENDING
    outbox.work(later=LATER)
    assert state_of(message) == State.ACCEPTED
    assert len(twilio.messages) == 1


def test_what_is_cancelled_after_the_claim_is_not_sent(outbox, twilio):
    message = outbox.put(bound_to="ended")
    claimed = delivery.claim(message.pk, now=outbox.now)
    assert claimed is not None
    cancel_bound(bound_to="ended", now=outbox.now)
    assert delivery.begin(claimed, "Raccord: 042042", now=outbox.now) is None
    assert state_of(message) == State.CANCELLED


@pytest.mark.parametrize("behaviour", [Behaviour.TOO_MANY, Behaviour.RESET])
def test_what_is_cancelled_on_its_way_is_not_sent_again(outbox, twilio, behaviour):
    twilio.creates.append(behaviour)
    message = outbox.put(bound_to="ended")
    outbox.work()
    cancel_bound(bound_to="ended", now=outbox.now)
    outbox.work(later=LATER)
    assert (state_of(message), twilio.requests, message.context) == (State.CANCELLED, 1, {})


def test_a_code_that_comes_too_late_is_not_sent(outbox, twilio):
    twilio.creates.extend([Behaviour.TOO_MANY] * 20)
    message = outbox.put(expires_at=outbox.at(timedelta(minutes=10)))
    for _ in range(15):
        outbox.work(later=timedelta(minutes=1))
    assert (state_of(message), message.context) == (State.EXPIRED, {})
    assert twilio.requests < 8


def test_a_message_waits_for_its_moment(outbox, twilio):
    message = outbox.put(not_before=outbox.at(timedelta(hours=3)))
    outbox.work(later=timedelta(hours=2))
    assert state_of(message) == State.QUEUED
    outbox.work(later=timedelta(hours=1))
    assert state_of(message) == State.ACCEPTED


def test_a_text_that_can_no_longer_be_rendered_fails_and_is_not_tried_for_ever(outbox, twilio):
    message = outbox.put()
    Message.objects.update(template="gone_with_a_release.sms")
    outbox.work()
    assert (state_of(message), message.reason) == (State.FAILED, "text")


@pytest.mark.parametrize("cap", ["number_hour", "number_day", "hour", "day"])
def test_over_a_cap_messages_wait_until_there_is_room(outbox, twilio, settings, cap):
    settings.MESSAGING_SMS_CAPS = {"number_hour": 99, "number_day": 99, "hour": 99, "day": 99} | {cap: 2}
    messages = [outbox.put() for _ in range(3)]
    outbox.work()
    assert [state_of(message) for message in messages] == [State.ACCEPTED, State.ACCEPTED, State.QUEUED]
    assert messages[2].reason == f"cap_{cap}"
    window = timedelta(hours=1) if cap.endswith("hour") else timedelta(days=1)
    outbox.work(later=window - timedelta(minutes=1))
    assert twilio.requests == 2
    outbox.work(later=timedelta(minutes=2))
    assert state_of(messages[2]) in {State.ACCEPTED, State.DELIVERED}


def test_the_cap_of_one_number_does_not_hold_up_another(outbox, twilio, settings):
    settings.MESSAGING_SMS_CAPS = settings.MESSAGING_SMS_CAPS | {"number_hour": 1}
    outbox.put()
    outbox.work()
    held = outbox.put()
    other = outbox.put(to=Recipient(language="nl", mobile="+32470999999"))
    outbox.work()
    assert (state_of(held), state_of(other)) == (State.QUEUED, State.ACCEPTED)


def test_without_callbacks_the_provider_is_asked_what_became_of_it(outbox, twilio):
    twilio.creates.append(Behaviour.NO_CALLBACKS)
    message = outbox.put()
    outbox.work()
    twilio.settle()
    assert state_of(message) == State.ACCEPTED
    outbox.work(later=timedelta(minutes=11))
    assert (state_of(message), twilio.requests) == (State.DELIVERED, 1)


def test_tasks_bear_replays_and_arguments_of_another_release(outbox, twilio):
    message = outbox.put()
    for _ in range(3):
        tasks.deliver(message.pk)
    tasks.deliver(message.pk, "new argument", another=1)
    tasks.deliver(message.pk + 1)
    tasks.deliver("not an id")
    tasks.deliver()
    tasks.sweep("what", is_this=None)
    assert (twilio.requests, state_of(message)) == (1, State.ACCEPTED)


def test_the_sweeper_does_not_queue_a_backlog_again_and_again(outbox, twilio):
    message = outbox.put()
    assert due(now=outbox.now) == [message.pk]
    assert due(now=outbox.at(timedelta(seconds=15))) == []
    assert due(now=outbox.at(timedelta(seconds=60))) == [message.pk]


def test_addresses_are_forgotten_after_a_month(outbox, twilio):
    message = outbox.put()
    outbox.work()
    assert forget(now=outbox.at(timedelta(days=29))) == 0
    assert forget(now=outbox.at(timedelta(days=31))) == 1
    message.refresh_from_db()
    assert message.mobile == ""
