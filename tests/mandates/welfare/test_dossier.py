"""The dossier: what the register, the market and the readings tell of a home, traced each time (R9, R14)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from mandates.welfare.operations.dossiers import open_dossier
from mandates.welfare.sheet import document, sheet
from portal.access.actor import ActorKind
from portal.access.grants import NotVisible
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.documents import pdf
from portal.grid.models import MeterKind
from tests.consumption.pages.homes import furnish, read_by_hand
from tests.mandates.welfare.office import NAMUR, NOW, TODAY, a_home, a_worker, looked_up
from tests.portal.market.lines import (
    MOSANE,
    STROOM,
    access_point,
    cancel,
    event,
    meter,
    move_in,
    move_out,
    take_in,
)

pytestmark = pytest.mark.django_db


def opened(actor, made, *, now=NOW, channel="page"):
    return open_dossier(actor=actor, public_id=made.public_id, channel=channel, now=now)


def a_home_of_the_market(*events) -> Occupancy:
    """Camille C1 in Namur since 2025, supplied by Énergie Mosane, and what else happened."""
    address = {"street": "Rue de Fer", "house_number": "12", "postal_code": "5000", "locality": "Namur"}
    taken = take_in(
        access_point(address=address | {"municipality": NAMUR}),
        meter("m", "2020-01-01", "1SAG0000000001"),
        move_in("in", "2025-01-01", "C1", supplier=MOSANE),
        *events,
    )
    assert not taken.rejected
    return Occupancy.objects.get(customer__market_id="C1")


def facts_of(worker, home, *, now=NOW) -> dict[str, str]:
    with translation.override("en"):
        [supply] = sheet(opened(worker, looked_up(worker, home, now=now), now=now)).supplies
    return dict(supply.facts) | {"tag": supply.state}


def dates_of(worker, home) -> list[str]:
    with translation.override("en"):
        told = sheet(opened(worker, looked_up(worker, home))).dates
    return [f"{day}: {words}" for day, words in told if "winter" not in words]


def test_a_supplied_home_says_by_whom_and_since_when(worker):
    home = a_home_of_the_market(event("s", "supplier_switch", "2026-02-01", supplier=STROOM))
    facts = facts_of(worker, home)
    assert facts["tag"] == "Active"
    assert facts["Active supplier"] == "Stroomhuis, since 1 February 2026"
    assert facts["Occupant since"] == "1 January 2025"
    assert facts["Meter"] == "Digital, 1SAG0000000001: it sends its values each day"
    assert facts["Prepayment"] == "Not active"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("drop", "the supplier stopped the supply (drop)"),
        ("end_of_contract", "the contract ended"),
    ],
)
def test_supply_that_ended_without_a_move_is_to_be_checked(worker, kind, words):
    facts = facts_of(worker, a_home_of_the_market(event("d", kind, "2026-11-10")))
    assert facts["tag"] == "To be checked"
    assert "since 10 November 2026" in facts["State of the file"]
    assert words in facts["State of the file"]
    assert facts["Active supplier"] == "None today"


def test_a_drop_to_come_is_a_date_and_not_yet_a_state(worker):
    home = a_home_of_the_market(event("d", "drop", "2026-12-10"))
    assert facts_of(worker, home)["tag"] == "Active"
    assert dates_of(worker, home) == ["10 December 2026: Electricity: the supplier will stop the supply (drop)"]


def test_a_cancelled_drop_is_no_date(worker):
    home = a_home_of_the_market(event("d", "drop", "2026-12-10"), cancel("x", "d"))
    assert dates_of(worker, home) == []


def test_a_home_without_any_contract_says_so(worker, home):
    facts = facts_of(worker, home)
    assert facts["tag"] == "No supplier"
    assert facts["Latest readings"] == "None yet"


def test_prepayment_says_since_when(worker):
    home = a_home_of_the_market(event("p", "prepayment", "2026-05-04", active=True))
    assert facts_of(worker, home)["Prepayment"] == "Active since 4 May 2026"


def test_the_date_of_a_former_occupants_prepayment_and_contract_stays_untold(worker):
    home = a_home_of_the_market(event("p", "prepayment", "2023-05-04", active=True))
    assert facts_of(worker, home)["Prepayment"] == "Active, since before the occupant moved in"


def test_dates_before_the_move_and_after_the_end_belong_to_others(worker):
    home = a_home_of_the_market(
        event("d0", "prepayment", "2025-01-01", active=True),
        move_out("out", "2026-12-20", "C1"),
        move_in("next", "2026-12-21", "C2", supplier=STROOM),
        event("d1", "drop", "2027-01-10"),
    )
    assert dates_of(worker, home) == [
        "20 December 2026: The occupant leaves: from this day on the file is closed to you"
    ]


def test_a_gap_between_two_suppliers_to_come_shows_both_dates(worker):
    home = a_home_of_the_market(
        event("e", "end_of_contract", "2026-12-01"),
        event("s", "supplier_switch", "2026-12-15", supplier=STROOM),
    )
    assert dates_of(worker, home) == [
        "1 December 2026: Electricity: the contract will end",
        "15 December 2026: Electricity: another supplier will begin",
    ]


def test_the_winter_period_is_told_with_its_source(worker, home):
    with translation.override("en"):
        dates = sheet(opened(worker, looked_up(worker, home))).dates
    assert ("15 March 2027", "Last day of the winter period (AGW OSP 30.03.2006)") in dates


def test_the_history_is_by_month_and_by_year_side_by_side(worker):
    home = a_home(start=date(2025, 6, 10))
    furnish(home.access_point, date(2025, 1, 1), TODAY - timedelta(days=1), panels=False)
    dossier = opened(worker, looked_up(worker, home))
    with translation.override("en"):
        [history] = sheet(dossier).supplies[0].histories
    assert [column.title for column in history.table.columns] == ["Month", "2025", "2026"]
    rows = {row[0]: row[1:] for row in history.table.rows}
    assert rows["January"][0] == "–", "the former occupant's"
    assert rows["June"][0].endswith("(p)") is False, "the part of June since the move is whole"
    assert rows["October"][1].endswith("(e)")
    assert history.estimated
    assert history.large.startswith("<svg")


def test_a_meter_read_by_a_person_shows_the_stretches_between_readings(worker):
    home = a_home(start=date(2022, 1, 1))
    home.access_point.meters.update(kind=MeterKind.ANNUAL)
    read = [
        (date(year, 3, 14), value) for year, value in ((2024, 1_000_000), (2025, 3_000_000), (2026, 5_400_000))
    ]
    read_by_hand(home.access_point, *read)
    dossier = opened(worker, looked_up(worker, home))
    with translation.override("en"):
        [supply] = sheet(dossier).supplies
    [history] = supply.histories
    assert [row[-1] for row in history.table.rows] == ["2,000", "2,400"]
    assert dict(supply.facts)["Latest readings"] == "Up to 14 March 2026, measured"


def test_each_opening_is_traced_with_case_and_reason_before_it_is_shown(worker, home):
    furnish(home.access_point, TODAY - timedelta(days=40), TODAY - timedelta(days=1), panels=False)
    made = looked_up(worker, home)
    opened(worker, made)
    opened(worker, made, channel="file")
    events = Event.objects.filter(code="disclosure", subject=str(home.customer.public_id)).order_by("pk")
    assert [event.kinds for event in events] == [["contract", "supply_state", "technical"], ["history"]] * 2
    assert {event.channel for event in events} == {"page", "file"}
    for line in events:
        assert (line.actor_kind, line.actor_id, line.organisation) == (
            ActorKind.MEMBER,
            worker.id,
            worker.organisation,
        )
        assert (line.basis, line.reference, line.purpose) == (
            "standing_mandate",
            "2026/0117",
            "welfare.prepayment",
        )
        assert line.access_point_id == home.access_point_id
    assert events[1].granularity == "month"


def test_two_cases_of_one_home_are_traced_apart(worker, home):
    first = looked_up(worker, home, case="2026/1")
    looked_up(worker, home, case="2026/2")
    opened(worker, first)
    assert set(Event.objects.filter(code="disclosure").values_list("reference", flat=True)) == {"2026/1"}


def test_who_moved_out_since_the_look_up_is_gone(worker, home):
    made = looked_up(worker, home)
    home.end = TODAY
    home.save()
    with pytest.raises(NotVisible):
        opened(worker, made)
    assert not Event.objects.filter(code="disclosure").exists()


def test_a_home_that_lost_its_gas_shows_the_rest(worker, home):
    gas = a_home(customer=home.customer, gas=True)
    made = looked_up(worker, home)
    assert [supply.access_point.energy for supply in opened(worker, made).supplies] == ["electricity", "gas"]
    gas.end = TODAY
    gas.save()
    assert [supply.access_point.energy for supply in opened(worker, made).supplies] == ["electricity"]


def test_a_colleague_tomorrow_and_an_unknown_id_find_no_dossier(office, worker, home):
    made = looked_up(worker, home)
    with pytest.raises(NotVisible):
        opened(a_worker(office), made)
    with pytest.raises(NotVisible):
        opened(worker, made, now=NOW + timedelta(days=1))
    with pytest.raises(NotVisible):
        open_dossier(actor=worker, public_id=uuid4(), channel="page", now=NOW)


def test_a_look_up_that_found_nobody_has_no_dossier(worker):
    with pytest.raises(NotVisible):
        opened(worker, looked_up(worker, a_home(municipality="53053")))


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_file_is_a_pdf_of_class_c4_without_name_or_ean(worker, home, language):
    furnish(home.access_point, TODAY - timedelta(days=90), TODAY - timedelta(days=1))
    dossier = opened(worker, looked_up(worker, home))
    with translation.override(language):
        paper = document(dossier)
    assert pdf.report(paper, language=language).startswith(b"%PDF")
    assert paper.confidentiality == "C4"
    assert home.customer.name not in repr(paper)
    assert home.access_point.ean not in repr(paper)
