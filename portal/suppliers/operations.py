"""Showing a supplier what it supplies, traced before it is shown (R10, R14)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.access.actor import Actor
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind, LegalBasis
from portal.access.operations import disclose, disclose_all
from portal.documents.model import Confidentiality
from portal.documents.sheets import Cell, Sheet
from portal.grid.models import AccessPoint, Meter, MeterKind
from portal.market.models import SupplyContract
from portal.primitives.period import Period, belgian_day
from portal.suppliers import queries
from portal.suppliers.bases import technical_grant
from portal.suppliers.queries import Told

_PER_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a supplier sees of one access point. Never when the contract ends: an end may be a drop (R10)."""

    access_point: AccessPoint
    since: date
    meter: Meter | None
    told: Told | None


@transaction.atomic
def show(*, actor: Actor, public_id: UUID, now: datetime) -> Supplied:
    """Trace, then read, one access point under contract today. Raises `NotVisible`."""
    access_point = AccessPoint.objects.filter(public_id=public_id).first()
    if access_point is None:
        raise NotVisible
    technical = _decide(actor, access_point, DataKind.TECHNICAL, now)
    disclose(grant=technical, channel="page")
    contract = queries.contract_on(technical)
    try:
        disclose(grant=_decide(actor, access_point, DataKind.CUSTOMER, now), channel="page")
    except NotVisible:
        told = None
    else:
        told = queries.told_under(contract, now=now)
    return Supplied(access_point, contract.start, queries.meter_of(technical), told)


def show_page(*, actor: Actor, contracts: Sequence[SupplyContract], now: datetime) -> Sequence[SupplyContract]:
    """Trace one page of `contracts_of(actor)` before it is shown: number and address of each access point."""
    grants = [technical_grant(contract, actor=actor, now=now) for contract in contracts]
    disclose_all(grants=grants, channel="page")
    return contracts


def export_supplied(*, actor: Actor, now: datetime) -> Sheet:
    """All access points under contract today as a table, class C3 (R16). Each one is traced before its line."""
    today = belgian_day(now)
    contracts = queries.with_meters(queries.by_address(queries.contracts_of(actor, now=now)), today)
    return Sheet(
        name=f"access-points-{today}",
        title=_("Access points"),
        headings=[
            _("EAN"), _("Energy"), _("Street"), _("Number"), _("Box"), _("Postal code"), _("Place"),
            _("Meter number"), _("Kind of meter"), _("Supplied since"),
        ],
        rows=_rows(contracts, actor, now),
        classed=Confidentiality.RESTRICTED,
        about=[(_("Made at"), now.isoformat(timespec="seconds"))],
    )  # fmt: skip


def _rows(contracts: QuerySet[SupplyContract], actor: Actor, now: datetime) -> Iterator[Sequence[Cell]]:
    kinds = dict(MeterKind.choices)
    found = contracts.iterator(chunk_size=_PER_CHUNK)
    while piece := list(islice(found, _PER_CHUNK)):
        disclose_all(grants=[technical_grant(each, actor=actor, now=now) for each in piece], channel="file")
        for contract in piece:
            home = contract.access_point
            yield [
                home.ean,
                home.get_energy_display(),
                home.street,
                home.house_number,
                home.box,
                home.postal_code,
                home.locality,
                contract.meter_number or "",  # type: ignore[attr-defined]
                str(kinds.get(contract.meter_kind, "")),  # type: ignore[attr-defined]
                contract.start,
            ]


def _decide(actor: Actor, access_point: AccessPoint, kind: DataKind, now: datetime) -> Grant:
    return decide(
        actor=actor,
        access_point=access_point,
        kinds=[kind],
        period=Period(belgian_day(now)),
        now=now,
        on=LegalBasis.SUPPLY_CONTRACT,
    )
