"""Whatever a program of an operator sends about a leg that is there: no fault of ours, nothing outside the
description."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from connectmyhome.application.signals import application_erased
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from portal.api import limiting
from portal.config.wsgi import application as site
from portal.limits import Limit
from tests.connectmyhome.legs.api.scenes import a_leg, a_leg_in, an_application
from tests.connectmyhome.legs.factories import a_question
from tests.portal.accounts.webhooks.receiver import a_network_operator
from tests.portal.api.programs import a_client, a_token
from tests.portal.api.test_fuzz import CHECKS


@pytest.fixture
def token(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of an operator whose client may ask more often than others: each example is a request."""
    monkeypatch.setattr(limiting, "PER_MINUTE", Limit("many", 100_000, limiting.PER_MINUTE.window))
    found = a_token(*a_client(a_network_operator()))
    # The server's end of a request would close the connection that the test's transaction is on.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_no_request_about_a_leg_is_a_fault_of_ours(token: str) -> None:
    _ask_about_a_leg(8, token)


@pytest.mark.prove
def test_no_request_of_many_about_a_leg_is_a_fault_of_ours(token: str) -> None:
    _ask_about_a_leg(200, token)


def _ask_about_a_leg(times: int, token: str) -> None:
    leg = a_leg_in(LegState.IN_STUDY)
    question, document = a_question(leg), leg.application.attachments.get(kind="permit")
    erased = an_application()
    a_leg(application=erased)
    application_erased.send(sender=type(erased), application=erased, now=timezone.now())
    real = {"question_id": question.public_id, "document_id": document.public_id}
    described = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", site)
    operations = [found.ok() for found in described.get_all_operations()]
    ours = [operation for operation in operations if "/connect/" in operation.path]
    assert len(ours) >= 18

    for operation in ours:
        about = Erasure.objects.get().public_id if "/erasures/" in operation.path else leg.public_id
        ask_whatever(operation, {"public_id": about, **real}, token, times)
    assert Leg.objects.filter(pk=leg.pk).exists()


def ask_whatever(operation: Any, real: dict[str, uuid.UUID], token: str, times: int) -> None:
    """Send what the description allows, about things that are there."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=times,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def ask(case: schemathesis.Case) -> None:
        for name in set(real) & set(case.path_parameters or {}):
            case.path_parameters[name] = str(real[name])
        headers = {"Authorization": f"Bearer {token}", "If-Match": "*", "Idempotency-Key": str(uuid.uuid4())}
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()
