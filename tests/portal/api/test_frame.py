"""What every view for programs has alike: problems, limits, idempotency keys, and a description that is true."""

import threading
import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.client import encode_multipart
from django.utils import timezone
from pytest_django import Settings
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from portal.accounts.clients.authentication import Authorised
from portal.api import limiting
from portal.api.models import StoredAnswer
from portal.api.operations import UnableToRepeat, forget, once
from portal.api.revisions import require_match
from portal.api.views import ChangingView
from portal.ui.guards import Right, Trace
from tests.factories import OrganisationFactory
from tests.portal.api.programs import a_client, a_program

LIST = "/api/v1/access-points/"
PROBLEM = "application/problem+json"


@pytest.mark.django_db
def test_without_a_token_one_is_told_how_to_come_in() -> None:
    response = Browser().get(LIST)

    assert (response.status_code, response["Content-Type"]) == (401, PROBLEM)
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_a_problem_too() -> None:
    for path in ("/api/v1/nothing/", "/api/v1/access-points", "/api/v1/"):
        response = Browser().get(path)

        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)


@pytest.mark.django_db
def test_a_method_that_does_not_exist_is_a_problem_too() -> None:
    response = a_program(OrganisationFactory()).post(LIST, {})

    assert (response.status_code, response.json()["status"]) == (405, 405)
    assert a_program(OrganisationFactory()).browser.trace(LIST).status_code == 405


@pytest.mark.django_db
def test_what_a_client_gets_is_kept_by_no_cache() -> None:
    assert a_program(OrganisationFactory()).get(LIST)["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_too_many_requests_of_one_client_wait_and_hold_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "PER_MINUTE", limiting.Limit("few", 2, timedelta(minutes=1)))
    busy, calm = a_program(OrganisationFactory()), a_program(OrganisationFactory())

    answers = [busy.get(LIST) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert calm.get(LIST).status_code == 200


@pytest.mark.django_db
def test_who_guesses_tokens_or_secrets_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "UNKNOWN", limiting.Limit("few", 1, timedelta(minutes=1)))
    monkeypatch.setattr(limiting, "TOKENS", limiting.Limit("few_tokens", 1, timedelta(minutes=1)))

    assert [Browser().get(LIST).status_code for _ in range(2)] == [401, 429]
    assert [Browser().post("/api/v1/token/", {}).status_code for _ in range(2)] == [400, 429]


@pytest.mark.django_db
def test_nothing_is_answered_while_nothing_can_be_counted(settings: Settings) -> None:
    program = a_program(OrganisationFactory())
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = program.get(LIST)

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")


class _Order(serializers.Serializer[None]):
    name = serializers.CharField()


class _Orders(ChangingView):
    """Counts how often it ran."""

    right, trace = Right.SEE_DATA, Trace.CHANGE
    authentication_classes = ()
    ran = 0

    def change(self, request: Request, **kwargs: object) -> Response:
        order = _Order(data=request.data)
        order.is_valid(raise_exception=True)
        type(self).ran += 1
        return Response({"number": type(self).ran}, status=HTTPStatus.CREATED)


def send(body: object, key: str = "k1", *, by: Authorised) -> Any:
    headers = {"idempotency-key": key} if key else {}
    request = APIRequestFactory().post("/orders/", body, format="json", headers=headers)
    request.now = timezone.now()
    force_authenticate(request, token=by)
    response = _Orders.as_view()(request)
    return response.render() if hasattr(response, "render") else response


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Authorised:
    client, _secret = a_client(OrganisationFactory())
    monkeypatch.setattr(_Orders, "ran", 0)
    return Authorised(client.public_id, client.organisation, frozenset(Right))


@pytest.mark.django_db
class TestIdempotencyKeys:
    def test_a_request_that_is_sent_again_changes_nothing_more(self, sender: Authorised) -> None:
        first, second = send({"name": "a"}, by=sender), send({"name": "a"}, by=sender)

        assert (first.status_code, second.status_code, _Orders.ran) == (201, 201, 1)
        assert first.content == second.content
        assert second["Idempotent-Replayed"] == "true"

    def test_another_key_is_another_request(self, sender: Authorised) -> None:
        send({"name": "a"}, "k1", by=sender)
        send({"name": "a"}, "k2", by=sender)

        assert _Orders.ran == 2

    def test_a_key_is_not_used_for_another_body(self, sender: Authorised) -> None:
        send({"name": "a"}, by=sender)

        refused = send({"name": "b"}, by=sender)

        assert (refused.status_code, refused.data["code"], _Orders.ran) == (422, "other_request", 1)

    def test_without_a_key_nothing_is_changed(self, sender: Authorised) -> None:
        for key in ("", "x" * 201):
            assert send({"name": "a"}, key, by=sender).status_code == 400

        assert _Orders.ran == 0

    def test_after_a_refusal_the_key_may_be_used_again(self, sender: Authorised) -> None:
        assert send({}, by=sender).data["errors"] == {"name": ["This field is required."]}

        assert send({"name": "a"}, by=sender).status_code == 201

    def test_after_a_day_the_key_is_forgotten(self, sender: Authorised) -> None:
        send({"name": "a"}, by=sender)

        assert forget(now=timezone.now() + timedelta(hours=25)) == 1
        assert send({"name": "b"}, by=sender).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_the_same_time_are_not_both_answered() -> None:
    inside, go_on = threading.Event(), threading.Event()
    told = {"client": "c", "key": "k", "request": b"r", "now": timezone.now()}

    def slowly() -> tuple[int, bytes]:
        inside.set()
        assert go_on.wait(10)
        return 201, b"{}"

    def first() -> None:
        once(**told, answer=slowly)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    try:
        with pytest.raises(UnableToRepeat, match="in_progress"):
            once(**told, answer=lambda: (201, b"{}"))
    finally:
        go_on.set()
        thread.join()

    assert once(**told, answer=lambda: (500, b"never")) == (201, b"{}", True)


@pytest.mark.django_db(transaction=True)
def test_what_fails_leaves_neither_a_change_nor_an_answer() -> None:
    def fails() -> tuple[int, bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(client="c", key="k", request=b"r", now=timezone.now(), answer=fails)

    assert not StoredAnswer.objects.exists()


@pytest.mark.django_db
def test_the_description_is_openapi_and_public() -> None:
    response = Browser().get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})

    described = response.json()
    assert (response.status_code, described["openapi"]) == (200, "3.1.0")
    assert all(
        "401" in operation["responses"] for path in described["paths"].values() for operation in path.values()
    )


