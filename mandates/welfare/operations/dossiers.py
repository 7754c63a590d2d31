"""Opening a dossier: traced, then read, each time it is shown (R9, R14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from consumption import paper
from consumption.history.queries import last_received, meters
from consumption.history.series import MeterSpan
from mandates.welfare import queries
from mandates.welfare.bases import StandingMandateBasis
from mandates.welfare.models import CaseLookUp
from mandates.welfare.winter import Winter, winter_on
from portal.access.actor import Actor
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind
from portal.access.operations import disclose
from portal.customers.models import Occupancy
from portal.customers.queries import visible_period
from portal.grid.models import AccessPoint
from portal.market.models import SupplyContract, SupplyState
from portal.market.projection import EventKind
from portal.market.queries import Announced, announced, contract_on
from portal.primitives.period import Period, belgian_day

_STATE = frozenset({DataKind.TECHNICAL, DataKind.CONTRACT, DataKind.SUPPLY_STATE})
_HISTORY = frozenset({DataKind.HISTORY, DataKind.INDEX})
_TELLING = (
    EventKind.DROP,
    EventKind.END_OF_CONTRACT,
    EventKind.INITIATE_LEAVING_CUSTOMER,
    EventKind.SUPPLIER_SWITCH,
    EventKind.PREPAYMENT,
    EventKind.METER_REMOVED,
    EventKind.METER_INSTALLED,
)
_RECENT = timedelta(days=183)  # how far back events still matter for what runs now


@dataclass(frozen=True, slots=True)
class Supply:
    """One access point of the home as the register and the market tell of it on the day of the look-up."""

    grant: Grant
    occupancy: Occupancy
    meter: MeterSpan | None  # in place today
    contract: SupplyContract | None  # of today
    state: SupplyState | None
    events: Sequence[Announced]  # of the last months and to come, within the occupancy
    rows: Sequence[dict[str, Any]]  # what `paper.read` gives
    last_received: date | None  # the last day with a value or a reading

    @property
    def access_point(self) -> AccessPoint:
        return self.grant.access_point


@dataclass(frozen=True, slots=True)
class Dossier:
    look_up: CaseLookUp
    supplies: Sequence[Supply]
    winter: Winter | None
    today: date


@transaction.atomic
def open_dossier(*, actor: Actor, public_id: UUID, channel: str, now: datetime) -> Dossier:
    """Trace, then read, the home that the actor's own look-up of today found.

    `channel` is "page" or "file". Raises `NotVisible` for anybody else's look-up, for one of another day, and when
    nobody of that occupancy lives in the office's municipality any more.
    """
    look_ups = queries.open_look_ups(actor, now=now).filter(public_id=public_id)
    look_up = look_ups.select_related("organisation").first()
    homes = list(queries.current_homes(look_ups, now=now)) if look_up else []
    if look_up is None or not homes:
        raise NotVisible
    today = belgian_day(now)
    supplies = [_supply(actor, look_up, occupancy, today, channel, now) for occupancy in homes]
    return Dossier(look_up, supplies, winter_on(today), today)


def _supply(
    actor: Actor, look_up: CaseLookUp, occupancy: Occupancy, today: date, channel: str, now: datetime
) -> Supply:
    grant = decide(
        actor=actor,
        access_point=occupancy.access_point,
        kinds=StandingMandateBasis.kinds,
        period=visible_period(now),
        now=now,
    )
    # Two cases may concern one home on one day: the line names the one whose dossier is open.
    grant = replace(grant, reference=look_up.case_reference)
    present = replace(grant.narrowed(Period(today, today + timedelta(days=1))), kinds=grant.kinds & _STATE)
    disclose(grant=present, channel=channel, purpose=look_up.purpose)
    past = replace(grant, kinds=grant.kinds & _HISTORY)
    rows = paper.read(grant=past, channel=channel, purpose=look_up.purpose)
    spans = meters(present)
    access_point = present.access_point
    return Supply(
        grant=grant,
        occupancy=occupancy,
        meter=spans[-1] if spans else None,
        contract=contract_on(access_point, today),
        state=SupplyState.objects.filter(access_point=access_point).first(),
        events=announced(access_point, _TELLING, _around(occupancy, today)),
        rows=rows,
        last_received=last_received(past),
    )


def _around(occupancy: Occupancy, today: date) -> Period:
    """The days whose events concern this occupant: not the day of the move itself, nor what comes after."""
    start = max(occupancy.start + timedelta(days=1), today - _RECENT)
    return Period(start, None if occupancy.end is None else max(start, occupancy.end))
