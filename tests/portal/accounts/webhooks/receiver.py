"""A program that takes events over real HTTP, and misbehaves when told."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from portal.accounts.models import Membership, Organisation, OrganisationKind
from portal.accounts.roles import Role
from portal.accounts.webhooks.events import enqueue_event
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.operations import make_endpoint
from tests.factories import OrganisationFactory, a_member


class Receiver:
    """`url` takes events. `answers` holds what to do with the next ones: a status, or one of the words below;
    when it is empty, 204. `got` are the requests: headers and body."""

    HANG, DRIP, LOSE, FLOOD, NOISE = "hang", "drip", "lose", "flood", "noise"

    def __init__(self) -> None:
        self.answers: list[int | str] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.retry_after = ""
        self.redirect = "http://169.254.169.254/latest/meta-data/"
        self.released = Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/events?from=raccord"

    def verified(self, secret: str) -> list[Any]:
        """The payloads, each checked with the reference library."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    def _handler(self) -> type[BaseHTTPRequestHandler]:  # noqa: C901  # one branch for each misbehaviour
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                with suppress(OSError):
                    self._answer(receiver.answers.pop(0) if receiver.answers else 204)

            def _answer(self, how: int | str) -> None:
                if isinstance(how, int):
                    self.send_response(how)
                    if 300 <= how < 400:
                        self.send_header("location", receiver.redirect)
                    self.send_header("retry-after", receiver.retry_after)
                    self.send_header("content-length", "0")
                    self.end_headers()
                elif how == receiver.HANG:
                    receiver.released.wait(30)
                elif how == receiver.DRIP:
                    while not receiver.released.is_set():
                        self.wfile.write(b"H")
                        time.sleep(0.05)
                elif how == receiver.LOSE:
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif how == receiver.NOISE:
                    self.wfile.write(b"\x00\xff\r\n\r\n")
                elif how == receiver.FLOOD:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                    while not receiver.released.is_set():
                        self.wfile.write(b"x" * 1_000_000)

            def log_message(self, *_: object) -> None:
                return

        return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield receiver
    receiver.released.set()
    receiver.server.shutdown()
    receiver.server.server_close()


def a_network_operator(code: str = "ores", **told: Any) -> Organisation:
    """Found when it is there already: an operator is one organisation."""
    found = Organisation.objects.filter(operator=code).first()
    told = {"name": code.upper(), **told}
    return found or OrganisationFactory(kind=OrganisationKind.NETWORK_OPERATOR, operator=code, **told)


def an_administrator(organisation: Organisation) -> Membership:
    user = a_member(organisation, Role.ADMINISTRATOR)
    return Membership.objects.select_related("organisation", "user").get(user=user)


def an_endpoint(organisation: Organisation, url: str) -> tuple[Endpoint, str]:
    """An endpoint and its secret."""
    return make_endpoint(by=an_administrator(organisation), url=url, now=timezone.now())


def tell(endpoint: Endpoint, key: str = "moved-1", **told: Any) -> Delivery:
    """Store an event; it waits for a worker."""
    with transaction.atomic():
        told = {"type": "leg.moved", "data": {"leg": "1"}, "now": timezone.now(), **told}
        enqueue_event(organisation=endpoint.organisation, key=key, **told)
    return Delivery.objects.get(endpoint=endpoint, key=key)


def told_in_each_way(organisation: Organisation) -> Endpoint:
    """An endpoint in trouble, with an event in each state."""
    url = "https://events.example.org/connections/a-rather-long-path-that-has-to-wrap-on-a-phone/raccord"
    endpoint, _secret = an_endpoint(organisation, url)
    outcomes = {"delivered": (204, ""), "failed": (500, ""), "queued": (None, "slow"), "claimed": (302, "")}
    for number, (state, (status, error)) in enumerate(outcomes.items()):
        told = tell(endpoint, f"told-{number}", type="raccord.test")
        Delivery.objects.filter(pk=told.pk).update(
            state=state, status=status, error=error, tries=3, lease_until=timezone.now()
        )
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=timezone.now())
    return endpoint
