"""An applicant at the pages, by the test client."""

from typing import Any

from django.test import Client
from django.utils import timezone

from connectmyhome.application.access import key_of
from connectmyhome.application.models import Application
from connectmyhome.application.questions import QUESTIONS
from tests.connectmyhome.factories import the_answers


def client_of(application: Application) -> Client:
    """Somebody who may open the application."""
    client = Client()
    session = client.session
    session["applications"] = [key_of(application)]
    session.save()
    return client


def path_of(application: Application, page: str = "", language: str = "en") -> str:
    return f"/{language}/connect/{application.reference}/" + (f"{page}/" if page else "")


def form_of(slug: str, revision: int, **told: Any) -> dict[str, Any]:
    """What the page `slug` sends when it is filled in as usual, with `told` over it."""
    usual: dict[str, Any] = the_answers(now=timezone.now()) | {"mobile": ""}
    keys = next(question.keys for question in QUESTIONS if question.slug == slug)
    names = ("mobile",) if slug == "contact" else [key.value for key in keys]
    return {name: usual[name] for name in names if name in usual} | {"revision": revision} | told


def answer(client: Client, application: Application, slug: str, **told: Any) -> Any:
    """Fill in the page and send it."""
    application.refresh_from_db()
    return client.post(path_of(application, slug), form_of(slug, application.revision, **told))
