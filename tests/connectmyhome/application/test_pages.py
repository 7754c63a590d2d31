"""The applicant's pages: one question each, kept at once, changed, checked and sent (R13)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application, Attachment
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg
from connectmyhome.operators import Operator, Utility
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.connectmyhome.application.walk import answer, client_of, path_of
from tests.connectmyhome.factories import COUVIN, WAVRE, a_commune, a_sent_application, an_application

pytestmark = pytest.mark.django_db
TODAY = belgian_day(timezone.now())


def began(client: Client, nis: str = "92094", postal_code: str = "5000") -> Application:
    a_commune()
    plot = {"postal_code": postal_code, "commune": nis, "email": "Claire@example.org"}
    response = client.post("/en/connect/begin/", plot)
    assert response.status_code == 302, response.content.decode()
    return Application.objects.get()


def test_an_application_begins_with_plot_and_address_and_nothing_else():
    client = Client()
    application = began(client)

    assert (application.email, application.commune.name) == ("claire@example.org", "Namur")
    assert application.answers == {"postal_code": "5000"}
    assert client.get(path_of(application)).status_code == 200


def test_the_button_that_begins_pressed_twice_begins_once():
    a_commune()
    page = Client().get("/en/connect/begin/?postal_code=5000&commune=92094").content.decode()
    told = {"postal_code": "5000", "commune": "92094", "once": page.split('name="once" value="')[1].split('"')[0]}
    ways = [Client().post("/en/connect/begin/", told | {"email": "claire@example.org"})["Location"] for _ in "12"]
    other = Client().post("/en/connect/begin/", told | {"email": "paul@example.org"})["Location"]

    assert ways[0] == ways[1] != other
    assert Message.objects.filter(template="application_link.email").count() == 2


def test_somebody_elses_application_does_not_exist():
    application, other = an_application(), an_application(email="paul@example.org")
    client = client_of(other)

    for page in ("", "role", "documents", "documents/site_plan", "consent", "check", "sent"):
        assert client.get(path_of(application, page)).status_code == 404, page
        assert client.post(path_of(application, page)).status_code == 404, page
    attachment = application.attachments.first()
    assert client.post(path_of(application, f"documents/{attachment.public_id}/remove")).status_code == 404
    assert client.post(path_of(other, f"documents/{attachment.public_id}/remove")).status_code == 404


def test_who_began_nothing_here_is_led_to_the_link():
    response = Client().get(path_of(an_application(), "check"))

    assert (response.status_code, response["Location"]) == (302, "/en/connect/resume/")


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up():
    application = an_application()
    path = Message.objects.get().context["link"].partition("//")[2].partition("/")[2]
    Client().get(f"/{path}", follow=True)

    client = Client()
    page = client.get(f"/{path}", follow=True)
    assert page.redirect_chain[-1][0].endswith("/connect/resume/open/")
    assert client.get(path_of(application)).status_code == 302
    client.post(page.redirect_chain[-1][0])
    assert client.get(path_of(application)).status_code == 200
    again = Client().get(f"/{path}", follow=True).redirect_chain[-1][0]
    assert again.endswith("/connect/resume/open/")


def test_a_used_link_leads_to_a_new_one():
    application = an_application()
    path = "/" + Message.objects.get().context["link"].partition("//")[2].partition("/")[2]
    pages = []
    for client in (Client(), Client()):
        client.get(path)
        pages.append(client.post("/en/connect/resume/open/", follow=True).content.decode())

    assert application.reference in pages[0]
    assert "can no longer be used" in pages[1]


def test_asking_for_a_link_answers_the_same_whether_or_not_there_is_one():
    application = an_application()
    answers = [
        Client().post("/en/connect/resume/", {"reference": reference, "email": "claire@example.org"})
        for reference in (application.reference, "CMH-2222-2222")
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_each_answer_is_kept_at_once():
    client = Client()
    application = began(client)
    response = answer(client, application, "role")

    application.refresh_from_db()
    assert application.answers["role"] == "owner"
    assert response["Location"].endswith("/applicant/")


def test_a_second_window_is_told_and_loses_nothing():
    application = an_application()
    client = client_of(application)
    stale = application.revision
    answer(client, application, "gas", gas_kw="30")
    told = client.post(path_of(application, "gas"), {"gas_kw": "41", "revision": stale}).content.decode()

    assert "changed in another window" in told
    assert 'value="41"' in told
    application.refresh_from_db()
    assert application.answers["gas_kw"] == "30"
    again = client.post(path_of(application, "gas"), {"gas_kw": "41", "revision": application.revision})
    assert again.status_code == 302


def test_a_question_that_does_not_apply_has_no_page():
    application = an_application(utilities=[Utility.WATER])

    assert client_of(application).get(path_of(application, "gas")).status_code == 404


def test_what_nobody_asks_for_any_more_is_shown_and_not_sent():
    application = an_application()
    client = client_of(application)
    answer(client, application, "utilities", utilities=["water"])
    client.post(path_of(application, "consent"), {"swde": "on"})

    assert "These answers are not sent" in client.get(path_of(application, "check")).content.decode()
    assert client.post(path_of(application, "check")).status_code == 302
    application.refresh_from_db()
    assert "gas_kw" not in application.answers
    assert "electricity_kva" not in application.answers
    assert [leg.operator for leg in Leg.objects.all()] == ["swde"]


def test_the_button_pressed_twice_sends_once():
    application = an_application()
    client = client_of(application)
    client.post(path_of(application, "consent"), {code: "on" for code in ("ores", "swde", "proximus", "orange")})
    for _ in range(2):
        assert client.post(path_of(application, "check"))["Location"].endswith("/sent/")

    assert Leg.objects.count() == 5
    assert Message.objects.filter(template="application_sent.email").count() == 1
    assert "ORES" in client.get(path_of(application, "sent")).content.decode()


def test_without_consent_for_anybody_nothing_is_sent():
    application = an_application()
    response = client_of(application).post(path_of(application, "consent"), {})

    assert "Agree for at least one operator" in response.content.decode()
    assert "<title>Error:" in response.content.decode()


def test_the_consent_names_what_each_operator_gets_and_nothing_else():
    application = an_application()
    page = client_of(application).get(path_of(application, "consent")).content.decode()
    gets = {name: page.split(f"{name} gets: ")[1].split("</p>")[0] for name in ("ORES", "SWDE", "Proximus")}

    assert "the power of the gas" in gets["ORES"]
    assert "heat pump" in gets["ORES"]
    assert "heat pump" not in gets["SWDE"]
    assert "water pipe" in gets["SWDE"]
    assert "Building permit" not in gets["Proximus"]


def test_nobody_agrees_to_what_another_window_asked_for_since():
    application = an_application(utilities=[Utility.ELECTRICITY])
    client = client_of(application)
    told = {"ores": "on", "revision": application.revision}
    answer(client, application, "utilities", utilities=["electricity", "gas"])
    answer(client, application, "gas")
    page = client.post(path_of(application, "consent"), told).content.decode()

    assert "changed in another window" in page
    assert "electricity, gas" in page
    assert not application.consents.exists()
    application.refresh_from_db()
    again = client.post(path_of(application, "consent"), told | {"revision": application.revision})
    assert (again.status_code, application.consents.count()) == (302, 1)


def test_what_another_window_changed_is_looked_at_before_it_is_sent():
    application = an_application(utilities=[Utility.ELECTRICITY, Utility.WATER])
    client = client_of(application)
    client.post(path_of(application, "consent"), {"ores": "on", "swde": "on"})
    told = {"revision": application.revision}
    answer(client, application, "utilities", utilities=["electricity", "gas", "water"])
    answer(client, application, "gas")
    page = client.post(path_of(application, "check"), told).content.decode()

    assert "changed in another window" in page
    assert not Leg.objects.exists()
    application.refresh_from_db()
    assert f'name="revision" value="{application.revision}"' in page
    client.post(path_of(application, "consent"), {"ores": "on", "swde": "on"})
    client.post(path_of(application, "check"), {"revision": application.revision})
    assert Leg.objects.count() == 3


def test_an_application_without_its_site_plan_is_not_sent():
    application = an_application(documents=[])
    client = client_of(application)
    client.post(path_of(application, "consent"), {"ores": "on"})
    page = client.post(path_of(application, "check")).content.decode()

    assert "Something is still missing" in page
    assert path_of(application, "documents/site_plan") in page
    assert not Leg.objects.exists()


def test_an_agent_needs_the_owners_mandate():
    application = an_application(answers={Key.ROLE: "agent"})
    client = client_of(application)
    client.post(path_of(application, "consent"), {"ores": "on"})

    assert path_of(application, "documents/mandate") in client.post(path_of(application, "check")).content.decode()


def test_in_wavre_electricity_is_not_asked_for_here_and_gas_is():
    application = an_application(commune=a_commune(WAVRE), utilities=[])
    page = client_of(application).get(path_of(application, "utilities")).content.decode()

    assert "REW connects electricity here" in page
    assert 'value="electricity"' not in page
    assert 'value="gas"' in page


def test_in_couvin_the_street_is_asked_for_and_checked():
    application = an_application(
        commune=a_commune(COUVIN), answers={Key.CADASTRE: "93014A0123/00B000", Key.STREET: ""}
    )
    client = client_of(application)

    assert "the street decides" in client.get(path_of(application, "address")).content.decode()
    refused = answer(client, application, "address", street="", house_number="", cadastre="93014A0123/00B000")
    assert "Enter the street of the plot" in refused.content.decode()
    sent = a_sent_application(commune=a_commune(COUVIN), utilities=[Utility.ELECTRICITY])
    assert sent.legs.get(operator=Operator.ORES).to_be_checked


def test_a_building_site_takes_electricity_and_water_and_no_lasting_questions():
    dates = {"temporary_from": TODAY + timedelta(days=10), "temporary_until": TODAY + timedelta(days=200)}
    application = an_application(answers={Key.UTILITIES: ""})
    client = client_of(application)
    answer(client, application, "works", works="temporary")
    page = client.get(path_of(application, "utilities")).content.decode()
    assert 'value="water"' in page
    assert 'value="gas"' not in page
    answer(client, application, "utilities", utilities=["electricity"])
    answer(client, application, "temporary", temporary_kva="17,3", **dates)
    client.post(path_of(application, "consent"), {"ores": "on"})
    client.post(path_of(application, "check"))

    application.refresh_from_db()
    assert application.state == ApplicationState.SENT
    assert application.answers["temporary_kva"] == "17.3"
    assert "wanted_from" not in application.answers
    assert "electricity_kva" not in application.answers


def test_a_sent_application_leads_to_what_comes_next():
    application = a_sent_application()
    client = client_of(application)

    for page in ("", "role", "documents", "consent", "check"):
        assert client.get(path_of(application, page))["Location"] == path_of(application, "sent")
    assert answer(client, application, "gas", gas_kw="99")["Location"] == path_of(application, "sent")


def test_the_mails_hold_no_personal_data():
    a_sent_application()

    for message in Message.objects.all():
        assert "Lefèvre" not in str(message.context)
        assert set(message.context) <= {"reference", "link", "days"}


def test_removing_a_file_removes_it():
    application = an_application()
    attachment = application.attachments.get(kind="permit")
    client_of(application).post(path_of(application, f"documents/{attachment.public_id}/remove"))

    assert not Attachment.objects.filter(pk=attachment.pk).exists()
