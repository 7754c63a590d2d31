"""Programs for tests: a client of an organisation, and requests that bear its token."""

import uuid
from typing import Any

from django.test import Client as Browser
from django.utils import timezone

from portal.accounts.clients.models import Client
from portal.accounts.clients.operations import make_client
from portal.accounts.models import Membership, Organisation
from portal.accounts.roles import Role
from tests.factories import a_member

TOKEN = "/api/v1/token/"


def a_client(organisation: Organisation, name: str = "Energy dashboard") -> tuple[Client, str]:
    """A client that an administrator made just now, and its secret."""
    by = Membership.objects.get(user=a_member(organisation, Role.ADMINISTRATOR), organisation=organisation)
    return make_client(by=by, name=name, now=timezone.now())


def a_token(client: Client, secret: str, **more: str) -> str:
    told = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret, **more}
    response = Browser().post(TOKEN, told)
    assert response.status_code == 200, response.content
    token: str = response.json()["access_token"]
    return token


class Program:
    """Calls the interface with one token."""

    def __init__(self, token: str) -> None:
        self.browser = Browser(headers={"authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(path, query)

    def post(self, path: str, body: Any, key: str | None = None) -> Any:
        headers = {"idempotency-key": str(uuid.uuid4()) if key is None else key}
        return self.browser.post(path, body, content_type="application/json", headers=headers)


def a_program(organisation: Organisation, **more: str) -> Program:
    return Program(a_token(*a_client(organisation), **more))
