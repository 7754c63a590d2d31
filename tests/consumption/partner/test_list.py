"""The list of an organisation's access points, on the page and for programs."""

import json
import re
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mandates.models import Mandate, MandateScope
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint
from portal.primitives.period import belgian_day, years_before
from tests.consumption.partner.conftest import Lend, a_browser, a_furnished_home
from tests.factories import AccessPointFactory, OccupancyFactory, OrganisationFactory, an_ean
from tests.mandates.factories import a_mandate
from tests.portal.api.programs import Program, a_program

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PAGE, LIST = "/en/partner/access-points/", "/api/v1/access-points/"

pytestmark = pytest.mark.django_db


def many(adviser: Organisation, count: int) -> None:
    """`count` homes whose occupant lent the history by a mandate of its own."""
    customer = Customer.objects.create(market_id="many", kind="person", name="Many", language="fr")
    points = AccessPoint.objects.bulk_create(
        (
            AccessPoint(
                ean=an_ean(5_000_000 + n),
                energy="electricity",
                operator="ORES",
                street="Rue Longue",
                house_number=str(n),
                postal_code="5000",
                locality="Namur",
            )
            for n in range(count)
        ),
        batch_size=1000,
    )
    occupancies = Occupancy.objects.bulk_create(
        (Occupancy(customer=customer, access_point=point, start="2024-01-01") for point in points), batch_size=1000
    )
    pattern = a_mandate(OccupancyFactory())
    now = timezone.now()
    copied = ("begun_by", "purpose", "granularity", "data_start", "ends_on", "state", "kinds", "active_at")
    values = {name: getattr(pattern, name) for name in copied}
    told = values | {"holder": adviser, "grantor": customer, "created_at": now, "times_out_at": now}
    mandates = Mandate.objects.bulk_create((Mandate(**told) for _ in range(count)), batch_size=1000)
    MandateScope.objects.bulk_create(
        (
            MandateScope(
                mandate=mandate,
                holder=adviser,
                grantor=customer,
                occupancy=occupancy,
                access_point_id=occupancy.access_point_id,
                kind=DataKind.HISTORY,
                active=True,
            )
            for mandate, occupancy in zip(mandates, occupancies, strict=True)
        ),
        batch_size=1000,
    )


