import pytest
from django.utils import timezone

from connectmyhome.application.models import Application
from portal.messaging.models import Message
from tests.connectmyhome.scenes import a_sent_application
from tests.connectmyhome.tracking.applicants import client_of, track

pytestmark = pytest.mark.django_db


def code() -> str:
    return str(Message.objects.filter(template="connect_mobile_code.sms").latest("pk").context["code"])


def test_a_mobile_counts_once_its_code_was_given():
    application = a_sent_application()
    client = client_of(application)

    client.post(f"{track(application)}news/", {"notify_by": "sms", "mobile": "0471 00 00 09"})
    application.refresh_from_db()
    assert (application.notify_by, application.mobile) == ("email", "+32470123456")
    client.post(f"{track(application)}news/code/", {"code": code()})

    application.refresh_from_db()
    assert (application.notify_by, application.mobile) == ("sms", "+32471000009")


def test_a_wrong_code_changes_nothing():
    application = a_sent_application()
    client = client_of(application)
    client.post(f"{track(application)}news/", {"notify_by": "sms", "mobile": "0471 00 00 09"})
    wrong = "000000" if code() != "000000" else "111111"

    page = client.post(f"{track(application)}news/code/", {"code": wrong})

    assert "Check the code" in page.content.decode()
    assert Application.objects.get(pk=application.pk).notify_by == "email"


@pytest.mark.parametrize("mobile", ["", "+33 6 12 34 56 78", "081 12 34 56"])
def test_only_a_belgian_mobile_gets_sms(mobile):
    application = a_sent_application()

    page = client_of(application).post(f"{track(application)}news/", {"notify_by": "sms", "mobile": mobile})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Message.objects.exists()


def test_back_to_email_takes_no_code():
    application = a_sent_application(notify_by="sms")

    client_of(application).post(f"{track(application)}news/", {"notify_by": "email", "mobile": "anything"})

    assert Application.objects.get(pk=application.pk).notify_by == "email"


def test_codes_are_limited():
    application = a_sent_application()
    client, sent = client_of(application), {"notify_by": "sms", "mobile": "0471 00 00 09"}

    statuses = [client.post(f"{track(application)}news/", sent).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]
    assert timezone.now()
