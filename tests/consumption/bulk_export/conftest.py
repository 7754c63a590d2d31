"""An adviser with mandates on some homes, and a member who exports."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.operations import asking, fetching
from consumption.bulk_export.operations.asking import Selection
from mandates.models import Mandate
from portal.access.actor import Actor, ActorKind
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation
from portal.grid.models import AccessPoint, Energy
from portal.identity.models import User
from portal.primitives.period import Period, belgian_day
from tests.consumption.pages.homes import a_home, furnish, furnish_gas
from tests.factories import OrganisationFactory, a_member
from tests.mandates.factories import a_mandate

Ask = Callable[..., BulkExport]
Fetch = Callable[..., str]


@pytest.fixture
def adviser(db: None) -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def member(adviser: Organisation) -> User:
    return a_member(adviser)


@pytest.fixture
def actor(adviser: Organisation, member: User) -> Actor:
    return Actor(
        ActorKind.MEMBER,
        id=str(member.public_id),
        user_id=member.pk,
        organisation=str(adviser.public_id),
        organisation_id=adviser.pk,
        role="member",
    )


def today() -> date:
    return belgian_day(timezone.now())


def a_lent_home(adviser: Organisation, *, gas: bool = False, **told: Any) -> tuple[AccessPoint, Mandate]:
    """With ten days of values until yesterday."""
    home = a_home(None, gas=gas)
    yesterday = today() - timedelta(days=1)
    (furnish_gas if gas else furnish)(home, yesterday - timedelta(days=9), yesterday)
    return home, a_mandate(home.occupancies.get(), holder=adviser, **told)


@pytest.fixture
def ask(actor: Actor, member: User) -> Ask:
    """Ask for the last ten days, by day, of all access points unless told otherwise."""

    def ask(**told: Any) -> BulkExport:
        values: dict[str, Any] = {
            "actor": actor,
            "user": member,
            "selection": Selection(),
            "granularity": Granularity.DAY,
            "period": Period(today() - timedelta(days=10), today()),
            "now": timezone.now(),
        }
        return asking.ask(**values | told)

    return ask


@pytest.fixture
def fetch(actor: Actor) -> Fetch:
    def fetch(export: BulkExport, energy: Energy = Energy.ELECTRICITY, **told: Any) -> str:
        values = {"actor": actor, "now": timezone.now()} | told
        return b"".join(fetching.fetch(export=export, energy=energy, **values).chunks).decode()

    return fetch
