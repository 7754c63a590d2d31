"""Imports at the same time, and imports that are cut off."""

from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from django.db import connection

from consumption.closing_pack.models import ClosingPack
from portal.customers.models import Occupancy
from portal.market.lines import chunks
from portal.market.models import MarketEvent, RejectedLine
from portal.market.operations import Line, receive, start_run
from portal.market.states import EventState, check_move
from portal.primitives.errors import IllegalMove
from tests.portal.market.lines import NOW, Event, access_point, cancel, move_in, move_out, take_in_all

EVENTS: list[Event] = [
    access_point(),
    *(move_in(f"in{number}", f"2024-01-{number:02d}", f"C{number % 3}") for number in range(1, 29)),
    *(move_out(f"out{number}", f"2024-01-{number:02d}") for number in range(2, 29, 5)),
    *(cancel(f"x{number}", f"in{number}") for number in range(3, 29, 7)),
]


def _import(events: list[Event]) -> None:
    try:
        for few in chunks(iter([Line(number, orjson.dumps(event)) for number, event in enumerate(events)]), 3):
            receive(run=start_run(source="test", now=NOW), lines=few, now=NOW)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_same_file_imported_four_times_at_once_is_taken_in_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_import, [EVENTS, EVENTS[::-1], EVENTS, EVENTS[::-1]]))
    assert MarketEvent.objects.count() == len(EVENTS)
    assert not RejectedLine.objects.exists()
    together = list(Occupancy.objects.order_by("origin").values_list("origin", "start", "end"))
    ClosingPack.objects.all().delete()
    Occupancy.objects.all().delete()
    MarketEvent.objects.all().delete()
    take_in_all(EVENTS)
    alone = list(Occupancy.objects.order_by("origin").values_list("origin", "start", "end"))
    assert [stay for stay in together if stay[1] != stay[2]] == alone


@pytest.mark.django_db
def test_a_chunk_that_breaks_leaves_nothing_and_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("portal.market.operations.settle_access_points", None)
        with pytest.raises(TypeError):
            take_in_all(EVENTS)
    assert not MarketEvent.objects.exists()
    assert take_in_all(EVENTS).events == len(EVENTS)


@pytest.mark.parametrize("latter", [state for state in EventState if state is not EventState.CANCELLED])
def test_a_cancelled_event_stays_cancelled(latter: EventState) -> None:
    with pytest.raises(IllegalMove):
        check_move(EventState.CANCELLED, latter)
    check_move(EventState.CANCELLED, EventState.CANCELLED)
    check_move(latter, EventState.CANCELLED)
