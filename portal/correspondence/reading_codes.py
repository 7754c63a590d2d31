"""The short code on a letter that asks for a reading (R12): ten letters of Crockford's 32, 50 bits.

It is derived from the letter and the secret key, so that a letter can be composed again with the same code; the
row holds only its digest.
"""

import uuid
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

LENGTH = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})


def digest_of_new(public_id: uuid.UUID) -> str:
    """What the row of a new letter keeps."""
    return _digest(_code(public_id, settings.SECRET_KEY), settings.SECRET_KEY)


def code_on(public_id: uuid.UUID, digest: str) -> str:
    """The code as printed on this letter, in two groups: `7K3QF-0M2XA`; "" for a letter without one."""
    for secret in _secrets():
        code = _code(public_id, secret)
        if digest and constant_time_compare(digest, _digest(code, secret)):
            return f"{code[:5]}-{code[5:]}"
    return ""


def digests(typed: str) -> list[str]:
    """What a row may hold for the code that a person typed; case, spaces, dashes and O, I, L do not matter."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_TAKEN_FOR)
    if len(code) != LENGTH or not set(code) <= set(_LETTERS):
        return []
    return [_digest(code, secret) for secret in _secrets()]


def _secrets() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS  # letters outlive a rotation of the key


def _code(public_id: uuid.UUID, secret: str) -> str:
    raw = salted_hmac("portal.correspondence.code", public_id.hex, secret=secret, algorithm="sha256").digest()
    number = int.from_bytes(raw[:8], "big")
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(LENGTH))


def _digest(code: str, secret: str) -> str:
    return salted_hmac("portal.correspondence.digest", code, secret=secret, algorithm="sha256").hexdigest()