class _Files(ChangingView):
    """Takes a form of parts, for a thing whose revision is 3."""

    right, trace = Right.SEE_DATA, Trace.CHANGE
    authentication_classes = ()
    parser_classes = (MultiPartParser,)
    matches = True
    ran = 0

    def change(self, request: Request, **kwargs: object) -> Response:
        require_match(request, 3)
        type(self).ran += 1
        return Response({"name": request.data["name"], "bytes": request.data["file"].read().decode()})


def send_file(content: bytes, *, by: Authorised, key: str = "k1", match: str | None = '"3"') -> Any:
    """Each call makes a boundary of its own, as programs do."""
    body, boundary = {"name": "a", "file": SimpleUploadedFile("a.pdf", content)}, uuid.uuid4().hex
    headers = {"idempotency-key": key} | ({"if-match": match} if match is not None else {})
    request = APIRequestFactory().generic(
        "POST",
        "/files/",
        encode_multipart(boundary, body),
        content_type=f"multipart/form-data; boundary={boundary}",
        headers=headers,
    )
    request.now = timezone.now()
    force_authenticate(request, token=by)
    response = _Files.as_view()(request)
    return response.render() if hasattr(response, "render") else response


@pytest.mark.django_db
class TestFormsOfParts:
    def test_the_same_form_is_the_same_request_though_its_boundary_differs(self, sender: Authorised) -> None:
        _Files.ran = 0
        first, second = send_file(b"one", by=sender), send_file(b"one", by=sender)

        assert (first.status_code, second.status_code, _Files.ran) == (200, 200, 1)
        assert b'"bytes":"one"' in first.content
        assert second["Idempotent-Replayed"] == "true"

    def test_another_file_under_the_same_key_is_another_request(self, sender: Authorised) -> None:
        send_file(b"one", by=sender)

        assert send_file(b"two", by=sender).status_code == 422


@pytest.mark.django_db
class TestRevisions:
    @pytest.mark.parametrize("match", ['"3"', "*", '"2", "3"'])
    def test_who_saw_the_revision_may_change_it(self, sender: Authorised, match: str) -> None:
        assert send_file(b"one", by=sender, match=match).status_code == 200

    @pytest.mark.parametrize("match", ['"2"', 'W/"3"', "3", '"33"', "nonsense"])
    def test_who_saw_another_one_may_not(self, sender: Authorised, match: str) -> None:
        refused = send_file(b"one", by=sender, match=match)

        assert (refused.status_code, refused.data["code"]) == (412, "stale")

    @pytest.mark.parametrize("match", [None, "", "  "])
    def test_who_does_not_say_is_asked_to(self, sender: Authorised, match: str | None) -> None:
        refused = send_file(b"one", by=sender, match=match)

        assert (refused.status_code, refused.data["code"]) == (428, "match_required")

    def test_a_request_that_is_sent_again_gets_its_answer_though_the_revision_moved_on(
        self, sender: Authorised, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = send_file(b"one", by=sender)
        second = send_file(b"one", by=sender, match='"1"')

        assert first.content == second.content
