"""An energy adviser in a real browser: from the list to the history, a download, and a bulk export."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.tasks import go_on
from mandates.states import MandateState
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.identity.models import User
from portal.primitives.period import belgian_day
from tests.consumption.bulk_export.conftest import a_lent_home
from tests.factories import OrganisationFactory, a_member
from tests.journeys.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, User], Page]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_holder_finds_a_home_reads_its_history_and_takes_it_along(
    open_page: OpenPage, signed_in: SignIn, tmp_path: Path, javascript: bool
) -> None:
    adviser = OrganisationFactory(name="Conseil Énergie Mosan")
    home, mandate = a_lent_home(adviser)
    a_lent_home(adviser, gas=True)
    page = signed_in(open_page(javascript=javascript), a_member(adviser, Role.READER))

    page.goto("/fr/partner/access-points/")
    page.get_by_label("Partie du numéro EAN ou de l’adresse").fill(home.ean)
    page.get_by_role("button", name="Recherche").click()
    page.get_by_role("link", name=home.address).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Électricité en")
    expect(page.get_by_role("region", name="Pourquoi vous pouvez voir ceci")).to_contain_text("Par mandat de")
    expect(page.get_by_role("link", name="Explorer")).to_have_count(0)  # the mandate is by day
    page.get_by_role("link", name="Choisir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Télécharger l’historique")
    page.get_by_label("CSV, pour les programmes").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    path = tmp_path / "file.csv"
    download.value.save_as(path)

    assert download.value.suggested_filename.endswith("-day-mandate-C4.csv")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["reference"] for row in rows} == {str(mandate.public_id)}
    events = Event.objects.filter(code="disclosure")
    assert {event.channel for event in events} == {"page", "file"}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_holder_exports_many_and_gets_nothing_of_who_revoked_meanwhile(
    open_page: OpenPage, signed_in: SignIn, tmp_path: Path, javascript: bool
) -> None:
    adviser = OrganisationFactory()
    kept, _ = a_lent_home(adviser)
    revoked, mandate = a_lent_home(adviser)
    page = signed_in(open_page(javascript=javascript), a_member(adviser))
    today = belgian_day(timezone.now())

    page.goto("/fr/partner/exports/")
    page.get_by_label("Ceux de cette liste de numéros EAN").check()
    page.get_by_label("Numéros EAN").last.fill("541449012700000010")
    page.get_by_role("button", name="Préparer les fichiers").click()
    expect(page.get_by_role("alert")).to_contain_text("Corrigez la ligne 1")
    page.get_by_label("Tout ce que vous pouvez voir").check()
    page.get_by_label("Premier jour").fill((today - timedelta(days=10)).isoformat())
    page.get_by_label("Dernier jour").fill((today - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Préparer les fichiers").click()
    expect(page.get_by_role("status").first).to_contain_text("0 sur 2")

    go_on(BulkExport.objects.get().pk)
    page.reload()
    expect(page.get_by_role("heading", name="Où en est l’export")).to_contain_text("Prêt")
    mandate.scopes.update(active=False)
    type(mandate).objects.filter(pk=mandate.pk).update(state=MandateState.REVOKED)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger électricité").click()
    path = tmp_path / "file.csv"
    download.value.save_as(path)

    assert path.read_text().count(kept.ean) == 20
    assert revoked.ean not in path.read_text()
