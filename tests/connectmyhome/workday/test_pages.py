"""The pages of the work day: of the applicant, of operators, of the coordinator."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from connectmyhome.legs.models import Term
from connectmyhome.legs.states import LegState
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.journal import looks_at
from connectmyhome.workday.models import ApplicantDay, OperatorDay
from connectmyhome.workday.states import ProposalState
from portal.access.kinds import LegalBasis
from portal.accounts.roles import Role
from portal.audit.models import Event
from tests.connectmyhome.scenes import a_leg
from tests.connectmyhome.tracking.applicants import client_of as applicant_of
from tests.connectmyhome.workday.round import DAYS, NOW, Round, a_round, an_agreed_round, days
from tests.factories import a_member, a_member_of_staff
from tests.journeys.people import client_of

pytestmark = pytest.mark.django_db
ORES, SWDE, PROXIMUS = Operator.ORES, Operator.SWDE, Operator.PROXIMUS


def applicant(made: Round) -> Client:
    return applicant_of(made.application)


def operator(made: Round, which: Operator, role: Role = Role.MEMBER) -> Client:
    return client_of(a_member(made.organisations[which], role))


def coordinator() -> Client:
    return client_of(a_member_of_staff(Role.CONNECTION_COORDINATOR))


def page_of(made: Round) -> str:
    return f"/en/connect/{made.application.reference}/days/"


def leg_page(made: Round, which: Operator) -> str:
    return f"/en/operator/legs/{made.legs[which].public_id}/days/"


def desk_page(made: Round) -> str:
    return f"/en/desk/connect/applications/{made.application.reference}/"


def iso(*numbers: int) -> list[str]:
    return [day.isoformat() for day in days(*numbers)]


def test_the_applicant_sees_who_can_when_and_chooses():
    made = a_round()
    made.offer(ORES, 1, 2)
    client = applicant(made)
    page = client.get(page_of(made)).content.decode()
    assert "ORES" in page and "Some operators have not offered days yet" in page
    assert client.post(page_of(made), {"days": iso(1, 4)}).status_code == 302
    assert list(ApplicantDay.objects.values_list("day", flat=True)) == days(1, 4)


def test_a_day_that_is_not_in_the_list_gets_an_error_at_its_field():
    made = a_round()
    for sent in ("2020-01-01", "tomorrow", "2026-12-25"):
        page = applicant(made).post(page_of(made), {"days": [sent]}).content.decode()
        assert "Choose days from the list." in page
    assert not ApplicantDay.objects.exists()


def test_an_operator_is_told_nothing_of_the_others_but_days():
    made = a_round()
    made.choose(3)
    made.offer(SWDE, 3, 5)
    made.offer(PROXIMUS, 3, 5)
    page = operator(made, ORES).get(leg_page(made, ORES)).content.decode()
    assert "suits all others" in page
    for foreign in ("SWDE", "Proximus", "Water", "Telecom", "Rue de Fer", "claire"):
        assert foreign not in page


def test_one_day_alone_is_too_few_for_an_operator():
    made = a_round()
    page = operator(made, ORES).post(leg_page(made, ORES), {"days": iso(1)}).content.decode()
    assert "two days at least" in page
    assert not OperatorDay.objects.exists()


def test_an_operator_gets_no_page_of_another_ones_leg():
    made, proposal = an_agreed_round()
    client = operator(made, SWDE, Role.ADMINISTRATOR)
    own, foreign = leg_page(made, SWDE), leg_page(made, ORES)
    assert client.get(own).status_code == 200
    for path in ("", "calendar/", f"{proposal.public_id}/decline/"):
        assert client.get(f"{foreign}{path}").status_code == 404
    assert client.post(f"{foreign}{proposal.public_id}/confirm/").status_code == 404
    assert client.post(f"{own}{uuid4()}/confirm/").status_code == 404


def test_a_reader_sees_the_calendar_and_offers_no_days():
    made, _ = an_agreed_round()
    client = operator(made, ORES, Role.READER)
    assert client.post(leg_page(made, ORES), {"days": iso(1, 2)}).status_code == 403
    assert client.get(f"{leg_page(made, ORES)}calendar/")["Content-Type"].startswith("text/calendar")


def test_all_confirm_by_their_pages_and_one_declines():
    made = a_round()
    applicant(made).post(page_of(made), {"days": iso(3, 5)})
    for which in made.legs:
        operator(made, which).post(leg_page(made, which), {"days": iso(3, 5)})
    proposal = made.waiting
    assert applicant(made).post(f"{page_of(made)}{proposal.public_id}/confirm/").status_code == 302
    for which in made.legs:
        operator(made, which).post(f"{leg_page(made, which)}{proposal.public_id}/confirm/")
    assert set(made.states().values()) == {(LegState.PLANNED, DAYS[3])}
    client = operator(made, SWDE)
    assert (
        "all other operators are told"
        in client.get(f"{leg_page(made, SWDE)}{proposal.public_id}/decline/").content.decode()
    )
    client.post(f"{leg_page(made, SWDE)}{proposal.public_id}/decline/")
    shown = operator(made, ORES).get(leg_page(made, ORES)).content.decode()
    assert made.waiting.day == DAYS[5]
    assert "This day suits everybody so far" in shown and "SWDE" not in shown


def test_who_comes_too_late_is_told_so():
    made, proposal = an_agreed_round()
    client = applicant(made)
    client.post(f"{page_of(made)}{proposal.public_id}/decline/")
    again = client.post(f"{page_of(made)}{proposal.public_id}/confirm/", follow=True).content.decode()
    assert "does not stand any more" in again


def test_an_application_of_somebody_else_does_not_exist():
    made, proposal = an_agreed_round()
    stranger = applicant(a_round())
    for path in ("", "calendar/", f"{proposal.public_id}/decline/"):
        assert stranger.get(f"{page_of(made)}{path}").status_code == 404


def test_an_operators_file_is_traced_before_it_is_handed_out():
    made, _ = an_agreed_round()
    operator(made, ORES).get(f"{leg_page(made, ORES)}calendar/")
    event = Event.objects.get(code="leg.days_shown")
    assert event.subject == str(made.application.public_id)
    assert (event.channel, event.organisation) == ("file", str(made.organisations[ORES].public_id))
    assert event.basis == LegalBasis.CONSENT


def test_an_operators_page_of_days_is_traced_once_and_the_applicant_reads_it():
    made = a_round()
    client = operator(made, ORES)
    client.get(leg_page(made, ORES))
    client.post(leg_page(made, ORES), {"days": iso(1)})  # refused: the page shows again
    client.post(leg_page(made, ORES), {"days": iso(1, 2)})  # taken: nothing is shown
    shown = Event.objects.filter(code="leg.days_shown")
    told = {"channel": "page", "basis": LegalBasis.CONSENT, "subject": str(made.application.public_id)}
    assert (shown.count(), shown.filter(**told).count()) == (2, 2)
    read = [(look.who, look.what) for look in looks_at(made.application)]
    assert read.count((made.organisations[ORES].name, "looked at the days for the work")) == 2


def test_without_a_day_there_is_no_file():
    made = a_round()
    assert applicant(made).get(f"{page_of(made)}calendar/").status_code == 404
    assert operator(made, ORES).get(f"{leg_page(made, ORES)}calendar/").status_code == 404
    assert coordinator().get(f"{desk_page(made)}calendar/").status_code == 404


def test_the_coordinator_sees_who_applies_only_with_a_reason_and_it_is_traced():
    made, _ = an_agreed_round()
    client = coordinator()
    for path in (desk_page(made), "/en/desk/connect/"):
        page = client.get(path).content.decode()
        assert "ORES" in page and "SWDE" in page
        for personal in ("Claire", "claire@example.org", "Rue de Fer"):
            assert personal not in page
    assert "Enter why you open these data" in client.post(desk_page(made), {"purpose": " "}).content.decode()
    assert not Event.objects.filter(code="disclosure").exists()
    shown = client.post(desk_page(made), {"purpose": "Call about the day"}).content.decode()

    assert "Claire Delvaux" in shown and "Rue de Fer" in shown
    assert Event.objects.get(code="disclosure").purpose == "Call about the day"
    assert "Rue de Fer" not in client.get(f"{desk_page(made)}calendar/").content.decode()


def test_the_coordinator_reads_which_connection_holds_it_up():
    made = a_round()
    made.choose(1)
    made.offer(ORES, 1, 2)
    made.offer(SWDE, 1, 2)
    made.offer(PROXIMUS, 5, 6)
    page = coordinator().get(desk_page(made)).content.decode()
    assert "holds it up: Telecom (Proximus)" in page


def test_the_coordinator_proposes_while_a_leg_is_not_ready_and_calls_off():
    made = a_round()
    a_leg(made.application, ORES, Utility.GAS, LegState.IN_STUDY)
    made.choose(3)
    for which in made.legs:
        made.offer(which, 3, 5)
    client = coordinator()
    assert "Gas (ORES)" in client.get(desk_page(made)).content.decode()
    assert "Choose a day" in client.post(f"{desk_page(made)}propose/", {}).content.decode()
    client.post(f"{desk_page(made)}propose/", {"day": iso(3)})
    proposal = made.waiting
    assert proposal.day == DAYS[3]
    assert client.get(f"{desk_page(made)}{proposal.public_id}/cancel/").status_code == 200
    client.post(f"{desk_page(made)}{proposal.public_id}/cancel/")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.FALLEN
    assert client.get(f"{desk_page(made)}{proposal.public_id}/cancel/").status_code == 404


def test_the_desk_takes_as_many_queries_for_ten_as_for_one(django_assert_max_num_queries):
    a_round()
    client = coordinator()
    client.get("/en/desk/connect/")
    with django_assert_max_num_queries(40) as one:
        client.get("/en/desk/connect/")
    for _ in range(4):
        a_leg(), a_leg()
    with django_assert_max_num_queries(len(one)):
        client.get("/en/desk/connect/")


def test_staff_change_a_term_and_see_what_was():
    load_terms(now=NOW)
    client = coordinator()
    told = {"utility": "gas", "days": "25", "unit": "working", "start": "2027-01-01", "source": "Décret de 2027"}
    assert client.post("/en/desk/connect/terms/", told).status_code == 302
    page = client.get("/en/desk/connect/terms/").content.decode()
    assert "Décret de 2027" in page and "25 working days" in page and "30 working days" in page
    assert page.count("No legal term is known") == 2  # water and telecom
    for wrong in ({"days": "0"}, {"days": "many"}, {"source": ""}, {"start": "2000-01-01"}):
        assert client.post("/en/desk/connect/terms/", told | wrong).status_code == 200
    term = Term.objects.get(utility="gas", road_works=True)
    assert client.post(f"/en/desk/connect/terms/{term.pk}/end/", {"end": "2000-01-01"}).status_code == 200
    assert client.post(f"/en/desk/connect/terms/{term.pk}/end/", {"end": "2027-06-01"}).status_code == 302
    term.refresh_from_db()
    assert term.end == date(2027, 6, 1)
