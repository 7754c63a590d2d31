import pytest

from portal.access.actor import Actor
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from tests.mandates.welfare.office import a_home, a_worker, an_office


@pytest.fixture
def office(db) -> Organisation:
    return an_office()


@pytest.fixture
def worker(office) -> Actor:
    return a_worker(office)


@pytest.fixture
def home(db) -> Occupancy:
    return a_home()
