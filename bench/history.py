"""P5, P6, P7 and P10: reading three years of a home, against raw SQL and against the usual ways."""

import csv
import io
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

import numpy as np
import orjson
import pandas as pd
from django.db import connection, connections, models
from django.db.models import Sum
from django.db.models.functions import TruncDay
from django.urls import reverse
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from bench.home import Home, a_home
from bench.registry import Figure, Scale, benchmark
from bench.timing import milliseconds, side_by_side
from consumption.export import json_file, tables, tidy_csv
from consumption.export.tables import Series, Table
from consumption.history import queries
from consumption.history.series import IntervalHistory
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from consumption.store.profile import decode
from portal.access.actor import Actor, ActorKind
from portal.access.grants import Grant
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.primitives.period import Period

DAYS_SQL = (
    "SELECT day, total, status, night FROM reading_day"
    " WHERE access_point_id = %s AND channel = 1 AND day >= %s AND day < %s"
)
PROFILES_SQL = DAYS_SQL.replace("day, total, status, night", "day, status, profile")


class RowPerValue(models.Model):
    """The peer: one row a quarter-hour, as most would write it."""

    access_point_id = models.BigIntegerField()
    start = models.DateTimeField()
    value = models.DecimalField(max_digits=12, decimal_places=3)
    status = models.SmallIntegerField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_row_per_value"

    def __str__(self) -> str:
        return f"value {self.pk}"


class DaySerializer(serializers.Serializer[Any]):
    day = serializers.DateTimeField()
    total = serializers.DecimalField(max_digits=12, decimal_places=3)


@cache
def home() -> Home:
    return a_home()


def file(granularity: str, file_format: str) -> bytes:
    """A download by a signed-in browser: session, step-up, grant, trace, reading, writing."""
    response = home().client.post(
        reverse("consumption:download", args=[home().access_point.public_id]),
        urlencode(
            {
                "format": file_format,
                "granularity": granularity,
                "start": home().period.start.isoformat(),
                "end": (home().end - timedelta(days=1)).isoformat(),
            }
        ),
        content_type="application/x-www-form-urlencoded",
    )
    if response.status_code != 200 or not response.streaming:
        raise RuntimeError(f"no file: {response.status_code} {response.get('location')}")
    return b"".join(response.streaming_content)


def check(same: bool) -> None:
    """Only what gives the same may be compared."""
    if not same:
        raise RuntimeError("the ways compared do not give the same")


def raw(sql: str) -> list[Any]:
    """The rows of the home, by one statement that is not prepared."""
    connection.ensure_connection()
    key = [home().access_point.pk, home().period.start, home().period.end]
    rows: list[Any] = connection.connection.execute(sql, key, prepare=False).fetchall()
    return rows


@benchmark("P5")
def p5(scale: Scale) -> list[Figure]:
    check(len(orjson.loads(file("day", "json"))["channels"][0]["values"]) == home().period.length)
    stack, sql, probe = side_by_side(
        15, lambda: file("day", "json"), lambda: raw(DAYS_SQL), lambda: home().client.get("/livez")
    )
    note = f"{milliseconds(stack)} ÷ {milliseconds(sql)}; /livez alone {milliseconds(probe)}"
    what = "three years of days, HTTP to JSON ÷ raw SQL"
    return [Figure("P5", what, stack / sql, note, 3)]


def intervals_of(rows: list[Any]) -> IntervalHistory:
    """SQL rows decoded into one series, with nothing of the portal around."""
    period = home().period
    starts = calendar.slot_starts(Channel.OFFTAKE, period.start, period.length)
    profiles = [decode(bytes(row[2]), Status(row[1])) for row in sorted(rows)]
    return IntervalHistory(
        starts,
        900,
        np.concatenate([profile.values for profile in profiles]),
        np.concatenate([profile.states for profile in profiles]),
        np.concatenate([profile.night for profile in profiles if profile.night is not None]),
    )


def a_table(series: Series, granularity: Granularity = Granularity.INTERVAL) -> Table:
    return Table(
        grant=grant(home().period),
        granularity=granularity,
        period=home().period,
        series=(series,),
        meters=(),
        language="en",
    )


@benchmark("P6")
def p6(scale: Scale) -> list[Figure]:
    def limit() -> bytes:
        return b"".join(
            tidy_csv.chunks(a_table(tables.of_intervals(Channel.OFFTAKE, intervals_of(raw(PROFILES_SQL)))))
        )

    lines = file("interval", "csv").count(b"\n") - 1
    check(lines == limit().count(b"\n") - 1 == 96 * home().period.length)
    stack, parts = side_by_side(9, lambda: file("interval", "csv"), limit)
    note = f"{lines} lines, {milliseconds(stack)} ÷ {milliseconds(parts)}"
    what = "three years of quarter-hours as CSV ÷ SQL + decode + writer"
    return [Figure("P6", what, stack / parts, note, 2)]


