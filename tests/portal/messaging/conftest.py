"""A stand-in for Twilio on a free port, a web server that takes its callbacks, and texts to send."""

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone

from portal.messaging import delivery, operations, sweeping
from portal.messaging.models import Message
from portal.messaging.operations import Recipient
from portal.messaging.standin.provider import Provider
from portal.messaging.standin.server import StandIn

TEMPLATES = Path(__file__).parent / "templates"
MOBILE = "+32470123456"


@pytest.fixture(autouse=True)
def texts_of_tests(settings: Any) -> None:
    """The texts `proof_code.sms` and `proof_notice.email`."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [TEMPLATES]
    settings.TEMPLATES = templates


@pytest.fixture
def twilio(settings: Any) -> Iterator[Provider]:
    """The provider behind the stand-in. Its callbacks go nowhere unless the test also uses `web`."""
    provider = Provider(token=settings.TWILIO_AUTH_TOKEN, late=0.3)
    server = StandIn(
        provider,
        account=settings.TWILIO_ACCOUNT_SID,
        user=settings.TWILIO_API_KEY,
        password=settings.TWILIO_API_SECRET,
    )
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.TWILIO_BASE_URL = server.url
    settings.BASE_URL = "http://127.0.0.1:1"
    yield provider
    provider.released.set()
    server.shutdown()
    server.server_close()
    provider.settle()


@pytest.fixture
def web(twilio: Provider, live_server: Any, settings: Any) -> Any:
    """The portal, served, so that callbacks reach it."""
    settings.BASE_URL = live_server.url
    return live_server


@pytest.fixture
def impatient(settings: Any) -> None:
    """The provider's time-out, shortened for tests that run into it."""
    settings.TWILIO_TIMEOUT = 0.3


class Outbox:
    """The outbox as a test drives it: a clock that it moves, and a worker that runs when told."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def put(self, template: str = "proof_code.sms", **changes: Any) -> Message:
        """Store one message; it waits for `work`."""
        arguments: dict[str, Any] = {
            "template": template,
            "to": Recipient(language="fr", mobile=MOBILE, email="camille@example.org"),
            "context": {"code": "042042", "urgent": False, "name": "Camille"},
            "key": f"proof-{Message.objects.count()}",
            "now": self.now,
        }
        operations.enqueue(**arguments | changes)
        return Message.objects.get(key=(arguments | changes)["key"])

    def work(self, *, later: timedelta = timedelta(0)) -> None:
        """Let time pass, and let a worker do what the sweeper finds."""
        self.now += later
        for message_id in sweeping.due(now=self.now):
            delivery.deliver(message_id, now=self.now)

    def at(self, later: timedelta) -> datetime:
        """A moment to come."""
        return self.now + later


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()
