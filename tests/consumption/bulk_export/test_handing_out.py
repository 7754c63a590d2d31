"""Handing out a file of many homes: each resident of them reads who took it, and when."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consumption.bulk_export.operations import fetching
from mandates.states import MandateState
from portal.access.actor import Actor
from portal.access.kinds import DataKind
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.grid.models import AccessPoint, Energy
from tests.consumption.bulk_export.conftest import Ask, Fetch, a_lent_home
from tests.consumption.bulk_export.made import work
from tests.factories import UserFactory
from tests.journeys.people import session_of

pytestmark = pytest.mark.django_db

HANDED_OUT = "bulk_export_handed_out"


def journal_of(home: AccessPoint) -> str:
    user = UserFactory()
    customer = home.occupancies.get().customer
    customer.user = user
    customer.save()
    resident = Browser()
    resident.cookies["raccord"] = session_of(user).session_key
    return resident.get("/en/access-log/").content.decode()


def test_a_resident_reads_who_took_the_file_that_holds_the_own_data(
    adviser: Organisation, actor: Actor, ask: Ask, fetch: Fetch
) -> None:
    home, mandate = a_lent_home(adviser)
    other, _ = a_lent_home(adviser)
    export = work(ask())
    assert "handed out" not in journal_of(home)

    now = timezone.now()
    fetch(export, now=now)

    event = Event.objects.get(code=HANDED_OUT, access_point_id=home.pk)
    assert (event.at, event.organisation, event.actor_id) == (now, actor.organisation, actor.id)
    assert (event.subject, event.reference) == (
        str(home.occupancies.get().customer.public_id),
        str(mandate.public_id),
    )
    assert (event.kinds, event.granularity) == ([DataKind.HISTORY], "day")
    assert (event.period_start, event.period_end) == (export.start, export.end)
    for each in (home, other):
        page = journal_of(each)
        assert "File of many homes handed out" in page and adviser.name in page


def test_only_those_are_told_whose_data_are_in_the_file(adviser: Organisation, ask: Ask, fetch: Fetch) -> None:
    kept, _ = a_lent_home(adviser)
    a_lent_home(adviser, gas=True)
    _, revoked = a_lent_home(adviser)
    export = work(ask())
    revoked.scopes.update(active=False)
    type(revoked).objects.filter(pk=revoked.pk).update(state=MandateState.REVOKED)

    fetch(export, Energy.ELECTRICITY)

    assert Event.objects.get(code=HANDED_OUT).access_point_id == kept.pk


def test_the_journal_is_told_before_the_lines_leave(adviser: Organisation, actor: Actor, ask: Ask) -> None:
    home, _ = a_lent_home(adviser)
    export = work(ask())

    chunks = fetching.fetch(export=export, energy=Energy.ELECTRICITY, actor=actor, now=timezone.now()).chunks

    while home.ean.encode() not in next(chunks):
        pass
    assert Event.objects.filter(code=HANDED_OUT, access_point_id=home.pk).exists()


def test_telling_the_journals_takes_one_statement_for_each_piece(
    adviser: Organisation, ask: Ask, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        a_lent_home(adviser)
    export = work(ask())
    monkeypatch.setattr("consumption.bulk_export.queries._AT_ONCE", 3)

    with CaptureQueriesContext(connection) as captured:
        fetch(export)

    told = [query for query in captured if 'INSERT INTO "audit_event"' in query["sql"]]
    assert len(told) == 1 + 2  # that somebody fetches, and two pieces
    assert Event.objects.filter(code=HANDED_OUT).count() == 6
