"""One connection withdrawn, or everything erased, and what the operators see then (R13)."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from connectmyhome.application.models import Application
from connectmyhome.operators import Operator
from connectmyhome.tracking.retention.operations import load_retentions
from tests.connectmyhome.tracking.applicants import a_house, leg_of, let_in
from tests.journeys.acting import AtWork, open_leg
from tests.journeys.applying import link_in_mail, said_in, see
from tests.journeys.conftest import OpenPage, with_session
from tests.journeys.ways import Way, walked
from tests.journeys.worker import Worker
from tests.portal.messaging.conftest import twilio  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Begin = Callable[[], tuple[Application, Page]]


@pytest.fixture
def begin(way: Way, open_page: OpenPage) -> Begin:
    """An applicant at the tracking page of a house."""

    def at_tracking() -> tuple[Application, Page]:
        load_retentions(now=timezone.now())
        application = a_house(language=way.language)
        page = with_session(open_page(**way._asdict()), let_in(application))
        page.goto(f"/{way.language}/connect/{application.reference}/track/")
        return application, page

    return at_tracking


@walked("nl", 390, javascript=True)
def test_one_connection_is_withdrawn_and_the_others_go_on(way: Way, begin: Begin, at_work: AtWork) -> None:
    say, (application, page) = said_in(way.language), begin()
    water, ores, swde = leg_of(application, Operator.SWDE), at_work(Operator.ORES), at_work(Operator.SWDE)
    open_leg(swde, water, way.language)

    page.locator(f"main a[href$='/withdraw/{water.public_id}/']").click()
    expect(page.locator("main h1")).to_contain_text("SWDE")
    see(page, f"withdraw-{way.language}")
    page.get_by_role("button", name=say("Withdraw this connection")).click()
    expect(page.get_by_role("status")).to_contain_text("SWDE")
    see(page, f"withdrawn-{way.language}")
    expect(page.locator("section", has=page.get_by_role("heading", name="SWDE")).locator(".tag")).to_have_text(
        say("withdrawn", "state of a connection")
    )

    gone = swde.reload()
    assert gone is not None
    assert gone.status == 404
    swde.goto(f"/{way.language}/operator/")
    expect(swde.locator("main")).not_to_contain_text(application.reference)
    open_leg(ores, leg_of(application, Operator.ORES, "gas"), way.language)


@walked("fr", 390, javascript=False)
def test_everything_is_erased_on_request_and_each_operator_confirms_it(
    way: Way,
    begin: Begin,
    at_work: AtWork,
    twilio,  # noqa: F811
) -> None:
    say, (application, page) = said_in(way.language), begin()
    there = page.url

    page.locator("main .place a[href$='/data/']").click()
    page.locator("main a[href$='/data/erase/']").click()
    expect(page.locator("main")).to_contain_text(say("These connections are withdrawn first"))
    see(page, f"erase-{way.language}")
    page.get_by_role("button", name=say("Withdraw all and erase")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Your application is erased"))
    expect(page.locator("#erasures + ul .tag")).to_have_text([say("not confirmed yet")] * 4)
    gone = page.goto(there)
    assert gone is not None
    assert gone.status == 404

    ores = at_work(Operator.ORES)
    ores.goto(f"/{way.language}/operator/")
    ores.locator("a[href$='/operator/erasures/']").first.click()
    ores.get_by_role("button", name=say("Everything is erased")).click()
    expect(ores.get_by_role("status")).to_be_visible()

    # On any device, by the last e-mail.
    Worker(twilio).run()
    page.context.clear_cookies()
    page.goto(link_in_mail("erased"))
    expect(page.locator("#erasures + ul li", has_text="ORES").locator(".tag.ok")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(mail.outbox[-1].to[0])
    see(page, f"erased-{way.language}")
    application.refresh_from_db()
    assert (application.state, application.answers, application.email) == ("erased", {}, "")
