"""No common day, explained; a day found; all confirm; planned; one changes; everybody is asked again (R13)."""

import pytest
from playwright.sync_api import Page, expect

from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator
from portal.accounts.roles import Role
from portal.identity.sessions import SessionStore
from portal.ui.formats import day
from tests.connectmyhome.workday.round import DAYS, Round, a_round
from tests.factories import a_member, a_member_of_staff
from tests.journeys.conftest import OpenPage, with_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORES, SWDE, PROXIMUS = Operator.ORES, Operator.SWDE, Operator.PROXIMUS
WAYS = [
    pytest.param({"width": 1280}, id="1280"),
    pytest.param({"width": 390, "javascript": False}, id="390-no-script"),
]


@pytest.mark.parametrize("way", WAYS)
def test_one_day_for_all(way, open_page: OpenPage, signed_in) -> None:
    made = a_round()
    applicant = open_page(**way)
    with_session(applicant, _session(made))
    pages = {}
    for operator, organisation in made.organisations.items():
        pages[operator] = open_page(**way)
        signed_in(pages[operator], a_member(organisation))
    coordinator = open_page(**way)
    signed_in(coordinator, a_member_of_staff(Role.CONNECTION_COORDINATOR))

    # No day suits everybody: it is said why, and which connection holds it up.
    applicant.goto(f"/fr/connect/{made.application.reference}/days/")
    tick(applicant, 3, 5)
    for operator, numbers in {ORES: (3, 5), SWDE: (3, 5), PROXIMUS: (7, 8)}.items():
        pages[operator].goto(f"/fr/operator/legs/{made.legs[operator].public_id}/days/")
        tick(pages[operator], *numbers)
    coordinator.goto("/fr/desk/connect/")
    coordinator.get_by_role("link", name=made.application.reference).click()
    expect(coordinator.locator("main")).to_contain_text("retient tout : Télécom (Proximus)")
    expect(pages[PROXIMUS].locator("main")).to_contain_text("Sans votre raccordement, les autres auraient un jour")
    expect(pages[PROXIMUS].locator("main")).not_to_contain_text("ORES")

    # The one that holds it up sees which days suit all others, and offers one: the portal proposes it.
    expect(pages[PROXIMUS].locator("label", has_text="convient à tous les autres")).to_have_count(2)
    tick(pages[PROXIMUS], 3)
    expect(pages[PROXIMUS].get_by_role("heading", name=words(3))).to_be_visible()

    # Everybody confirms: planned.
    for page in (applicant, *pages.values()):
        page.reload()
        page.get_by_role("button", name="Confirmer ce jour").click()
        expect(page.locator("main")).to_contain_text("Vous avez confirmé le jour.")
    assert set(made.states().values()) == {(LegState.PLANNED, DAYS[3])}
    coordinator.reload()
    expect(coordinator.locator("main")).to_contain_text("Convenu")
    applicant.reload()
    with applicant.expect_download() as download:
        applicant.get_by_role("link", name="Pour votre agenda").click()
    assert download.value.suggested_filename == "raccord-C3.ics"

    # One cannot any more: the connections are not planned any more, and everybody is asked again.
    pages[PROXIMUS].reload()
    pages[PROXIMUS].get_by_role("link", name="Ce jour ne convient pas").click()
    pages[PROXIMUS].get_by_role("button", name="Annuler ce jour").click()
    assert {state for state, _ in made.states().values()} == {LegState.ACCEPTED}
    applicant.reload()
    expect(applicant.locator("main")).to_contain_text("Il ne convient plus à Proximus.")
    pages[ORES].reload()
    expect(pages[ORES].locator("main")).to_contain_text("Il ne convient plus à un autre opérateur.")
    tick(pages[PROXIMUS], 5)
    applicant.reload()
    expect(applicant.get_by_role("heading", name=words(5))).to_be_visible()
    expect(applicant.get_by_role("button", name="Confirmer ce jour")).to_be_visible()


def tick(page: Page, *numbers: int) -> None:
    for number in numbers:
        page.locator(f"input[value='{DAYS[number].isoformat()}']").check()
    page.get_by_role("button", name="Enregistrer les jours").click()
    expect(page.locator("body")).to_contain_text("Vos jours sont enregistrés.")


def words(number: int) -> str:
    told = day(DAYS[number], "full")
    return told[0].upper() + told[1:]


def _session(made: Round) -> SessionStore:
    session = SessionStore()
    session["applications"] = [str(made.application.public_id)]
    session.save()
    return session
