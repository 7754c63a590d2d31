"""Giving a reading: into the history when plausible, kept either way; bad input; other people's homes (R12)."""

import io
import os
import zlib
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.operations import Given, follow, forget_photos, give_reading
from consumption.customer_readings.states import ReadingState
from consumption.models import IndexReading
from portal.access.actor import Actor, ActorKind
from portal.audit.models import Event
from portal.correspondence.models import Letter
from portal.correspondence.reading_codes import code_on
from portal.customers.models import Occupancy
from tests.consumption.customer_readings.homes import LAST, NOW, TODAY, annual, give, signed_in, typed
from tests.factories import CustomerFactory, OccupancyFactory, UserFactory
from tests.journeys.people import a_letter_to

SOMEBODY = Actor(ActorKind.RESIDENT, id="r")


def test_a_plausible_reading_is_in_the_history_at_once(db):
    occupancy = annual()
    client = signed_in(occupancy.customer.user)
    page = give(client, occupancy, "009 800").content.decode()
    assert "acceptée" in page or "accepté" in page
    row = IndexReading.objects.get(day=TODAY)
    assert (row.value, row.source) == (9_800_000, "customer")
    shown = client.get(f"/fr/consumption/{occupancy.access_point.public_id}/").content.decode()
    assert "900" in shown  # 7,900 to 9,800 kWh
    assert Event.objects.get(code="reading_given").subject == str(occupancy.customer.public_id)


def test_an_implausible_one_is_kept_asked_about_and_not_in_the_history(db):
    occupancy = annual()
    client = signed_in(occupancy.customer.user)
    page = give(client, occupancy, "98000")
    assert "virgule" in page.content.decode()
    reading = CustomerReading.objects.get()
    assert (reading.state, reading.doubts["1.8.1"]["code"]) == (ReadingState.WAITING, "much")
    assert not IndexReading.objects.filter(day=TODAY).exists()
    client.post(f"/fr/readings/{reading.public_id}/confirm/")
    reading.refresh_from_db()
    assert reading.confirmed_at is not None
    give(client, occupancy, "9800")
    reading.refresh_from_db()
    assert reading.state == ReadingState.REPLACED
    assert IndexReading.objects.get(day=TODAY).value == 9_800_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"index_1_8_1": "98a0"}, "index_1_8_1"),
        ({"index_1_8_1": ""}, "index_1_8_1"),
        ({"index_1_8_1": "-5"}, "index_1_8_1"),
        ({"index_1_8_1": "1e5"}, "index_1_8_1"),
        ({"index_1_8_1": "٩٨٠٠"}, "index_1_8_1"),
        ({"index_1_8_1": "9800,5"}, "index_1_8_1"),
        ({"index_1_8_1": "123456789012345"}, "index_1_8_1"),
        ({"index_1_8_1": "9" * 5000}, "index_1_8_1"),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "day"),
        ({"day": "31/02/2026"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "2019-01-01"}, "day"),
    ],
)
def test_bad_input_gets_an_error_at_its_field_and_keeps_what_was_typed(db, changes, field):
    occupancy = annual()
    path = f"/fr/readings/home/{occupancy.access_point.public_id}/"
    page = signed_in(occupancy.customer.user).post(path, {**typed(), **changes})
    assert list(page.context["form"].errors) == [field]
    assert not CustomerReading.objects.exists()


def test_what_the_former_occupant_used_does_not_count(db):
    occupancy = annual()
    moved_in = LAST - timedelta(days=30)
    Occupancy.objects.filter(pk=occupancy.pk).update(start=moved_in)
    page = give(signed_in(occupancy.customer.user), occupancy, "17900").content.decode()
    assert "accepté" in page  # for all that it is thrice what was used before
    assert CustomerReading.objects.get().doubts == {}


def test_a_form_sent_again_with_another_index_is_another_reading(db):
    occupancy, token = annual(), str(uuid4())
    client = signed_in(occupancy.customer.user)
    for index in ("98000", "98000", "9800"):  # back in the browser: the form still bears its token
        give(client, occupancy, index, token=token)
    states = CustomerReading.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ReadingState.REPLACED, ReadingState.ACCEPTED]


