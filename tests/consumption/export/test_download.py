"""The download page, and the data of the quarter-hour page."""

import csv
import io
import time
from datetime import date, timedelta

import orjson
import pytest
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from consumption.store.kinds import Channel
from portal.audit.models import Event
from portal.grid.models import AccessPoint
from portal.identity.http import VERIFIED_AT
from portal.identity.models import User
from portal.primitives.period import belgian_day
from tests.consumption.readings import store_days
from tests.factories import (
    AccessPointFactory,
    CustomerFactory,
    MeterFactory,
    OccupancyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return belgian_day(timezone.now())


@pytest.fixture
def home(today: date) -> AccessPoint:
    """A home since forty days, with readings up to yesterday."""
    home: AccessPoint = AccessPointFactory()
    MeterFactory(access_point=home)
    store_days(home, Channel.OFFTAKE, today - timedelta(days=60), 60)
    return home


@pytest.fixture
def resident(home: AccessPoint, today: date) -> User:
    user: User = UserFactory()
    OccupancyFactory(access_point=home, customer=CustomerFactory(user=user), start=today - timedelta(days=40))
    return user


def browser_of(user: User, *, verified_minutes_ago: float = 0) -> Client:
    client = Client()
    client.force_login(user)
    device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[VERIFIED_AT] = int(time.time() - verified_minutes_ago * 60)
    session.save()
    return client


def address(home: AccessPoint, language: str = "en") -> str:
    return f"/{language}/consumption/{home.public_id}/download/"


def asked(start: date | str, end: date | str, **other: str) -> dict[str, str]:
    return {"format": "csv", "granularity": "day", "start": str(start), "end": str(end), **other}


def test_a_resident_downloads_days_and_the_download_is_traced(
    home: AccessPoint, resident: User, today: date
) -> None:
    first = today - timedelta(days=10)

    response = browser_of(resident).post(address(home), asked(first, today - timedelta(days=1)))

    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"electricity-{first}-{today - timedelta(days=1)}-day-C4.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "private, no-store"
    event = Event.objects.get(code="disclosure")
    assert (event.channel, event.period_start, event.period_end) == ("file", first, today)
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert len(rows) == 11
    assert home.ean not in str(rows)


def test_the_page_opens_without_a_trace_and_prefilled_by_its_query(
    home: AccessPoint, resident: User, today: date
) -> None:
    first = today - timedelta(days=9)
    query = {"format": "json", "granularity": "interval", "start": str(first), "end": str(today)}

    text = browser_of(resident).get(address(home), query).content.decode()

    assert 'value="json" id="id_format_3" checked' in text.replace("required ", "")
    assert f'value="{first}"' in text
    assert not Event.objects.filter(code="disclosure").exists()
    assert home.ean not in text


def test_a_shortcut_keeps_what_was_chosen(home: AccessPoint, resident: User, today: date) -> None:
    browser = browser_of(resident)

    text = browser.get(address(home), {"format": "json", "granularity": "interval"}).content.decode()

    since = today - timedelta(days=40)
    assert f'href="?format=json&amp;granularity=interval&amp;start={since}&amp;end={today}"' in text


def test_nonsense_in_the_query_is_left_aside(home: AccessPoint, resident: User) -> None:
    query = {"format": "=1+1", "granularity": "second", "start": "<script>", "end": "2026-02-30"}

    response = browser_of(resident).get(address(home), query)

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().split("<main")[1]


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
def test_days_are_taken_in_the_forms_that_people_write(
    home: AccessPoint, resident: User, today: date, form: str
) -> None:
    day = (today - timedelta(days=5)).strftime(form)

    assert browser_of(resident).post(address(home), asked(day, day)).streaming


def test_what_is_wrong_is_told_at_the_field_with_what_to_do(
    home: AccessPoint, resident: User, today: date
) -> None:
    browser = browser_of(resident)
    good = today - timedelta(days=5)
    for fields, message in [
        (asked("31/02/2026", good), "Enter the first day as day, month and year"),
        (asked(good, ""), "Enter the last day, for example"),
        (asked(good, good - timedelta(days=1)), "The last day comes before the first."),
        (asked(today - timedelta(days=41), good), "Your data begin on"),
        (asked(good, today + timedelta(days=1)), "Your data end on"),
        (asked("0001-01-01", "9999-12-31"), "Your data begin on"),
        (asked(good, good, granularity="second"), "Quarter-hours are not available here."),
        (asked(good, good, format="pdf"), "Choose one of these kinds of file."),
        ({}, "Choose a kind of file."),
    ]:
        response = browser.post(address(home), fields)
        assert not response.streaming
        assert message in response.content.decode(), message
    assert not Event.objects.filter(code="disclosure").exists()


def test_a_meter_that_a_person_reads_says_why_it_has_no_days(today: date) -> None:
    user = UserFactory()
    meter = MeterFactory(kind="annual")
    OccupancyFactory(access_point=meter.access_point, customer=CustomerFactory(user=user), start=date(2020, 1, 1))

    response = browser_of(user).post(address(meter.access_point), asked(today, today))

    assert "A person reads this meter" in response.content.decode()


def test_a_stranger_gets_the_answer_of_an_unknown_access_point(home: AccessPoint, resident: User) -> None:
    stranger = browser_of(UserFactory())

    known, unknown = AccessPointFactory.build(), home
    for point in (known, unknown):
        assert stranger.get(address(point)).status_code == 404
        assert stranger.post(address(point), asked("2026-01-01", "2026-01-02")).status_code == 404


def test_an_older_second_factor_is_asked_for_again(home: AccessPoint, resident: User, today: date) -> None:
    browser = browser_of(resident, verified_minutes_ago=16)

    for response in (browser.get(address(home)), browser.post(address(home), asked(today, today))):
        assert response.status_code == 302
        assert "download" in response["Location"]
    assert not Event.objects.filter(code="disclosure").exists()


def test_nobody_downloads_without_signing_in(home: AccessPoint, today: date) -> None:
    assert Client().post(address(home), asked(today, today)).status_code == 302


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_page_speaks_each_language(home: AccessPoint, resident: User, language: str) -> None:
    text = browser_of(resident).get(address(home, language)).content.decode()

    title = {
        "fr": "Emporter vos données",
        "nl": "Uw gegevens meenemen",
        "de": "Ihre Daten mitnehmen",
        "en": "Take your data along",
    }[language]
    assert f"<h1>{title}</h1>" in text


def test_the_quarter_hour_page_gets_a_year_of_columns(home: AccessPoint, resident: User, today: date) -> None:
    browser = browser_of(resident)
    url = f"/en/consumption/{home.public_id}/intervals.json"

    found = orjson.loads(browser.get(url, {"year": str(today.year)}).content)

    since = max(today - timedelta(days=40), date(today.year, 1, 1))
    offtake = found["channels"][0]
    assert found["period"] == {"start": str(since), "end": str(today + timedelta(days=1))}
    assert offtake["step"] == "PT15M"
    assert offtake["values"][0] == 0.1
    event = Event.objects.get(code="disclosure")
    assert (event.channel, event.granularity) == ("page", "interval")
    for year in ("1999", "26", "abcd", "٢٠٢٦", "9999", "0000"):
        assert browser.get(url, {"year": year}).status_code == 404, year
