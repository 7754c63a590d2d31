"""R4: two numbers open a request, a code to the contact on file proves who asks."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.access.grants import NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.queries import access_points_for
from portal.audit.models import Event
from portal.identity.codes import Reason
from portal.limits import LimitReached
from portal.look_up.models import LookUp
from portal.look_up.operations import CODES_PER_OCCUPANCY, UnableToConfirm, confirm, judge
from portal.look_up.states import LookUpState
from portal.messaging.models import Message
from portal.primitives.period import Period, belgian_day, years_before
from tests.factories import AccessPointFactory, MeterFactory, OccupancyFactory, an_ean

from .conftest import code_sent

pytestmark = pytest.mark.django_db


def actor_of(look_up: LookUp) -> Actor:
    return Actor(ActorKind.LOOK_UP, id=str(look_up.public_id), look_up_id=look_up.pk)


def grant_of(look_up: LookUp, now=None, kinds=(DataKind.HISTORY,)):
    return decide(
        actor=actor_of(look_up),
        access_point=look_up.occupancy.access_point,
        kinds=kinds,
        period=Period(date(2000, 1, 1)),
        now=now or timezone.now(),
    )


def test_right_pair_sends_a_code_to_the_mobile_on_file(home):
    look_up = home.look_up()
    assert look_up.state == LookUpState.CODE_SENT
    message = Message.objects.get()
    assert message.mobile == home.occupancy.customer.mobile
    assert message.template == "look_up_code.sms"
    assert message.bound_to == str(home.occupancy.public_id)


def test_code_goes_by_email_when_no_mobile_is_on_file(home):
    home.occupancy.customer.mobile, home.occupancy.customer.email = "", "on.file@example.org"
    home.occupancy.customer.save()
    home.look_up()
    assert Message.objects.get().template == "look_up_code.email"


def test_without_a_contact_on_file_a_letter_is_wanted(home):
    home.occupancy.customer.mobile = ""
    home.occupancy.customer.save()
    look_up = home.look_up()
    assert look_up.state == LookUpState.LETTER_WANTED
    assert look_up.occupancy == home.occupancy
    assert not Message.objects.exclude(template="history.letter").exists()


@pytest.mark.parametrize(("email", "template"), [("on.file@example.org", "look_up_code.email"), ("", "")])
def test_mobile_that_changed_lately_gets_no_code(home, email, template):
    customer = home.occupancy.customer
    customer.email, customer.mobile_changed_at = email, timezone.now() - timedelta(days=29)
    customer.save()
    look_up = home.look_up()
    assert look_up.state == (LookUpState.CODE_SENT if email else LookUpState.LETTER_WANTED)
    assert [one.template for one in Message.objects.exclude(template="history.letter")] == [template] * bool(email)


def test_mobile_that_changed_a_month_ago_gets_the_code_before_the_email(home):
    customer = home.occupancy.customer
    customer.email, customer.mobile_changed_at = "on.file@example.org", timezone.now() - timedelta(days=31)
    customer.save()
    home.look_up()
    assert Message.objects.get().template == "look_up_code.sms"


def test_wrong_meter_number_sends_nothing(home):
    assert home.look_up(meter_number="1SAG9999999999").state == LookUpState.REFUSED
    assert not Message.objects.exists()


def test_unknown_ean_sends_nothing(home):
    assert home.look_up(ean=an_ean(99_999)).state == LookUpState.REFUSED
    assert not Message.objects.exists()


def test_vacant_home_sends_nothing(home):
    home.occupancy.end = belgian_day(timezone.now())
    home.occupancy.save()
    assert home.look_up().state == LookUpState.REFUSED
    assert not Message.objects.exists()


def test_removed_meter_opens_nothing(home):
    meter = home.access_point.meters.get()
    meter.removed_on = belgian_day(timezone.now())
    meter.save()
    assert home.look_up().state == LookUpState.REFUSED


def test_meter_of_another_home_opens_nothing(home):
    other = MeterFactory(access_point=AccessPointFactory())
    assert home.look_up(meter_number=other.number).state == LookUpState.REFUSED


def test_what_was_typed_is_erased_once_judged(home):
    for look_up in (home.look_up(), home.look_up(meter_number="1SAG9999999999")):
        assert (look_up.ean, look_up.meter_number) == ("", "")


def test_judging_twice_sends_one_code(home):
    look_up = home.look_up()
    judge(look_up_id=look_up.pk, now=timezone.now())
    assert Message.objects.count() == 1


def test_code_opens_annual_and_monthly_history_of_the_current_occupancy(home):
    look_up = home.look_up()
    look_up = confirm(look_up_id=look_up.pk, code=code_sent(), now=timezone.now())
    grant = grant_of(look_up)
    today = belgian_day(timezone.now())
    assert grant.basis is LegalBasis.LOOK_UP_CODE
    assert grant.granularity is Granularity.MONTH
    assert grant.period == Period(years_before(today, 3), today + timedelta(days=1))
    assert grant.subject == str(home.occupancy.customer.public_id)
    assert list(access_points_for(actor_of(look_up), now=timezone.now())) == [home.access_point]


def test_history_of_a_recent_occupant_begins_with_the_move_in(home):
    start = belgian_day(timezone.now()) - timedelta(days=40)
    home.occupancy.start = start
    home.occupancy.save()
    look_up = confirm(look_up_id=home.look_up().pk, code=code_sent(), now=timezone.now())
    assert grant_of(look_up).period.start == start


def test_nothing_is_open_before_the_code(home):
    look_up = home.look_up()
    with pytest.raises(NotVisible):
        grant_of(look_up)
    assert not access_points_for(actor_of(look_up), now=timezone.now()).exists()


def test_look_up_opens_no_other_home(home):
    look_up = confirm(look_up_id=home.look_up().pk, code=code_sent(), now=timezone.now())
    other = OccupancyFactory().access_point
    with pytest.raises(NotVisible):
        decide(
            actor=actor_of(look_up),
            access_point=other,
            kinds=[DataKind.HISTORY],
            period=Period(date(2000, 1, 1)),
            now=timezone.now(),
        )


def test_look_up_closes_with_the_occupancy(home):
    look_up = confirm(look_up_id=home.look_up().pk, code=code_sent(), now=timezone.now())
    home.occupancy.end = belgian_day(timezone.now())
    home.occupancy.save()
    with pytest.raises(NotVisible):
        grant_of(look_up)


def test_look_up_closes_after_an_hour(home):
    now = timezone.now()
    look_up = confirm(look_up_id=home.look_up(now=now).pk, code=code_sent(), now=now)
    grant_of(look_up, now + timedelta(minutes=59))
    with pytest.raises(NotVisible):
        grant_of(look_up, now + timedelta(minutes=61))


def test_wrong_code_opens_nothing(home):
    look_up = home.look_up()
    wrong = "000000" if code_sent() != "000000" else "111111"
    with pytest.raises(UnableToConfirm) as refusal:
        confirm(look_up_id=look_up.pk, code=wrong, now=timezone.now())
    assert refusal.value.reason is Reason.WRONG
    with pytest.raises(NotVisible):
        grant_of(look_up)


def test_code_works_once(home):
    look_up = home.look_up()
    code = code_sent()
    confirm(look_up_id=look_up.pk, code=code, now=timezone.now())
    with pytest.raises(UnableToConfirm):
        confirm(look_up_id=look_up.pk, code=code, now=timezone.now())


@pytest.mark.parametrize("attempt", range(1, 8))
def test_trying_codes_answers_the_same_for_a_right_and_a_wrong_pair(home, attempt):
    answers = []
    for meter_number in (home.meter_number, "1SAG9999999999"):
        look_up = home.look_up(meter_number=meter_number)
        for _ in range(attempt):
            with pytest.raises(UnableToConfirm) as refusal:
                confirm(look_up_id=look_up.pk, code="not a code", now=timezone.now())
        answers.append(refusal.value.reason)
    assert answers[0] == answers[1]


def test_after_five_failures_even_the_right_pair_stays_closed_for_the_day(home):
    for _ in range(5):
        home.look_up(meter_number="1SAG9999999999")
    assert home.look_up().state == LookUpState.REFUSED
    assert not Message.objects.exists()


def test_right_pair_clears_earlier_failures(home):
    for _ in range(4):
        home.look_up(meter_number="1SAG9999999999")
    assert home.look_up().state == LookUpState.CODE_SENT
    assert home.look_up().state == LookUpState.CODE_SENT


def test_ten_codes_a_day_are_all_that_can_be_guessed_at(home):
    def from_another_client(number: int) -> LookUp:
        return home.look_up(client=f"198.51.100.{number}")

    for number in range(CODES_PER_OCCUPANCY.count):
        assert from_another_client(number).state == LookUpState.CODE_SENT
    assert from_another_client(99).state == LookUpState.REFUSED
    assert Message.objects.count() == CODES_PER_OCCUPANCY.count


def test_code_that_comes_back_after_the_move_out_opens_nothing(home):
    look_up, code = home.look_up(), code_sent()
    home.occupancy.end = belgian_day(timezone.now())  # the market tells late
    home.occupancy.save()
    with pytest.raises(UnableToConfirm):
        confirm(look_up_id=look_up.pk, code=code, now=timezone.now())
    assert not Event.objects.filter(code="look_up_confirmed").exists()


def test_client_gets_ten_look_ups_an_hour(home):
    for number in range(10):
        home.look_up(ean=an_ean(50_000 + number))
    with pytest.raises(LimitReached):
        home.look_up()


def test_resident_finds_the_look_up_in_the_trace(home):
    look_up = home.look_up()
    confirm(look_up_id=look_up.pk, code=code_sent(), now=timezone.now())
    events = Event.objects.filter(subject=str(home.occupancy.customer.public_id)).order_by("pk")
    assert [event.code for event in events] == ["look_up_code_sent", "look_up_confirmed"]
    assert {event.access_point_id for event in events} == {home.access_point.pk}


def test_wrong_pair_leaves_no_trace_about_anybody(home):
    home.look_up(meter_number="1SAG9999999999")
    assert not Event.objects.exists()
