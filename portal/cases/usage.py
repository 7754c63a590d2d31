"""How often which data were shown, to whom and how: the roll-ups of the trace in words (R14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.access.journal import ACTORS_AT_DESK, CHANNEL_WORDS, KIND_WORDS
from portal.accounts.models import RoleChoices
from portal.accounts.queries import organisation_names
from portal.audit.models import Rollup, Span
from portal.ui import formats

_ROLES = dict(RoleChoices.choices)


@dataclass(frozen=True, slots=True)
class Row:
    who: Promise | str
    roles: Sequence[Promise | str]
    kind: Promise | str
    channel: Promise | str
    count: int


def starts(span: Span) -> list[date]:
    """The first days of what was counted, latest first; at most 31."""
    return list(Rollup.objects.filter(span=span).order_by("-start").values_list("start", flat=True).distinct())


def rows(span: Span, start: date) -> list[Row]:
    """What was counted, the most first."""
    found = list(Rollup.objects.filter(span=span, start=start).order_by("-count", "pk"))
    names = organisation_names({row.organisation for row in found})
    return [
        Row(
            who=names.get(row.organisation, "") or ACTORS_AT_DESK.get(row.actor_kind, ""),
            roles=[_ROLES.get(role, role) for role in row.role.split(", ") if role],
            kind=KIND_WORDS.get(row.kind, row.kind),
            channel=CHANNEL_WORDS.get(row.channel, row.channel),
            count=row.count,
        )
        for row in found
    ]


def called(span: Span, start: date) -> str:
    """A day, week or month in words."""
    if span is Span.DAY:
        return formats.day(start, "full")
    if span is Span.MONTH:
        return formats.month(start)
    last = start + timedelta(days=6)
    return _("{first} to {last}").format(first=formats.day(start), last=formats.day(last))
