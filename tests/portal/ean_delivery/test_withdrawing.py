"""R11: a message with the EANs of a home does not leave once one of its occupants has changed."""

from datetime import date, timedelta
from uuid import uuid4

import orjson
import pytest
from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.customers.models import Customer, Occupancy
from portal.ean_delivery.handling import answer, take_in_hand
from portal.ean_delivery.models import EanDelivery, EanRequest
from portal.ean_delivery.operations import deliver_to, follow_with_letter, judge
from portal.ean_delivery.states import DeliveryState, RequestState
from portal.ean_delivery.tasks import sweep_deliveries
from portal.ean_delivery.withdrawing import withdraw_ended
from portal.messaging.models import Message
from portal.messaging.moves import move
from portal.messaging.receipts import read_receipt, record_receipt
from portal.messaging.states import State
from portal.messaging.texts import render
from portal.primitives.ean import Ean
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.factories import an_ean
from tests.portal.market.lines import access_point, move_in, move_out, take_in

pytestmark = pytest.mark.django_db

POWER, GAS, THIRD = an_ean(1), an_ean(2), an_ean(3)
AGENT = Actor(ActorKind.STAFF, id="agent", role="back_office")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def home(now):
    """Electricity and gas of one customer, as the market tells."""
    since = belgian_day(now) - timedelta(days=400)
    take_in(
        access_point("ap1", POWER),
        access_point("ap2", GAS, energy="gas"),
        move_in("in1", since, "C1", POWER),
        move_in("in2", since, "C1", GAS),
        now=now,
    )
    Customer.objects.update(mobile="+32470123456")
    return Occupancy.objects.get(access_point__ean=POWER)


def asked(home: Occupancy, now) -> EanDelivery:
    actor = Actor(ActorKind.RESIDENT, id="resident")
    delivery = deliver_to(occupancy=home, actor=actor, token=uuid4(), language="fr", now=now)
    return judged(delivery, now)


def judged(delivery: EanDelivery, now) -> EanDelivery:
    judge(delivery_id=delivery.pk, now=now)
    delivery.refresh_from_db()
    return delivery


def leaves(ean: str, now, id: str = "out") -> None:
    """The occupant of this energy leaves today, and somebody else comes."""
    take_in(move_in(id, belgian_day(now), "C2", ean), now=now)


def text_of(message: Message) -> str:
    return render(message.template, message.context, message.language)


@pytest.mark.parametrize("held", [State.QUEUED, State.CLAIMED])
def test_sms_with_both_eans_is_composed_anew_when_the_other_energy_changes_hands(home, now, held):
    delivery = asked(home, now)
    first = Message.objects.get()
    assert Ean(GAS).grouped in text_of(first)
    Message.objects.update(state=held, lease_until=now + timedelta(minutes=1))
    leaves(GAS, now)
    first.refresh_from_db()
    delivery.refresh_from_db()
    assert (first.state, first.context, delivery.state) == (State.CANCELLED, {}, DeliveryState.REQUESTED)
    assert judged(delivery, now).state == DeliveryState.BY_SMS
    second = Message.objects.exclude(pk=first.pk).get()
    assert Ean(POWER).grouped in text_of(second)
    assert Ean(GAS).grouped not in text_of(second)


def test_sms_stops_for_good_when_the_home_that_was_named_changes_hands(home, now):
    delivery = asked(home, now)
    leaves(POWER, now)
    assert judged(delivery, now).state == DeliveryState.CANCELLED
    assert Message.objects.get().state == State.CANCELLED


def test_home_that_is_left_as_a_whole_gets_nothing(home, now):
    delivery = asked(home, now)
    day = belgian_day(now)
    take_in(move_out("out1", day, "C1", GAS), move_out("out2", day, "C1", POWER), now=now)
    assert judged(delivery, now).state == DeliveryState.CANCELLED
    assert not Message.objects.exclude(state=State.CANCELLED).exists()


def test_letter_with_both_eans_is_composed_anew_too(home, now):
    Customer.objects.update(mobile="")
    delivery = asked(home, now)
    leaves(GAS, now)
    delivery.refresh_from_db()
    assert judged(delivery, now).state == DeliveryState.BY_LETTER
    letter = Message.objects.exclude(state=State.CANCELLED).get()
    assert [row["ean"] for row in letter.context["rows"]] == [POWER]


