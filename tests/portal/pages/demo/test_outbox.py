"""The demo's page of what went out."""

from datetime import timedelta

import pytest
from django.core import mail

from portal.messaging.operations import Recipient
from portal.messaging.standin.provider import Behaviour
from tests.portal.messaging.conftest import outbox, texts_of_tests, twilio

__all__ = ["outbox", "texts_of_tests", "twilio"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_mailbox(settings, tmp_path) -> None:
    settings.MAILBOX = str(tmp_path / "mailbox")
    settings.EMAIL_BACKEND = "portal.messaging.standin.mailbox.EmailBackend"


def test_the_text_of_an_sms_is_shown_from_the_stand_in_and_not_from_our_tables(client, outbox, twilio):
    outbox.put()
    outbox.work()
    page = client.get("/fr/demo/").content.decode()
    assert "+32 470 12 34 56" in page
    assert "Raccord: 042042" in page
    assert "<strong>042042</strong>" in page


def test_the_newest_comes_first_sms_and_emails_together(client, outbox, twilio):
    mail.send_mail("First", "Words <b>", None, ["a@example.org"])
    outbox.put(context={"code": "second", "urgent": False})
    outbox.work()
    twilio.messages[0].created += timedelta(seconds=5)  # the provider tells whole seconds
    page = client.get("/en/demo/").content.decode()
    assert page.index("Raccord: second") < page.index("First")
    assert "Words &lt;b&gt;" in page


def test_what_waits_is_listed_without_its_code(client, outbox, twilio):
    twilio.creates.append(Behaviour.TOO_MANY)
    outbox.put(to=Recipient(language="fr", mobile="+32470555555"))
    outbox.work()
    page = client.get("/en/demo/").content.decode()
    assert "Still waiting" in page
    assert "+32470555555" in page
    assert "042042" not in page


def test_without_the_stand_in_the_page_says_so(client, settings):
    settings.TWILIO_BASE_URL = "http://127.0.0.1:1"
    assert "does not answer" in client.get("/en/demo/").content.decode()


def test_a_page_that_has_seen_all_is_not_sent_again(client, outbox, twilio):
    seen = client.get("/fr/demo/").context["outbox"].version
    ask = {"path": f"/fr/demo/?seen={seen}", "headers": {"HX-Request": "true"}}
    assert client.get(**ask).status_code == 204
    outbox.put()
    outbox.work()
    assert client.get(**ask).status_code == 200


def test_the_address_without_a_language_leads_to_the_page(client):
    assert client.get("/demo/", headers={"Accept-Language": "nl"})["Location"] == "/nl/demo/"
