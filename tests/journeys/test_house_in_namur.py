"""A new house in Namur, from the first page to "connected": its applicant, operators and coordinator (R13).

Electricity and gas of ORES, water of SWDE, telecom of Proximus and Orange. Telenet has no network there, and RESA,
which serves other communes, sees nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import NAMES, Operator, Utility
from connectmyhome.tracking.operations.handing_over import hand_over_eans
from connectmyhome.tracking.retention.operations import load_retentions
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.models import Proposal
from portal.accounts.roles import Role
from portal.primitives.ean import Ean
from portal.primitives.period import belgian_day
from portal.ui.formats import day as in_words
from tests.connectmyhome.factories import a_commune
from tests.factories import AccessPointFactory, CustomerFactory, OccupancyFactory, a_member_of_staff
from tests.journeys import applying
from tests.journeys.acting import AtWork, act, make_offer, open_leg, tick
from tests.journeys.applying import MOBILE, fill, open_task, said_in, see
from tests.journeys.conftest import OpenPage
from tests.journeys.ways import Way, walked
from tests.journeys.worker import Worker
from tests.portal.messaging.conftest import twilio  # noqa: F401 - a fixture
from tests.portal.uploads.pdfs import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ORES, RESA, SWDE = Operator.ORES, Operator.RESA, Operator.SWDE
PROXIMUS, ORANGE, TELENET = Operator.PROXIMUS, Operator.ORANGE, Operator.TELENET
ELECTRICITY, GAS, WATER, TELECOM = Utility
TODAY = belgian_day(timezone.now())
DAYS = to_choose_from(TODAY)[8:11]


@dataclass
class House:
    """The house, and a browser for each who deals with it."""

    language: str
    worker: Worker
    applicant: Page
    coordinator: Page
    at: dict[Operator, Page]
    say: Callable[..., str] = field(init=False)

    def __post_init__(self) -> None:
        self.say = said_in(self.language)

    @property
    def application(self) -> Application:
        return Application.objects.get()

    def leg(self, operator: Operator, utility: Utility = TELECOM) -> Leg:
        return self.application.legs.get(operator=operator, utility=utility)

    @property
    def ready(self) -> list[Leg]:
        """The five connections that are made."""
        return list(self.application.legs.exclude(operator=TELENET))

    def open(self, leg: Leg) -> Page:
        """The leg at its operator's, out of the queue the first time."""
        page = self.at[Operator(leg.operator)]
        if page.url == "about:blank":
            open_leg(page, leg, self.language)
        else:
            page.goto(f"/{self.language}/operator/legs/{leg.public_id}/")
        return page

    def track(self) -> Page:
        self.applicant.goto(f"/{self.language}/connect/{self.application.reference}/track/")
        expect(self.applicant.locator("h1")).to_be_visible()
        return self.applicant


@pytest.fixture
def house(way: Way, twilio, open_page: OpenPage, signed_in, at_work: AtWork) -> House:  # noqa: F811
    load_retentions(now=timezone.now())
    load_terms(now=timezone.now())
    coordinator = signed_in(open_page(**way._asdict()), a_member_of_staff(Role.CONNECTION_COORDINATOR))
    at = {operator: at_work(operator) for operator in Operator}
    return House(way.language, Worker(twilio), open_page(**way._asdict()), coordinator, at)


@walked("nl", 390, javascript=False)
def test_a_house_gets_its_five_connections(way: Way, house: House, tmp_path: Path) -> None:
    _apply(house)
    _operators_ask(house)
    _applicant_answers(house)
    _operators_offer(house)
    _applicant_accepts(house)
    _operators_record_what_they_wait_for(house)
    _coordinator_finds_the_day(house)
    _everybody_confirms(house, tmp_path)
    _operators_report_it_done(house)
    _applicant_sees_it_connected(house)
    _ean_goes_to_the_customer(house)
    _applicant_reads_who_looked(house)


def _apply(house: House) -> None:
    """Begun on the first page; taken up again by the link of the e-mail, without the first session."""
    page = house.applicant
    begun = applying.begin(page, house.language)
    page.context.clear_cookies()
    house.worker.run()
    applying.open_by_mail(page)
    expect(page.get_by_text(begun.reference)).to_be_visible()
    applying.you(page)
    applying.plot(page, street="Rue des Champs", house_number="7")
    applying.works(page)
    open_task(page, "utilities")
    fill(page, utilities=[each.value for each in Utility])
    fill(page, site_supply="no")
    fill(page, cooking="electric")
    fill(page, heat_pump_kw="4,5", charging_kw="11", solar_kw="6")
    expect(page.locator("[name=electricity_kva]:checked")).to_have_value("27.7")
    see(page, f"power-{house.language}")
    fill(page)
    fill(page, gas_kw="24")
    fill(page, water_diameter="25", certibeau="planned")
    fill(page, telecom_operators=["proximus", "orange", "telenet"], telecom_medium="either")
    fill(page, remark="")
    applying.add_plan(page)
    see(page, f"tasks-{house.language}")
    applying.consent_and_send(page, *(operator.value for operator in house.at if operator != RESA))
    expect(page.get_by_text(begun.reference)).to_be_visible()
    assert {(leg.operator, leg.utility) for leg in begun.legs.all()} == {
        (ORES, ELECTRICITY),
        (ORES, GAS),
        (SWDE, WATER),
        (PROXIMUS, TELECOM),
        (ORANGE, TELECOM),
        (TELENET, TELECOM),
    }


