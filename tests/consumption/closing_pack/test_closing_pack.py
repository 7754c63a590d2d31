"""What a former occupant takes along: one pack for an end, for its owner alone (R11)."""

import io
from datetime import date, timedelta

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from consumption.closing_pack.models import ClosingPack
from consumption.closing_pack.operations import follow, follow_all
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.consumption.pages.homes import a_home, furnish
from tests.factories import CustomerFactory, OccupancyFactory, UserFactory
from tests.journeys.people import session_of

NOW = timezone.now()
TODAY = belgian_day(NOW)


def signed_in(user) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


@pytest.fixture
def left(db) -> Occupancy:
    """Somebody with an account who moved out a month ago; somebody else lives there now."""
    home = a_home(UserFactory(), end=TODAY - timedelta(days=30))
    furnish(home, TODAY - timedelta(days=150), TODAY - timedelta(days=1))
    OccupancyFactory(
        access_point=home, customer=CustomerFactory(user=UserFactory()), start=TODAY - timedelta(days=30)
    )
    occupancy = home.occupancies.get(end__isnull=False)
    follow(occupancy=occupancy, now=NOW)
    return occupancy


def test_its_owner_opens_it_and_finds_the_own_days_alone(left):
    pack = ClosingPack.objects.get()
    client = signed_in(left.customer.user)
    assert f"/fr/closing-pack/{pack.public_id}/" in client.get("/fr/home/").content.decode()
    answer = client.get(f"/fr/closing-pack/{pack.public_id}/")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert left.access_point.address.split(",")[0] in text
    assert left.access_point.ean not in text.replace(" ", "")
    event = Event.objects.filter(code="disclosure", channel="file").get()
    assert event.period_end <= left.end
    assert answer["Content-Disposition"].endswith('C4.pdf"')


def test_nobody_else_opens_it(left):
    path = f"/fr/closing-pack/{ClosingPack.objects.get().public_id}/"
    next_occupant = Occupancy.objects.get(end=None).customer.user
    for user in (next_occupant, UserFactory()):
        assert signed_in(user).get(path).status_code == 404
        assert path not in signed_in(user).get("/fr/home/").content.decode()
    assert Client().get(path).status_code == 302


def test_its_owner_is_told_once_without_a_word_of_what(left):
    for _ in range(3):
        follow(occupancy=left, now=NOW)
        follow_all(now=NOW)
    message = Message.objects.get()
    assert (message.template, message.email) == ("something_waits.email", left.customer.user.email)
    assert ClosingPack.objects.count() == 1


def test_a_cancelled_move_out_withdraws_it_and_the_same_end_brings_it_back(left):
    client, end = signed_in(left.customer.user), left.end
    path = f"/fr/closing-pack/{ClosingPack.objects.get().public_id}/"
    left.end = None
    follow(occupancy=left, now=NOW)
    assert client.get(path).status_code == 404
    left.end = end
    follow(occupancy=left, now=NOW)
    assert client.get(path).status_code == 200
    assert Message.objects.count() == 1


def test_an_end_moved_to_another_day_is_another_pack(left):
    left.end -= timedelta(days=10)
    left.save()
    follow(occupancy=left, now=NOW)
    assert list(ClosingPack.objects.filter(withdrawn_at=None).values_list("end", flat=True)) == [left.end]


def test_an_announced_end_waits_for_its_day(db):
    home = a_home(UserFactory(), end=TODAY + timedelta(days=5))
    occupancy = home.occupancies.get()
    follow(occupancy=occupancy, now=NOW)
    assert not ClosingPack.objects.exists()
    assert follow_all(now=NOW + timedelta(days=5)) == 1
    assert ClosingPack.objects.get().end == occupancy.end
    assert follow_all(now=NOW + timedelta(days=6)) == 0


def test_a_stay_that_never_was_has_no_papers(db):
    home = a_home(UserFactory(), start=date(2024, 1, 1), end=date(2024, 1, 1))
    follow(occupancy=home.occupancies.get(), now=NOW)
    assert not ClosingPack.objects.exists()
