"""The pages of the EAN by SMS, and of requests for more than two (R6)."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.ean_delivery.models import EanDelivery, EanRequest
from portal.ean_delivery.operations import judge
from portal.ean_delivery.states import DeliveryState, RequestState
from tests.factories import OccupancyFactory, UserFactory
from tests.journeys.people import session_of

CSRF = re.compile(r"csrfmiddlewaretoken\" value=\"\w+|[0-9a-f]{8}-[0-9a-f-]{27}")


def post(client, home, **typed):
    words = {"street": "Rue de Fer", "house_number": "12", "box": "", "postal_code": "5000"}
    return client.post(
        "/fr/ean-by-sms/",
        {**words, "meter_number": home.meter_number, "token": uuid4(), **typed},
        follow=True,
    )


def signed_in(user) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


@pytest.fixture
def resident(home):
    home.occupancy.customer.user = UserFactory()
    home.occupancy.customer.save()
    return signed_in(home.occupancy.customer.user)


@pytest.mark.parametrize("judged", [False, True])
def test_status_page_is_the_same_for_a_right_and_a_wrong_pair(home, judged):
    pages = []
    for typed in ({}, {"house_number": "99"}):
        client = Client()
        response = post(client, home, **typed)
        if judged:
            judge(delivery_id=EanDelivery.objects.latest("pk").pk, now=timezone.now())
            response = client.get(response.request["PATH_INFO"])
        assert response.status_code == 200
        pages.append(CSRF.sub("", response.content.decode()))
    assert pages[0] == pages[1]


def test_form_posted_twice_leads_to_one_delivery(home):
    token = uuid4()
    first, second = (post(Client(), home, token=token) for _ in range(2))
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert EanDelivery.objects.count() == 1


def test_address_corrected_after_going_back_is_another_wish(home):
    token, client = uuid4(), Client()
    for number in ("13", "12"):  # the form that the browser goes back to still bears its token
        post(client, home, token=token, house_number=number)
    assert EanDelivery.objects.count() == 2


def test_mistake_keeps_what_was_typed(home):
    response = post(Client(), home, postal_code="abc")
    assert "Indiquez les 4 chiffres du code postal" in response.content.decode()
    assert 'value="Rue de Fer"' in response.content.decode()
    assert not EanDelivery.objects.exists()


def test_occupant_sees_the_state_that_a_stranger_does_not(home, resident):
    delivery = home.ask()
    path = f"/fr/ean-by-sms/{delivery.public_id}/"
    assert "Envoyé par SMS" in resident.get(path).content.decode()
    assert "Envoyé par SMS" not in Client().get(path).content.decode()
    assert "Envoyé par SMS" not in signed_in(UserFactory()).get(path).content.decode()


def test_occupant_is_led_to_the_request_that_three_eans_became(home, resident):
    home.also(gas=True)
    home.also()
    home.ask()
    request = EanRequest.objects.get()
    page = resident.get("/fr/ean-by-sms/home/").content.decode()
    assert f"/fr/ean-by-sms/list/{request.public_id}/" in page


def test_occupant_asks_without_typing_and_no_page_shows_the_ean(home, resident):
    page = resident.get("/fr/ean-by-sms/home/")
    assert str(home.occupancy.public_id) in page.content.decode()
    response = resident.post(
        "/fr/ean-by-sms/home/", {"token": uuid4(), "home": home.occupancy.public_id}, follow=True
    )
    delivery = EanDelivery.objects.get()
    judge(delivery_id=delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.actor_kind) == (DeliveryState.BY_SMS, "resident")
    for shown in (page, response, resident.get("/fr/ean-by-sms/home/")):
        assert home.access_point.ean[:8] not in shown.content.decode().replace(" ", "")


def test_home_of_somebody_else_does_not_exist(home, resident):
    other = OccupancyFactory()
    response = resident.post("/fr/ean-by-sms/home/", {"token": uuid4(), "home": other.public_id})
    assert response.status_code == 404
    assert not EanDelivery.objects.exists()


def test_fourth_delivery_of_a_day_is_refused_in_words(home, resident):
    answers = [
        resident.post("/fr/ean-by-sms/home/", {"token": uuid4(), "home": home.occupancy.public_id})
        for _ in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Trop d" in answers[-1].content.decode()


ASKED = {
    "company": "Immo Meuse SA",
    "contact": "Jean Martin",
    "answer_by": "email",
    "email": "jean@example.org",
    "wish": "Changement de fournisseur",
}


def ask_list(client=None, **changes):
    fields = ASKED | {"token": uuid4(), "lines": "Rue de Fer 12, 5000 Namur; 1SAG1105004812"} | changes
    return (client or Client()).post("/fr/ean-by-sms/list/", fields, follow=True)


def test_typed_list_becomes_a_request_with_a_page_and_a_deadline(db):
    response = ask_list()
    request = EanRequest.objects.get()
    assert response.request["PATH_INFO"] == f"/fr/ean-by-sms/list/{request.public_id}/"
    assert request.reference in response.content.decode()
    assert [line.meter_number for line in request.lines.all()] == ["1SAG1105004812"]


def test_csv_file_becomes_a_request(db):
    content = "Adresse;Compteur\nRue de Fer 12, 5000 Namur;1SAG1105004812\n".encode("cp1252")
    ask_list(lines="", file=SimpleUploadedFile("liste.csv", content, "text/csv"))
    assert EanRequest.objects.get().lines.count() == 1


def test_five_thousand_malformed_lines_are_named_and_nothing_typed_is_lost(db):
    response = ask_list(file=SimpleUploadedFile("liste.csv", b"Rue\n" * 5000, "text/csv"))
    page = response.content.decode()
    assert "Corrigez 5000 lignes" in page
    assert "Ligne 50<" in page
    assert "Ligne 51<" not in page
    assert 'value="Immo Meuse SA"' in page
    assert "Rue de Fer 12, 5000 Namur" in page
    assert not EanRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lines": ""}, "Indiquez au moins une adresse"),
        ({"email": ""}, "Indiquez votre adresse e-mail"),
        ({"lines": "Rue de Fer 12, 5000 Namur; 1SAG1105004812\n" * 501}, "Indiquez au plus 500 lignes"),
        ({"lines": "Rue\n" * 10_001}, "Indiquez au plus 500 lignes"),
        ({"file": SimpleUploadedFile("liste.xlsx", b"PK\x00\x00")}, "Choisissez un fichier CSV"),
    ],
)
def test_request_that_lacks_something_says_what_to_do(db, changes, message):
    assert message in ask_list(**changes).content.decode()
    assert not EanRequest.objects.exists()


def test_request_sent_twice_is_one(db):
    token = uuid4()
    for _ in range(2):
        ask_list(token=token)
    assert EanRequest.objects.count() == 1


def test_request_is_withdrawn_from_its_page(db):
    client = Client()
    path = ask_list(client).request["PATH_INFO"]
    assert "Retirée" in client.post(path, follow=True).content.decode()
    assert EanRequest.objects.get().state == RequestState.WITHDRAWN
