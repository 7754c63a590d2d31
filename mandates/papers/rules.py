"""Which papers a second person looks at, and why a paper may be refused."""

from datetime import timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

ONE_IN = 20  # is looked at by two
MOST_ATTEMPTS = 3  # of workers, before a person takes over
KEEP_CONTENT = timedelta(days=90)  # after the decision

REASONS = ("not_signed", "other_signer", "other_text", "unreadable", "incomplete")


def needs_two_readers(public_id: UUID) -> bool:
    """The lot, by a keyed hash of an id that nobody chose: neither sender nor reader can steer or foresee it."""
    drawn = salted_hmac("mandates.papers.two_readers", str(public_id), algorithm="sha256").digest()
    return int.from_bytes(drawn[:8], "big") % ONE_IN == 0
