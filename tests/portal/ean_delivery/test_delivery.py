"""Asking for the EAN of a home, and what a worker makes of it (R6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from django.db import connection
from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.audit.models import Event
from portal.customers.models import Customer
from portal.ean_delivery.models import EanDelivery, EanRequest
from portal.ean_delivery.operations import deliver_to, follow_with_letter, judge
from portal.ean_delivery.states import DELIVERY_MOVES, REQUEST_MOVES, DeliveryState, RequestState
from portal.ean_delivery.tasks import sweep_deliveries
from portal.limits import LimitReached
from portal.messaging.models import Message
from portal.messaging.operations import UnableToEnqueue
from portal.messaging.receipts import read_receipt, record_receipt
from portal.messaging.signals import message_ended
from portal.messaging.states import State
from portal.messaging.texts import gsm7_length, render, to_gsm7
from portal.primitives.ean import Ean
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.factories import MeterFactory
from tests.portal.ean_delivery.conftest import MOBILE


def text_of(message: Message) -> str:
    return render(message.template, message.context, message.language)


def ended(delivery: EanDelivery, channel: str, state: State) -> None:
    message_ended.send(
        sender=Message,
        message_id=1,
        key=f"ean:{delivery.public_id}:{channel}",
        template=f"ean.{channel}",
        state=state,
        now=timezone.now(),
    )
    delivery.refresh_from_db()


def receipt(delivery: EanDelivery, status: str) -> None:
    """What the print house tells of the letter of this delivery."""
    now = timezone.now()
    letter = Message.objects.get(key__startswith=f"ean:{delivery.public_id}:letter")
    told = {"id": str(letter.public_id), "status": status, "at": now.isoformat()}
    record_receipt(read_receipt(orjson.dumps(told)), now=now)
    delivery.refresh_from_db()


def test_right_address_and_meter_number_send_the_ean_to_the_mobile_on_file(home):
    delivery = home.ask()
    assert delivery.state == DeliveryState.BY_SMS
    message = Message.objects.get()
    assert (message.mobile, message.bound_to) == (MOBILE, str(delivery.public_id))
    assert Ean(home.access_point.ean).grouped in text_of(message)


@pytest.mark.parametrize(
    "mobile", ["", "+3281223344", "+33612345678", "+881612345678", "+870772001234", "+32900123456"]
)
def test_landline_foreign_satellite_and_premium_numbers_get_a_letter(home, mobile):
    Customer.objects.update(mobile=mobile)
    assert home.ask().state == DeliveryState.BY_LETTER
    assert Message.objects.get().channel == "letter"


@pytest.mark.parametrize(("days", "state"), [(29, DeliveryState.BY_LETTER), (31, DeliveryState.BY_SMS)])
def test_number_that_changed_in_the_last_thirty_days_gets_a_letter(home, days, state):
    Customer.objects.update(mobile_changed_at=timezone.now() - timedelta(days=days))
    assert home.ask().state == state


def test_two_eans_of_the_customer_at_the_address_go_in_one_sms(home):
    gas = home.also(gas=True)
    home.ask()
    text = text_of(Message.objects.get())
    assert Ean(home.access_point.ean).grouped in text
    assert Ean(gas.ean).grouped in text


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("second", ["", "5414 4902 0700 0048 24"])
def test_the_text_fits_in_one_sms(language, second, settings):
    context = {
        "brand": "Raccord",
        "number": settings.OPERATOR["contact_number"],
        "first_is_gas": False,
        "first": "5414 4902 0700 0048 17",
        "second_is_gas": True,
        "second": second,
    }
    length = gsm7_length(to_gsm7(render("ean.sms", context, language)))
    assert length is not None
    assert length <= 160


@pytest.mark.parametrize(
    "typed", [{"house_number": "13"}, {"meter_number": "1SAG9999999999"}, {"postal_code": "7000"}]
)
def test_wrong_pair_sends_nothing_and_keeps_nothing_of_what_was_typed(home, typed):
    delivery = home.ask(**typed)
    assert (delivery.state, delivery.typed, delivery.occupancy) == (DeliveryState.REFUSED, {}, None)
    assert not Message.objects.exists()
    assert not Event.objects.filter(code="ean_sent").exists()


def test_what_was_typed_is_erased_once_judged(home):
    assert home.ask().typed == {}


def test_form_sent_twice_is_one_delivery(home):
    token = uuid4()
    assert home.ask(token=token) == home.ask(token=token)
    assert Message.objects.count() == 1


def test_judging_twice_sends_once(home):
    delivery = home.ask()
    judge(delivery_id=delivery.pk, now=timezone.now())
    assert Message.objects.count() == 1


def test_home_gets_three_deliveries_a_day(home):
    states = [home.ask().state for _ in range(4)]
    assert states == [DeliveryState.BY_SMS] * 3 + [DeliveryState.REFUSED]


@pytest.mark.django_db(transaction=True)
def test_a_wish_sent_four_times_at_once_counts_once(home):
    token, actor = uuid4(), Actor(ActorKind.RESIDENT, id="resident")

    def send(_: int) -> int:
        wish = {"occupancy": home.occupancy, "actor": actor, "token": token, "language": "fr"}
        try:
            return deliver_to(now=timezone.now(), **wish).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1


def test_the_other_meter_of_a_home_brings_no_more_deliveries(home):
    gas = MeterFactory(access_point=home.also(gas=True)).number
    states = [home.ask(client=str(n), meter_number=(gas, home.meter_number)[n % 2]).state for n in range(4)]
    assert states == [*[DeliveryState.BY_SMS] * 3, DeliveryState.REFUSED]


def test_a_meter_number_closes_after_five_wrong_addresses(home):
    for number in range(20, 25):
        home.ask(house_number=str(number))
    assert home.ask().state == DeliveryState.REFUSED


def test_client_may_ask_ten_times_an_hour(home):
    for _ in range(10):
        home.ask(judged=False)
    with pytest.raises(LimitReached):
        home.ask(judged=False)


def test_move_out_after_the_request_sends_nothing(home):
    delivery = home.ask(judged=False)
    home.occupancy.end = belgian_day(timezone.now())
    home.occupancy.save()
    judge(delivery_id=delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.REFUSED
    assert not Message.objects.exists()


def test_move_out_after_an_occupant_asked_stops_the_delivery(home):
    now = timezone.now()
    actor = Actor(ActorKind.RESIDENT, id="somebody")
    delivery = deliver_to(occupancy=home.occupancy, actor=actor, token=uuid4(), language="fr", now=now)
    home.occupancy.end = belgian_day(now)
    home.occupancy.save()
    judge(delivery_id=delivery.pk, now=now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CANCELLED
    assert not Message.objects.exists()


def test_delivery_is_traced_for_each_access_point_without_the_ean(home):
    home.also(gas=True)
    delivery = home.ask()
    events = Event.objects.filter(code="ean_sent")
    assert {event.reference for event in events} == {str(delivery.public_id)}
    assert [(event.kinds, event.channel, event.basis) for event in events] == [
        (["ean"], "sms", "operator_task")
    ] * 2
    for event in Event.objects.values():
        assert home.access_point.ean not in str(event)


def test_more_than_two_eans_become_a_registered_request(home):
    home.also(gas=True)
    home.also()
    now = timezone.now()
    delivery = home.ask(now=now)
    assert delivery.state == DeliveryState.REGISTERED
    request = EanRequest.objects.get()
    assert (request.state, request.occupancy) == (RequestState.REGISTERED, home.occupancy)
    assert request.answer_on == add_working_days(belgian_day(now), 10)
    assert not Message.objects.exists()


def test_delivered_sms_has_arrived(home):
    delivery = home.ask()
    ended(delivery, "sms", State.DELIVERED)
    assert delivery.state == DeliveryState.ARRIVED


@pytest.mark.parametrize("state", [State.FAILED, State.UNDELIVERED, State.EXPIRED])
def test_sms_that_fails_waits_for_its_letter(home, state):
    delivery = home.ask()
    ended(delivery, "sms", state)
    assert delivery.state == DeliveryState.SMS_FAILED


def test_letter_in_place_of_an_sms_says_so_until_it_is_posted(home):
    delivery = home.ask()
    ended(delivery, "sms", State.UNDELIVERED)
    follow_with_letter(delivery_id=delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.LETTER_FOLLOWS
    receipt(delivery, "posted")
    assert delivery.state == DeliveryState.POSTED


def test_letter_that_came_back_is_lost(home):
    home.occupancy.customer.mobile = ""
    home.occupancy.customer.save()
    delivery = home.ask()
    receipt(delivery, "printed")
    assert delivery.state == DeliveryState.BY_LETTER
    receipt(delivery, "posted")
    receipt(delivery, "returned")
    assert delivery.state == DeliveryState.LOST


def test_message_of_another_room_moves_no_delivery(home):
    delivery = home.ask()
    message_ended.send(
        sender=Message, message_id=1, key="look_up:1", template="x", state=State.FAILED, now=timezone.now()
    )
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BY_SMS


@pytest.mark.parametrize("moves", [DELIVERY_MOVES, REQUEST_MOVES])
def test_each_state_has_its_moves_and_is_reached(moves):
    states = set(next(iter(moves)).__class__)
    assert set(moves) == states
    assert set().union(*moves.values()) >= states - {next(iter(moves))}


def test_delivery_that_cannot_go_on_does_not_keep_the_others(home, monkeypatch):
    long_ago = timezone.now() - timedelta(minutes=1)
    stuck, other = home.ask(judged=False, now=long_ago), home.ask(judged=False, now=long_ago)

    def fails_for_one(*, delivery_id, now):
        if delivery_id == stuck.pk:
            raise UnableToEnqueue
        judge(delivery_id=delivery_id, now=now)

    monkeypatch.setattr("portal.ean_delivery.tasks.judge", fails_for_one)
    sweep_deliveries()
    other.refresh_from_db()
    assert other.state == DeliveryState.BY_SMS


def test_sweeper_finds_what_no_worker_was_woken_for(home):
    delivery = home.ask(judged=False, now=timezone.now() - timedelta(minutes=1))
    sweep_deliveries()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BY_SMS
