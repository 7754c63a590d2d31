"""Who connects what where: the file's communes, their traps, and what staff change (R13)."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from connectmyhome.operators import Operator, Utility
from connectmyhome.territory.models import Commune, Designation
from connectmyhome.territory.operations import UnableToDesignate, designate, end_designation, load_communes
from connectmyhome.territory.queries import Answer, communes_with, who_serves
from portal.accounts.roles import Role
from portal.audit.models import Event
from tests.factories import a_member_of_staff
from tests.journeys.people import session_of

NOW = timezone.now()
TODAY = date(2026, 11, 25)


@pytest.fixture
def loaded(db):
    load_communes(now=NOW)


def serving(nis: str, utility: Utility, on: date = TODAY):
    return next(one for one in who_serves(Commune.objects.get(nis=nis), on=on) if one.utility is utility)


def test_all_communes_come_in_once_however_often_they_are_loaded(db):
    assert load_communes(now=NOW) == 262
    assert load_communes(now=NOW) == 0
    assert Commune.objects.count() == 262


def test_namur_is_connected_by_ores_for_both_energies(loaded):
    assert serving("92094", Utility.ELECTRICITY).names == ["ORES"]
    assert serving("92094", Utility.ELECTRICITY).answer is Answer.APPLY
    assert serving("92094", Utility.GAS).names == ["ORES"]


def test_in_wavre_electricity_is_outside_the_scheme_and_gas_is_not(loaded):
    electricity = serving("25112", Utility.ELECTRICITY)
    assert electricity.answer is Answer.OUTSIDE
    assert [outside.name for outside in electricity.outside] == ["REW"]
    assert serving("25112", Utility.GAS).answer is Answer.APPLY


def test_in_couvin_the_street_decides(loaded):
    electricity = serving("93014", Utility.ELECTRICITY)
    assert electricity.answer is Answer.SHARED
    assert (electricity.names, [each.name for each in electricity.outside]) == (["ORES"], ["AIESH"])


def test_no_gas_told_is_to_be_checked_and_not_no(loaded):
    assert serving("56016", Utility.GAS).answer is Answer.TO_BE_CHECKED


def test_water_and_telecom_say_whom_to_ask(loaded):
    assert serving("92094", Utility.WATER).names == ["SWDE"]
    telecom = serving("92094", Utility.TELECOM)
    assert (telecom.answer, telecom.names) == (Answer.CHOOSE, ["Proximus", "Orange", "Telenet"])


def test_a_change_counts_from_its_day_and_keeps_what_was(loaded):
    wavre = Commune.objects.get(nis="25112")
    former = wavre.designations.get(utility=Utility.ELECTRICITY)
    end_designation(designation=former, end=date(2027, 1, 1), by="staff", now=NOW)
    designate(
        commune=wavre,
        utility=Utility.ELECTRICITY,
        operator=Operator.ORES,
        partly=False,
        source="Arrêté du 1er décembre 2026",
        start=date(2027, 1, 1),
        by="staff",
        now=NOW,
    )
    assert serving("25112", Utility.ELECTRICITY).answer is Answer.OUTSIDE
    assert serving("25112", Utility.ELECTRICITY, date(2027, 1, 1)).names == ["ORES"]
    assert Designation.objects.filter(commune=wavre, utility=Utility.ELECTRICITY).count() == 2
    assert set(Event.objects.values_list("code", flat=True)) == {"designation_added", "designation_ended"}


@pytest.mark.parametrize(
    ("utility", "operator", "code"),
    [(Utility.WATER, Operator.ORES, "utility"), (Utility.ELECTRICITY, Operator.ORES, "exists")],
)
def test_an_operator_is_not_designated_twice_nor_for_what_it_does_not_connect(loaded, utility, operator, code):
    told = {"partly": False, "source": "x", "start": TODAY, "by": "staff", "now": NOW}
    with pytest.raises(UnableToDesignate, match=code):
        designate(commune=Commune.objects.get(nis="92094"), utility=utility, operator=operator, **told)


def test_a_designation_cannot_end_before_it_began(loaded):
    resa = Designation.objects.filter(operator=Operator.RESA).first()
    with pytest.raises(UnableToDesignate, match="order"):
        end_designation(designation=resa, end=date(2020, 1, 1), by="staff", now=NOW)
    resa.refresh_from_db()
    assert resa.end is None


@pytest.mark.parametrize(
    ("postal_code", "told"),
    [
        ("", "code postal du terrain"),
        ("50", "quatre chiffres"),
        ("abcd", "quatre chiffres"),
        ("1000", "Wallonie"),
        ("5000\x00", "caract"),
    ],
)
def test_a_postal_code_that_says_nothing_is_refused_at_its_field(loaded, postal_code, told):
    page = Client().get("/fr/connect/", {"postal_code": postal_code})
    assert told in page.content.decode()


def test_a_postal_code_of_several_communes_asks_which(loaded):
    code = next(
        code
        for commune in Commune.objects.all()
        for code in commune.postal_codes
        if communes_with(code).count() > 1
    )
    asked = Client().get("/fr/connect/", {"postal_code": code})
    assert "choisissez la vôtre" in asked.content.decode()
    chosen = communes_with(code)[1]
    told = Client().get("/fr/connect/", {"postal_code": code, "commune": chosen.nis})
    assert f"Commune de {chosen.name}" in told.content.decode()


def test_staff_with_the_right_change_a_commune_and_see_its_history(loaded):
    client = Client()
    client.cookies["raccord"] = session_of(a_member_of_staff(Role.BACK_OFFICE)).session_key
    resa = Designation.objects.filter(operator=Operator.RESA).first()
    page = client.post(f"/fr/desk/connect/communes/{resa.commune_id}/{resa.pk}/end/", {"end": "2027-01-01"})
    assert page["Location"].endswith(f"/desk/connect/communes/{resa.commune_id}/")
    shown = client.get(page["Location"]).content.decode()
    assert "RESA" in shown and "5 mai 2022" in shown
