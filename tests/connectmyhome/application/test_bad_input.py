"""What cannot be right is refused at its field, with what to do, and nothing is lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.models import Application
from connectmyhome.territory.queries import communes_with
from portal.limits import Limit
from portal.primitives.period import belgian_day
from tests.connectmyhome.application.walk import answer, client_of, form_of, path_of
from tests.connectmyhome.factories import a_commune, an_application
from tests.portal.uploads.bombs import BOMBS, a_png
from tests.portal.uploads.pdfs import ACTIVE, a_pdf

pytestmark = pytest.mark.django_db
TODAY = belgian_day(timezone.now())
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 200


def field_error(page: str, name: str) -> str:
    return page.split(f'id="id_{name}-error"')[1].split("</p>")[0]


@pytest.mark.parametrize(
    ("slug", "told", "field", "words"),
    [
        ("building", {"building": "building", "dwellings": "50"}, "dwellings", "call us at"),
        ("building", {"building": "building", "dwellings": "1"}, "dwellings", "2 to 4"),
        ("building", {"building": "building", "dwellings": "many"}, "dwellings", "number of dwellings"),
        ("period", {"wanted_from": TODAY - timedelta(days=1)}, "wanted_from", "not in the past"),
        (
            "period",
            {"wanted_from": TODAY + timedelta(days=9), "wanted_until": TODAY + timedelta(days=8)},
            "wanted_until",
            "not before the first",
        ),
        ("period", {"wanted_from": "31/31/2027"}, "wanted_from", "31/12/2026"),
        ("period", {"wanted_from": "9999-12-31"}, "wanted_from", "next five years"),
        ("permit", {"permit_date": TODAY + timedelta(days=1)}, "permit_date", "not in the future"),
        ("permit", {"permit_number": ""}, "permit_number", "number of the permit"),
        ("applicant", {"enterprise_number": "0123456788"}, "enterprise_number", "at least one digit is wrong"),
        ("contact", {"mobile": "081 22 33 44"}, "mobile", "mobile number"),
        ("address", {"cadastre": "A 123"}, "cadastre", "92094A0123/00B000"),
        ("address", {"house_number": ""}, "house_number", "cadastral reference"),
        ("gas", {"gas_kw": "-3"}, "gas_kw", "at least 1"),
        ("gas", {"gas_kw": "NaN"}, "gas_kw", "such as 9.2"),
        ("gas", {"gas_kw": "1e9"}, "gas_kw", "Enter"),
        ("electricity-power", {"electricity_phases": "single"}, "electricity_phases", "three phases"),
        ("electricity-power", {"electricity_kva": "999"}, "electricity_kva", "Choose the power"),
        ("utilities", {"utilities": []}, "utilities", "at least one"),
        ("telecom", {"telecom_operators": ["ores"]}, "telecom_operators", "ores"),
        ("commune", {"postal_code": "1000"}, "postal_code", "Wallonia"),
        ("remark", {"remark": "EAN 541449012700000016"}, "remark", "EAN"),
        ("role", {"role": "king"}, "role", "Choose who you are"),
    ],
)
def test_it_is_told_at_its_field(slug, told, field, words):
    application = an_application()
    before = application.answers
    page = answer(client_of(application), application, slug, **told).content.decode()

    assert "<title>Error:" in page
    assert words in field_error(page, field)
    application.refresh_from_db()
    assert application.answers == before


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("typed", ["17.5", "17,5", " 17,5 "])
def test_a_comma_and_a_point_will_do_in_every_language(language, typed):
    application = an_application()
    told = form_of("gas", application.revision, gas_kw=typed)
    client_of(application).post(path_of(application, "gas", language), told)

    application.refresh_from_db()
    assert application.answers["gas_kw"] == "17.5"


def test_a_postal_code_of_two_communes_asks_which():
    a_commune()
    code = next(
        code for code in ("7700", "4000", "5660", "6000", "4130", "6280") if communes_with(code).count() != 1
    )
    two = communes_with(code)
    application = an_application()
    client = client_of(application)
    page = answer(client, application, "commune", postal_code=code).content.decode()

    assert "Choose your commune" in field_error(page, "commune")
    answer(client, application, "commune", postal_code=code, commune=two[1].nis)
    application.refresh_from_db()
    assert application.commune == two[1]


def test_begin_without_a_plot_goes_back_to_the_plot():
    a_commune()
    for told in ({}, {"postal_code": "1000"}, {"postal_code": "5000\x00"}):
        assert Client().get("/en/connect/begin/", told)["Location"] == "/en/connect/"
    assert not Application.objects.exists()


def sent(client: Client, application: Application, content: bytes, name: str = "plan.pdf") -> str:
    path = path_of(application, "documents/site_plan")
    return client.post(path, {"file": SimpleUploadedFile(name, content)}).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEIC, "Save the photo as JPEG"),
        (b"", "this file is empty"),
        (b"GIF89a" + b"\x00" * 50, "this file is something else"),
        (b"%PDF-1.7 but no more", "This PDF is damaged"),
        (b"\xff\xd8\xff\xe0 not a photo", "photo"),
        (a_pdf(pages=21), "at most 20 pages"),
        (a_pdf(change=ACTIVE["script on opening"]), "without scripts"),
        (BOMBS["a picture of ten gigapixels"], "far too large"),
        (a_png(60_000, 60_000), "too many pixels"),
    ],
)
def test_a_file_that_is_no_good_is_told_at_its_field_and_the_rest_stays(content, words):
    application = an_application(documents=[AttachmentKind.PERMIT])
    page = sent(client_of(application), application, content)

    assert words in field_error(page, "file")
    assert application.attachments.get().kind == AttachmentKind.PERMIT
    assert Application.objects.get().answers == application.answers


def test_a_pdf_with_a_password_is_told_at_its_field():
    from pikepdf import Encryption

    application = an_application(documents=[])
    page = sent(client_of(application), application, a_pdf(encryption=Encryption(owner="o", user="u")))

    assert "without a password" in field_error(page, "file")


@pytest.mark.parametrize("size", [11, 200])
def test_a_file_that_is_far_too_large_is_told_at_its_field(size):
    application = an_application(documents=[])
    page = sent(client_of(application), application, b"%PDF-" + bytes(size * 1024 * 1024))

    assert "at most 10 MB" in field_error(page, "file")
    assert not application.attachments.exists()


def test_a_thirteenth_file_is_told_at_its_field():
    application = an_application(documents=[])
    client = client_of(application)
    pages = [
        sent(client, application, a_pdf(change=lambda pdf, n=n: setattr(pdf.Root, "Lang", str(n))))
        for n in range(13)
    ]

    assert application.attachments.count() == 12
    assert "twelve files already" in field_error(pages[-1], "file")


def test_files_without_end_are_not_judged(monkeypatch):
    monkeypatch.setattr("connectmyhome.application.access.ATTACH", Limit("test_attach", 1, timedelta(hours=1)))
    application = an_application(documents=[])
    client = client_of(application)
    sent(client, application, HEIC)

    assert "Too many tries" in field_error(sent(client, application, a_pdf()), "file")
    assert not application.attachments.exists()
