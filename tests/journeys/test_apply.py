"""From the postal code to "sent" on plots where something is different, and what its operators and its applicant
see then (R13). The house in Namur has a journey of its own."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from connectmyhome.legs.models import Leg
from connectmyhome.operators import Operator
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.connectmyhome.factories import COUVIN, LIEGE, WAVRE
from tests.journeys.acting import AtWork, act, make_offer, open_leg
from tests.journeys.applying import (
    begin,
    consent_and_send,
    fill,
    open_task,
    plot,
    said_in,
    see,
    told_already,
    upload,
)
from tests.journeys.browser import assert_accessible
from tests.journeys.conftest import OpenPage
from tests.journeys.ways import Way, walked
from tests.portal.uploads.pdfs import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@walked("de", 1280, javascript=True)
def test_in_a_commune_of_resa_electricity_comes_from_resa(way: Way, open_page: OpenPage, at_work: AtWork) -> None:
    """From the first page to the day that RESA plans, as there is no other connection to share it with."""
    say, today = said_in(way.language), belgian_day(timezone.now())
    page = open_page(**way._asdict())
    told_already(begin(page, way.language, LIEGE))
    plot(page, street="Rue Léopold", house_number="3")
    open_task(page, "utilities")
    expect(page.locator("label", has_text="RESA")).to_have_count(1)
    expect(page.locator("[name=utilities][value=gas]")).to_have_count(
        0
    )  # nobody told who brings it: to be checked
    fill(page, utilities="electricity")
    fill(page, site_supply="no")
    fill(page, cooking="electric")
    fill(page)
    fill(page)
    fill(page, remark="")
    consent_and_send(page, "resa")

    leg = Leg.objects.get()
    ores, resa = at_work(Operator.ORES), at_work(Operator.RESA)
    ores.goto(f"/{way.language}/operator/")
    expect(ores.locator("main")).to_contain_text(say("Nothing here."))
    open_leg(resa, leg, way.language)
    expect(resa.locator("main")).to_contain_text("Rue Léopold")
    act(resa, "study")
    make_offer(resa, "890", today + timedelta(days=30))
    page.locator("main a[href$='/track/']").click()
    page.locator("#next + ul a").first.click()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("status")).to_contain_text("RESA")
    resa.reload()
    act(resa, "payment", paid_on=today)
    resa.locator("main a[href$='/do/plan/']").click()
    fill(resa, day=today - timedelta(days=1))
    expect(resa.get_by_role("alert")).to_be_visible()
    day = add_working_days(today, 5)
    fill(resa, day=day)
    expect(resa.get_by_role("status")).to_be_visible()
    page.reload()
    expect(page.locator("main h1")).to_contain_text("RESA")
    expect(page.locator(".facts")).to_contain_text(str(day.day))
    see(page, "resa-planned")


@walked("fr", 390, javascript=False)
def test_in_wavre_only_gas_goes_through_the_portal(way: Way, open_page: OpenPage) -> None:
    page = open_page(**way._asdict())
    told_already(begin(page, way.language, WAVRE))
    plot(page, street="Chaussée de Louvain", house_number="3")
    open_task(page, "utilities")
    expect(page.get_by_text("REW")).to_be_visible()
    expect(page.locator("[name=utilities][value=electricity]")).to_have_count(0)
    see(page, "wavre-utilities")
    fill(page, utilities="gas")
    fill(page, cooking="gas")
    fill(page, gas_kw="32")
    fill(page, remark="")
    consent_and_send(page, "ores")
    page.locator("main a[href$='/track/']").click()
    expect(page.locator("main h3")).to_have_count(1)
    expect(page.locator("main h3")).to_contain_text("ORES")
    assert [(leg.utility, leg.operator) for leg in Leg.objects.all()] == [("gas", "ores")]


@walked("fr", 1280, javascript=True)
def test_in_couvin_the_street_is_asked_for_and_the_operator_checks_it(
    way: Way, open_page: OpenPage, at_work: AtWork
) -> None:
    say, page = said_in(way.language), open_page(**way._asdict())
    told_already(begin(page, way.language, COUVIN))
    open_task(page, "commune")
    fill(page)
    see(page, "couvin-address")
    fill(page, street="", cadastre="93014A0123/00B000")
    expect(page.get_by_role("alert")).to_contain_text(say("Enter the street of the plot"))
    if way.javascript:
        assert_accessible(page)
    fill(page, street="Rue de la Marcelle")
    open_task(page, "utilities")
    fill(page, utilities="electricity")
    fill(page, site_supply="no")
    fill(page, cooking="gas")
    fill(page)
    fill(page)
    fill(page, remark="")
    consent_and_send(page, "ores")
    page.locator("main a[href$='/track/']").click()
    expect(page.locator("main .note, main .banner").first).to_be_visible()
    see(page, "couvin-track")
    ores = at_work(Operator.ORES)
    open_leg(ores, Leg.objects.get(), way.language)
    expect(ores.locator("main .banner.warn")).to_be_visible()


@walked("en", 390, javascript=True)
def test_a_building_site_asks_for_a_supply_for_a_while(way: Way, open_page: OpenPage, at_work: AtWork) -> None:
    page, today = open_page(**way._asdict()), belgian_day(timezone.now())
    application = begin(page, way.language)
    told_already(application)
    plot(page, street="Rue des Champs", house_number="7")
    open_task(page, "works")
    fill(page, works="temporary")
    open_task(page, "utilities")
    fill(page, utilities="electricity")
    dates = {"temporary_from": today - timedelta(days=1), "temporary_until": today + timedelta(days=90)}
    fill(page, temporary_kva="17,3", **dates)
    expect(page.get_by_role("alert")).to_be_visible()
    see(page, "temporary-error")
    fill(page, temporary_from=today + timedelta(days=14))
    fill(page, remark="")
    consent_and_send(page, "ores")
    assert [(leg.utility, leg.operator) for leg in application.legs.all()] == [("electricity", "ores")]
    ores = at_work(Operator.ORES)
    open_leg(ores, application.legs.get(), way.language)
    expect(ores.locator("main")).to_contain_text(re.compile(r"17[.,]3\s*kVA"))
    see(ores, "temporary-leg")


@walked("en", 1280, javascript=False)
def test_a_missing_document_is_named_before_sending(way: Way, open_page: OpenPage) -> None:
    page = open_page(**way._asdict())
    application = begin(page, way.language)
    page.goto(f"/{way.language}/connect/{application.reference}/check/")
    see(page, "check-missing")
    page.locator("main .banner a[href$='/documents/site_plan/']").click()
    upload(page, b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "IMG_1.HEIC")
    expect(page.get_by_role("alert")).to_contain_text("HEIC")
    see(page, "attach-heic")
    upload(page, a_pdf(), "plan.pdf")
    expect(page.get_by_text("plan.pdf").first).to_be_visible()
    if way.javascript:
        assert_accessible(page)
    see(page, "documents")
    page.goto(f"/{way.language}/connect/{application.reference}/check/")
    expect(page.locator("main .banner a[href$='/documents/site_plan/']")).to_have_count(0)
