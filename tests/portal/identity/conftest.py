"""Fixtures for the tests of identity."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity.http import VERIFIED_AT
from portal.identity.models import SmsDevice, User
from portal.messaging.models import Message
from tests.factories import PASSWORD, UserFactory

SIGN_IN = "/fr/sign-in/"
SECOND = "/fr/sign-in/second-factor/"
HOME = "/fr/home/"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Outbox:
    """What was put into the outbox, the oldest first."""

    @property
    def templates(self) -> list[str]:
        return list(Message.objects.order_by("pk").values_list("template", flat=True))

    def last(self, template: str) -> Message:
        return Message.objects.filter(template=template).latest("pk")

    def code(self, template: str) -> str:
        code: str = self.last(template).context["code"]
        return code


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def user(db: None) -> User:
    """Somebody with a confirmed address and a mobile, and no second factor yet."""
    return UserFactory(mobile="+32470123456")


@pytest.fixture
def app(user: User) -> TOTPDevice:
    """The user's authenticator app."""
    return TOTPDevice.objects.create(user=user, name="app")


@pytest.fixture
def sms(user: User) -> SmsDevice:
    """The user's mobile as second factor."""
    return SmsDevice.objects.create(user=user, name="sms")


def sign_in(client: Client, email: str, password: str = PASSWORD, target: str = "") -> Any:
    """Send the first form; `target` is the page that was wanted."""
    return client.post(SIGN_IN, {"email": email, "password": password, "next": target})


def app_code(device: TOTPDevice, steps: int = 0) -> str:
    """What the app shows now, or `steps` half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.fixture
def verified(client: Client, app: TOTPDevice) -> Client:
    """A browser in which the user has just signed in with both factors."""
    client.force_login(app.user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = app.persistent_id
    session[VERIFIED_AT] = int(time.time())
    session.save()
    return client
