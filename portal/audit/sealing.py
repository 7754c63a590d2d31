"""Sealing the trace in batches (DESIGN §4), and checking the seals."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from portal.audit import anchor, keys, merkle
from portal.audit.models import Event, Seal

_SEALER_LOCK = 0x5EA1  # only sealers wait for one another
_LEAF = 32
OVERDUE = timedelta(minutes=10)


def seal(*, now: datetime, limit: int = 50_000) -> Seal | None:
    """Seal the events that no open transaction can precede any more. Returns None when there are none.

    At most `limit` events go into one seal; a transaction is never split, so a larger one makes a larger seal.
    """
    sealed = _seal(now=now, limit=limit)
    anchor.catch_up()
    return sealed


@transaction.atomic
def _seal(*, now: datetime, limit: int) -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALER_LOCK])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon = cursor.fetchone()[0]
    last = Seal.objects.order_by("-number").first()
    start = last.end_transaction if last else 0
    waiting = Event.objects.filter(transaction__gte=start, transaction__lt=horizon).order_by("transaction", "id")
    if (beyond := waiting.values_list("transaction", flat=True)[limit : limit + 1].first()) is not None:
        first = waiting.values_list("transaction", flat=True)[0]
        horizon = beyond if beyond > first else beyond + 1
        waiting = waiting.filter(transaction__lt=horizon)
    rows = list(waiting.values_list(*merkle.COLUMNS))
    if not rows:
        return None
    key = keys.signing_key()
    leaves = [merkle.leaf(row) for row in rows]
    new = Seal(
        number=last.number + 1 if last else 1,
        first_transaction=start,
        end_transaction=horizon,
        events=[row[0] for row in rows],
        leaves=b"".join(leaves),
        root=merkle.root(leaves),
        previous=bytes(last.digest) if last else b"",
        sealed_at=now,
        key_id=keys.key_id(key.public_key()),
    )
    new.digest = digest(new)
    new.signature = key.sign(new.digest)
    new.save(force_insert=True)
    return new


def digest(seal: Seal) -> bytes:
    """What is signed: SHA-256 over all that the seal says (32 bytes)."""
    return sha256(
        orjson.dumps(
            {
                "number": seal.number,
                "first": seal.first_transaction,
                "end": seal.end_transaction,
                "count": len(seal.events),
                "root": bytes(seal.root).hex(),
                "previous": bytes(seal.previous).hex(),
                "at": seal.sealed_at,
                "key": seal.key_id,
            },
            option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z,
        )
    ).digest()


def findings(*, now: datetime) -> Iterator[str]:
    """What is wrong with the trace, one sentence each; nothing when all is well.

    Names changed, removed and inserted events, altered or missing seals, and a cut-off end (against the anchor).
    """
    public_keys = keys.known_public_keys()
    anchored = dict(anchor.entries())
    previous: Seal | None = None
    for current in Seal.objects.order_by("number").iterator(chunk_size=50):
        expected = previous.number + 1 if previous else 1
        if current.number != expected:
            yield f"seals {expected} to {current.number - 1} are missing"
        yield from _seal_findings(current, previous, public_keys)
        if (known := anchored.pop(current.number, None)) is not None and known != bytes(current.digest).hex():
            yield f"seal {current.number} differs from the anchor"
        yield from _event_findings(current)
        previous = current
    for number in sorted(anchored):
        yield f"seal {number} stands in the anchor, but was cut off from the database"
    sealed_up_to = previous.end_transaction if previous else 0
    for event in Event.objects.filter(transaction__gte=sealed_up_to, at__lt=now - OVERDUE).values_list(
        "id", flat=True
    ):
        yield f"event {event} is older than ten minutes and not sealed"


def _seal_findings(seal: Seal, previous: Seal | None, public_keys: dict[str, Ed25519PublicKey]) -> Iterator[str]:
    if bytes(seal.digest) != digest(seal):
        yield f"seal {seal.number} was changed"
    if bytes(seal.previous) != (bytes(previous.digest) if previous else b""):
        yield f"seal {seal.number} does not follow on the one before"
    if seal.first_transaction != (previous.end_transaction if previous else 0):
        yield f"seal {seal.number} leaves a gap after the one before"
    if bytes(seal.root) != merkle.root(_leaves(seal)):
        yield f"the leaves of seal {seal.number} were changed"
    key = public_keys.get(seal.key_id)
    if key is None:
        yield f"seal {seal.number} is signed with an unknown key, {seal.key_id}"
        return
    try:
        key.verify(bytes(seal.signature), bytes(seal.digest))
    except InvalidSignature:
        yield f"the signature of seal {seal.number} is wrong"


def _event_findings(seal: Seal) -> Iterator[str]:
    sealed = dict(zip(seal.events, _leaves(seal), strict=False))
    rows = Event.objects.filter(
        transaction__gte=seal.first_transaction, transaction__lt=seal.end_transaction
    ).order_by("transaction", "id")
    for row in rows.values_list(*merkle.COLUMNS).iterator(chunk_size=2000):
        leaf = sealed.pop(row[0], None)
        if leaf is None:
            yield f"event {row[0]} was inserted into seal {seal.number} afterwards"
        elif leaf != merkle.leaf(row):
            yield f"event {row[0]} of seal {seal.number} was changed"
    for event in sealed:
        yield f"event {event} of seal {seal.number} was removed"


def _leaves(seal: Seal) -> Sequence[bytes]:
    leaves = bytes(seal.leaves)
    return [leaves[i : i + _LEAF] for i in range(0, len(leaves), _LEAF)]
