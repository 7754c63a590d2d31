"""The history page: what a resident sees of the own home, in each view, with gaps told and nothing else shown."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consumption.store.kinds import Channel
from portal.audit.models import Event
from portal.grid.models import AccessPoint, MeterKind
from portal.identity.models import User
from tests.consumption.pages.homes import a_home, furnish, furnish_gas, read_by_hand
from tests.consumption.readings import store_days
from tests.factories import MeterFactory, UserFactory

pytestmark = pytest.mark.django_db

ComeIn = Callable[[User], Client]


@pytest.fixture
def home(resident: User) -> AccessPoint:
    return a_home(resident)


@pytest.fixture
def show(resident: User, come_in: ComeIn) -> Callable[..., str]:
    """The page in English; `show(home, view="month", date="2026-10-14")`."""
    client = come_in(resident)

    def fetch(home: AccessPoint, **query: str) -> str:
        response = client.get(f"/en/consumption/{home.public_id}/", query)
        assert response.status_code == 200
        return re.sub(r"[\u00a0\u202f\u2009]", " ", response.content.decode())

    return fetch


def cells(page: str, head: str) -> list[str]:
    """The cells of the table's row that begins with `head`."""
    row = re.search(rf'<th scope="row">(?:<a [^>]*>)?{re.escape(head)}(?:</a>)?</th>(.*?)</tr>', page)
    assert row, head
    return re.findall(r"<td>(.*?)</td>", row[1])


def test_a_month_leads_with_one_number_and_a_comparison(home, show):
    store_days(home, Channel.OFFTAKE, date(2025, 10, 1), 31, lambda day, slot: 125)
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 31, lambda day, slot: 100)

    page = show(home, view="month", date="2026-10-14")

    assert "<h1>Your electricity in October 2026</h1>" in page
    assert '<p class="figure">298<span>kWh drawn</span></p>' in page  # 31 × 96 quarter-hours, and the doubled hour
    assert "20% less" in page
    assert "than in October 2025 (373 kWh)" in page


def test_a_missing_day_is_not_a_zero(home, show):
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 2, lambda day, slot: 100)
    store_days(home, Channel.OFFTAKE, date(2026, 10, 4), 1, lambda day, slot: 0)

    page = show(home, view="month", date="2026-10-14")

    assert cells(page, "Sat 3 Oct") == ["", "Nothing received from the meter"]
    assert cells(page, "Sun 4 Oct") == ["0.0", "Measured"]


def test_the_reason_for_each_missing_day_is_told(resident, show):
    home = a_home(resident, start=date(2026, 11, 10))
    store_days(home, Channel.OFFTAKE, date(2026, 11, 10), 12, lambda day, slot: 100)

    page = show(home)

    assert cells(page, "Mon 9 Nov")[-1] == "Before you moved in"
    assert cells(page, "Sat 21 Nov")[-1] == "Measured"
    assert cells(page, "Sun 22 Nov")[-1] == "Not read yet, expected today"
    assert cells(page, "Mon 23 Nov")[-1] == "Not read yet, expected tomorrow"
    assert cells(page, "Tue 24 Nov")[-1] == "Still to come"


def test_the_previous_occupants_days_are_not_shown(resident, show):
    home = a_home(resident, start=date(2026, 10, 12))
    furnish(home, date(2026, 9, 1), date(2026, 10, 31))

    page = show(home, view="month", date="2026-10-01")

    assert cells(page, "Sun 11 Oct") == ["", "", "Before you moved in"]
    assert page.count("date=2026-10-11") == 0
    assert "September 2026" not in page


def test_a_page_of_somebody_else_looks_like_one_that_does_not_exist(home, come_in):
    furnish(home, date(2026, 10, 1), date(2026, 10, 31))
    stranger = come_in(UserFactory())

    theirs = stranger.get(f"/en/consumption/{home.public_id}/")
    nobodys = stranger.get(f"/en/consumption/{uuid.uuid4()}/")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert re.sub(r"[0-9a-f-]{36}", "", theirs.content.decode()) == re.sub(
        r"[0-9a-f-]{36}", "", nobodys.content.decode()
    )


def test_showing_is_traced(home, show):
    furnish(home, date(2026, 10, 1), date(2026, 10, 31))

    show(home, view="month", date="2026-10-14")

    events = Event.objects.filter(code="disclosure").values_list("period_start", "period_end", "channel")
    assert (date(2026, 10, 1), date(2026, 11, 1), "page") in events


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"date": "2026-13-45"}, "not a date"),
        ({"date": "2031-01-01"}, "still to come"),
        ({"date": "2001-01-01"}, "Your history begins on"),
        ({"view": "decade"}, "Choose day, week, month or year"),
    ],
)
def test_a_wrong_wish_gets_the_nearest_page_and_a_clear_message(home, show, query, words):
    furnish(home, date(2026, 11, 1), date(2026, 11, 21))

    assert words in show(home, **query)


def test_a_home_without_any_reading_says_so(home, show):
    for view in ("day", "week", "month", "year"):
        assert "We have not received any reading of this meter yet" in show(home, view=view)


@pytest.mark.parametrize(
    ("day", "slots", "twice"), [("2026-03-29", 92, 0), ("2026-10-25", 100, 8), ("2026-10-24", 96, 0)]
)
def test_a_day_has_its_own_number_of_quarter_hours(home, show, day, slots, twice):
    furnish(home, date(2026, 3, 28), date(2026, 3, 30), panels=False)
    furnish(home, date(2026, 10, 24), date(2026, 10, 26), panels=False)

    page = show(home, view="day", date=day)

    body = page[page.index("<tbody>") : page.index("</tbody>")]
    assert body.count("<tr>") == slots
    assert body.count("summer time)") + body.count("winter time)") == twice
    assert ("2:00 – 2:15" in body) == (day != "2026-03-29")