def test_a_day_that_we_read_already_is_refused(db):
    occupancy = annual()
    IndexReading.objects.filter(day=LAST).update(day=TODAY - timedelta(days=3))
    page = give(signed_in(occupancy.customer.user), occupancy, day=(TODAY - timedelta(days=3)).isoformat())
    assert "day" in page.context["form"].errors


def test_the_reading_of_who_moved_out_on_a_day_stays_when_the_next_occupant_gives_another(db):
    former = annual()
    give(signed_in(former.customer.user), former)
    former.end = TODAY
    former.save()
    follow(occupancy=former)
    user = UserFactory()
    newcomer = OccupancyFactory(access_point=former.access_point, start=TODAY, customer=CustomerFactory(user=user))
    page = give(signed_in(user), newcomer, "9900")
    assert "day" in page.context["form"].errors
    assert CustomerReading.objects.get().state == ReadingState.ACCEPTED
    assert IndexReading.objects.get(day=TODAY).value == 9_800_000


def test_a_resident_whom_a_letter_asks_corrects_the_reading_without_its_code(db):
    occupancy = annual()
    a_letter_to(occupancy.access_point)
    client = signed_in(occupancy.customer.user)
    page = give(client, occupancy, "98000")
    assert CustomerReading.objects.get().letter is not None
    assert page.context["correct"] == f"/fr/readings/home/{occupancy.access_point.public_id}/"
    assert client.get(page.context["correct"]).status_code == 200


