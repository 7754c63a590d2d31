"""No common day, explained; a day found; all confirm; planned; one changes; everybody is asked again (R13)."""

import pytest
from playwright.sync_api import expect

from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator
from portal.accounts.roles import Role
from tests.connectmyhome.tracking.applicants import let_in
from tests.connectmyhome.workday.round import DAYS, a_round
from tests.factories import a_member_of_staff
from tests.journeys.acting import AtWork, tick
from tests.journeys.applying import said_in, see
from tests.journeys.conftest import OpenPage, with_session
from tests.journeys.ways import Way, walked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ORES, SWDE, PROXIMUS = Operator.ORES, Operator.SWDE, Operator.PROXIMUS


@walked("de", 390, javascript=False)
def test_no_common_day_is_explained_until_one_is_found(
    way: Way, open_page: OpenPage, signed_in, at_work: AtWork
) -> None:
    say, made = said_in(way.language), a_round()
    applicant = with_session(open_page(**way._asdict()), let_in(made.application))
    coordinator = signed_in(open_page(**way._asdict()), a_member_of_staff(Role.CONNECTION_COORDINATOR))
    at = {operator: at_work(operator) for operator in made.legs}

    # No day suits everybody: it is said why, and which connection holds it up.
    applicant.goto(f"/{way.language}/connect/{made.application.reference}/days/")
    tick(applicant, DAYS[3], DAYS[5])
    for operator, numbers in {ORES: (3, 5), SWDE: (3, 5), PROXIMUS: (7, 8)}.items():
        at[operator].goto(f"/{way.language}/operator/legs/{made.legs[operator].public_id}/days/")
        tick(at[operator], *(DAYS[number] for number in numbers))
    coordinator.goto(f"/{way.language}/desk/connect/")
    coordinator.get_by_role("link", name=made.application.reference).click()
    expect(coordinator.locator("main .banner.warn")).to_contain_text("Proximus")
    see(coordinator, f"no-common-day-{way.language}")
    expect(at[PROXIMUS].locator("main .banner.warn")).to_be_visible()
    expect(at[PROXIMUS].locator("main")).not_to_contain_text("ORES")
    see(at[PROXIMUS], f"no-common-day-proximus-{way.language}")

    # The one that holds it up sees which days suit all others, and offers one: the portal proposes it.
    expect(at[PROXIMUS].locator("label", has_text=say("suits all others"))).to_have_count(2)
    tick(at[PROXIMUS], DAYS[3])
    confirm = {"name": say("Confirm this day")}
    expect(at[PROXIMUS].get_by_role("button", **confirm)).to_be_visible()

    # Everybody confirms: planned.
    for page in (applicant, *at.values()):
        page.reload()
        page.get_by_role("button", **confirm).click()
        expect(page.locator("main")).to_contain_text(say("You confirmed the day."))
    assert set(made.states().values()) == {(LegState.PLANNED, DAYS[3])}
    coordinator.reload()
    expect(coordinator.locator("#proposals ~ ul .tag.ok")).to_be_visible()
    with applicant.expect_download() as download:
        applicant.locator("main a[href$='/days/calendar/']").click()
    assert download.value.suggested_filename == "raccord-C3.ics"

    # One cannot any more: the connections are not planned any more, and everybody is asked again.
    at[PROXIMUS].get_by_role("link", name=say("This day does not suit")).click()
    at[PROXIMUS].get_by_role("button", name=say("Cancel this day")).click()
    expect(at[PROXIMUS].get_by_role("status")).to_be_visible()
    assert {state for state, _ in made.states().values()} == {LegState.ACCEPTED}
    for page, why in (
        (applicant, say("It does not suit %(operator)s any more.", operator="Proximus")),
        (at[ORES], say("It does not suit another operator any more.")),
    ):
        page.reload()
        expect(page.locator("main")).to_contain_text(why)
    see(applicant, f"day-fell-{way.language}")
    tick(at[PROXIMUS], DAYS[5])
    applicant.reload()
    expect(applicant.get_by_role("button", **confirm)).to_be_visible()
