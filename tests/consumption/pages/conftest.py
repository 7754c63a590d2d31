"""A resident at home, and a client that is signed in with a second factor."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity.models import User
from tests.consumption.readings import NOW
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Monday 23 November 2026, in the morning."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def resident(db: None) -> User:
    return UserFactory(name="Claire Delvaux")


@pytest.fixture
def come_in() -> Callable[[User], Client]:
    """A client signed in as this user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        device, _ = TOTPDevice.objects.get_or_create(user=user, name="test", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return sign_in
