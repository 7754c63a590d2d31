"""The Ed25519 keys that sign the seals."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def signing_key() -> Ed25519PrivateKey:
    """The private key of AUDIT_SIGNING_KEY; the demo derives one from its secret.

    Raises `ImproperlyConfigured` when there is none, or it is of another kind.
    """
    if settings.AUDIT_SIGNING_KEY:
        key = load_pem_private_key(settings.AUDIT_SIGNING_KEY.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ImproperlyConfigured("AUDIT_SIGNING_KEY is not an Ed25519 private key")
        return key
    if settings.DEMO:
        return Ed25519PrivateKey.from_private_bytes(sha256(b"audit" + settings.SECRET_KEY.encode()).digest())
    raise ImproperlyConfigured("AUDIT_SIGNING_KEY is not set")


def key_id(key: Ed25519PublicKey) -> str:
    """A short name of a public key."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def known_public_keys() -> dict[str, Ed25519PublicKey]:
    """The current public key and those that AUDIT_FORMER_KEYS keeps after a rotation, by their short names."""
    keys = [signing_key().public_key()]
    keys += [Ed25519PublicKey.from_public_bytes(bytes.fromhex(former)) for former in settings.AUDIT_FORMER_KEYS]
    return {key_id(key): key for key in keys}
