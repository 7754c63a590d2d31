"""Merkle tree hash of RFC 6962 §2.1 over SHA-256, and the canonical form of an event that it covers."""

from collections.abc import Sequence
from hashlib import sha256

import orjson

from portal.audit.models import Event

COLUMNS = tuple(field.attname for field in Event._meta.concrete_fields)


def leaf(values: Sequence[object]) -> bytes:
    """Hash of one event, given as its columns in the order of `COLUMNS` (32 bytes)."""
    row = orjson.dumps(
        dict(zip(COLUMNS, values, strict=True)),
        option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z,
    )
    return sha256(b"\x00" + row).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over `leaves` (32 bytes)."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        # An odd last node moves up as it is: with full pairs on its left, that is RFC 6962's split at the
        # largest power of two.
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]
