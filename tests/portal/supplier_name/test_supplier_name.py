"""The supplier's name goes by letter to the installation address, and nowhere else (R7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from portal.access.actor import Actor, ActorKind
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.documents import pdf
from portal.grid.models import AccessPoint
from portal.market.models import Supplier, SupplyContract
from portal.messaging.models import Message
from portal.supplier_name.letters import compose
from portal.supplier_name.models import SupplierRequest
from portal.supplier_name.operations import PER_PLACE, answer_caller, judge, request_name
from portal.supplier_name.states import RequestState
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory, a_member_of_staff
from tests.journeys.people import session_of

NOW = timezone.now()


@pytest.fixture
def place(db) -> AccessPoint:
    """Rue de Fer 12: supplied, and nobody is known to live there."""
    access_point = AccessPointFactory(street="Rue de Fer", house_number="12")
    MeterFactory(access_point=access_point, number="1SAG1105004812")
    supplier = Supplier.objects.create(gln="5412345678908", name="Énergie du Coin")
    SupplyContract.objects.create(supplier=supplier, access_point=access_point, start=date(2024, 1, 1))
    return access_point


@pytest.fixture
def home(place) -> Occupancy:
    customer = CustomerFactory(name="Claire Delvaux", language="nl")
    return OccupancyFactory(access_point=place, customer=customer)


def typed(**changes: str) -> dict[str, str]:
    words = {"street": "r. de fer", "house_number": "12", "box": "", "postal_code": "5000"}
    return {**words, "meter_number": "1SAG1105004812", **changes}


def ask(*, token=None, client="192.0.2.1", **changes: str) -> SupplierRequest:
    request = request_name(typed=typed(**changes), token=token or uuid4(), language="de", client=client, now=NOW)
    judge(request_id=request.pk, now=NOW)
    request.refresh_from_db()
    return request


def test_the_answer_goes_to_the_occupant_at_the_address(home):
    request = ask()
    message = Message.objects.get()
    assert (message.postal[0], message.language) == ("Claire Delvaux", "nl")
    assert message.context["rows"][0]["supplier"] == "Énergie du Coin"
    assert message.bound_to == str(home.public_id)
    assert (request.state, request.typed) == (RequestState.SENT, {})
    event = Event.objects.get()
    assert (event.code, event.subject, event.channel) == (
        "supplier_sent",
        str(home.customer.public_id),
        "letter",
    )
    assert "Coin" not in str(event.__dict__)


def test_where_nobody_is_known_to_live_it_goes_to_the_occupant_without_a_name(place):
    ask()
    assert Message.objects.get().postal == ["An die Bewohner", "Rue de Fer 12", "5000 Namur"]


def test_an_address_without_a_supplier_gets_a_letter_that_says_so(place):
    SupplyContract.objects.all().delete()
    ask()
    with translation.override("en"):
        assert "no supplier at present" in str(compose(Message.objects.get().context).blocks)


@pytest.mark.parametrize("changes", [{"house_number": "13"}, {"meter_number": "1SAG9"}, {"postal_code": "7000"}])
def test_what_does_not_fit_sends_nothing_and_looks_the_same(home, changes):
    client = Client()
    answers = [
        client.post("/fr/supplier-by-letter/", {**typed(**words), "token": str(uuid4())})
        for words in ({}, changes)
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/fr/supplier-by-letter/asked/")
    ] * 2
    assert ask(**changes).state == RequestState.REFUSED
    assert not Message.objects.exists()


def test_after_two_letters_in_thirty_days_no_more_go_there(home):
    states = [ask(client=f"192.0.2.{n}").state for n in range(PER_PLACE + 1)]
    assert states == [RequestState.SENT, RequestState.SENT, RequestState.REFUSED]
    assert Message.objects.count() == PER_PLACE


@pytest.mark.django_db(transaction=True)
def test_one_wish_sent_and_judged_four_times_at_once_is_one_letter(home):
    barrier, token = Barrier(4), uuid4()

    def send() -> None:
        barrier.wait()
        try:
            ask(token=token)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.count() == SupplierRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_form_for_a_caller_sent_four_times_at_once_is_one_letter_and_no_error(home):
    actor, token = Actor(ActorKind.STAFF, id="agent", role="contact_centre"), uuid4()

    def send(_: int) -> int:
        words = {"typed": typed(), "token": token, "language": "fr", "reference": "T-1"}
        try:
            return answer_caller(actor=actor, now=NOW, **words).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_letter_can_be_set_in_each_language(home, language):
    ask()
    message = Message.objects.get()
    with translation.override(language):
        document = compose(message.context)
    assert pdf.letter(document, to=message.postal, language=language).startswith(b"%PDF")


def test_staff_start_it_for_a_caller_and_do_not_see_the_name(home):
    client = Client()
    client.cookies["raccord"] = session_of(a_member_of_staff(Role.CONTACT_CENTRE)).session_key
    form = {**typed(), "reference": "T-5", "token": str(uuid4())}
    for _ in range(2):
        page = client.post("/fr/desk/supplier-letter/", form, follow=True).content.decode()
    assert "T-5" in page
    assert "Coin" not in page
    assert "Delvaux" not in page
    assert Message.objects.count() == 1
    event = Event.objects.get(code="supplier_sent")
    assert (event.actor_kind, event.role, event.purpose) == ("staff", "contact_centre", "T-5")
    wrong = client.post("/fr/desk/supplier-letter/", {**form, "house_number": "99", "token": str(uuid4())})
    assert "meter_number" in wrong.context["form"].errors
