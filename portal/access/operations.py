"""Disclosures: personal data shown or sent to somebody, traced before it is shown (R14)."""

from collections.abc import Iterable

from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.audit.models import Event


def disclose(*, grant: Grant, channel: str, granularity: Granularity | None = None, purpose: str = "") -> None:
    """Write the trace line of what `grant` lets its actor see. Call it before reading, with the grant narrowed
    to what will be shown; the reading may then follow in or after the same transaction.

    `channel` is "page", "file", "api", "letter" …; `granularity` is how fine the data shown are.
    """
    _event(grant, channel, granularity, purpose).save(force_insert=True)


def disclose_all(*, grants: Iterable[Grant], channel: str, purpose: str = "", code: str = "disclosure") -> None:
    """Write the trace lines of many grants at once, as `disclose` does of one; `code` where the journal has
    words of its own for it."""
    Event.objects.bulk_create([_event(grant, channel, None, purpose, code) for grant in grants])


def _event(
    grant: Grant, channel: str, granularity: Granularity | None, purpose: str, code: str = "disclosure"
) -> Event:
    actor = grant.actor
    return Event(
        code=code,
        at=grant.decided_at,
        **actor.traced,
        subject=grant.subject,
        access_point_id=grant.access_point.pk,
        kinds=sorted(grant.kinds),
        period_start=grant.period.start,
        period_end=grant.period.end,
        granularity=(granularity or grant.granularity).name.lower(),
        basis=grant.basis,
        reference=grant.reference,
        purpose=purpose,
        channel=channel,
    )
