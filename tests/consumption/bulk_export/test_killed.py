"""A bulk export whose worker is killed again and again gives the file of an undisturbed one, in bounded memory."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.operations import fetching
from consumption.bulk_export.states import ExportState
from consumption.store import calendar
from consumption.store.kinds import Channel
from portal.access.actor import Actor
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.grid.models import Energy
from portal.primitives.period import Period
from tests.consumption.bulk_export.conftest import Ask, a_lent_home, today
from tests.consumption.pages.homes import a_home
from tests.mandates.factories import a_mandate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]

HOMES = 120
DAYS = 90
GO_ON = """
import sys, django; django.setup()
from consumption.bulk_export.tasks import go_on
def most(): return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
go_on(int(sys.argv[1])) if len(sys.argv) > 2 else None  # warm: one export of a single home
before = most()
go_on(int(sys.argv[-1]))
print(most() - before)
"""


def _start(*exports: BulkExport) -> subprocess.Popen[str]:
    of = connection.settings_dict
    url = f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "PYTHONPATH": "."}
    command = [sys.executable, "-c", GO_ON, *(str(export.pk) for export in exports)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603


def _homes(adviser: Organisation) -> None:
    """Quarter-hours of three months, the same in each home."""
    pattern, _ = a_lent_home(adviser, granularity=Granularity.INTERVAL)
    others = [a_home(None) for _ in range(HOMES - 1)]
    for other in others:
        a_mandate(other.occupancies.get(), holder=adviser, granularity=Granularity.INTERVAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ensure_reading_months(%s, %s)", [today() - timedelta(days=DAYS), today()])
        columns = "channel, status, total, night, index_day, index_night, profile"
        cursor.execute(
            f"INSERT INTO reading_day (access_point_id, day, {columns})"  # noqa: S608
            f" SELECT home, another, {columns} FROM reading_day, unnest(%s::bigint[]) AS home,"
            " unnest(%s::date[]) AS another WHERE access_point_id = %s AND day = %s ON CONFLICT DO NOTHING",
            [
                [pattern.pk, *(other.pk for other in others)],
                [day for day in _days() if calendar.slot_counts(Channel.OFFTAKE, day, 1)[0] == 96],
                pattern.pk,
                today() - timedelta(days=5),
            ],
        )


def _days() -> list[date]:
    return [today() - timedelta(days=number) for number in range(1, DAYS)]


def _digest(export: BulkExport, actor: Actor) -> str:
    digest = hashlib.sha256()
    for lines in fetching.fetch(export=export, energy=Energy.ELECTRICITY, actor=actor, now=timezone.now()).chunks:
        digest.update(lines)
    return digest.hexdigest()


def test_an_export_killed_five_times_gives_the_file_of_an_undisturbed_one(
    adviser: Organisation, ask: Ask, actor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    _homes(adviser)
    told = {"granularity": Granularity.INTERVAL, "period": Period(today() - timedelta(days=DAYS), today())}
    export, kills = ask(**told), 0
    for wanted in (0, HOMES // 5, HOMES // 4, HOMES // 2, HOMES - 5):
        process = _start(export)
        while process.poll() is None:
            export.refresh_from_db()
            if export.state == ExportState.RUNNING and export.done >= wanted:
                process.send_signal(signal.SIGKILL)
                kills += 1
                break
            time.sleep(0.005)
        process.wait()
        BulkExport.objects.filter(pk=export.pk, lease__isnull=False).update(lease_until=timezone.now())
    assert _start(export).wait() == 0
    export.refresh_from_db()
    traced = Event.objects.filter(code="disclosure").count()

    undisturbed, small = ask(**told), ask(**told)
    small.points.filter(place__gt=0).delete()
    BulkExport.objects.filter(pk=small.pk).update(total=1)
    process = _start(small, undisturbed)
    grown, _ = process.communicate()
    undisturbed.refresh_from_db()

    with capsys.disabled():
        print(f"\n{HOMES} homes, killed {kills} times, ", end="")  # noqa: T201
        print(f"{traced} traced; {HOMES} instead of one: memory grew by {int(grown) / 1024:.1f} MB")  # noqa: T201
    assert (export.state, undisturbed.state, kills) == (ExportState.READY, ExportState.READY, 5)
    assert traced == HOMES
    assert _digest(export, actor) == _digest(undisturbed, actor)
