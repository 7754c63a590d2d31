"""What a holder sees of a history: the mandate's share, and not a value more."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from consumption.history.queries import grant_for
from mandates.states import MandateState
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint, MeterKind
from portal.primitives.period import belgian_day
from tests.consumption.pages.homes import a_home, read_by_hand
from tests.consumption.partner.conftest import Lend, a_browser
from tests.factories import OrganisationFactory, UserFactory
from tests.journeys.people import session_of
from tests.mandates.factories import acting_for

pytestmark = pytest.mark.django_db


def address(home: AccessPoint, more: str = "") -> str:
    return f"/en/partner/consumption/{home.public_id}/{more}"


def today() -> date:
    return belgian_day(timezone.now())


def read(response: Any) -> str:
    assert response.status_code == 200, (response.status_code, response.get("location"))
    return b"".join(response).decode() if response.streaming else response.content.decode()


def test_a_stranger_is_led_to_sign_in(home: AccessPoint) -> None:
    response = Browser().get(address(home))

    assert response.status_code == 302 and "/sign-in/" in response["Location"]


def test_a_reader_with_a_mandate_sees_the_history(browser: Browser, home: AccessPoint, lend: Lend) -> None:
    lend(home)

    page = read(browser.get(address(home)))

    assert "Electricity in" in page and "kWh drawn" in page


def test_a_member_without_a_mandate_gets_the_404_of_a_thing_that_does_not_exist(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    lend(home, holder=OrganisationFactory())

    for more in ("", "explore/", "download/", "intervals.json"):
        assert browser.get(address(home, more)).status_code == 404


def test_a_resident_finds_nothing_behind_the_door_of_members(home: AccessPoint) -> None:
    user = UserFactory()
    Customer.objects.filter(occupancies__access_point=home).update(user=user)
    resident = Browser()
    resident.cookies["raccord"] = session_of(user).session_key

    assert resident.get(f"/en/consumption/{home.public_id}/").status_code == 200
    assert resident.get(address(home)).status_code == 404


def test_a_member_finds_nothing_behind_the_door_of_residents(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    lend(home)

    assert browser.get(f"/en/consumption/{home.public_id}/").status_code == 404


def test_the_page_is_labelled_with_the_basis_and_speaks_of_no_home_of_the_reader(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    mandate = lend(home, granularity=Granularity.INTERVAL)
    Customer.objects.filter(occupancies__access_point=home).update(name="Camille Dupont")

    for view in ("day", "week", "month", "year"):
        page = read(browser.get(address(home), {"view": view}))
        text = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])

        until = f"{mandate.ends_on:%-d %B %Y}"
        assert f"By mandate of Camille Dupont, until {until}" in text
        assert not re.search(r"\b[Yy]our (?!organisation|mandates)|you use\b", text), text


@pytest.mark.parametrize(
    ("granularity", "views"),
    [
        (Granularity.INTERVAL, {"day", "week", "month", "year"}),
        (Granularity.DAY, {"week", "month", "year"}),
        (Granularity.MONTH, set()),
        (Granularity.YEAR, set()),
    ],
)
def test_no_finer_view_is_offered_than_the_mandate_allows(
    browser: Browser, home: AccessPoint, lend: Lend, granularity: Granularity, views: set[str]
) -> None:
    lend(home, granularity=granularity)

    page = read(browser.get(address(home)))

    fine = granularity is Granularity.INTERVAL
    assert set(re.findall(r'href="\?view=(\w+)', page)) - {"year", "years"} == views - {"year"}
    assert ("explore/" in page) == fine
    assert browser.get(address(home, "explore/")).status_code == (200 if fine else 404)
    assert browser.get(address(home, "intervals.json")).status_code == (200 if fine else 404)


def test_a_finer_view_that_is_asked_for_by_address_is_refused_in_words(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    lend(home, granularity=Granularity.DAY)

    page = read(browser.get(address(home), {"view": "day"}))

    assert "You may not see values that fine" in page


def test_days_outside_the_data_period_are_empty_and_say_only_that(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    start = today() - timedelta(days=20)
    lend(home, data_start=start, data_end=today() - timedelta(days=10))

    for day in (start - timedelta(days=1), today() - timedelta(days=5)):
        page = read(browser.get(address(home), {"view": "week", "date": day.isoformat()}))

        assert "moved in" not in page and "you left" not in page
    disclosed = Event.objects.filter(code="disclosure")
    assert all(event.period_start >= start for event in disclosed)
    assert all(event.period_end <= today() - timedelta(days=10) for event in disclosed)


def test_the_year_before_is_compared_only_within_the_period(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    lend(home, data_start=today() - timedelta(days=60))

    page = read(browser.get(address(home), {"view": "week"}))

    assert "There are no readings of the year before to compare with." in page
    assert not Event.objects.filter(period_start__lt=today() - timedelta(days=60)).exists()


def test_without_consumption_among_the_kinds_there_is_no_history(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    lend(home, kinds=[DataKind.INDEX])

    assert browser.get(address(home)).status_code == 404
    assert not Event.objects.filter(code="disclosure").exists()


def test_a_mandate_for_more_years_of_standings_does_not_hide_the_consumption_that_another_one_lends(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    lend(home, kinds=[DataKind.HISTORY], data_start=today() - timedelta(days=30))
    lend(home, kinds=[DataKind.INDEX])

    read(browser.get(address(home)))

    assert Event.objects.get(code="disclosure").kinds == [DataKind.HISTORY]


def test_a_meter_that_a_person_reads_shows_its_readings_to_a_holder_of_years(browser: Browser, lend: Lend) -> None:
    home = a_home(None, kind=MeterKind.ANNUAL)
    read_by_hand(home, (date(2024, 3, 1), 1_000_000), (date(2025, 3, 1), 4_000_000), (date(2026, 3, 1), 7_500_000))
    lend(home, granularity=Granularity.YEAR)

    page = read(browser.get(address(home)))

    assert "Electricity, " in page and "3,500" in page and "Read the meter yourself" not in page


def test_a_download_names_the_basis_and_no_meter(browser: Browser, home: AccessPoint, lend: Lend) -> None:
    mandate = lend(home)
    meter = home.meters.get()
    told = {"start": (today() - timedelta(days=9)).isoformat(), "end": (today() - timedelta(days=3)).isoformat()}

    for kind in ("csv", "json", "xlsx", "belgian"):
        form = {"format": kind, "granularity": "day", **told}
        response = browser.post(address(home, "download/"), form)
        content = b"".join(response)

        assert re.search(r"-day-mandate-C4\.(csv|json|xlsx)\"$", response["Content-Disposition"])
        assert meter.number.encode() not in content
        if kind in ("csv", "json"):
            assert str(mandate.public_id).encode() in content and b"mandate" in content


def test_a_download_finer_or_wider_than_the_mandate_is_refused_at_the_field(
    browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    start = today() - timedelta(days=20)
    lend(home, data_start=start)
    form = {"format": "csv", "granularity": "interval", "start": "2026-01-01", "end": today().isoformat()}

    page = read(browser.post(address(home, "download/"), form))

    assert "Quarter-hours are not available here." in page
    assert "You may see days from" in page


def test_what_a_holder_opens_is_traced_with_organisation_role_basis_and_reference(
    adviser: Organisation, browser: Browser, home: AccessPoint, lend: Lend
) -> None:
    mandate = lend(home)
    customer = Customer.objects.get(occupancies__access_point=home)

    browser.get(address(home))

    event = Event.objects.filter(code="disclosure").latest("pk")
    assert (event.actor_kind, event.organisation, event.role) == ("member", str(adviser.public_id), "reader")
    assert (event.basis, event.reference) == ("mandate", str(mandate.public_id))
    assert (event.subject, event.access_point_id, event.kinds) == (str(customer.public_id), home.pk, ["history"])


@pytest.mark.parametrize("state", [MandateState.REVOKED, MandateState.TERMINATED, MandateState.EXPIRED])
def test_the_moment_a_mandate_ends_nothing_is_there(
    browser: Browser, home: AccessPoint, lend: Lend, state: MandateState
) -> None:
    mandate = lend(home)
    assert browser.get(address(home)).status_code == 200

    mandate.scopes.update(active=False)
    type(mandate).objects.update(state=state)

    assert browser.get(address(home)).status_code == 404


def test_a_move_out_ends_what_the_holder_sees(browser: Browser, home: AccessPoint, lend: Lend) -> None:
    lend(home)

    Occupancy.objects.update(end=today())

    assert browser.get(address(home)).status_code == 404


def test_somebody_who_is_both_sees_the_home_on_one_page_and_the_mandate_on_the_other(
    adviser: Organisation, home: AccessPoint, lend: Lend
) -> None:
    lend(home, granularity=Granularity.YEAR)
    both = a_browser(adviser, Role.ADMINISTRATOR)
    user = both.get("/en/organisation/").wsgi_request.user
    Customer.objects.filter(occupancies__access_point=home).update(user=user)

    own, lent = (read(both.get(path)) for path in (f"/en/consumption/{home.public_id}/", address(home)))

    assert "Your electricity" in own and "By mandate of" not in own
    assert "Your electricity" not in lent and "By mandate of" in lent
    assert [event.basis for event in Event.objects.filter(code="disclosure").order_by("pk")][-1] == "mandate"


def test_the_right_that_the_page_shows_is_the_mandates_own(
    adviser: Organisation, home: AccessPoint, lend: Lend
) -> None:
    mandate = lend(home)

    grant = grant_for(acting_for(adviser), home.public_id, now=timezone.now())

    assert (grant.until, grant.granularity) == (mandate.ends_on, Granularity.DAY)
