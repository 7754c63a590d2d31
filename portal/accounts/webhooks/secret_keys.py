"""The secrets of endpoints: made here, kept sealed, and signed with (Standard Webhooks, symmetric).

A secret must be there to sign with, so it is not hashed but encrypted, under a key made of `SECRET_KEY`: whoever
reads a copy of the database reads none of them. `reseal` brings them under the newest key after a rotation.
"""

import base64
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook

from portal.primitives.errors import RaccordError


class SecretLost(RaccordError):
    """The secret was sealed under a key that is no longer known."""


def make() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def seal(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises `SecretLost`."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SecretLost from error


def reseal(sealed: str) -> str:
    """The same secret under the newest key. Raises `SecretLost`."""
    return seal(unseal(sealed))


def is_under_newest(sealed: str) -> bool:
    """Whether it needs no `reseal`."""
    try:
        _fernet(settings.SECRET_KEY).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def signed_headers(sealed: Iterable[str], *, message_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """`webhook-id`, `webhook-timestamp` and a `webhook-signature` by each of the secrets. Raises `SecretLost`."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    signatures = [Webhook(unseal(each)).sign(message_id, moment, body.decode()) for each in sealed]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret_key: str) -> Fernet:
    digest = salted_hmac("portal.accounts.webhooks", "seal", secret=secret_key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
