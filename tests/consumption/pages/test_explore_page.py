"""The page on which a year of quarter-hours is walked through."""

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client

import consumption
from portal.grid.models import MeterKind
from portal.identity.models import User
from tests.consumption.pages.homes import a_home, furnish, furnish_gas
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ComeIn = Callable[[User], Client]


def test_it_offers_the_years_of_the_own_period_and_the_year_in_months(resident: User, come_in: ComeIn) -> None:
    home = a_home(resident, start=date(2025, 6, 1))
    furnish(home, date(2026, 9, 1), date(2026, 9, 30))

    page = come_in(resident).get(f"/en/consumption/{home.public_id}/explore/?year=2026").content.decode()

    assert re.findall(r'href="\?year=(\d+)"', page) == ["2025", "2026"]
    assert f'data-url="/en/consumption/{home.public_id}/intervals.json?year=2026"' in page
    assert 'data-step="900"' in page
    assert f'<a href="/en/consumption/{home.public_id}/?view=month&amp;date=2026-09-01">September</a>' in page


def test_gas_goes_by_the_hour(resident: User, come_in: ComeIn) -> None:
    gas = a_home(resident, gas=True)
    furnish_gas(gas, date(2026, 9, 1), date(2026, 9, 30))

    page = come_in(resident).get(f"/en/consumption/{gas.public_id}/explore/").content.decode()

    assert "Your gas hour by hour, 2026" in page
    assert 'data-step="3600"' in page


def test_its_data_are_what_the_page_expects(resident: User, come_in: ComeIn) -> None:
    home = a_home(resident)
    furnish(home, date(2026, 9, 1), date(2026, 9, 2))

    file = come_in(resident).get(f"/en/consumption/{home.public_id}/intervals.json?year=2026").json()

    use, back = file["channels"]
    assert (use["channel"], use["unit"], back["channel"]) == ("offtake", "kWh", "injection")
    assert use["start"].startswith("2026-01-01T00:00:00")
    assert len(use["values"]) == len(back["values"])
    assert use["values"][0] is None


@pytest.mark.parametrize("year", ["", "1999", "9999", "x", "2026-10"])
def test_any_year_leads_to_one_that_may_be_seen(resident: User, come_in: ComeIn, year: str) -> None:
    home = a_home(resident)

    assert come_in(resident).get(f"/en/consumption/{home.public_id}/explore/?year={year}").status_code == 200


def test_a_meter_read_by_a_person_has_no_such_page(resident: User, come_in: ComeIn) -> None:
    home = a_home(resident, kind=MeterKind.ANNUAL)

    assert come_in(resident).get(f"/en/consumption/{home.public_id}/explore/").status_code == 404


def test_a_stranger_does_not_find_it(resident: User, come_in: ComeIn) -> None:
    home = a_home(resident)

    assert come_in(UserFactory()).get(f"/en/consumption/{home.public_id}/explore/").status_code == 404


def test_the_vendored_chart_is_the_one_that_its_readme_names() -> None:
    folder = Path(consumption.__file__).parent / "static" / "consumption" / "vendor" / "uplot"
    sums = re.findall(r"^([0-9a-f]{64})  (\S+)$", (folder / "README.md").read_text(), re.MULTILINE)

    assert len(sums) == 2
    for expected, name in sums:
        assert sha256((folder / name).read_bytes()).hexdigest() == expected
