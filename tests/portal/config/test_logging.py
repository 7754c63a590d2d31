"""Logs tell what happened, and nothing about whom."""

import json
import logging
import logging.config
from io import StringIO

import pytest
import structlog
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.config.logging import configure, mask
from tests.factories import AccessPointFactory


@pytest.fixture
def lines():
    """What was logged, line by line, as JSON."""
    written = StringIO()
    config = configure(level="INFO", json=True)
    config["handlers"]["stderr"]["stream"] = written
    structlog.configure(cache_logger_on_first_use=False)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = before, level


@pytest.mark.parametrize(
    "secret",
    [
        "+32470123456",
        "0032 470 12 34 56",
        "0470/12.34.56",
        "0470 12 34 56",
        "081 22 33 44",
        "To=%2B32470123456&Body",
        "+33 6 12 34 56 78",
        "541449012700000016",
        "5414 4901 2700 0000 16",
        "camille.dupont@example.org",
        "email=camille%40example.org",
        "042042",
        "Raccord: 123456.",
        "1SAG1234567890",
    ],
)
@pytest.mark.parametrize("around", ["{}", "sent to {} twice", '{{"x": "{}"}}'])
def test_no_number_address_or_code_survives(secret, around):
    masked = mask(around.format(secret))
    assert not any(part in masked for part in secret.replace("=", " ").split() if any(c.isdigit() for c in part))
    assert "camille" not in masked


@pytest.mark.parametrize(
    "harmless",
    [
        "GET /fr/consumption/7f6c1a34-1f0e-4a43-9a4e-5f1d2d3c4b5a/ 200 in 12 ms",
        "2026-11-23 05:31:26",
        "took 0.123456 s",
        "imported 35040 values of 2025-10",
        "messaging.cap_reached",
    ],
)
def test_what_identifies_nobody_stays(harmless):
    assert mask(harmless) == harmless


@given(st.text())
def test_masking_bears_any_text_and_twice_is_once(text):
    assert mask(mask(text)) == mask(text)


def test_a_line_is_one_json_object_with_time_level_and_ids(lines):
    structlog.get_logger("portal.messaging").info("messaging.attempt", message_id=123456, outcome="taken")
    [line] = lines()
    assert line["timestamp"].endswith("Z")
    assert {name: line[name] for name in ("event", "level", "logger", "message_id", "outcome")} == {
        "event": "messaging.attempt",
        "level": "info",
        "logger": "portal.messaging",
        "message_id": 123456,
        "outcome": "taken",
    }


def test_the_standard_library_logs_alike_with_its_arguments_masked(lines):
    logging.getLogger("django.request").warning(
        "Not Found: %s", "/x?mobile=+32470123456", extra={"status_code": 404, "email": "a@example.org"}
    )
    [line] = lines()
    assert line["event"] == "Not Found: /x?mobile=<number>"
    assert (line["status_code"], line["email"]) == (404, "<omitted>")


def test_secrets_are_left_out_by_name_at_any_depth(lines):
    structlog.get_logger().info(
        "x", code="A1", context={"code": 42}, details={"password": "p", "kept": [{"api_key": "k", "n": 1}]}
    )
    [line] = lines()
    assert (line["code"], line["context"]) == ("<omitted>", "<omitted>")
    assert line["details"] == {"password": "<omitted>", "kept": [{"api_key": "<omitted>", "n": 1}]}


def test_a_traceback_is_told_without_what_it_quotes(lines):
    try:
        raise ValueError("no such customer: camille@example.org, +32470123456")
    except ValueError:
        logging.getLogger("anything").exception("failed")
        structlog.get_logger().exception("failed.too")
    for line in lines():
        assert "ValueError: no such customer: <e-mail>, <number>" in line["exception"]


@pytest.mark.django_db
def test_a_row_that_the_database_refused_is_not_quoted(lines):
    street = "Rue des Dupont"
    try:
        with transaction.atomic():
            AccessPointFactory(ean="not digits", street=street)
    except IntegrityError:
        logging.getLogger("anything").exception("failed")
    [line] = lines()
    assert "access_point_ean_digits" in line["exception"]
    assert "Dupont" not in line["exception"]


def test_twilios_sdk_does_not_write_its_requests(lines):
    logging.getLogger("twilio.http_client").info("Query Params: {'To': '+32470123456'}")
    assert lines() == []
