"""Pages for when a page cannot be shown, and the headers of all pages."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from portal.access.grants import NotVisible
from portal.config.urls import urlpatterns as real
from portal.ui import errors

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "nl", "de", "en"]


def _stranger(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    raise NotVisible


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault")


handler404 = "portal.ui.errors.not_found"
handler500 = "portal.ui.errors.server_error"
urlpatterns = [path("fr/thing/<uuid:key>/", _stranger), path("fr/broken/", _broken), *real]


@override_settings(ROOT_URLCONF=__name__)
def test_stranger_gets_the_same_page_as_for_an_unknown_thing(client: Client) -> None:
    hidden = client.get(f"/fr/thing/{uuid.uuid4()}/")
    unknown = client.get(f"/fr/other/{uuid.uuid4()}/")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content
    assert dict(hidden.headers) == dict(unknown.headers)


@override_settings(ROOT_URLCONF=__name__)
def test_fault_is_answered_in_the_readers_language_without_details() -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/fr/broken/")
    assert response.status_code == 500
    assert 'lang="fr"' in response.content.decode()
    assert "RuntimeError" not in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_page_is_told_in_each_language(client: Client, language: str) -> None:
    texts = {}
    for code in LANGUAGES:
        body = client.get(f"/{code}/no-such-page/").content.decode()
        found = re.search(r"<h1>(.*?)</h1>", body)
        assert found is not None
        texts[code] = found[1]
    assert list(texts.values()).count(texts[language]) == 1


def test_form_without_its_token_is_asked_for_once_more() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/lookup/", {"ean": ""})
    assert response.status_code == 403
    assert "Send the form once more" in response.content.decode()


def test_limit_tells_when_to_try_again(rf: RequestFactory) -> None:
    from datetime import timedelta

    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.get("/en/")
    request.user = AnonymousUser()
    request.session = SessionStore()
    with translation.override("en"):
        response = errors.too_many(request, timedelta(seconds=61))
    assert response.status_code == 429
    assert response["Retry-After"] == "61"
    assert "Try again in 2 minutes." in response.content.decode()


def test_public_page_bears_the_security_headers(client: Client) -> None:
    headers = client.get("/fr/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "private, no-cache"


def test_personal_page_is_kept_by_no_cache(client: Client) -> None:
    assert client.get("/fr/home/").headers["Cache-Control"] == "private, no-store"


def test_bare_address_leads_to_the_readers_language(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "nl-BE,nl;q=0.9"})
    assert response.status_code == 302
    assert response["Location"] == "/nl/"


def test_robots_may_read_public_pages_only(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in text
    assert "Allow: /fr/help/$" in text
    assert "home" not in text


def test_finders_of_faults_learn_where_to_write(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:" in text
    assert "Expires: " in text


def test_a_flood_of_a_file_is_refused_before_it_is_read(client: Client) -> None:
    flood = SimpleUploadedFile("flood", b"x" * 3_000_000)
    response = client.post("/en/sign-in/", {"email": "claire@example.org", "password": "x", "file": flood})
    assert response.status_code == 413
    assert "choose a smaller file" in response.content.decode()


def test_a_request_that_cannot_be_read_says_so(client: Client) -> None:
    response = client.post("/en/sign-in/", {f"field{number}": "" for number in range(1_001)})
    assert response.status_code == 400
    assert "We could not read this request" in response.content.decode()


def test_address_that_takes_a_form_only_is_no_blank_page(client: Client) -> None:
    response = client.get("/en/sign-out/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "start again from the home page" in response.content.decode()
