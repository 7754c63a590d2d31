"""The list links what the page of an access point would show, and says of the others why there is no page."""

from itertools import product

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from portal.access.kinds import DataKind, Granularity
from portal.grid.models import AccessPoint, MeterKind
from tests.consumption.pages.homes import a_home
from tests.consumption.partner.conftest import Lend

PAGE = "/en/partner/access-points/"

pytestmark = pytest.mark.django_db


def link(home: AccessPoint) -> str:
    return f"/en/partner/consumption/{home.public_id}/"


def test_whatever_the_mandate_and_the_meter_the_list_links_what_has_a_page(browser: Browser, lend: Lend) -> None:
    homes = []
    for kinds, granularity, meter in product(
        ([DataKind.HISTORY], [DataKind.INDEX], [DataKind.HISTORY, DataKind.INDEX]), Granularity, MeterKind
    ):
        homes.append(a_home(None, kind=meter))
        lend(homes[-1], kinds=kinds, granularity=granularity)
    without_meter = a_home(None)
    without_meter.meters.all().delete()
    lend(without_meter, kinds=[DataKind.INDEX])

    page = browser.get(PAGE).content.decode()

    has_page = {home.pk: browser.get(link(home)).status_code == 200 for home in [*homes, without_meter]}
    assert {home.pk: link(home) in page for home in [*homes, without_meter]} == has_page
    assert 0 < list(has_page.values()).count(False) < len(has_page)


def test_the_list_says_why_an_access_point_has_no_page(browser: Browser, lend: Lend) -> None:
    of_readings, by_year = a_home(None), a_home(None, kind=MeterKind.MONTHLY)
    lend(of_readings, kinds=[DataKind.INDEX])
    lend(by_year, granularity=Granularity.YEAR)

    page = browser.get(PAGE).content.decode()

    assert "for meter readings alone, and this meter gives none to show" in page
    assert "by year, and this meter is read by month" in page


def test_a_second_mandate_that_has_a_page_brings_the_link(browser: Browser, lend: Lend) -> None:
    home = a_home(None)
    lend(home, kinds=[DataKind.INDEX])
    lend(home, kinds=[DataKind.HISTORY])

    assert link(home) in browser.get(PAGE).content.decode() and browser.get(link(home)).status_code == 200


def test_asking_the_meters_takes_one_query_however_many_access_points_there_are(
    browser: Browser, lend: Lend
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        return len(captured)

    lend(a_home(None))
    clear = queries()
    lend(a_home(None), kinds=[DataKind.INDEX])
    one = queries()
    for _ in range(9):
        lend(a_home(None, kind=MeterKind.ANNUAL), kinds=[DataKind.INDEX])

    assert (one, queries()) == (clear + 1, clear + 1)