def _operators_ask(house: House) -> None:
    """A question about electricity, a document that is missing for gas."""
    say = house.say
    electricity = house.open(house.leg(ORES, ELECTRICITY))
    expect(electricity.locator("main")).to_contain_text("Rue des Champs")
    with electricity.expect_download() as download:
        electricity.locator("main a[href*='/documents/']").first.click()
    assert download.value.suggested_filename.endswith("-C3.pdf")
    electricity.locator("main a[href$='/do/ask/']").click()
    fill(electricity, text="")
    expect(electricity.get_by_role("alert")).to_contain_text(say("Write your question"))
    fill(electricity, text="Where is the cellar?")
    expect(electricity.get_by_role("status")).to_contain_text(say("The applicant is asked."))

    gas = house.open(house.leg(ORES, GAS))
    act(gas, "missing", document="photo", text="The front of the plot")
    expect(gas.locator("main .tag").first).to_have_text(_state(house, "incomplete"))
    resa = house.at[RESA]
    resa.goto(f"/{house.language}/operator/")
    expect(resa.locator("main")).to_contain_text(say("Nothing here."))
    there = resa.goto(electricity.url)
    assert there is not None
    assert there.status == 404
    house.worker.run()


def _applicant_answers(house: House) -> None:
    """What waits for the applicant stands first, and goes once it is done."""
    say, page = house.say, house.track()
    expect(page.locator("#next + ul li")).to_have_count(2)
    see(page, f"asked-{house.language}")
    page.locator("#next + ul a").first.click()
    applying.upload(page, a_pdf(), "photo.pdf")
    expect(page.get_by_role("status")).to_contain_text(NAMES[ORES])
    page.locator("#next + ul a").first.click()
    fill(page, text="On the left.")
    expect(page.get_by_role("status")).to_contain_text(NAMES[ORES])
    expect(page.locator(".hero .eyebrow").first).to_have_text(say("Nothing to do for you now"))


def _operators_offer(house: House) -> None:
    """Each studies its part under its own number, and makes an offer; Telenet has not looked yet."""
    for number, leg in enumerate(house.ready):
        page = house.open(leg)
        if leg.utility == ELECTRICITY:
            expect(page.locator("main")).to_contain_text("On the left.")
        act(page, "study", own_reference=f"{leg.operator}-{number}")
        make_offer(page, "1.250,50", TODAY + timedelta(days=30))
        expect(page.locator("main")).to_contain_text(f"{leg.operator}-{number}")
        see(page, f"leg-{leg.operator}-{leg.utility}-{house.language}")


def _applicant_accepts(house: House) -> None:
    """The offers stand side by side; each is accepted on a page that says what follows."""
    page = house.track()
    expect(page.locator("#offers ~ .scroll tbody tr")).to_have_count(5)
    see(page, f"offers-{house.language}")
    for leg in house.ready:
        house.track().locator(f"main a[href*='/track/offers/{leg.offers.get().public_id}/']").first.click()
        with page.expect_download():
            page.locator("main a[href$='/file/']").click()
        page.locator("main form button[type=submit]").click()
        expect(page.get_by_role("status")).to_contain_text(leg.operator_name)
    expect(page.locator("#offers ~ .scroll tfoot")).to_contain_text("6")
    see(page, f"accepted-{house.language}")


def _operators_record_what_they_wait_for(house: House) -> None:
    """The money, and for electricity, the permits for the street."""
    for leg in house.ready:
        page = house.open(leg)
        if leg.utility == ELECTRICITY:
            act(page, "permits")
        act(page, "payment", paid_on=TODAY)
        if leg.utility == ELECTRICITY:
            act(page, "permits-exist", on=TODAY)


