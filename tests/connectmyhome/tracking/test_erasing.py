from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Offer, Question
from connectmyhome.legs.operations import withdrawing
from connectmyhome.tracking.models import Kept, Retention
from connectmyhome.tracking.operations import erasing
from connectmyhome.tracking.retention.operations import UnableToSetRetention, load_retentions, set_retention
from portal.access.actor import ANONYMOUS
from portal.accounts.roles import Role
from portal.messaging.models import Message
from portal.messaging.states import State
from tests.connectmyhome.scenes import a_sent_application
from tests.connectmyhome.tracking.applicants import a_house, client_of, data
from tests.factories import a_member_of_staff
from tests.journeys.people import client_of as signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def retentions() -> None:
    load_retentions(now=NOW)


def erased(application: Application) -> Application:
    erasing.erase_at_request(application=application, now=timezone.now())
    application.refresh_from_db()
    return application


def test_a_draft_is_erased_at_once():
    application = a_sent_application()
    Application.objects.filter(pk=application.pk).update(state="draft", sent_at=None)
    client = client_of(application)

    assert "No operator has it" in client.get(f"{data(application)}erase/").content.decode()
    client.post(f"{data(application)}erase/")

    application.refresh_from_db()
    assert (application.state, application.answers, application.email) == ("erased", {}, "")


def test_a_running_one_is_withdrawn_first_and_the_page_says_so():
    application = a_house()
    client = client_of(application)

    page = client.get(f"{data(application)}erase/").content.decode()
    outcome = client.post(f"{data(application)}erase/", follow=True)

    assert "These connections are withdrawn first" in page
    assert "What has to stay" in page
    assert set(application.legs.values_list("state", flat=True)) == {"withdrawn"}
    assert "Your application is erased" in outcome.content.decode()
    assert client.get(data(application)).status_code == 404


def test_the_button_that_erases_pressed_twice_leads_to_what_became_of_it():
    application = a_house()
    client = client_of(application)
    client.post(f"{data(application)}erase/")

    for again in (client.post, client.get):
        assert "Your application is erased" in again(f"{data(application)}erase/", follow=True).content.decode()
    assert Message.objects.filter(template="connect_erased.email").count() == 1
    assert client_of(a_house()).post(f"{data(application)}erase/").status_code == 404


def test_nothing_of_the_person_is_left_but_what_must_be_kept():
    application = erased(a_house())

    assert set(Question.objects.values_list("text", "answer")) == {("", "")}
    assert set(Offer.objects.exclude(sha256="").values_list("leg__operator", flat=True)) == {"swde"}
    assert set(application.legs.values_list("reason", "own_reference")) == {("", "")}
    assert not application.attachments.exists()
    assert not application.notices.exists()


def test_news_that_had_not_left_do_not_leave_any_more():
    application = erased(a_house())

    news = Message.objects.filter(template__startswith="connect_news", bound_to=str(application.public_id))
    assert set(news.values_list("state", flat=True)) == {State.CANCELLED}


def test_addresses_of_messages_go_too_but_where_the_provider_must_still_be_asked():
    application, stranger = a_house(), a_house()
    bound = Message.objects.filter(bound_to=str(application.public_id)).order_by("pk")
    told = {"bound_to": str(application.public_id), "template": "connect_news.sms", "channel": "sms"}
    told |= {"mobile": "+32470000001", "language": "fr", "expires_at": NOW, "created_at": NOW, "changed_at": NOW}
    passed_on, unclear = (
        Message.objects.create(**told, key=state, state=state, not_before=None)
        for state in (State.SENT, State.UNKNOWN)
    )

    erased(application)

    kept = bound.exclude(mobile="", email="")
    assert (set(kept), passed_on in bound, bound.count()) == ({unclear}, True, 3)
    others = Message.objects.filter(bound_to=str(stranger.public_id))
    assert set(others.values_list("email", flat=True)) == {stranger.email}
    assert Message.objects.get(template="connect_erased.email").email


def test_an_email_confirms_it_and_leads_to_what_operators_did():
    application = erased(a_house())

    message = Message.objects.get(template="connect_erased.email")
    page = Client().get(message.context["link"].removeprefix(settings.BASE_URL)).content.decode()

    assert message.email == "claire@example.org"
    assert application.reference in page
    assert page.count("pas encore confirmé") == 4


def test_a_forged_link_to_an_erasure_leads_nowhere():
    assert Client().get("/en/connect/erased/abc:def/").status_code == 404


def test_finished_ones_are_erased_when_each_operators_term_is_over():
    application = a_house()
    withdrawing.withdraw_all(application=application, actor=ANONYMOUS, now=NOW)

    assert erasing.erase_finished(now=NOW + timedelta(days=364)) == 0
    assert erasing.erase_finished(now=NOW + timedelta(days=366)) == 1
    assert erasing.erase_finished(now=NOW + timedelta(days=366)) == 0


def test_running_ones_are_never_erased_by_time():
    a_house()

    assert erasing.erase_finished(now=timezone.now() + timedelta(days=4000)) == 0


def test_an_accepted_offer_goes_on_its_day():
    now = timezone.now()
    application = erased(a_house(now))
    last = datetime(now.year + 11, 1, 1, 12, tzinfo=UTC)

    assert erasing.erase_kept(now=last - timedelta(days=1)) == 0
    assert erasing.erase_kept(now=last) == 1
    assert not Offer.objects.filter(leg__application=application).exclude(pdf=b"").exists()


def test_a_retention_changes_from_a_day_on_and_what_was_stays():
    made = set_retention(
        operator="ores", kept=Kept.APPLICATION, months=24, since="end", source="", start=date(2026, 7, 1), now=NOW
    )

    rows = Retention.objects.filter(operator="ores", kept=Kept.APPLICATION)
    assert list(rows.values_list("months", "end")) == [(12, date(2026, 7, 1)), (24, None)]
    with pytest.raises(UnableToSetRetention):
        set_retention(
            operator="ores", kept=Kept.APPLICATION, months=6, since="end", source="", start=made.start, now=NOW
        )


def test_what_was_changed_stays_when_the_file_is_loaded_again():
    assert load_retentions(now=NOW) == 0


def test_the_coordinator_reads_what_is_kept_since_when_and_where_that_is_written():
    told = {"operator": "ores", "kept": Kept.APPLICATION, "since": "end", "now": NOW}
    set_retention(months=24, source="Décret de 2027", start=date(2027, 1, 1), **told)
    page = "/en/desk/connect/retentions/"

    shown = signed_in(a_member_of_staff(Role.CONNECTION_COORDINATOR)).get(page).content.decode()

    for held in (
        "2 years from its end",
        "Décret de 2027",
        "since Friday 1 January 2027",
        "up to Friday 1 January 2027",
        "No law sets it",
    ):
        assert held in shown
    assert signed_in(a_member_of_staff(Role.CONTACT_CENTRE)).get(page).status_code == 403
