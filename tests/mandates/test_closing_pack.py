"""The closing pack lists the mandates that ended with the stay (R11)."""

from datetime import date

import pytest
from django.utils import translation

from consumption.closing_pack.papers import compose
from mandates.states import MandateState
from portal.customers.models import Occupancy
from portal.documents.model import Paragraph, Table
from tests.factories import OrganisationFactory
from tests.mandates.factories import a_mandate
from tests.portal.correspondence.homes import NOW, a_home
from tests.portal.market.lines import move_out, take_in

pytestmark = pytest.mark.django_db


def test_a_former_occupant_reads_who_could_see_what_and_until_when() -> None:
    home = a_home()
    a_mandate(home, holder=OrganisationFactory(name="Conseil Meuse"), now=NOW)
    a_mandate(home, state=MandateState.DECLINED, now=NOW)
    take_in(move_out("out", "2026-03-05", "C1"))

    home = Occupancy.objects.get(pk=home.pk)
    with translation.override("en"):
        document = compose(occupancy=home, rows=[], letters=[], dated=date(2026, 3, 10))

    table = document.blocks[-1]
    assert isinstance(table, Table)
    (row,) = table.rows
    assert row[0] == "Conseil Meuse"
    assert row[2:] == ("10/03/2026", "10/03/2026", "Ended with your stay")


def test_who_granted_none_reads_that() -> None:
    home = a_home()
    take_in(move_out("out", "2026-03-05", "C1"))

    home = Occupancy.objects.get(pk=home.pk)
    with translation.override("en"):
        document = compose(occupancy=home, rows=[], letters=[], dated=date(2026, 3, 10))

    assert document.blocks[-1] == Paragraph("No organisation saw data of this meter by a mandate.")
