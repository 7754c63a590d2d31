"""The history by letter: who may start it, what is in it, how often, and what an occupant change does (R4, R5)."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from consumption.by_letter.letters import compose
from consumption.by_letter.models import HistoryLetter
from consumption.by_letter.operations import PER_HOME, WINDOW, UnableToSendHistory, send_history
from consumption.history.queries import grant_for
from portal.access.actor import SYSTEM, Actor, ActorKind
from portal.access.grants import NotVisible
from portal.access.kinds import LegalBasis
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.documents import pdf
from portal.documents.model import BarChart, Table
from portal.grid.models import MeterKind
from portal.look_up.operations import judge, request_look_up
from portal.messaging.models import Message
from portal.messaging.operations import cancel_bound
from portal.messaging.states import State
from portal.primitives.ean import Ean
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day, years_before
from tests.consumption.pages.homes import a_home, furnish, read_by_hand
from tests.factories import UserFactory, a_member_of_staff
from tests.journeys.people import session_of

NOW = timezone.now()
TODAY = belgian_day(NOW)
AGENT = Actor(ActorKind.STAFF, id="agent", role="contact_centre")


def annual() -> Occupancy:
    """A home with an annual meter, three readings, and an occupant without any contact on file."""
    home = a_home(None, kind=MeterKind.ANNUAL)
    last = TODAY - timedelta(days=30)
    read_by_hand(home, (years_before(last, 2), 1_200_000), (years_before(last, 1), 4_700_000), (last, 7_900_000))
    occupancy = home.occupancies.get()
    occupancy.customer.mobile = occupancy.customer.email = ""
    occupancy.customer.name, occupancy.customer.language = "Jeanne Wauters", "nl"
    occupancy.customer.save()
    return occupancy


def look_up(occupancy: Occupancy, *, meter_number: str = "") -> None:
    number = meter_number or occupancy.access_point.meters.get().number
    asked = request_look_up(
        ean=Ean(occupancy.access_point.ean),
        meter_number=MeterNumber(number),
        language="fr",
        client="192.0.2.1",
        now=NOW,
    )
    judge(look_up_id=asked.pk, now=NOW)


def test_a_right_pair_without_a_contact_brings_the_history_to_the_consumption_address(db):
    occupancy = annual()
    look_up(occupancy)
    message = Message.objects.get(template="history.letter")
    assert message.postal[0] == "Jeanne Wauters"
    assert (message.language, message.bound_to) == ("nl", str(occupancy.public_id))
    assert [row["total"] for row in message.context["rows"]] == [3_500_000, 3_200_000]
    disclosed = Event.objects.get(code="disclosure")
    assert (disclosed.channel, disclosed.basis) == ("letter", LegalBasis.OPERATOR_TASK)
    assert disclosed.subject == str(occupancy.customer.public_id)


def test_a_wrong_pair_brings_no_letter(db):
    look_up(annual(), meter_number="1SAG9999999999")
    assert not Message.objects.exists()


def test_the_right_ends_with_the_letter(db):
    occupancy = annual()
    send_history(occupancy=occupancy, actor=AGENT, token=uuid4(), now=NOW)
    for actor in (AGENT, SYSTEM):
        with pytest.raises(NotVisible):
            grant_for(actor, occupancy.access_point.public_id, now=NOW)


def test_a_new_occupant_gets_nothing_of_who_lived_there_before(db):
    home = a_home(None, start=TODAY - timedelta(days=70))
    furnish(home, TODAY - timedelta(days=200), TODAY - timedelta(days=1))
    send_history(occupancy=home.occupancies.get(), actor=AGENT, token=uuid4(), now=NOW)
    rows = Message.objects.get().context["rows"]
    assert min(row["start"] for row in rows) == (TODAY - timedelta(days=70)).isoformat()
    assert {row["channel"] for row in rows} == {1, 2}


def test_a_former_occupant_gets_no_letter_at_an_address_where_somebody_else_opens_it(db):
    home = a_home(None, end=TODAY)
    with pytest.raises(UnableToSendHistory, match="moved"):
        send_history(occupancy=home.occupancies.get(), actor=AGENT, token=uuid4(), now=NOW)


def test_two_letters_in_thirty_days_are_enough(db):
    occupancy = annual()
    for _ in range(PER_HOME):
        send_history(occupancy=occupancy, actor=AGENT, token=uuid4(), now=NOW)
    with pytest.raises(UnableToSendHistory, match="enough"):
        send_history(occupancy=occupancy, actor=SYSTEM, token=uuid4(), now=NOW)
    later = NOW + WINDOW + timedelta(seconds=1)
    send_history(occupancy=occupancy, actor=SYSTEM, token=uuid4(), now=later)
    assert Message.objects.count() == PER_HOME + 1


@pytest.mark.django_db(transaction=True)
def test_one_wish_sent_four_times_at_once_is_one_letter():
    occupancy, token, barrier = annual(), uuid4(), Barrier(4)

    def send() -> None:
        barrier.wait()
        try:
            send_history(occupancy=occupancy, actor=AGENT, token=token, now=NOW)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.count() == HistoryLetter.objects.count() == 1
    assert Event.objects.filter(code="disclosure").count() == 1


def test_a_letter_that_was_not_printed_stops_when_the_occupant_leaves(db):
    occupancy = annual()
    send_history(occupancy=occupancy, actor=AGENT, token=uuid4(), now=NOW)
    cancel_bound(bound_to=str(occupancy.public_id), now=NOW)
    assert Message.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_letter_holds_a_table_and_a_chart_and_can_be_set(db, language):
    home = a_home(None)
    furnish(home, TODAY - timedelta(days=400), TODAY - timedelta(days=1))
    send_history(occupancy=home.occupancies.get(), actor=AGENT, token=uuid4(), now=NOW)
    message = Message.objects.get()
    with translation.override(language):
        document = compose(message.context)
    assert sum(isinstance(block, Table) for block in document.blocks) == 2
    chart = next(block for block in document.blocks if isinstance(block, BarChart))
    assert len(chart.bars) == 13
    assert pdf.letter(document, to=message.postal, language=language).startswith(b"%PDF")


def test_a_home_without_readings_gets_a_letter_that_says_so(db):
    occupancy = a_home(None, kind=MeterKind.ANNUAL).occupancies.get()
    send_history(occupancy=occupancy, actor=AGENT, token=uuid4(), now=NOW)
    message = Message.objects.get()
    with translation.override("en"):
        assert "We have no readings of this period." in str(compose(message.context).blocks)


def at_desk() -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(a_member_of_staff(Role.CONTACT_CENTRE)).session_key
    return client


def typed(occupancy: Occupancy, **changes: str) -> dict[str, str]:
    place = occupancy.access_point
    return {
        "street": place.street,
        "house_number": place.house_number,
        "postal_code": place.postal_code,
        "meter_number": place.meters.get().number,
        "reference": "T-77",
        "token": str(uuid4()),
        **changes,
    }


def test_staff_start_it_for_a_caller_and_see_neither_name_nor_value(db):
    occupancy, client = annual(), at_desk()
    page = client.post("/fr/desk/history-letter/", typed(occupancy), follow=True).content.decode()
    assert "T-77" in page
    for hidden in ("Wauters", "3 500", "3500", occupancy.access_point.ean):
        assert hidden not in page
    event = Event.objects.get(code="disclosure")
    assert (event.actor_kind, event.role, event.purpose) == ("staff", "contact_centre", "T-77")


def test_wrong_numbers_at_the_desk_send_nothing_and_say_what_to_do(db):
    occupancy, client = annual(), at_desk()
    page = client.post("/fr/desk/history-letter/", typed(occupancy, house_number="99"))
    assert "meter_number" in page.context["form"].errors
    page = client.post("/fr/desk/history-letter/", typed(occupancy, reference=""))
    assert "reference" in page.context["form"].errors
    assert not Message.objects.exists()


def test_an_occupant_has_the_own_history_sent_and_nobody_elses(db):
    user = UserFactory()
    home = a_home(user)
    furnish(home, TODAY - timedelta(days=40), TODAY - timedelta(days=1))
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    path = f"/fr/consumption/{home.public_id}/letter/"
    assert path in client.get(f"/fr/consumption/{home.public_id}/").content.decode()
    token = str(uuid4())
    for _ in range(2):
        assert client.post(path, {"token": token}, follow=True).status_code == 200
    assert Message.objects.count() == 1
    assert Event.objects.get(code="disclosure", channel="letter").basis == LegalBasis.OCCUPANCY
    other = a_home(UserFactory())
    former = a_home(user, start=date(2024, 1, 1), end=TODAY)
    for place in (other, former):
        assert client.post(f"/fr/consumption/{place.public_id}/letter/", {"token": token}).status_code == 404
