import pytest
from django.utils import timezone

from connectmyhome.application.models import Application, NotifyBy
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.operations.beginning import send_link
from connectmyhome.application.operations.correcting import correct_contact
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.operations.contact import tell_by_email
from connectmyhome.tracking.operations.erasing import erase_at_request
from portal.accounts.webhooks.models import Delivery
from portal.messaging.models import Message
from tests.connectmyhome.legs.api.scenes import LEGS, a_program_of
from tests.connectmyhome.legs.test_at_once import at_once
from tests.connectmyhome.scenes import a_leg, a_network_operator, a_sent_application
from tests.connectmyhome.tracking.applicants import client_of, track
from tests.portal.accounts.webhooks.receiver import an_endpoint

pytestmark = pytest.mark.django_db


def code(template: str = "connect_mobile_code.sms") -> str:
    return str(Message.objects.filter(template=template).latest("pk").context["code"])


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

    client_of(application).post(
        f"{track(application)}news/", {"notify_by": "email", "email": application.email, "mobile": "anything"}
    )

    assert Application.objects.get(pk=application.pk).notify_by == "email"


def test_another_address_counts_once_its_code_was_given_and_the_former_one_is_told():
    application = a_sent_application()
    client, stranger, former = client_of(application), client_of(application), application.email
    send_link(reference=application.reference, email=former, language="fr", client="here", now=timezone.now())
    (link,) = application.links.all()

    client.post(f"{track(application)}news/", {"notify_by": "email", "email": "Claire.New@example.be"})
    application.refresh_from_db()
    assert application.email == former
    page = client.get(f"{track(application)}news/code/").content.decode()
    assert "It went to claire.new@example.be" in page
    client.post(f"{track(application)}news/code/", {"code": code("new_contact.email")})

    application.refresh_from_db()
    assert (application.notify_by, application.email) == ("email", "claire.new@example.be")
    told = Message.objects.get(template="connect_email_changed.email")
    assert told.email == former
    assert not application.links.filter(pk=link.pk).exists()
    assert client.get(track(application)).status_code == 200
    assert stranger.get(track(application)).status_code == 404  # came by a link to the former address


def test_a_code_opens_the_address_that_it_went_to_and_no_other():
    application = a_sent_application()
    client, former = client_of(application), application.email
    client.post(f"{track(application)}news/", {"notify_by": "email", "email": "first@example.be"})
    first = code("new_contact.email")
    client.post(f"{track(application)}news/", {"notify_by": "email", "email": "second@example.be"})

    if code("new_contact.email") != first:
        client.post(f"{track(application)}news/code/", {"code": first})

    application.refresh_from_db()
    assert application.email == former


@pytest.mark.parametrize("email", ["", "claire", "claire@example", "a@b.be, c@d.be"])
def test_only_an_address_gets_email(email):
    application = a_sent_application()

    page = client_of(application).post(f"{track(application)}news/", {"notify_by": "email", "email": email})

    assert 'aria-invalid="true"' in page.content.decode()
    assert not Message.objects.exists()


def test_codes_are_limited():
    application = a_sent_application()
    client, sent = client_of(application), {"notify_by": "sms", "mobile": "0471 00 00 09"}

    statuses = [client.post(f"{track(application)}news/", sent).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]


def test_operators_read_another_revision_and_are_told_when_the_mobile_changed():
    application = a_sent_application()
    leg = a_leg(application)
    gone = a_leg(application, utility=Utility.GAS, state=LegState.WITHDRAWN)
    client, program = client_of(application), a_program_of(Operator.ORES)
    an_endpoint(a_network_operator(), "https://ores.example.org/")
    before = program.get(f"{LEGS}{leg.public_id}/")

    client.post(f"{track(application)}news/", {"notify_by": "sms", "mobile": "0471 00 00 09"})
    client.post(f"{track(application)}news/code/", {"code": code()})

    after = program.get(f"{LEGS}{leg.public_id}/")
    assert (before["ETag"], after["ETag"]) == ('"0"', '"1"')
    assert after.json()["application"]["mobile"] == "+32471000009"
    (told,) = Delivery.objects.filter(type="leg.changed")
    assert told.data == {"leg": str(leg.public_id), "state": "accepted", "revision": 1}
    gone.refresh_from_db()
    assert gone.revision == 0

    client.post(f"{track(application)}news/", {"notify_by": "email", "email": application.email})

    assert program.get(f"{LEGS}{leg.public_id}/")["ETag"] == '"1"'  # how the applicant is told is not theirs


def test_nothing_is_written_back_into_an_application_that_was_erased_meanwhile():
    application = a_sent_application(notify_by="sms")
    a_leg(application)
    open_page = Application.objects.get(pk=application.pk)
    erase_at_request(application=application, now=timezone.now())

    with pytest.raises(UnableToApply):
        tell_by_email(application=open_page, now=timezone.now())

    open_page.refresh_from_db()
    assert (open_page.state, open_page.notify_by) == ("erased", "sms")


@pytest.mark.django_db(transaction=True)
def test_an_erasure_and_a_correction_at_once_leave_nothing_of_the_person():
    application = a_sent_application()
    leg = a_leg(application)
    seen, now = Application.objects.get(pk=application.pk), timezone.now()

    refused = at_once(
        lambda: erase_at_request(application=application, now=now),
        lambda: correct_contact(application=seen, mobile="+32471000009", notify_by=NotifyBy.SMS, now=now),
    )

    assert refused[0] is None
    assert refused[1] is None or isinstance(refused[1], UnableToApply)
    application.refresh_from_db()
    leg.refresh_from_db()
    assert (application.state, application.mobile, leg.state) == ("erased", "", "withdrawn")
