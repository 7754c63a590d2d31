"""Opening a history page: what to show is chosen, traced, then read, as one domain call (R14)."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from consumption.history.aggregates import year_before
from consumption.history.operations import (
    History,
    disclose_buckets,
    disclose_history,
    disclose_index_history,
)
from consumption.history.queries import (
    closed_period,
    grant_for,
    index_granularity,
    last_received,
    meters,
    read_by_a_person,
)
from consumption.history.series import Bucket, IndexPeriod, Step
from consumption.pages.queries import Viewer, grantor_name, viewers
from consumption.pages.windows import Asked, Choice, View, choose
from consumption.store.kinds import Channel
from portal.access.actor import Actor
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.grid.models import MeterKind
from portal.primitives.period import Period, belgian_day


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a history page is made of. Exactly one of `history`, `buckets` and `readings` is there."""

    grant: Grant
    asked: Asked
    choice: Choice
    last_received: date | None
    finest: Granularity  # what the right and the meters allow together
    meter_kind: MeterKind | None  # of the last meter within the right
    viewers: list[Viewer]
    grantor: str  # name of the customer, for who sees somebody else's data; else ""
    history: History | None = None
    buckets: dict[Channel, list[Bucket]] | None = None  # where no days may be seen; the year before included
    readings: list[IndexPeriod] | None = None  # of a meter that a person reads

    @property
    def today(self) -> date:
        return belgian_day(self.grant.decided_at)


def open_history(*, actor: Actor, public_id: uuid.UUID, asked: Asked, now: datetime) -> Opened:
    """Choose, trace and read what `asked` asks for of an access point's history, or the nearest that may be seen.

    Raises `NotVisible` for a stranger and for an unknown access point alike.
    """
    grant = grant_for(actor, public_id, now=now)
    spans = meters(grant)
    by_person = read_by_a_person(spans)
    fine = index_granularity(grant, spans) if by_person else grant.granularity
    last = None if asked.date else last_received(grant)  # a date that is asked for needs no usual one
    opened = Opened(
        grant=grant,
        asked=asked,
        choice=choose(asked, inside=closed_period(grant), finest=fine, today=belgian_day(now), last=last),
        last_received=last,
        finest=fine,
        meter_kind=spans[-1].kind if spans else None,
        viewers=viewers(grant, now=now),
        grantor=grantor_name(grant),
    )
    if by_person:
        return replace(opened, readings=disclose_index_history(grant=grant, period=grant.period, channel="page"))
    window = opened.choice.window
    if fine < Granularity.DAY:
        step = Step.MONTH if window.view is View.YEAR else Step.YEAR
        both = Period(year_before(window.period).start, window.end)
        buckets = disclose_buckets(grant=grant, period=both, step=step, channel="page")
        return replace(opened, buckets=buckets, last_received=last or last_received(grant))
    history = disclose_history(
        grant=grant,
        period=window.period,
        granularity=Granularity.DAY if window.view is View.YEAR else fine,
        channel="page",
        compare=True,
        meters=spans,
        last=last,
    )
    return replace(opened, history=history, last_received=history.last_received)