def queries_of(call: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert call().status_code == 200
    return len(captured)


def test_ten_thousand_access_points_take_as_many_queries_as_ten(adviser: Organisation) -> None:
    browser, program = a_browser(adviser), a_program(adviser)
    many(adviser, 60)
    few = [queries_of(lambda: browser.get(PAGE)), queries_of(lambda: program.get(LIST, page_size=1000))]
    MandateScope.objects.all().delete()
    Occupancy.objects.all().delete()
    AccessPoint.objects.all().delete()
    Customer.objects.filter(market_id="many").update(market_id="before")

    many(adviser, 10_000)

    assert [queries_of(lambda: browser.get(PAGE)), queries_of(lambda: program.get(LIST, page_size=1000))] == few
    assert max(few) <= 15


def test_the_list_tells_address_energy_and_end(browser: Browser, lend: Lend) -> None:
    home = OccupancyFactory(access_point=AccessPointFactory(gas=True, street="Rue Haute")).access_point
    mandate = lend(home)

    page = browser.get(PAGE).content.decode()

    assert home.address in page and f"until {mandate.ends_on:%-d %B %Y}" in page
    assert f"/en/partner/consumption/{home.public_id}/" in page


def test_the_list_holds_what_counts_now_and_of_the_own_organisation(browser: Browser, lend: Lend) -> None:
    past = timezone.now() - timedelta(days=400)
    ended, others, counting = (OccupancyFactory().access_point for _ in range(3))
    lend(ended, now=past)
    lend(others, holder=OrganisationFactory())
    lend(counting)

    page = browser.get(PAGE).content.decode()

    assert counting.address in page and ended.address not in page and others.address not in page


def test_the_list_is_searched_by_part_of_ean_and_address(browser: Browser, lend: Lend) -> None:
    first = OccupancyFactory(access_point=AccessPointFactory(street="Rue Haute", house_number="7")).access_point
    second = OccupancyFactory(access_point=AccessPointFactory(street="Rue Basse", house_number="9")).access_point
    lend(first)
    lend(second)

    for search in ("haute 7", "7 HAUTE", first.ean, f"{first.ean[8:14]} {first.ean[14:]}"):
        page = searched(browser, search)

        assert first.address in page and second.address not in page, search
    assert "Nothing fits" in searched(browser, "x%_")
    page = searched(browser, "")
    assert first.address in page and second.address in page


@pytest.mark.parametrize("search", ["7" * 81, "x\0"])
def test_a_search_that_cannot_be_is_refused_at_the_field_and_changes_nothing(
    browser: Browser, lend: Lend, search: str
) -> None:
    home = OccupancyFactory().access_point
    lend(home)

    page = browser.post(PAGE, {"search": search}).content.decode()

    assert 'aria-invalid="true"' in page and home.address in page


def test_no_address_of_the_search_its_pages_and_its_export_holds_what_is_searched(
    adviser: Organisation, browser: Browser
) -> None:
    many(adviser, 60)
    browser.post(PAGE, {"search": "Rue Longue"})

    first, second = browser.get(PAGE).content.decode(), browser.get(PAGE, {"page": 2}).content.decode()
    export = next(path for path in addresses(first) if "exports/?" in path)
    form = browser.get(export).content.decode()

    assert "Page 2 of 2" in second and 'value="Rue Longue"' in form
    assert 'value="Rue Longue"' not in browser.get("/en/partner/exports/").content.decode()
    for page in (first, second, form):
        assert not re.search(r'<form(?![^>]*method="post")', page)
        for path in addresses(page):
            assert not re.search(r"longue|\d{10}|search=", re.sub(UUID, "", path), re.IGNORECASE), path
    ean = AccessPoint.objects.filter(street="Rue Longue").first().ean  # type: ignore[union-attr]
    found = browser.post(PAGE, {"search": ean})
    assert found["Location"] == PAGE and not any(
        ean in path for path in addresses(browser.get(PAGE).content.decode())
    )


def test_what_one_member_searches_for_is_no_matter_of_another(adviser: Organisation, lend: Lend) -> None:
    home = OccupancyFactory().access_point
    lend(home)

    searched(a_browser(adviser), "elsewhere")

    assert home.address in a_browser(adviser).get(PAGE).content.decode()


def searched(browser: Browser, search: str) -> str:
    return browser.post(PAGE, {"search": search}, follow=True).content.decode()


def addresses(page: str) -> list[str]:
    """Where links and forms of the page lead."""
    return re.findall(r'(?:href|action)="([^"]*)"', page)


def test_that_the_list_was_shown_is_traced(adviser: Organisation, browser: Browser, lend: Lend) -> None:
    lend(OccupancyFactory().access_point)

    browser.get(PAGE)

    event = Event.objects.get(code="access_points_listed")
    assert (event.organisation, event.role, event.detail) == (str(adviser.public_id), "reader", {"count": 1})


class TestPrograms:
    @pytest.fixture
    def program(self, adviser: Organisation) -> Program:
        return a_program(adviser)

    def test_a_program_reads_its_list_page_by_page(self, adviser: Organisation, program: Program) -> None:
        many(adviser, 25)
        found, path, query = [], LIST, {"page_size": 10}
        while path:
            page = program.get(path, **query).json()
            found += [each["id"] for each in page["results"]]
            path, query = (page["next"] or "").partition("http://testserver")[2], {}

        assert len(found) == len(set(found)) == 25

    def test_a_program_is_offered_no_search_in_an_address(self, program: Program) -> None:
        described = program.get("/api/v1/schema/", format="json").json()

        taken = {one["name"] for one in described["paths"][LIST]["get"]["parameters"]}
        assert taken == {"cursor", "page_size"}

    def test_each_access_point_tells_its_right(self, program: Program, lend: Lend) -> None:
        mandate = lend(
            OccupancyFactory().access_point, data_start=belgian_day(timezone.now()) - timedelta(days=30)
        )

        (told,) = program.get(LIST).json()["results"]

        assert (told["basis"], told["reference"]) == ("mandate", str(mandate.public_id))
        assert (told["until"], told["granularity"]) == (mandate.ends_on.isoformat(), "day")
        assert told["period"]["start"] == mandate.data_start.isoformat()
        assert told["kinds"] == ["history", "index"]

    def test_a_program_reads_a_history_within_its_right(self, program: Program, lend: Lend) -> None:
        home = a_furnished_home()
        today = belgian_day(timezone.now())
        mandate = lend(home, data_start=today - timedelta(days=20))

        told = program.get(f"/api/v1/access-points/{home.public_id}/history/", start="2024-01-01")
        history = read(told)

        assert history["period"]["start"] == mandate.data_start.isoformat()
        assert history["granularity"] == "day"
        assert history["basis"] == {
            "code": "mandate",
            "reference": str(mandate.public_id),
            "until": mandate.ends_on.isoformat(),
        }
        assert len(history["channels"][0]["values"]) == 21
        event = Event.objects.filter(code="disclosure").get()
        assert (event.channel, event.role, event.period_start) == ("api", "api", mandate.data_start)

    def test_what_is_outside_the_right_is_refused_in_words(self, program: Program, lend: Lend) -> None:
        home = a_furnished_home()
        lend(home, granularity=Granularity.MONTH)
        path = f"/api/v1/access-points/{home.public_id}/history/"

        for query, field in (
            ({"granularity": "interval"}, "granularity"),
            ({"granularity": "minute"}, "granularity"),
            ({"start": "2019-01-01", "end": "2019-02-01"}, "start"),
            ({"start": "2026-02-01", "end": "2026-02-01"}, "end"),
            ({"start": "yesterday"}, "start"),
        ):
            refused = program.get(path, **query)

            assert refused.status_code == 400 and list(refused.json()["errors"]) == [field], refused.json()
        assert not Event.objects.filter(code="disclosure").exists()

    def test_a_strangers_access_point_and_an_unknown_one_get_the_same_answer(
        self, program: Program, lend: Lend
    ) -> None:
        strangers = OccupancyFactory().access_point
        lend(strangers, holder=OrganisationFactory())
        answers = [
            program.get(f"/api/v1/access-points/{each}/history/")
            for each in (strangers.public_id, "00000000-0000-0000-0000-000000000007")
        ]

        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content

    @pytest.mark.parametrize("position", ["p=abc", "p=%00", "r=1&p=9999", "p=", "o=-1"])
    def test_a_cursor_that_nobody_gave_is_refused(self, program: Program, position: str) -> None:
        refused = program.get(LIST, cursor=b64encode(position.encode()).decode())

        assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")

    def test_a_year_back_is_three_years_at_most(self, program: Program, lend: Lend) -> None:
        home = a_furnished_home()
        lend(home, data_start="2020-01-01")

        history = read(program.get(f"/api/v1/access-points/{home.public_id}/history/"))

        first = max(years_before(belgian_day(timezone.now()), 3).isoformat(), "2024-01-01")
        assert history["period"]["start"] == first


def read(response: Any) -> Any:
    assert response.status_code == 200, response.content
    return json.loads(b"".join(response))
