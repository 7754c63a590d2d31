"""An office, its people and a home in its municipality, for the tests of look-ups."""

from datetime import UTC, date, datetime
from typing import Any

from mandates.welfare.models import CaseLookUp, Reason
from mandates.welfare.operations.look_ups import look_up
from mandates.welfare.queries import Sought
from portal.access.actor import Actor, ActorKind
from portal.accounts.models import Organisation, OrganisationKind
from portal.accounts.roles import Role
from portal.customers.models import Occupancy
from portal.identity.models import User
from portal.primitives.ean import Ean
from tests.factories import (
    AccessPointFactory,
    CustomerFactory,
    MeterFactory,
    OccupancyFactory,
    OrganisationFactory,
    a_member,
)

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
NAMUR, MONS = "92094", "53053"


def an_office(municipality: str = NAMUR, **told: Any) -> Organisation:
    kind = OrganisationKind.WELFARE_OFFICE
    return OrganisationFactory(**{"kind": kind, "municipality": municipality, "name": "CPAS de Namur"} | told)


def acting(user: User, organisation: Organisation, role: Role = Role.MEMBER) -> Actor:
    return Actor(
        ActorKind.MEMBER,
        id=str(user.public_id),
        user_id=user.pk,
        organisation=str(organisation.public_id),
        organisation_id=organisation.pk,
        role=role,
    )


def a_worker(organisation: Organisation, role: Role = Role.MEMBER, **user: Any) -> Actor:
    return acting(a_member(organisation, role, **user), organisation, role)


def a_home(name: str = "Claire Dupont", *, user: User | None = None, **told: Any) -> Occupancy:
    """A person at Rue des Tanneurs 14 in Namur since 2024; `told` changes the place or the stay."""
    place = {"street": "Rue des Tanneurs", "house_number": "14", "box": "", "gas": False, "municipality": NAMUR}
    stay = {key: told.pop(key) for key in ("start", "end", "customer") if key in told}
    access_point = AccessPointFactory(**place | told)
    MeterFactory(access_point=access_point)
    customer = stay.pop("customer", None) or CustomerFactory(name=name, user=user)
    return OccupancyFactory(access_point=access_point, customer=customer, **{"start": date(2024, 1, 1)} | stay)


def by_ean(home: Occupancy) -> Sought:
    return Sought(ean=Ean(home.access_point.ean))


def looked_up(
    actor: Actor,
    home: Occupancy | Sought,
    *,
    now: datetime = NOW,
    case: str = "2026/0117",
    reason: Reason = Reason.PREPAYMENT,
) -> CaseLookUp:
    sought = by_ean(home) if isinstance(home, Occupancy) else home
    return look_up(actor=actor, sought=sought, case_reference=case, reason=reason, now=now)
