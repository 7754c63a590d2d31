"""Mandates for tests."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from mandates.models import Mandate, MandateDocument, MandateScope, RequestedPoint
from mandates.operations.signing import Evidence
from mandates.states import MandateState, Mover
from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from portal.primitives.period import belgian_day, years_before
from tests.factories import OrganisationFactory

KINDS = (DataKind.HISTORY, DataKind.INDEX)


def a_mandate(
    *occupancies: Occupancy,
    holder: Organisation | None = None,
    state: MandateState = MandateState.ACTIVE,
    kinds: Sequence[DataKind] = KINDS,
    now: datetime | None = None,
    **told: Any,
) -> Mandate:
    """A mandate of the occupants for their access points: active unless told otherwise, over the last three years,
    by day, for a year. Its document is a stand-in."""
    now = now or timezone.now()
    today = belgian_day(now)
    values: dict[str, Any] = {
        "begun_by": Mover.GRANTOR,
        "purpose": "Audit énergétique",
        "granularity": Granularity.DAY,
        "data_start": years_before(today, 3),
        "ends_on": today + timedelta(days=365),
        "created_at": now,
        "times_out_at": now + timedelta(days=30),
        "active_at": now if state == MandateState.ACTIVE else None,
        **told,
    }
    mandate = Mandate.objects.create(
        holder=holder or OrganisationFactory(),
        grantor=occupancies[0].customer,
        state=state,
        kinds=sorted(kinds),
        **values,
    )
    MandateScope.objects.bulk_create(
        MandateScope(
            mandate=mandate,
            holder=mandate.holder,
            grantor=mandate.grantor,
            occupancy=occupancy,
            access_point=occupancy.access_point,
            kind=kind,
            active=state == MandateState.ACTIVE,
        )
        for occupancy in occupancies
        for kind in kinds
    )
    pdf = f"%PDF stand-in of {mandate.public_id}".encode()
    MandateDocument.objects.create(
        mandate=mandate,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        text_version="test",
        language="fr",
        made_at=now,
    )
    return mandate


def a_request(eans: Iterable[str], *, holder: Organisation | None = None, **told: Any) -> Mandate:
    """A request that was not brought to anybody."""
    now = told.pop("now", None) or timezone.now()
    today = belgian_day(now)
    values: dict[str, Any] = {
        "purpose": "Audit énergétique",
        "granularity": Granularity.DAY,
        "data_start": years_before(today, 3),
        "ends_on": today + timedelta(days=365),
        "kinds": sorted(KINDS),
        "created_at": now,
        "times_out_at": now + timedelta(days=30),
        **told,
    }
    mandate = Mandate.objects.create(
        holder=holder or OrganisationFactory(), state=MandateState.REQUESTED, begun_by=Mover.HOLDER, **values
    )
    RequestedPoint.objects.bulk_create(RequestedPoint(mandate=mandate, ean=ean) for ean in eans)
    return mandate


def evidence_for(mandate: Mandate, *, now: datetime | None = None, signed: bytes = b"") -> Evidence:
    """Good evidence for the document as it stands."""
    document = mandate.document
    return Evidence(document.sha256, document.text_version, "test", now or timezone.now(), signed=signed)


def acting_for(organisation: Organisation, role: str = "member") -> Actor:
    return Actor(
        ActorKind.MEMBER,
        id="member",
        organisation=str(organisation.public_id),
        organisation_id=organisation.pk,
        role=role,
    )


def day(text: str) -> date:
    return date.fromisoformat(text)
