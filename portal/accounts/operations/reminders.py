"""Telling organisations, 30 and 7 days before, that the access of their people lapses (R15)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from portal.accounts import queries
from portal.accounts.models import Membership, Organisation
from portal.accounts.roles import Role
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.period import belgian_day

_LAST_CALL = timedelta(days=7)


def warn_of_lapses(*, now: datetime) -> None:
    """E-mail the administrators; where none is left, the organisation. Whose access it is stands in the portal
    only. One e-mail for all that lapses on the same day, however often this is called."""
    for organisation in queries.to_warn(now=now):
        members = list(queries.members(organisation, now=now))
        lapsing = queries.to_review(members, now=now)
        with transaction.atomic():
            for day, week in sorted({(belgian_day(one.review_by), _in_a_week(one, now)) for one in lapsing}):
                for number, recipient in recipients(organisation, members):
                    enqueue(
                        template="access_lapses.email",
                        to=recipient,
                        context={"week": week},
                        key=f"access_lapses:{organisation.public_id}:{day}:{'week' if week else 'month'}:{number}",
                        now=now,
                    )


def _in_a_week(membership: Membership, now: datetime) -> bool:
    return membership.review_by <= now + _LAST_CALL


def recipients(organisation: Organisation, members: Iterable[Membership]) -> list[tuple[str, Recipient]]:
    """Its administrators, each by public id; where none is left, the organisation itself, by ""."""
    users = [member.user for member in members if member.role == Role.ADMINISTRATOR]
    if not users:
        return [("", Recipient(language=organisation.language, email=organisation.email))]
    return [(str(user.public_id), Recipient(language=user.language, email=user.email)) for user in users]
