"""A reading by a customer: from the code on paper to the history, and an odd one through the desk (R12)."""

import io
import os
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from consumption.customer_readings.models import CustomerReading
from consumption.models import IndexReading
from portal.accounts.roles import Role
from portal.correspondence.models import Letter
from portal.correspondence.reading_codes import code_on
from tests.consumption.customer_readings.homes import TODAY, annual
from tests.factories import a_member_of_staff
from tests.journeys.browser import assert_accessible, assert_fits
from tests.journeys.conftest import OpenPage
from tests.journeys.people import a_letter_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _see(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _photo() -> dict[str, object]:
    drawn = io.BytesIO()
    Image.new("RGB", (800, 600), "navy").save(drawn, "JPEG")
    return {"name": "meter.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"language": "fr", "width": 1280}, id="fr-1280"),
        pytest.param({"language": "nl", "width": 390, "javascript": False}, id="nl-390-no-script"),
    ],
)
def test_the_code_on_the_letter_leads_to_an_accepted_reading(way, open_page: OpenPage) -> None:
    occupancy = annual()
    occupancy.customer.language = way["language"]
    occupancy.customer.save()
    a_letter_to(occupancy.access_point)
    letter = Letter.objects.get()
    page = open_page(**way)
    page.goto(f"/r/{code_on(letter.public_id, letter.reading_code)}")
    assert f"/{way['language']}/readings/letter/" in page.url
    if way.get("javascript", True):
        _see(page, f"reading-give-{way['width']}")
    page.locator("main [name=index_1_8_1]").fill("98 00,3")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".field.bad")).to_have_count(1)
    page.locator("main [name=index_1_8_1]").fill("009800")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("accepté|aanvaard"))
    assert IndexReading.objects.get(day=TODAY).value == 9_800_000


def test_an_odd_reading_with_a_photo_goes_through_the_desk_into_the_history(
    open_page: OpenPage, signed_in
) -> None:
    occupancy = annual()
    page = signed_in(open_page(width=390), occupancy.customer.user)
    page.goto("/fr/readings/")
    page.get_by_role("link", name="Communiquer un index").click()
    page.locator("main [name=index_1_8_1]").fill("98000")
    page.get_by_role("button", name="Envoyer l’index").click()
    expect(page.get_by_text("La virgule est-elle au bon endroit")).to_be_visible()
    _see(page, "reading-odd-390")
    page.get_by_role("button", name="Il est juste").click()
    page.locator("main [name=photo]").set_input_files(_photo())
    page.get_by_role("button", name="Ajouter la photo").click()
    expect(page.get_by_text("Une autre la remplace")).to_be_visible()

    desk = signed_in(open_page(), a_member_of_staff(Role.BACK_OFFICE))
    desk.goto("/fr/desk/readings/")
    desk.locator("main ul.rows a").click()
    desk.locator("main [name=purpose]").fill("T-12")
    desk.get_by_role("button", name="Prendre en charge").click()
    expect(desk.locator("img.photo")).to_be_visible()
    _see(desk, "reading-check-1280")
    desk.locator("main [name=decision][value=accept]").check()
    desk.get_by_role("button", name="Décider").click()
    expect(desk.get_by_text("Accepté").first).to_be_visible()

    page.goto(f"/fr/consumption/{occupancy.access_point.public_id}/")
    expect(page.locator("main")).to_contain_text("90")
    assert CustomerReading.objects.get().confirmed_at is not None
