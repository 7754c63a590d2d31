"""The pages of the look-up."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.look_up import tasks
from portal.look_up.models import LookUp
from portal.look_up.operations import PER_CLIENT, judge
from portal.messaging.operations import UnableToEnqueue

from .conftest import code_sent

pytestmark = pytest.mark.django_db

_PER_REQUEST = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def judged_at_once(monkeypatch):
    """The worker's task, run as a worker would, right after the request stored the look-up."""
    monkeypatch.setattr("portal.look_up.views.wake", tasks.judge_look_up)


def ask(client, home, **changes):
    typed = {"ean": home.access_point.ean, "meter_number": home.meter_number} | changes
    return client.post(reverse("look_up:start"), typed, follow=True)


def same(response) -> bytes:
    return _PER_REQUEST.sub(b"", response.content)


def test_answer_is_the_same_for_right_pair_wrong_pair_and_vacant_home(client, home):
    right = ask(client, home)
    wrong = ask(client, home, meter_number="1SAG9999999999")
    home.occupancy.delete()
    vacant = ask(client, home)
    assert right.status_code == wrong.status_code == vacant.status_code == 200
    assert same(right) == same(wrong) == same(vacant)
    assert right.redirect_chain == wrong.redirect_chain == vacant.redirect_chain


def test_code_leads_to_the_history(client, home):
    ask(client, home)
    response = client.post(reverse("look_up:code"), {"code": code_sent()})
    assert response.url == reverse("look_up:history")
    response = client.get(response.url)
    assert response.url == reverse("consumption:history", args=[home.access_point.public_id])


def test_session_key_changes_when_the_look_up_opens(client, home):
    ask(client, home)
    before = client.session.session_key
    client.post(reverse("look_up:code"), {"code": code_sent()})
    assert client.session.session_key != before


def test_wrong_code_says_what_to_do_at_the_field(client, home):
    ask(client, home)
    wrong = "000000" if code_sent() != "000000" else "111111"
    response = client.post("/en/lookup/code/", {"code": wrong})
    assert "Check the code: it is not the one that we sent" in response.content.decode()
    assert response.content.decode().count("Check the code") == 2  # in the summary and at the field


def test_code_page_without_a_look_up_leads_to_its_start(client, db):
    assert client.get(reverse("look_up:code")).url == reverse("look_up:start")


def test_ended_look_up_shows_nothing_more(client, home):
    ask(client, home)
    client.post(reverse("look_up:code"), {"code": code_sent()})
    client.post(reverse("look_up:end"))
    assert client.get(reverse("look_up:history")).url == reverse("look_up:start")


def test_too_many_look_ups_are_refused_with_what_to_do(client, home):
    for _ in range(PER_CLIENT.count):
        ask(client, home)
    response = client.post("/en/lookup/", {"ean": home.access_point.ean, "meter_number": home.meter_number})
    assert response.status_code == 429
    assert response.content.decode().count("try again") == 2  # in the summary and at the field
    assert home.access_point.ean[:4] in response.content.decode()  # what was typed is not lost


def test_look_up_is_refused_while_redis_is_away(client, home, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.post(
        reverse("look_up:start"), {"ean": home.access_point.ean, "meter_number": home.meter_number}
    )
    assert response.status_code == 503
    assert not LookUp.objects.exists()


def test_sweeper_judges_a_look_up_whose_task_was_lost(home, client, monkeypatch):
    monkeypatch.setattr("portal.look_up.views.wake", lambda look_up_id: None)
    ask(client, home)
    look_up = LookUp.objects.get()
    LookUp.objects.update(requested_at=look_up.requested_at - timedelta(seconds=30))
    tasks.sweep_look_ups()
    look_up.refresh_from_db()
    assert look_up.state == "code_sent"


def test_look_up_that_cannot_be_judged_does_not_keep_the_others(home, monkeypatch):
    now = timezone.now()
    asked = {"ean": home.access_point.ean, "meter_number": home.meter_number, "language": "fr"}
    stuck, other = [
        LookUp.objects.create(**asked, requested_at=now - timedelta(seconds=60 - number)) for number in range(2)
    ]

    def fails_for_one(*, look_up_id, now):
        if look_up_id == stuck.pk:
            raise UnableToEnqueue
        judge(look_up_id=look_up_id, now=now)

    monkeypatch.setattr("portal.look_up.tasks.judge", fails_for_one)
    tasks.sweep_look_ups()
    other.refresh_from_db()
    assert other.state == "code_sent"


@pytest.mark.parametrize(
    "ean",
    ["", "   ", "541449012700000010", "54144901270000001", "5414490127000000166", "54144901270000001O",
     "٥٤١٤٤٩٠١٢٧٠٠٠٠٠٠١٦",
     "<script>alert(1)</script>", "5" * 500, "-" * 18, "5414490127\x0000000016", "541449012700000016 OR 1=1"],
)  # fmt: skip
def test_malformed_ean_is_refused_at_its_field(client, db, ean):
    response = client.post("/en/lookup/", {"ean": ean, "meter_number": "1SAG1105004812"})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert not LookUp.objects.exists()
