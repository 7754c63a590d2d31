"""The desk: the EAN for a caller, and requests for more than two (R6, R15)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.audit.models import Event
from portal.ean_delivery.calls import WRONG_PER_STAFF
from portal.ean_delivery.handling import UnableToHandle, answer, refuse, take_in_hand
from portal.ean_delivery.lists import read
from portal.ean_delivery.models import Call, EanDelivery, EanRequest
from portal.ean_delivery.operations import judge
from portal.ean_delivery.registering import register_list
from portal.ean_delivery.states import DeliveryState, Match, RequestState
from portal.messaging.models import Message
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory, UserFactory

AGENT = Actor(ActorKind.STAFF, id="agent", role="contact_centre")


def check(agent, home, **changes):
    typed = {"street": "Rue de Fer", "house_number": "12", "box": "", "postal_code": "5000", "reference": "T-1"}
    return agent.post("/fr/desk/ean/", {**typed, "meter_number": home.meter_number, **changes}, follow=True)


def test_right_numbers_start_the_delivery_once_and_show_neither_ean_nor_mobile(agent, home):
    page = check(agent, home)
    assert "sont justes" in page.content.decode()
    path = page.request["PATH_INFO"]
    for _ in range(2):
        sent = agent.post(path, follow=True)
    delivery = EanDelivery.objects.get()
    judge(delivery_id=delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.purpose) == (DeliveryState.BY_SMS, "T-1")
    for shown in (page, sent, agent.get(path), agent.get("/fr/desk/ean/")):
        text = shown.content.decode().replace(" ", "").replace("\u00a0", "")
        assert home.access_point.ean[:8] not in text
        assert home.occupancy.customer.mobile[3:] not in text
        assert home.occupancy.customer.name.replace(" ", "") not in text
    assert "Envoyé par SMS" in agent.get("/fr/desk/ean/").content.decode()


def test_call_and_delivery_are_traced_with_their_reference(agent, home):
    agent.post(check(agent, home).request["PATH_INFO"])
    judge(delivery_id=EanDelivery.objects.get().pk, now=timezone.now())
    events = Event.objects.filter(subject=str(home.occupancy.customer.public_id)).order_by("pk")
    assert [(event.code, event.actor_kind, event.purpose) for event in events] == [
        ("ean_call", "staff", "T-1"),
        ("ean_sent", "staff", "T-1"),
    ]


def test_wrong_numbers_are_kept_in_the_journal_and_start_nothing(agent, home):
    page = check(agent, home, house_number="13")
    assert "ne vont pas ensemble" in page.content.decode()
    agent.post(page.request["PATH_INFO"])
    assert not EanDelivery.objects.exists()
    call = Call.objects.get()
    assert (call.right, call.occupancy, call.reference) == (False, None, "T-1")


def test_call_of_a_colleague_does_not_exist(agent, home):
    path = check(agent, home).request["PATH_INFO"]
    Call.objects.update(staff_id="somebody else")
    assert agent.get(path).status_code == 404


def test_call_of_this_morning_sends_nothing_any_more(agent, home):
    path = check(agent, home).request["PATH_INFO"]
    Call.objects.update(at=timezone.now() - timedelta(hours=2))
    agent.post(path)
    assert not EanDelivery.objects.exists()


def test_member_of_staff_may_be_wrong_thirty_times_a_day(agent, home):
    for number in range(WRONG_PER_STAFF.count):
        check(agent, home, house_number=str(100 + number))
    assert check(agent, home, house_number="99").status_code == 429


@pytest.fixture
def company(db):
    """Three homes of Immo Meuse, and one of somebody else."""
    customer = CustomerFactory(name="Immo Meuse s.a.", kind="company")
    for number, owner in ((1, customer), (2, customer), (3, customer), (4, CustomerFactory())):
        access_point = AccessPointFactory(street="Rue de Fer", house_number=str(number))
        MeterFactory(access_point=access_point, number=f"100{number}")
        OccupancyFactory(access_point=access_point, customer=owner)
    return customer


def a_request(**changes) -> EanRequest:
    asked = {"company": "IMMO MEUSE", "contact": "Jean", "email": "jean@example.org", "answer_by": "email"}
    text = "\n".join(f"Rue de Fer {number}, 5000 Namur; 100{number}" for number in (1, 2, 3, 4, 5))
    return register_list(
        asked=asked | {"wish": "…"} | changes,
        places=read(text).places,
        token=uuid4(),
        language="fr",
        client="192.0.2.1",
        now=timezone.now(),
    )


def test_taking_in_hand_matches_each_line_and_traces_the_reason(company):
    request = a_request()
    take_in_hand(request=request, actor=AGENT, purpose="Demande écrite", now=timezone.now())
    assert [line.match for line in request.lines.all()] == [*[Match.FOUND] * 3, Match.OTHER, Match.NOT_FOUND]
    events = Event.objects.filter(code="ean_request_opened")
    assert {(event.subject, event.purpose) for event in events} == {(str(company.public_id), "Demande écrite")}


def test_two_customers_of_one_name_are_not_mixed(company):
    namesake = CustomerFactory(name="Immo Meuse")
    OccupancyFactory._meta.model.objects.filter(access_point__house_number="4").update(customer=namesake)
    request = a_request()
    take_in_hand(request=request, actor=AGENT, purpose="x", now=timezone.now())
    assert {line.occupancy.customer for line in request.lines.filter(match=Match.FOUND)} == {company}


@pytest.mark.parametrize("company_name", ["S.A.", "–"])
def test_a_name_of_nothing_but_a_legal_form_is_nobody(company, company_name):
    CustomerFactory._meta.model.objects.update(name="SA")
    request = a_request(company=company_name)
    take_in_hand(request=request, actor=AGENT, purpose="x", now=timezone.now())
    assert not request.lines.filter(match=Match.FOUND).exists()


def test_nobody_handles_a_request_about_the_own_homes(company):
    company.user = UserFactory()
    company.save()
    own = Actor(ActorKind.STAFF, id="owner", user_id=company.user_id)
    request = a_request()
    with pytest.raises(UnableToHandle, match="own"):
        take_in_hand(request=request, actor=own, purpose="x", now=timezone.now())
    request.refresh_from_db()
    assert (request.state, request.handler) == (RequestState.REGISTERED, "")


def test_nobody_handles_a_request_that_oneself_started_for_a_caller(agent, home):
    for _ in range(2):
        home.also()
    path = check(agent, home).request["PATH_INFO"]
    agent.post(path)
    judge(delivery_id=EanDelivery.objects.get().pk, now=timezone.now())
    request = EanRequest.objects.get()
    page = agent.post(f"/fr/desk/ean/requests/{request.public_id}/", {"purpose": "x"}, follow=True)
    assert "collègue" in page.content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.REGISTERED


def test_opening_a_request_that_matches_nobody_is_traced(company):
    request = a_request(company="Quelqu’un d’autre")
    take_in_hand(request=request, actor=AGENT, purpose="Demande écrite", now=timezone.now())
    event = Event.objects.get(code="ean_request_opened")
    assert (event.subject, event.purpose, event.reference) == ("", "Demande écrite", str(request.public_id))


@pytest.mark.parametrize("written", ["{}", "T-1 {} rappel", "EAN: {}."])
def test_no_ean_gets_into_the_journal_or_onto_a_page(agent, home, written):
    ean = home.access_point.ean
    for words in (ean, f"{ean[:4]} {ean[4:8]}.{ean[8:]}", f"5{ean}"):
        for field in ("reference", "note"):
            page = check(agent, home, **{field: written.format(words)})
            assert field in page.context["form"].errors
    assert not Call.objects.exists()


def test_request_for_nothing_of_the_customer_cannot_be_answered(company):
    request = a_request(company="Quelqu’un d’autre")
    take_in_hand(request=request, actor=AGENT, purpose="x", now=timezone.now())
    with pytest.raises(UnableToHandle, match="nothing_found"):
        answer(request=request, actor=AGENT, explanation="x", now=timezone.now())
    request.refresh_from_db()
    assert request.state == RequestState.IN_HAND


def test_refusal_is_explained_on_the_page_and_announced_without_personal_data(company):
    request = a_request()
    take_in_hand(request=request, actor=AGENT, purpose="x", now=timezone.now())
    refuse(request=request, actor=AGENT, explanation="Il manque une signature.", now=timezone.now())
    message = Message.objects.get()
    assert (message.email, message.context) == ("jean@example.org", {"reference": request.reference})
    page = Client().get(f"/fr/ean-by-sms/list/{request.public_id}/").content.decode()
    assert "Il manque une signature." in page


def test_only_who_took_it_in_hand_decides(company):
    request = a_request()
    take_in_hand(request=request, actor=AGENT, purpose="x", now=timezone.now())
    with pytest.raises(UnableToHandle, match="moved"):
        refuse(request=request, actor=Actor(ActorKind.STAFF, id="other"), explanation="x", now=timezone.now())


def test_desk_asks_a_reason_before_it_shows_a_request(agent, company):
    request = a_request()
    assert request.reference in agent.get("/fr/desk/ean/requests/").content.decode()
    path = f"/fr/desk/ean/requests/{request.public_id}/"
    assert "IMMO MEUSE" not in agent.get(path).content.decode()
    page = agent.post(path, {"purpose": "Demande écrite"}, follow=True).content.decode()
    assert "IMMO MEUSE" in page
    assert "3 lignes trouvées sur 5" in page.replace("\u00a0", " ")
    for ean in AccessPointFactory._meta.model.objects.values_list("ean", flat=True):
        assert ean not in page.replace(" ", "")
    page = agent.post(path, {"decision": "refuse", "explanation": "Non."}, follow=True).content.decode()
    assert "Refusée" in page