def test_a_gas_day_runs_from_six_to_six(resident, show):
    gas = a_home(resident, gas=True)
    furnish_gas(gas, date(2026, 10, 9), date(2026, 10, 11))

    page = show(gas, view="day", date="2026-10-10")

    rows = re.findall(r'<th scope="row">(.*?)</th>', page)
    assert rows[0] == "6:00 – 7:00"
    assert rows[-2] == "5:00 – 6:00"
    assert "A gas day runs from 6 in the morning" in page


def test_gas_is_shown_in_energy_or_in_volume(resident, show):
    gas = a_home(resident, gas=True)
    store_days(gas, Channel.GAS_ENERGY, date(2026, 10, 1), 31, lambda day, slot: 1060)
    store_days(gas, Channel.GAS_VOLUME, date(2026, 10, 1), 31, lambda day, slot: 100)

    energy, volume = show(gas, date="2026-10-05"), show(gas, date="2026-10-05", unit="m3")

    assert "789<span>kWh used</span>" in energy or "790<span>kWh used</span>" in energy
    assert "<dd>74.5 m³</dd>" in energy
    assert "74.5<span>m³ used</span>" in volume
    assert "unit=m3" in volume and "view=day&amp;date=2026-10-05&amp;unit=m3" in volume


def test_two_tariffs_are_told_apart(resident, show):
    home = a_home(resident)
    furnish(home, date(2026, 10, 1), date(2026, 10, 31), panels=False, tariffs=True)

    page = show(home, date="2026-10-05")

    assert "<dt>Day and night</dt>" in page
    assert '<th scope="col">Day tariff</th>' in page
    up, day, night = (float(cell) for cell in cells(page, "Mon 5 Oct")[:3])
    assert up == pytest.approx(day + night, abs=0.11)


def test_the_year_shows_months_beside_the_days_that_both_years_have(home, show):
    store_days(home, Channel.OFFTAKE, date(2025, 11, 1), 30, lambda day, slot: 50)
    store_days(home, Channel.OFFTAKE, date(2026, 11, 1), 10, lambda day, slot: 100)

    page = show(home, view="year", date="2026-11-05")

    assert cells(page, "November") == ["96.0", "48.0", "+48.0", "10 days of 30"]


def test_a_meter_that_sends_no_quarter_hours_says_so(home, show):
    from consumption.models import ReadingDay

    furnish(home, date(2026, 10, 1), date(2026, 10, 31), panels=False)
    ReadingDay.objects.filter(access_point_id=home.pk).update(profile=None)

    assert "The meter does not send quarter-hours" in show(home, view="month", date="2026-10-14")
    day = show(home, view="day", date="2026-10-14")
    assert '<p class="figure">' in day
    assert "The meter does not send quarter-hours" in day


def test_an_annual_meter_shows_the_time_between_readings(resident, show):
    home = a_home(resident, kind=MeterKind.ANNUAL)
    read_by_hand(home, (date(2024, 3, 1), 1_000_000), (date(2025, 3, 1), 4_650_000), (date(2026, 3, 1), 7_935_000))

    page = show(home)

    assert "3,285<span>kWh drawn</span>" in page
    assert cells(page, "1 Mar 2025 – 28 Feb 2026") == ["3,285", "365", "9.00", "Measured"]
    assert "10% less" in page


def test_an_annual_meter_with_one_reading_says_what_is_missing(resident, show):
    home = a_home(resident, kind=MeterKind.ANNUAL)
    read_by_hand(home, (date(2026, 3, 1), 1_000_000))

    assert "There are not two readings in this period yet" in show(home)


def test_days_before_the_digital_meter_are_explained(resident, show):
    home = a_home(resident)
    home.meters.update(installed_on=date(2026, 10, 10))
    MeterFactory(
        access_point=home, kind=MeterKind.ANNUAL, installed_on=date(2015, 1, 1), removed_on=date(2026, 10, 10)
    )
    store_days(home, Channel.OFFTAKE, date(2026, 10, 10), 22, lambda day, slot: 100)

    assert cells(show(home, date="2026-10-01"), "Fri 9 Oct")[-1] == "The meter did not send daily values then"


def test_a_former_occupant_keeps_the_own_period(resident, show):
    home = a_home(resident, end=date(2026, 6, 11))
    furnish(home, date(2026, 6, 1), date(2026, 6, 30))

    page = show(home, date="2026-09-01")

    assert "Your history ends on" in page
    assert cells(page, "Thu 11 Jun")[-1] == "After you left"
    assert cells(page, "Wed 10 Jun")[-1] == "Measured"


def test_each_bar_has_a_name_and_opens_its_day(home, show):
    furnish(home, date(2026, 10, 1), date(2026, 10, 31))

    page = show(home, view="month", date="2026-10-14")

    large = page[page.index('<svg class="chart only-l"') : page.index('<svg class="chart only-s"')]
    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', large)
    assert len(links) == 31
    assert links[13][0] == "?view=day&amp;date=2026-10-14"
    assert re.fullmatch(r"Wednesday 14 October: 11\.\d kWh drawn, \d\.\d injected", links[13][1])
    assert links[28][1].endswith("Estimated")


def test_a_page_takes_few_queries_whatever_the_length(home, show, django_assert_max_num_queries):
    furnish(home, date(2026, 9, 1), date(2026, 10, 31))

    counts = []
    from django.db import connection

    for view in ("day", "month", "year"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            show(home, view=view, date="2026-10-14")
        counts.append(len(queries))

    assert max(counts) <= 30