def test_letter_in_place_of_an_sms_stays_one_when_it_is_composed_anew(home, now):
    delivery = asked(home, now)
    sms = Message.objects.get()
    assert move(sms.pk, State.FAILED, now=now)
    follow_with_letter(delivery_id=delivery.pk, now=now)
    leaves(GAS, now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SMS_FAILED
    follow_with_letter(delivery_id=delivery.pk, now=now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.LETTER_FOLLOWS
    assert [row["ean"] for row in Message.objects.get(state=State.QUEUED).context["rows"]] == [POWER]


def test_sms_that_the_provider_has_is_not_sent_again(home, now):
    delivery = asked(home, now)
    assert move(Message.objects.get().pk, State.ACCEPTED, now=now)
    leaves(GAS, now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BY_SMS


def test_sms_of_somebody_else_is_left_alone(home, now):
    asked(home, now)
    take_in(access_point("ap9", an_ean(9)), move_in("in9", date(2020, 1, 1), "C9", an_ean(9)), now=now)
    leaves(an_ean(9), now)
    assert Message.objects.get().state == State.QUEUED


def test_withdrawn_delivery_whose_task_is_lost_is_swept(home, now):
    delivery = asked(home, now)
    leaves(GAS, now - timedelta(minutes=1))
    sweep_deliveries()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BY_SMS


@pytest.fixture
def answered(home, now):
    """A home with three access points, whose request was answered by letter."""
    since = belgian_day(now) - timedelta(days=400)
    take_in(access_point("ap3", THIRD, energy="gas"), move_in("in3", since, "C1", THIRD), now=now)
    delivery = asked(home, now)
    assert delivery.state == DeliveryState.REGISTERED
    request = EanRequest.objects.get()
    EanRequest.objects.update(email="who@example.org", answer_on=belgian_day(now) - timedelta(days=3))
    return answered_again(request, now)


def answered_again(request: EanRequest, now) -> EanRequest:
    request.refresh_from_db()
    take_in_hand(request=request, actor=AGENT, purpose="Demande écrite", now=now)
    answer(request=request, actor=AGENT, explanation="Par courrier.", now=now)
    request.refresh_from_db()
    return request


def letters() -> list[list[str]]:
    """The EANs of each letter that waits."""
    waiting = Message.objects.filter(channel="letter", state=State.QUEUED).order_by("pk")
    return [[row["ean"] for row in message.context["rows"]] for message in waiting]


def test_answer_is_withdrawn_and_back_on_the_desk_when_one_of_its_homes_changes_hands(answered, now):
    assert letters() == [[POWER, GAS, THIRD]]
    leaves(GAS, now)
    answered.refresh_from_db()
    assert (answered.state, letters()) == (RequestState.RETURNED, [])
    assert answered.answer_on == add_working_days(belgian_day(now), 10)
    assert answered_again(answered, now).state == RequestState.ANSWERED
    assert letters() == [[POWER, THIRD]]
    assert Message.objects.filter(template="ean_request_decided.email").count() == 2


@pytest.mark.parametrize("status", ["returned", "refused"])
def test_answer_that_the_print_house_could_not_deliver_is_back_on_the_desk(answered, now, status):
    letter = Message.objects.get(channel="letter")
    assert move(letter.pk, State.ACCEPTED, now=now)
    told = {"id": str(letter.public_id), "status": status, "at": now.isoformat()}
    record_receipt(read_receipt(orjson.dumps(told)), now=now)
    answered.refresh_from_db()
    assert answered.state == RequestState.RETURNED
    assert answered_again(answered, now).state == RequestState.ANSWERED
    assert letters() == [[POWER, GAS, THIRD]]


def test_both_sides_read_that_the_letter_did_not_arrive(answered, now, client, agent):
    assert "Traitée" in client.get(f"/fr/ean-by-sms/list/{answered.public_id}/").content.decode()
    leaves(GAS, now)
    path = f"/fr/desk/ean/requests/{answered.public_id}/"
    for page in (
        client.get(f"/fr/ean-by-sms/list/{answered.public_id}/"),
        agent.get("/fr/desk/ean/requests/"),
        agent.get(path),
    ):
        assert "n’est pas arriv" in page.content.decode()


def test_who_answered_says_again_why_before_the_request_opens(answered, now, agent):
    leaves(GAS, now)
    path = f"/fr/desk/ean/requests/{answered.public_id}/"
    agent.post(path, {"purpose": "Courrier revenu"})
    agent.post(path, {"decision": "answer", "explanation": "Par courrier."})
    assert letters() == [[POWER, THIRD]]
    leaves(THIRD, now, id="out2")
    assert "purpose" in agent.get(path).context["form"].fields


def test_message_that_waits_past_an_announced_end_is_withdrawn_on_that_day_and_composed_anew_once(home, now):
    delivery = asked(home, now)
    first = Message.objects.get()
    tomorrow = now + timedelta(days=1)
    take_in(move_out("out", belgian_day(tomorrow), "C1", GAS), now=now)
    withdraw_ended(now=now)
    first.refresh_from_db()
    assert first.state == State.QUEUED

    withdraw_ended(now=tomorrow)
    delivery.refresh_from_db()
    judged(delivery, tomorrow)
    withdraw_ended(now=tomorrow)

    first.refresh_from_db()
    second = Message.objects.exclude(pk=first.pk).get()
    assert (first.state, second.state) == (State.CANCELLED, State.QUEUED)
    assert Ean(GAS).grouped not in text_of(second)
