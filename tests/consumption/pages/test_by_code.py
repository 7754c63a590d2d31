"""Who came in by a code sees the years and months of the current occupancy, and how to get more (R4)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from consumption.store.kinds import Channel
from portal.audit.models import Event
from portal.grid.models import AccessPoint, MeterKind
from portal.identity.models import User
from portal.look_up.models import LookUp
from portal.look_up.states import LookUpState
from tests.consumption.pages.homes import a_home, read_by_hand
from tests.consumption.readings import NOW, store_days

pytestmark = pytest.mark.django_db


def by_code(home: AccessPoint) -> Client:
    """A client that has just typed the code of `home`."""
    look_up = LookUp.objects.create(
        state=LookUpState.CONFIRMED,
        language="fr",
        occupancy=home.occupancies.get(),
        requested_at=NOW - timedelta(minutes=9),
        judged_at=NOW - timedelta(minutes=8),
        confirmed_at=NOW - timedelta(minutes=5),
    )
    client = Client()
    session = client.session
    session["look_up"] = {"id": look_up.pk, "public_id": str(look_up.public_id)}
    session.save()
    return client


def shown(home: AccessPoint, **query: str) -> str:
    response = by_code(home).get(f"/en/consumption/{home.public_id}/", query)
    assert response.status_code == 200
    page = re.sub(r"[\u00a0\u202f\u2009]", " ", response.content.decode())
    return page[page.index("<main") : page.index("</main>")]


def test_a_code_shows_months_and_never_days() -> None:
    home = a_home(None, start=date(2025, 3, 15))
    store_days(home, Channel.OFFTAKE, date(2025, 3, 1), 306, lambda day, slot: 50)
    store_days(home, Channel.OFFTAKE, date(2026, 1, 1), 325, lambda day, slot: 100)

    page = shown(home, view="day", date="2026-10-14")

    assert "Your electricity in 2026" in page
    assert "With a code you see months and years" in page
    assert "view=day" not in page and "view=month" not in page
    assert "Open an account" in page
    assert "download" not in page
    assert "Who saw these data" not in page
    months = re.findall(r'<th scope="row">(\w+)</th><td>(.*?)</td>', page)
    assert ("October", "298.0") in months or ("October", "298") in months


def test_a_code_shows_nothing_of_who_lived_there_before() -> None:
    home = a_home(None, start=date(2025, 3, 15))
    store_days(home, Channel.OFFTAKE, date(2025, 1, 1), 120, lambda day, slot: 1000)

    page = shown(home, view="year", date="2025-06-01")

    march = re.search(r'<th scope="row">March</th><td>(.*?)</td>.*?<td>([^<]*)</td></tr>', page)
    assert march and float(march[1].replace(",", "")) == pytest.approx(17 * 96 - 4, abs=1)  # the spring night
    assert "Before you moved in" in page


def test_what_a_code_shows_is_traced_by_month() -> None:
    home = a_home(None, start=date(2025, 3, 15))
    store_days(home, Channel.OFFTAKE, date(2026, 1, 1), 31, lambda day, slot: 100)

    shown(home)

    [event] = Event.objects.filter(code="disclosure")
    assert (event.granularity, event.basis, event.channel) == ("month", "look_up_code", "page")


def test_the_resident_sees_that_somebody_came_in_by_a_code(
    resident: User, come_in: Callable[[User], Client]
) -> None:
    home = a_home(resident)
    store_days(home, Channel.OFFTAKE, date(2026, 11, 1), 20, lambda day, slot: 100)
    mine = come_in(resident)
    before = mine.get(f"/en/consumption/{home.public_id}/").content.decode()

    shown(home)
    after = mine.get(f"/en/consumption/{home.public_id}/").content.decode()

    assert "Nobody but you in the last year." in before
    assert "Somebody with a code sent to your mobile or e-mail" in after
    assert "Seen on 23 Nov" in after


def test_a_code_opens_the_readings_of_an_annual_meter() -> None:
    home = a_home(None, kind=MeterKind.ANNUAL)
    read_by_hand(home, (date(2024, 3, 1), 1_000_000), (date(2025, 3, 1), 4_650_000))

    page = shown(home, view="day")

    assert "3,650<span>kWh drawn</span>" in page
    assert "This meter does not send values that fine" in page
    assert "quarter-hours, and take" not in page  # an account would not show finer values either


def test_a_code_does_not_open_the_quarter_hours() -> None:
    home = a_home(None)

    response = by_code(home).get(f"/en/consumption/{home.public_id}/explore/")

    assert response.status_code == 302  # to sign in