@benchmark("P7")
def p7(scale: Scale) -> list[Figure]:
    history = queries.intervals(grant(Period(home().period.start, home().period.start + timedelta(days=365))))[
        Channel.OFFTAKE
    ]
    made = a_table(tables.of_intervals(Channel.OFFTAKE, history))
    columns = {"values": json_file.in_units(history.values), "status": history.statuses, "night": history.night}
    ours, bare = side_by_side(
        15,
        lambda: b"".join(json_file.chunks(made)),
        lambda: orjson.dumps(columns, option=orjson.OPT_SERIALIZE_NUMPY),
    )
    note = f"{milliseconds(ours)} ÷ {milliseconds(bare)}"
    what = f"{len(history)} points to JSON ÷ orjson of the columns"
    return [Figure("P7", what, ours / bare, note, 2)]


def grant(period: Period) -> Grant:
    return Grant(
        actor=Actor(ActorKind.SYSTEM, id="bench"),
        access_point=home().access_point,
        kinds=frozenset({DataKind.HISTORY}),
        period=period,
        granularity=Granularity.INTERVAL,
        basis=LegalBasis.OCCUPANCY,
        reference="",
        subject="",
        decided_at=home().now,
    )


def fill_peer() -> None:
    """The same values in the peer's table, with the index that its queries use."""
    history = queries.intervals(grant(home().period))[Channel.OFFTAKE]
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_row_per_value")
        cursor.execute(
            "CREATE TABLE bench_row_per_value (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " access_point_id bigint NOT NULL, start timestamptz NOT NULL, value numeric(12,3) NOT NULL,"
            " status smallint NOT NULL, UNIQUE (access_point_id, start))"
        )
        copy_sql = "COPY bench_row_per_value (access_point_id, start, value, status) FROM STDIN"
        with cursor.copy(copy_sql) as copy:
            for start, value, status in zip(
                history.starts.tolist(), history.values.tolist(), history.statuses.tolist(), strict=True
            ):
                copy.write_row((home().access_point.pk, f"{start}+00", value / 1000, status))
        cursor.execute("GRANT SELECT ON bench_row_per_value TO PUBLIC")
        cursor.execute("VACUUM ANALYZE bench_row_per_value")


def peer_rows() -> models.QuerySet[RowPerValue]:
    return RowPerValue.objects.filter(access_point_id=home().access_point.pk)


def our_days() -> bytes:
    """Days as JSON, read and written as a download does."""
    history = queries.daily(grant(home().period))[Channel.OFFTAKE]
    made = a_table(tables.of_days(Channel.OFFTAKE, history), Granularity.DAY)
    return b"".join(json_file.chunks(made))


def peer_days() -> bytes:
    """Days out of the rows, through a DRF serializer: no session, grant or trace."""
    days = peer_rows().annotate(day=TruncDay("start")).values("day").annotate(total=Sum("value")).order_by("day")
    rendered: bytes = JSONRenderer().render(DaySerializer(days, many=True).data)
    return rendered


def peer_csv() -> str:
    """The csv module over Django's rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    for start, value, status in peer_rows().order_by("start").values_list("start", "value", "status"):
        end: datetime = start + timedelta(minutes=15)
        writer.writerow([start.isoformat(), end.isoformat(), "offtake", value, "kWh", Status(status).name, ""])
    return out.getvalue()


def peer_pandas() -> str:
    rows = peer_rows().order_by("start").values_list("start", "value", "status")
    frame = pd.DataFrame.from_records(list(rows), columns=["start", "value", "status"])
    frame["end"] = frame["start"] + pd.Timedelta(minutes=15)
    text: str = frame.to_csv(index=False)
    return text


@benchmark("P10")
def p10(scale: Scale) -> list[Figure]:
    fill_peer()
    days, drf = side_by_side(9, our_days, peer_days)
    ours, by_csv, by_pandas = side_by_side(3, lambda: file("interval", "csv"), peer_csv, peer_pandas)
    return [
        _faster("row per value + DRF ÷ our days as JSON, both without HTTP, grant, trace", drf, days),
        _faster("row per value + csv module ÷ our CSV", by_csv, ours),
        _faster("row per value + pandas ÷ our CSV", by_pandas, ours),
    ]


def _faster(what: str, peer: float, ours: float) -> Figure:
    return Figure("P10", what, peer / ours, f"{milliseconds(peer)} ÷ {milliseconds(ours)}", 10, at_least=True)
