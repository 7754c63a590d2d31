"""Taking data along in a real browser: from the form to the file, and told at the field what to correct."""

import csv
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consumption.store.kinds import Channel
from portal.identity.models import User
from portal.primitives.period import belgian_day
from tests.consumption.pages.homes import a_home
from tests.consumption.readings import store_days
from tests.factories import UserFactory
from tests.journeys.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, User], Page]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_resident_corrects_the_form_and_gets_the_file(
    open_page: OpenPage, signed_in: SignIn, tmp_path: Path, javascript: bool, width: int
) -> None:
    user = UserFactory()
    home = a_home(user)
    yesterday = belgian_day(timezone.now()) - timedelta(days=1)
    store_days(home, Channel.OFFTAKE, yesterday - timedelta(days=9), 10)
    page = signed_in(open_page(javascript=javascript, width=width), user)
    page.goto(f"/fr/consumption/{home.public_id}/download/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Emporter vos données")

    page.get_by_label("CSV, pour les programmes").check()
    page.get_by_label("quart d’heure").check()
    page.get_by_label("Premier jour").fill(yesterday.isoformat())
    page.get_by_label("Dernier jour").fill((yesterday - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Télécharger").click()
    expect(page.get_by_role("alert")).to_contain_text("Le dernier jour précède le premier.")
    assert page.title().replace("\N{NO-BREAK SPACE}", " ").startswith("Erreur : Emporter vos données")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/download-{width}-{javascript}.png", full_page=True)

    page.get_by_label("Dernier jour").fill(yesterday.isoformat())
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    path = tmp_path / "file.csv"
    download.value.save_as(path)

    assert download.value.suggested_filename == f"electricity-{yesterday}-{yesterday}-interval-C4.csv"
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + 96
    assert rows[1][3] == "0.100"
