"""Putting messages into the outbox, and taking them out."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import translation

from portal.messaging.models import Message
from portal.messaging.operations import Recipient, UnableToEnqueue, cancel_bound
from portal.messaging.states import State
from tests.portal.messaging.conftest import TEMPLATES

pytestmark = pytest.mark.django_db


def test_a_message_is_stored_with_the_change_that_causes_it(outbox):
    with pytest.raises(LookupError), transaction.atomic():
        outbox.put(key="rolled-back")
        raise LookupError
    assert not Message.objects.exists()
    message = outbox.put(bound_to="an-occupancy")
    assert (message.state, message.channel, message.mobile) == (State.QUEUED, "sms", "+32470123456")
    assert message.context["code"] == "042042"
    assert message.email == ""


def test_the_same_business_event_makes_one_message(outbox):
    outbox.put(key="letter-7", context={"code": "1", "urgent": True})
    outbox.put(key="letter-7", context={"code": "2", "urgent": True})
    assert Message.objects.get().context["code"] == "1"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"template": "nothing_like_it.sms"}, "no text"),
        ({"template": "proof_code.pigeon"}, "names no channel"),
        ({"context": {"urgent": False}}, "code is missing"),
        ({"to": Recipient(language="fr", email="camille@example.org")}, "no address"),
        ({"template": "proof_notice.email", "to": Recipient(language="fr", mobile="+32470123456")}, "no address"),
    ],
)
def test_a_message_that_could_never_be_sent_is_refused_at_once(outbox, changes, why):
    with pytest.raises(UnableToEnqueue, match=why):
        outbox.put(**changes)
    assert not Message.objects.exists()


def test_an_unknown_language_becomes_that_of_the_portal(outbox):
    assert outbox.put(to=Recipient(language="tlh", mobile="+32470123456")).language == "fr"


def test_the_language_of_the_page_does_not_matter(outbox):
    with translation.override("de"):
        assert outbox.put().language == "fr"
        assert translation.get_language() == "de"


def test_a_worker_is_woken_after_commit_with_the_id_only(outbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = outbox.put()
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        for _ in range(100):  # other tests may have left some
            task = queue.get(timeout=2)
            task.ack()
            if (task.headers["task"], task.payload[0]) == ("messaging.deliver", [message.pk]):
                break
        assert (task.headers["task"], task.payload[0], task.payload[1]) == ("messaging.deliver", [message.pk], {})


def test_nobody_is_woken_for_a_message_whose_moment_has_not_come(outbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        outbox.put(not_before=outbox.at(timedelta(hours=1)))
    assert callbacks == []


@pytest.mark.django_db(transaction=True)
def test_with_redis_away_the_message_is_stored_and_nobody_waits(outbox):
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    program = """
import time, django; django.setup()
from django.utils import timezone
from portal.messaging.operations import Recipient, enqueue
began = time.monotonic()
enqueue(template="proof_code.sms", to=Recipient("fr", "+32470123456"), key="redis-away", now=timezone.now(),
        context={"code": "1", "urgent": False})
assert time.monotonic() - began < 5
"""
    program = f"""
from django.conf import settings
settings.TEMPLATES[0]["DIRS"] = [{str(TEMPLATES)!r}]
{program}"""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    environment["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.test"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert Message.objects.get(key="redis-away").state == State.QUEUED


def test_what_is_bound_to_an_occupancy_is_cancelled_with_it(outbox, twilio):
    mine = outbox.put(bound_to="ended")
    other = outbox.put(bound_to="goes-on")
    assert cancel_bound(bound_to="ended", now=outbox.now) == 1
    assert cancel_bound(bound_to="ended", now=outbox.now) == 0
    assert cancel_bound(bound_to="", now=outbox.now) == 0
    outbox.work()
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, mine.context, other.state) == (State.CANCELLED, {}, State.ACCEPTED)
    assert [sms.to for sms in twilio.messages] == [other.mobile]