def test_nobody_else_gives_sees_confirms_or_illustrates(db):
    occupancy = annual()
    give(signed_in(occupancy.customer.user), occupancy, "98000")
    reading = CustomerReading.objects.get()
    other = annual()
    client = signed_in(other.customer.user)
    assert client.get(f"/fr/readings/home/{occupancy.access_point.public_id}/").status_code == 404
    for visitor in (client, Client()):
        assert visitor.get(f"/fr/readings/{reading.public_id}/").status_code == 404
        assert visitor.post(f"/fr/readings/{reading.public_id}/confirm/").status_code == 404
        assert visitor.post(f"/fr/readings/{reading.public_id}/", {"photo": _jpeg()}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_four_times_at_once_is_one_reading():
    occupancy, barrier, token = annual(), Barrier(4), uuid4()
    meter = occupancy.access_point.meters.get()

    def send() -> None:
        barrier.wait()
        try:
            given = Given({"1.8.1": 9_800_000}, TODAY, token)
            give_reading(
                occupancy=occupancy, meter=meter, given=given, actor=SOMEBODY, letter=None, now=timezone.now()
            )
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CustomerReading.objects.count() == IndexReading.objects.filter(day=TODAY).count() == 1


def test_a_back_dated_move_out_takes_the_reading_back_and_its_cancellation_restores_it(db):
    occupancy = annual()
    give(signed_in(occupancy.customer.user), occupancy)
    occupancy.end = TODAY - timedelta(days=20)
    occupancy.save()
    follow(occupancy=occupancy)
    assert CustomerReading.objects.get().state == ReadingState.VOID
    assert not IndexReading.objects.filter(day=TODAY).exists()
    occupancy.end = None
    occupancy.save()
    for _ in range(2):
        follow(occupancy=occupancy)
    assert CustomerReading.objects.get().state == ReadingState.ACCEPTED
    assert IndexReading.objects.get(day=TODAY).value == 9_800_000


def _jpeg(size: tuple[int, int] = (3000, 1500), **saved) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a-secret-place"
    Image.new("RGB", size, "navy").save(drawn, "JPEG", exif=exif, **saved)
    return SimpleUploadedFile("meter.jpg", drawn.getvalue(), "image/jpeg")


def _bomb() -> SimpleUploadedFile:
    """A PNG of a few hundred bytes that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    side = (60_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    body = chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return SimpleUploadedFile("bomb.png", b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b""), "image/png")


def _lying() -> SimpleUploadedFile:
    """A photo whose metadata Pillow reads and cannot write again."""
    exif = bytes.fromhex(
        "4578696600004d4d002a000000080002010000020000000600000026011200030000000100060000000000006d616b657200"
    )
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")


def _waiting(db) -> tuple[Client, str]:
    occupancy = annual()
    client = signed_in(occupancy.customer.user)
    give(client, occupancy, "98000")
    return client, f"/fr/readings/{CustomerReading.objects.get().public_id}/"


def test_a_photo_is_drawn_anew_without_what_it_carried(db):
    client, path = _waiting(db)
    assert client.post(path, {"photo": _jpeg()}).status_code == 302
    kept = bytes(CustomerReading.objects.get().photo)
    assert b"a-secret-place" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (2000, 1000), {})
    CustomerReading.objects.update(decided_at=NOW - timedelta(days=100))
    assert forget_photos(now=NOW) == 1
    assert CustomerReading.objects.get().photo is None


@pytest.mark.parametrize(
    ("photo", "code"),
    [
        (lambda: SimpleUploadedFile("photo.jpg", b"%PDF-1.7\n" + b"x" * 500, "image/jpeg"), "not_photo"),
        (_bomb, "too_many_pixels"),
        (lambda: SimpleUploadedFile("cut.jpg", _jpeg().read()[:3000], "image/jpeg"), "broken"),
        (
            lambda: SimpleUploadedFile("large.jpg", _jpeg().read() + os.urandom(10_500_000), "image/jpeg"),
            "too_large",
        ),
        (_lying, "broken"),
        (lambda: SimpleUploadedFile("empty.jpg", b"", "image/jpeg"), "empty"),
        (
            lambda: SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
            "not_photo",
        ),
    ],
)
def test_what_is_no_photo_is_refused_at_its_field_and_the_reading_stays(db, photo, code):
    client, path = _waiting(db)
    page = client.post(path, {"photo": photo()})
    assert page.context["form"].errors.as_data()["photo"][0].code == code
    assert CustomerReading.objects.get().photo is None


def test_a_body_far_beyond_the_limit_is_not_even_read(db):
    client, path = _waiting(db)
    big = SimpleUploadedFile("big.jpg", bytes(20_000_000), "image/jpeg")
    assert client.post(path, {"photo": big}).status_code in (400, 413)


def _letter(occupancy) -> tuple[Letter, str]:
    a_letter_to(occupancy.access_point)
    letter = Letter.objects.get(occupancy=occupancy)
    return letter, code_on(letter.public_id, letter.reading_code)


def test_the_code_on_a_letter_opens_the_form_and_shows_neither_name_nor_last_index(db):
    occupancy = annual()
    letter, code = _letter(occupancy)
    visitor = Client()
    page = visitor.get(f"/r/{code.lower()}", follow=True)
    text = page.content.decode()
    assert page.redirect_chain[0][0] == f"/{letter.language}/readings/letter/"
    for hidden in (occupancy.customer.name, "7 900", "7900", occupancy.access_point.street):
        assert hidden not in text
    page = visitor.post("/fr/readings/letter/", typed(), follow=True)
    assert CustomerReading.objects.get().state == ReadingState.ACCEPTED
    letter.refresh_from_db()
    assert letter.answered_at is not None


def test_a_code_dies_with_the_occupancy_also_in_a_session_that_is_open(db):
    occupancy = annual()
    code = _letter(occupancy)[1]
    visitor = Client()
    visitor.get(f"/r/{code}")
    assert visitor.get("/fr/readings/letter/").status_code == 200
    occupancy.end = TODAY
    occupancy.save()
    assert visitor.get("/fr/readings/letter/").status_code == 302
    page = Client().get(f"/r/{code}")
    assert "code" in page.context["form"].errors


def test_codes_cannot_be_guessed_for_long(db):
    visitor = Client()
    answers = [visitor.post("/fr/readings/code/", {"code": "AAAAA-AAAAA"}).status_code for _ in range(17)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_resident_without_a_meter_to_read_has_nothing_to_do(db):
    page = signed_in(UserFactory()).get("/fr/readings/")
    assert page.status_code == 200
    assert not page.context["homes"]
