"""The day of the works in people's calendars (RFC 5545)."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from connectmyhome.legs.operations.withdrawing import withdraw
from connectmyhome.operators import Operator
from connectmyhome.workday.calendar import for_applicant, for_coordinator, for_operator
from connectmyhome.workday.operations.agreeing import call_off, object_to
from connectmyhome.workday.queries import events_of, events_of_leg
from portal.access.actor import ANONYMOUS
from tests.connectmyhome.workday.round import DAYS, NOW, an_agreed_round

pytestmark = pytest.mark.django_db
ORES, SWDE = Operator.ORES, Operator.SWDE


def read(content: bytes):
    """The file and its events, as the library of calendars reads them."""
    assert b"\r\n" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    found = Calendar.from_ical(content)
    assert (found["version"], bool(found["prodid"])) == ("2.0", True)
    assert not found.errors and not any(event.errors for event in found.events)
    return found, found.events


def test_a_day_agreed_on_is_one_whole_day_for_everybody():
    made, proposal = an_agreed_round()
    files = [
        for_applicant(made.application, events_of(made.application)),
        for_coordinator(events_of(made.application)),
        for_operator(made.legs[ORES], events_of_leg(made.legs[ORES])),
    ]
    for content in files:
        calendar, (event,) = read(content)
        assert (calendar["method"], event["status"]) == ("PUBLISH", "CONFIRMED")
        assert (event.start, event.end) == (DAYS[3], DAYS[3] + timedelta(days=1))
        assert event["uid"].startswith(str(proposal.uid))


def test_a_change_keeps_the_event_and_its_sequence_grows():
    made, proposal = an_agreed_round()
    before = read(for_applicant(made.application, events_of(made.application)))[1][0]
    object_to(proposal=proposal, leg=made.legs[ORES], actor=ANONYMOUS, now=NOW)
    after = read(for_applicant(made.application, events_of(made.application)))[1]
    assert [event["uid"] for event in after] == [before["uid"]]
    assert (after[0].start, after[0]["status"]) == (DAYS[5], "TENTATIVE")
    assert after[0]["sequence"] > before["sequence"]


def test_a_day_called_off_is_cancelled_in_every_calendar():
    made, proposal = an_agreed_round()
    before = read(for_operator(made.legs[SWDE], events_of_leg(made.legs[SWDE])))[1][0]
    call_off(proposal=proposal, actor=ANONYMOUS, now=NOW)
    calendar, (event,) = read(for_operator(made.legs[SWDE], events_of_leg(made.legs[SWDE])))
    assert (calendar["method"], event["status"]) == ("CANCEL", "CANCELLED")
    assert event["sequence"] > before["sequence"]


def test_who_left_the_round_has_it_cancelled_while_the_others_keep_it():
    made, _ = an_agreed_round()
    leg = made.legs[SWDE]
    withdraw(leg=leg, actor=ANONYMOUS, now=NOW)
    assert read(for_operator(leg, events_of_leg(leg)))[1][0]["status"] == "CANCELLED"
    kept = read(for_applicant(made.application, events_of(made.application)))[1][0]
    assert kept["status"] == "CONFIRMED"
    assert "SWDE" not in kept["description"]


def test_an_operator_finds_neither_another_operator_nor_more_than_its_columns():
    made, _ = an_agreed_round()
    content = for_operator(made.legs[ORES], events_of_leg(made.legs[ORES])).decode()
    for foreign in ("SWDE", "Proximus", "Claire", "claire@", "+32"):
        assert foreign not in content
    assert "Rue de Fer 12\\, 5000 Namur" in content


def test_what_the_applicant_wrote_stays_text():
    made, _ = an_agreed_round()
    street = "Rue; du, Pont\\\nBEGIN:VEVENT\r\nX-EVIL:1"
    made.application.answers |= {"street": street}
    made.application.save()
    _, events = read(for_applicant(made.application, events_of(made.application)))
    assert len(events) == 1
    assert "X-EVIL" not in events[0]
    assert "BEGIN:VEVENT" in events[0]["location"]
