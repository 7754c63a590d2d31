"""The interface is what its description says, whatever a program sends: no request is a fault of ours."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.api import limiting
from portal.config.wsgi import application
from portal.limits import Limit
from tests.factories import OrganisationFactory
from tests.portal.api.programs import a_client, a_token

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def token(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of a client that may ask more often than others: each example is a request."""
    many = Limit("many", 100_000, limiting.PER_MINUTE.window)
    monkeypatch.setattr(limiting, "PER_MINUTE", many)
    found = a_token(*a_client(OrganisationFactory()))
    # The server's end of a request would close the connection that the test's transaction is on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_no_request_is_a_fault_of_ours(token: str) -> None:
    _ask(8, token)


@pytest.mark.prove
def test_no_request_of_many_is_a_fault_of_ours(token: str) -> None:
    _ask(200, token)


def _ask(times: int, token: str) -> None:
    """Send what the description allows, so many times for each operation."""
    described = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 2

    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=times,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        ask()