def _coordinator_finds_the_day(house: House) -> None:
    """Everybody gives days; as Telenet has not answered yet, the coordinator decides not to wait for it."""
    say = house.say
    page = house.track()
    page.locator("main a[href$='/days/']").first.click()
    tick(page, *DAYS)
    for leg, days in zip(house.ready, [DAYS, DAYS[1:], DAYS[:2], DAYS, DAYS[1:]], strict=True):
        page = house.open(leg)
        page.locator("main a[href$='/days/']").click()
        tick(page, *days)
        see(page, f"days-{leg.operator}-{leg.utility}-{house.language}")

    page = house.coordinator
    page.goto(f"/{house.language}/desk/connect/")
    see(page, f"desk-{house.language}")
    page.get_by_role("link", name=house.application.reference).click()
    expect(page.locator("main")).to_contain_text(say("Not ready for a day yet, and no obstacle to the others:"))
    expect(page.locator("main table tbody tr")).to_have_count(3)
    expect(page.locator("main")).not_to_contain_text("Claire")
    fill(page, purpose="To plan the works")
    expect(page.locator("main")).to_contain_text("Claire Lefèvre")
    see(page, f"coordinator-{house.language}")
    page.locator("main a[href$='/propose/']").click()
    expect(page.locator("main [name=day]")).to_have_count(1)
    fill(page, day=DAYS[1].isoformat())
    expect(page.get_by_role("status")).to_be_visible()


def _everybody_confirms(house: House, tmp_path: Path) -> None:
    """The applicant and five connections; then it is agreed, for everybody's calendar."""
    page = house.track()
    expect(page.locator("h1")).to_have_text(house.say("Confirm the day that is proposed for the work"))
    see(page, f"proposed-{house.language}")
    page.locator("#next + ul a").first.click()
    page.locator("form[action*='/confirm/'] button").click()
    expect(page.get_by_role("status")).to_be_visible()
    for leg in house.ready:
        at = house.open(leg)
        at.locator("main a[href$='/days/']").click()
        at.locator("form[action*='/confirm/'] button").click()
        expect(at.get_by_role("status")).to_be_visible()
    assert Proposal.objects.get().state == "agreed"

    page.reload()
    see(page, f"agreed-{house.language}")
    for one in (page, house.at[SWDE]):
        with one.expect_download() as download:
            one.locator("main a[href$='/days/calendar/']").click()
        download.value.save_as(tmp_path / "day.ics")
        (event,) = icalendar.Calendar.from_ical((tmp_path / "day.ics").read_bytes()).walk("VEVENT")
        assert (event["dtstart"].dt, event["status"]) == (DAYS[1], "CONFIRMED")
        assert "Rue des Champs 7" in event["location"]
    with translation.override(house.language):
        agreed = in_words(DAYS[1], "full")
    expect(house.track().locator("main")).to_contain_text(agreed)


def _operators_report_it_done(house: House) -> None:
    """And Telenet says that it has no network there."""
    for leg in house.ready:
        page = house.open(leg)
        act(page, "connected", on=TODAY)
        expect(page.locator("main .tag").first).to_have_text(_state(house, "connected"))
        expect(page.locator("#acts")).to_have_count(0)
    act(house.open(house.leg(TELENET)), "refuse", reason="Our network does not reach this street.")


def _applicant_sees_it_connected(house: House) -> None:
    page = house.track()
    expect(page.locator(".hero .eyebrow").first).to_have_text(house.say("Your application is finished"))
    expect(page.locator("main h3 .tag.ok")).to_have_count(5)
    expect(page.locator("main")).to_contain_text("Our network does not reach this street.")
    see(page, f"connected-{house.language}")


def _ean_goes_to_the_customer(house: House) -> None:
    """The market names the customer of the new access point: the applicant, by the mobile on file. The EAN goes
    there, and onto no page."""
    access_point = AccessPointFactory(
        street="Rue des Champs", house_number="7", postal_code=a_commune().postal_codes[0]
    )
    customer = CustomerFactory(mobile=MOBILE, language=house.language)
    OccupancyFactory(access_point=access_point, customer=customer, start=TODAY)
    assert hand_over_eans(now=timezone.now()) == 1
    house.worker.run()
    assert any(Ean(access_point.ean).grouped in sms.body for sms in house.worker.provider.find(MOBILE))
    page = house.track()
    expect(page.locator("#ean ~ p").first).to_contain_text(
        house.say(
            "The EAN is on its way to the customer of this home: by SMS to the mobile on file, else by letter."
        )
    )
    assert access_point.ean not in page.content().replace(" ", "").replace("\u00a0", "")


def _applicant_reads_who_looked(house: House) -> None:
    page = house.track()
    page.locator("main a[href$='/data/']").first.click()
    page.locator("#looks ~ details summary").click()
    journal = page.locator("section[aria-labelledby=looks]")
    expect(journal).not_to_contain_text(NAMES[RESA])
    for who in (
        *(NAMES[operator] for operator in house.at if operator != RESA),
        house.say("The coordinator of the connections"),
    ):
        looked = house.say("%(who)s: %(what)s", who=who, what=house.say("looked at the application"))
        expect(journal.get_by_text(looked).first).to_be_visible()
    see(page, f"data-{house.language}")


def _state(house: House, word: str) -> str:
    told = house.say(word, "state of a connection")
    return told[0].upper() + told[1:]
