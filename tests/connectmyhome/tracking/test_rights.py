import io
import json
from datetime import date

import pikepdf
import pytest
from django.utils import timezone

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.legs.operations import asking, studying
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.journal import WHAT, looks_at
from portal.audit.models import Event
from tests.connectmyhome.legs.factories import OPERATOR_STAFF
from tests.connectmyhome.tracking.applicants import a_house, client_of, data, leg_of

pytestmark = pytest.mark.django_db


def test_all_that_is_held_stands_on_the_page():
    application = a_house()

    page = client_of(application).get(data(application)).content.decode()

    for held in (
        "Claire Delvaux",
        "claire@example.org",
        "Rue de Fer",
        "Who has your consent",
        "How long it stays",
    ):
        assert held in page


def test_the_applicant_reads_who_did_what_in_plain_words():
    application = a_house()

    lines = [(look.who, look.what) for look in looks_at(application)]

    assert ("An operator", "asked for a missing document") in lines
    assert all(code in WHAT for code in Event.objects.values_list("code", flat=True).distinct())


def test_the_export_holds_everything_and_is_traced():
    application = a_house()

    response = client_of(application).get(f"{data(application)}as/json/")

    told = json.loads(response.content)
    assert told["class"] == "C4"
    assert told["answers"] == application.answers
    assert {leg["operator"] for leg in told["connections"]} == {"ores", "swde", "proximus", "orange"}
    assert Event.objects.filter(code="application.exported", subject=str(application.public_id)).exists()
    assert "C4" in response["Content-Disposition"]


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_export_is_also_a_pdf_that_bears_its_class(language):
    application = a_house()
    path = data(application).replace("/en/", f"/{language}/", 1)

    response = client_of(application).get(f"{path}as/pdf/")

    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert len(document.pages) >= 1


def test_nothing_else_can_be_exported():
    application = a_house()

    assert client_of(application).get(f"{data(application)}as/xlsx/").status_code == 404


def fields_of(client, application, slug) -> dict:
    initial = client.get(f"{data(application)}correct/{slug}/").context["form"].initial
    return {name: value for name, value in initial.items() if value is not None}


def test_an_answer_is_corrected_and_each_operator_has_another_revision():
    application = a_house()
    client = client_of(application)
    before = dict(application.legs.values_list("pk", "revision"))

    fields = fields_of(client, application, "applicant")
    client.post(f"{data(application)}correct/applicant/", fields | {"name": "Claire Delvaux-Martin"})

    application.refresh_from_db()
    assert application.answers[Key.NAME] == "Claire Delvaux-Martin"
    assert Event.objects.filter(code="application.corrected").count() == 1
    assert all(leg.revision == before[leg.pk] + 1 for leg in application.legs.all())


def test_the_same_answer_again_is_no_correction():
    application = a_house()
    client = client_of(application)

    client.post(f"{data(application)}correct/applicant/", fields_of(client, application, "applicant"))

    assert not Event.objects.filter(code="application.corrected").exists()


def test_a_correction_over_an_older_page_is_refused():
    application = a_house()
    client = client_of(application)
    fields = fields_of(client, application, "applicant")
    Application.objects.filter(pk=application.pk).update(revision=application.revision + 1)

    page = client.post(f"{data(application)}correct/applicant/", fields | {"name": "Somebody"})

    assert "changed in another window meanwhile" in page.content.decode()


def test_power_can_be_corrected_until_the_study_begins():
    application = a_house()
    client = client_of(application)

    def status(slug: str) -> int:
        return client.get(f"{data(application)}correct/{slug}/").status_code

    assert (status("gas"), status("electricity-power")) == (200, 404)
    gas = leg_of(application, Operator.ORES, Utility.GAS)
    asking.take_back(question=gas.questions.get(), actor=OPERATOR_STAFF, now=timezone.now())
    gas.refresh_from_db()
    studying.begin_study(leg=gas, actor=OPERATOR_STAFF, now=timezone.now())
    assert status("gas") == 404


@pytest.mark.parametrize("slug", ["commune", "utilities", "building", "nothing", "contact"])
def test_what_decides_on_operators_cannot_be_corrected(slug):
    application = a_house()

    assert client_of(application).get(f"{data(application)}correct/{slug}/").status_code == 404


def test_what_nobody_asks_for_is_not_corrected():
    application = a_house()
    assert application.answers.get(Key.INVOICE_TO) != "other"

    page = f"{data(application)}correct/invoice-party/"
    client = client_of(application)
    assert client.get(page).status_code == 404
    told = {"invoice_name": "Somebody", "revision": application.revision}
    assert client.post(page, told).status_code == 404


def test_how_long_an_accepted_offer_is_kept_is_said_with_its_source():
    from connectmyhome.tracking.retention.operations import load_retentions

    now = timezone.now()
    load_retentions(now=now)
    application = a_house(now)

    page = client_of(application).get(data(application)).content.decode()

    assert "Code de la TVA, art. 60" in page
    assert "No law sets it" in page
    assert str(date(now.year + 11, 1, 1).year) in page
