"""From the postal code to "sent": a house with five connections, and plots where something is different (R13)."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg
from portal.primitives.period import belgian_day
from tests.connectmyhome.factories import COUVIN, WAVRE, a_commune
from tests.journeys.browser import assert_accessible, assert_fits
from tests.portal.uploads.pdfs import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 390, "javascript": False}


def see(page: Page, name: str) -> None:
    assert_fits(page)
    if page.evaluate("true") and (folder := os.environ.get("SHOTS")):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fill(page: Page, **told: Any) -> None:
    """Fill in the fields of the page by their names, and send it."""
    for name, value in told.items():
        for one in value if isinstance(value, list) else [value]:
            field = page.locator(f"main [name={name}]")
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f"main [name={name}][value='{one}']").check()
            else:
                field.fill(str(one))
    page.locator("main form button[type=submit]").last.click()


def begin(page: Page, language: str, postal_code: str) -> Application:
    a_commune()
    page.goto(f"/{language}/connect/")
    fill(page, postal_code=postal_code)
    page.locator("a[href*='/connect/begin/']").click()
    see(page, f"begin-{language}")
    fill(page, email="claire@example.org")
    expect(page.locator("h1")).to_be_visible()
    return Application.objects.latest("pk")


def open_task(page: Page, slug: str) -> None:
    page.locator(f"main a[href$='/{slug}/']").click()


def you(page: Page, *, role: str = "owner") -> None:
    open_task(page, "role")
    fill(page, role=role)
    fill(page, name="Claire Lefèvre")
    fill(page, mobile="0470 12 34 56")
    fill(page, invoice_to="applicant")
    invoice = {"street": "Rue de Fer", "house_number": "12", "postal_code": "5000", "locality": "Namur"}
    fill(page, **{f"invoice_{name}": value for name, value in invoice.items()})


def plot(page: Page, **where: str) -> None:
    open_task(page, "commune")
    fill(page)
    fill(page, **where)


def works(page: Page) -> None:
    today = belgian_day(timezone.now())
    open_task(page, "works")
    fill(page, works="new")
    fill(page, building="house")
    fill(page, permit_number="PU/2026/0117", permit_date=today - timedelta(days=40))
    fill(page, wanted_from=today + timedelta(days=60), wanted_until=today + timedelta(days=120))


def add_plan(page: Page, kind: str = "site_plan") -> None:
    open_task(page, "documents")
    page.locator(f"main a[href$='/documents/{kind}/']").click()
    upload(page, a_pdf(), "plan.pdf")
    page.locator("main a.btn.big").click()


def upload(page: Page, content: bytes, name: str) -> None:
    page.locator("main [name=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.locator("main form button[type=submit]").click()


def consent_and_send(page: Page, *operators: str) -> None:
    open_task(page, "consent")
    for operator in operators:
        page.locator(f"main [name={operator}]").check()
    see(page, "consent")
    page.locator("main form button[type=submit]").click()
    see(page, "check")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/sent/")
    see(page, "sent")


@pytest.mark.parametrize(
    ("page", "language"), [({"width": 1280}, "fr"), (SMALL, "fr"), (SMALL, "nl")], indirect=["page"]
)
def test_a_house_in_namur_asks_for_five_connections(page: Page, language: str) -> None:
    application = begin(page, language, "5000")
    see(page, f"tasks-{language}")
    you(page)
    plot(page, street="Rue des Champs", house_number="7")
    works(page)
    open_task(page, "utilities")
    fill(page, utilities=["electricity", "gas", "water", "telecom"])
    fill(page, site_supply="no")
    fill(page, cooking="electric")
    fill(page, heat_pump_kw="4,5", charging_kw="11", solar_kw="6")
    expect(page.locator("[name=electricity_kva]:checked")).to_have_value("27.7")
    see(page, f"power-{language}")
    fill(page)
    fill(page, gas_kw="24")
    fill(page, water_diameter="25", certibeau="planned")
    fill(page, telecom_operators=["proximus", "orange"], telecom_medium="fibre")
    fill(page, remark="")
    add_plan(page)
    see(page, f"tasks-done-{language}")
    consent_and_send(page, "ores", "swde", "proximus", "orange")
    expect(page.get_by_text(application.reference)).to_be_visible()
    sent = {(leg.utility, leg.operator) for leg in Leg.objects.filter(application=application)}
    assert sent == {
        ("electricity", "ores"),
        ("gas", "ores"),
        ("water", "swde"),
        ("telecom", "proximus"),
        ("telecom", "orange"),
    }


@pytest.mark.parametrize("page", [SMALL], indirect=True)
def test_in_wavre_only_gas_goes_through_the_portal(page: Page) -> None:
    application = begin(page, "fr", a_commune(WAVRE).postal_codes[0])
    assert application.commune == a_commune(WAVRE)
    you(page)
    plot(page, street="Chaussée de Louvain", house_number="3")
    works(page)
    open_task(page, "utilities")
    expect(page.get_by_text("REW")).to_be_visible()
    expect(page.locator("[name=utilities][value=electricity]")).to_have_count(0)
    fill(page, utilities="gas")
    fill(page, cooking="gas")
    fill(page, gas_kw="32")
    fill(page, remark="")
    add_plan(page)
    consent_and_send(page, "ores")
    assert [(leg.utility, leg.operator) for leg in Leg.objects.all()] == [("gas", "ores")]


@pytest.mark.parametrize("page", [{"width": 1280}], indirect=True)
def test_in_couvin_the_street_is_asked_for_and_the_operator_checks_it(page: Page) -> None:
    begin(page, "fr", "5660")
    if not Application.objects.exists():
        pytest.fail("the postal code of Couvin belongs to one commune")
    assert Application.objects.get().commune == a_commune(COUVIN)
    open_task(page, "commune")
    fill(page)
    see(page, "couvin-address")
    fill(page, street="", cadastre="93014A0123/00B000")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    fill(page, street="Rue de la Marcelle")
    assert Application.objects.get().answers["street"] == "Rue de la Marcelle"


@pytest.mark.parametrize("page", [SMALL], indirect=True)
def test_a_building_site_asks_for_a_supply_for_a_while(page: Page) -> None:
    application = begin(page, "nl", "5000")
    today = belgian_day(timezone.now())
    you(page)
    plot(page, street="Rue des Champs", house_number="7")
    open_task(page, "works")
    fill(page, works="temporary")
    open_task(page, "utilities")
    fill(page, utilities="electricity")
    dates = {"temporary_from": today - timedelta(days=1), "temporary_until": today + timedelta(days=90)}
    fill(page, temporary_kva="17,3", **dates)
    expect(page.get_by_role("alert")).to_be_visible()
    fill(page, temporary_from=today + timedelta(days=14))
    fill(page, remark="")
    add_plan(page)
    consent_and_send(page, "ores")
    application.refresh_from_db()
    assert application.state == ApplicationState.SENT
    assert [(leg.utility, leg.operator) for leg in Leg.objects.all()] == [("electricity", "ores")]


@pytest.mark.parametrize("page", [{"width": 1280}], indirect=True)
def test_a_missing_document_is_named_before_sending(page: Page) -> None:
    application = begin(page, "fr", "5000")
    page.goto(f"/fr/connect/{application.reference}/check/")
    expect(page.locator("main .banner a[href$='/documents/site_plan/']")).to_be_visible()
    assert_accessible(page)
    see(page, "check-missing")
    page.locator("main .banner a[href$='/documents/site_plan/']").click()
    upload(page, b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "IMG_1.HEIC")
    expect(page.get_by_role("alert")).to_contain_text("HEIC")
    see(page, "attach-heic")
    upload(page, a_pdf(), "plan.pdf")
    expect(page.get_by_text("plan.pdf").first).to_be_visible()
    assert_accessible(page)
    see(page, "documents")
