"""An import whose process is killed, again and again, loses and doubles nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from consumption.models import ImportBatch, ReadingCorrection, ReadingDay
from portal.grid.models import AccessPoint, Meter, MeterKind
from tests.consumption.ingest.files import a_line, feed
from tests.factories import AccessPointFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]

HOMES = 3_000
IMPORT = """
import sys, django; django.setup()
from datetime import UTC, datetime
from pathlib import Path
from consumption.ingest.operations import import_file
import_file(path=Path(sys.argv[1]), now=datetime(2026, 11, 23, 6, tzinfo=UTC), actor="a test", chunk_rows=100)
"""


def start(path: Path) -> subprocess.Popen[bytes]:
    of = connection.settings_dict
    url = f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "PYTHONPATH": "."}
    return subprocess.Popen([sys.executable, "-c", IMPORT, str(path)], env=environment)  # noqa: S603


def chunks_done() -> int:
    batch = ImportBatch.objects.order_by("-pk").first()
    return batch.chunks_done if batch else 0


def test_an_import_killed_at_any_moment_goes_on_and_stores_each_day_once(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reading_day, reading_correction, reading_import_batch")
    points = AccessPoint.objects.bulk_create(AccessPointFactory.build() for _ in range(HOMES))
    Meter.objects.bulk_create(
        Meter(access_point=point, number=f"1SAG{at:010d}", kind=MeterKind.DIGITAL, installed_on=date(2020, 1, 1))
        for at, point in enumerate(points)
    )
    path = feed(
        tmp_path / "night", *(a_line(meter=f"1SAG{at:010d}", values=[at / 1000] * 96) for at in range(HOMES))
    )
    kills = 0
    for wanted in (1, 7, 18):
        process = start(path)
        while process.poll() is None and chunks_done() < wanted:
            time.sleep(0.002)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    assert start(path).wait() == 0
    assert kills >= 2
    assert dict(ReadingDay.objects.values_list("access_point_id", "total")) == {
        point.pk: 96 * at for at, point in enumerate(points)
    }
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.rows, batch.rows_written, batch.chunks_done) == ("done", HOMES, HOMES, HOMES // 100)
    assert not ReadingCorrection.objects.exists()
