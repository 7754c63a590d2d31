"""An energy adviser with mandates, and somebody who acts for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from mandates.models import Mandate
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.grid.models import AccessPoint
from portal.primitives.period import belgian_day, years_before
from tests.consumption.pages.homes import a_home, furnish, furnish_gas
from tests.factories import OrganisationFactory, a_member
from tests.journeys.people import session_of
from tests.mandates.factories import a_mandate

Lend = Callable[..., Mandate]


@pytest.fixture
def adviser(db: None) -> Organisation:
    return OrganisationFactory(name="Conseil Énergie Mosan")


@pytest.fixture
def browser(adviser: Organisation) -> Browser:
    """A reader: the least that there is."""
    return a_browser(adviser)


def a_browser(organisation: Organisation, role: Role = Role.READER) -> Browser:
    browser = Browser()
    browser.cookies["raccord"] = session_of(a_member(organisation, role)).session_key
    return browser


@pytest.fixture
def home(db: None) -> AccessPoint:
    """With sixty days of quarter-hours until yesterday, and the same days a year before."""
    return a_furnished_home()


def a_furnished_home(*, gas: bool = False) -> AccessPoint:
    home = a_home(None, gas=gas)
    yesterday = belgian_day(timezone.now()) - timedelta(days=1)
    for last in (yesterday, years_before(yesterday, 1)):
        (furnish_gas if gas else furnish)(home, last - timedelta(days=59), last)
    return home


@pytest.fixture
def lend(adviser: Organisation) -> Lend:
    """Let the adviser see an access point by mandate."""

    def lend(home: AccessPoint, **told: Any) -> Mandate:
        return a_mandate(home.occupancies.get(), holder=told.pop("holder", adviser), **told)

    return lend
