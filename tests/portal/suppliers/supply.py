"""A supplier, its people, and what the market says of an access point."""

from datetime import date, timedelta

from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.accounts.models import Organisation
from portal.grid.models import AccessPoint
from portal.primitives.period import belgian_day
from tests.factories import OrganisationFactory, a_member
from tests.portal.market.lines import EAN, MOSANE, access_point, meter, move_in, take_in

CLAIRE = {"id": "claire", "name": "Claire Delvaux", "email": "claire@example.org", "mobile": "+32470123456"}


def today() -> date:
    return belgian_day(timezone.now())


def ago(days: int) -> str:
    return str(today() - timedelta(days=days))


def a_supplier(market=MOSANE) -> Organisation:
    return OrganisationFactory(kind="supplier", name=market["name"], gln=market["gln"])


def actor_for(organisation: Organisation) -> Actor:
    user = a_member(organisation)
    return Actor(
        ActorKind.MEMBER,
        id=str(user.public_id),
        user_id=user.pk,
        organisation=str(organisation.public_id),
        organisation_id=organisation.pk,
        role="member",
    )


def a_supplied_home(ean: str = EAN, *, number: str = "1SAG1100000001") -> AccessPoint:
    """Claire lives there for 400 days, supplied by Énergie Mosane since."""
    take_in(
        access_point(f"{ean}-ap", ean),
        meter(f"{ean}-meter", "2021-05-01", number, ean),
        move_in(f"{ean}-in", ago(400), "claire", ean, supplier=MOSANE) | {"customer": CLAIRE},
        now=timezone.now(),
    )
    return AccessPoint.objects.get(ean=ean)
