"""A line that is no event is reported with its number and reason, kept, and stops no other."""

from typing import Any

import orjson
import pytest

from portal.market import projection
from portal.market.events import LINE_LIMIT, Rejected, read_event
from portal.market.models import MarketEvent, RejectedLine
from portal.market.reasons import codes
from tests.portal.market.lines import EAN, MOSANE, Event, access_point, cancel, event, meter, move_in, take_in

GOOD = move_in("in", "2025-01-01", "C1", supplier=MOSANE)


def changed(base: Event, path: str, value: Any) -> Event:
    """`base` with one part, such as customer.mobile, replaced; `...` takes it out."""
    first, _, rest = path.partition(".")
    if rest:
        return base | {first: changed(base[first], rest, value)}
    copy = {key: part for key, part in base.items() if key != first}
    return copy if value is ... else copy | {first: value}


WRONG: list[tuple[Event, str, Any, str]] = [
    (GOOD, "id", ..., "missing"),
    (GOOD, "id", 7, "not_text"),
    (GOOD, "id", "a b", "event_id"),
    (GOOD, "id", "x" * 65, "too_long"),
    (GOOD, "type", "moved", "unknown_type"),
    (GOOD, "type", None, "missing"),
    (GOOD, "date", ..., "missing"),
    (GOOD, "date", "01/02/2025", "date"),
    (GOOD, "date", "20250201", "date"),
    (GOOD, "date", "2025-W05-1", "date"),
    (GOOD, "date", "2025-02-30", "date"),
    (GOOD, "date", "2025-02-01T00:00:00", "date"),
    (GOOD, "date", "1025-02-01", "date_out_of_range"),
    (GOOD, "date", "२०२५-०२-०१", "date"),
    (GOOD, "ean", "541449012700000010", "ean_check_digit"),
    (GOOD, "ean", "54144901270000001", "ean_length"),
    (GOOD, "ean", "54144901270000001X", "ean_not_digits"),
    (GOOD, "ean", "---", "missing"),
    (GOOD, "ean", 541449012700000016, "not_text"),
    (GOOD, "customer", ..., "missing"),
    (GOOD, "customer", "C1", "not_an_object"),
    (GOOD, "customer.id", "", "missing"),
    (GOOD, "customer.name", ..., "missing"),
    (GOOD, "customer.name", "   ", "missing"),
    (GOOD, "customer.name", "x" * 151, "too_long"),
    (GOOD, "customer.name", "Camille\u0000", "control_characters"),
    (GOOD, "customer.kind", "dog", "unknown_value"),
    (GOOD, "customer.language", "it", "unknown_value"),
    (GOOD, "customer.email", "camille@", "email_malformed"),
    (GOOD, "customer.mobile", "081 25 01 11", "mobile_not_mobile"),
    (GOOD, "customer.mobile", "12", "mobile_not_a_number"),
    (GOOD, "customer.mobil", "0470123456", "unknown_field"),
    (GOOD, "supplier.gln", "5412345000014", "gln_check_digit"),
    (GOOD, "supplier.gln", "541234500001", "gln_length"),
    (GOOD, "surprise", 1, "unknown_field"),
    (access_point(), "energy", "steam", "unknown_value"),
    (access_point(), "address.postal_code", "B-5000", "postal_code_digits"),
    (access_point(), "address.municipality", "920", "municipality_digits"),
    (access_point(), "address.street", ..., "missing"),
    (meter("m", "2025-01-01", "123"), "meter", "12", "meter_length"),
    (meter("m", "2025-01-01", "123"), "meter", "12_34", "meter_characters"),
    (meter("m", "2025-01-01", "123"), "registers", [], "registers"),
    (meter("m", "2025-01-01", "123"), "registers", [{"obis": "1.8.1"}, {"obis": "1.8.1"}], "register_twice"),
    (meter("m", "2025-01-01", "123"), "registers", [{"obis": "day"}], "obis"),
    (meter("m", "2025-01-01", "123"), "registers", [{"obis": "1.8.1", "digits": True}], "number"),
    (meter("m", "2025-01-01", "123"), "registers", ["1.8.1"], "not_an_object"),
    (event("p", "prepayment", active=True), "active", "yes", "true_or_false"),
    (cancel("x", "in"), "cancels", "x", "cancels_itself"),
    (cancel("x", "in"), "cancels", "a b", "event_id"),
]


@pytest.mark.parametrize(("base", "path", "value", "reason"), WRONG)
def test_a_wrong_part_is_named_with_its_reason(base: Event, path: str, value: Any, reason: str) -> None:
    read_event(orjson.dumps(base))
    with pytest.raises(Rejected) as refusal:
        read_event(orjson.dumps(changed(base, path, value)))
    assert refusal.value.code == reason
    assert refusal.value.field.startswith(path.split(".")[0])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not_json"),
        (b'{"id": NaN}', "not_json"),
        (b"[" * 5000, "not_json"),
        (b"[]", "not_an_object"),
        (b'"text"', "not_an_object"),
        ("é".encode("latin-1"), "encoding"),
        (orjson.dumps(GOOD).decode().encode("utf-16"), "nul"),
        (b"\0" * 100, "nul"),
        (b" " * (LINE_LIMIT + 1), "line_too_long"),
        (b'{"id":"\\ud800"}', "not_json"),
    ],
)
def test_what_is_no_object_of_json_is_refused(line: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read_event(line)
    assert refusal.value.code == reason


def test_each_reason_has_words() -> None:
    of_lines = {reason for _, _, _, reason in WRONG}
    of_events = {value for name, value in vars(projection).items() if name.isupper() and isinstance(value, str)}
    assert of_events
    assert of_lines | of_events <= codes()


def test_the_same_event_in_another_notation_is_the_same_event() -> None:
    other = changed(GOOD, "ean", f"{EAN[:6]} {EAN[6:]}")
    spaced = orjson.dumps(dict(reversed(other.items())), option=orjson.OPT_INDENT_2).replace(b"\n", b" ")
    assert read_event(spaced).digest == read_event(orjson.dumps(GOOD)).digest


@pytest.mark.django_db
def test_a_bad_line_is_kept_and_stops_no_other() -> None:
    bad = orjson.dumps(changed(GOOD, "customer.mobile", "081 25 01 11"))
    received = take_in(access_point(), bad, b"\xff\0", move_in("in", "2025-01-01", "C1"))
    assert MarketEvent.objects.filter(state="applied").count() == 2
    assert received.events == 2
    kept = [(line.line, line.reason, line.field, bytes(line.raw)) for line in RejectedLine.objects.all()]
    assert kept == [(2, "mobile_not_mobile", "customer.mobile", bad), (3, "nul", "", b"\xff\0")]
