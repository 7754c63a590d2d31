"""R14: usage is counted by day for 31 days, by week for 20 weeks, by month for 20 months."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.audit.models import Rollup, Span
from portal.audit.operations import record
from portal.audit.rollups import roll_up

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)  # a Wednesday


def show(at: datetime, *, organisation="cpas", role="member", kinds=("history",), channel="page") -> None:
    record(
        code="disclosure",
        at=at,
        actor_kind="member",
        organisation=organisation,
        role=role,
        subject="somebody",
        kinds=kinds,
        channel=channel,
    )


def counts(span: Span) -> dict[date, int]:
    return {row.start: row.count for row in Rollup.objects.filter(span=span)}


def test_each_day_week_and_month_that_is_over_is_counted():
    show(datetime(2026, 11, 24, 12, tzinfo=UTC))
    show(datetime(2026, 11, 20, 12, tzinfo=UTC))
    show(datetime(2026, 10, 20, 12, tzinfo=UTC))
    show(NOW)
    roll_up(now=NOW)
    assert counts(Span.DAY) == {date(2026, 11, 24): 1, date(2026, 11, 20): 1}
    assert counts(Span.WEEK) == {date(2026, 11, 16): 1, date(2026, 10, 19): 1}
    assert counts(Span.MONTH) == {date(2026, 10, 1): 1}


def test_days_begin_at_midnight_in_belgium():
    show(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    show(datetime(2026, 11, 23, 23, 1, tzinfo=UTC))
    roll_up(now=NOW)
    assert counts(Span.DAY) == {date(2026, 11, 23): 1, date(2026, 11, 24): 1}


def test_a_day_is_counted_when_it_is_surely_over():
    show(datetime(2026, 11, 24, 22, 59, tzinfo=UTC))
    roll_up(now=datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert counts(Span.DAY) == {}
    roll_up(now=datetime(2026, 11, 25, 0, 1, tzinfo=UTC))
    assert counts(Span.DAY) == {date(2026, 11, 24): 1}


def test_counting_again_changes_nothing():
    show(datetime(2026, 11, 24, 12, tzinfo=UTC))
    roll_up(now=NOW)
    before = list(Rollup.objects.values())
    roll_up(now=NOW)
    assert list(Rollup.objects.values()) == before


def test_counts_go_apart_by_organisation_role_kind_and_channel():
    day = datetime(2026, 11, 24, 12, tzinfo=UTC)
    show(day, kinds=("history", "technical"))
    show(day)
    show(day, channel="file")
    show(day, role="administrator")
    show(day, organisation="other")
    show(day, kinds=())
    roll_up(now=NOW)
    rows = Rollup.objects.filter(span=Span.DAY).order_by("organisation", "role", "kind", "channel")
    assert list(rows.values_list("organisation", "role", "kind", "channel", "count")) == [
        ("cpas", "administrator", "history", "page", 1),
        ("cpas", "member", "history", "file", 1),
        ("cpas", "member", "history", "page", 2),
        ("cpas", "member", "technical", "page", 1),
        ("other", "member", "history", "page", 1),
    ]


@pytest.mark.parametrize(
    ("span", "kept", "gone"),
    [
        (Span.DAY, date(2026, 10, 25), date(2026, 10, 24)),
        (Span.WEEK, date(2026, 7, 6), date(2026, 6, 29)),
        (Span.MONTH, date(2025, 3, 1), date(2025, 2, 1)),
    ],
)
def test_what_was_kept_long_enough_is_forgotten(span, kept, gone):
    for start in (kept, gone):
        show(datetime.combine(start, datetime.min.time(), UTC) + timedelta(hours=12))
        Rollup.objects.create(span=span, start=start, actor_kind="old", kind="history", count=1)
    roll_up(now=NOW)
    found = Rollup.objects.filter(span=span, actor_kind="old")
    assert [row.start for row in found] == [kept]
    assert gone not in counts(span)
