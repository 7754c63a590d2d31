"""An account follows from a confirmed look-up, and belongs to the customer of that look-up alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.audit.models import Event
from portal.identity.codes import CodeRefused
from portal.identity.models import User
from portal.limits import LimitReached
from portal.look_up import tasks
from portal.look_up.operations import confirm
from portal.look_up.sign_up import UnableToSignUp, confirm_account, link_home, open_account
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.factories import PASSWORD as FACTORY_PASSWORD
from tests.factories import UserFactory
from tests.journeys.people import session_of
from tests.portal.identity.conftest import app_code

from .conftest import code_sent

pytestmark = pytest.mark.django_db

PASSWORD = "Tournai-Coquelicot-48"


@pytest.fixture
def opened(home):
    return confirm(look_up_id=home.look_up().pk, code=code_sent(), now=timezone.now())


def sign_up(look_up, email="claire@example.org", password=PASSWORD, now=None) -> User | None:
    return open_account(
        look_up_id=look_up.pk, email=email, password=password, language="nl", now=now or timezone.now()
    )


def test_account_belongs_to_the_customer_once_the_address_is_confirmed(home, opened):
    user = sign_up(opened)
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user is None
    confirm_account(look_up_id=opened.pk, user_id=user.pk, code=code_sent(), now=timezone.now())
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user == user
    user.refresh_from_db()
    assert user.email_confirmed_at is not None
    assert (user.language, user.mobile) == ("nl", home.occupancy.customer.mobile)
    assert Event.objects.filter(code="account_linked", subject=str(home.occupancy.customer.public_id)).exists()


def test_address_in_use_looks_the_same_and_its_owner_is_told(opened):
    UserFactory(email="claire@example.org")
    assert sign_up(opened) is None
    assert Message.objects.latest("pk").template == "address_in_use.email"
    with pytest.raises(CodeRefused):
        confirm_account(look_up_id=opened.pk, user_id=None, code="123456", now=timezone.now())


def test_wrong_codes_are_refused_alike_whether_or_not_the_address_is_in_use(opened):
    UserFactory(email="taken@example.org")
    refusals = []
    for email in ("free@example.org", "taken@example.org"):
        user = sign_up(opened, email=email)
        for _ in range(7):
            with pytest.raises(CodeRefused) as refusal:
                confirm_account(
                    look_up_id=opened.pk, user_id=user.pk if user else None, code="no code", now=timezone.now()
                )
            refusals.append(refusal.value.reason)
    assert refusals[:7] == refusals[7:] == ["wrong"] * 5 + ["used_up"] * 2


def test_one_look_up_opens_no_flood_of_accounts(opened):
    for number in range(5):
        sign_up(opened, email=f"claire{number}@example.org")
    with pytest.raises(LimitReached):
        sign_up(opened, email="claire5@example.org")


def test_customer_with_an_account_gets_no_second_one(home, opened):
    home.occupancy.customer.user = UserFactory()
    home.occupancy.customer.save()
    with pytest.raises(UnableToSignUp, match="has_account"):
        sign_up(opened)


def test_two_sign_ups_of_one_customer_give_one_account_its_home(home, opened):
    first = sign_up(opened, email="first@example.org")
    first_code = code_sent()
    second = sign_up(opened, email="second@example.org")
    confirm_account(look_up_id=opened.pk, user_id=second.pk, code=code_sent(), now=timezone.now())
    with pytest.raises(UnableToSignUp, match="has_account"):
        confirm_account(look_up_id=opened.pk, user_id=first.pk, code=first_code, now=timezone.now())
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user == second


def test_sign_up_ends_when_the_occupant_moves_out(home, opened):
    user = sign_up(opened)
    home.occupancy.end = belgian_day(timezone.now())
    home.occupancy.save()
    with pytest.raises(UnableToSignUp, match="closed"):
        confirm_account(look_up_id=opened.pk, user_id=user.pk, code=code_sent(), now=timezone.now())
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user is None


def test_who_confirms_too_late_keeps_the_code_and_an_account_that_was_never_used(home, opened):
    user = sign_up(opened)
    with pytest.raises(UnableToSignUp, match="closed"):
        confirm_account(
            look_up_id=opened.pk, user_id=user.pk, code=code_sent(), now=timezone.now() + timedelta(minutes=61)
        )
    user.refresh_from_db()
    assert user.email_confirmed_at is None  # so the same address may begin again


def test_confirming_twice_leads_to_sign_in_and_not_to_an_error(client, home, opened):
    user = sign_up(opened)
    session = client.session
    session["look_up"] = {"id": opened.pk, "public_id": str(opened.public_id)}
    session["sign_up"] = {"user": user.pk, "email": user.email}
    session.save()
    code = code_sent()
    confirm_account(look_up_id=opened.pk, user_id=user.pk, code=code, now=timezone.now())  # the first press
    response = client.post(reverse("look_up:confirm_account"), {"code": code})
    assert response.status_code == 302
    assert response.url == reverse("identity:sign_in")


def test_sign_up_ends_with_the_hour_of_the_look_up(opened):
    with pytest.raises(UnableToSignUp, match="closed"):
        sign_up(opened, now=timezone.now() + timedelta(minutes=61))


def test_unconfirmed_look_up_opens_no_account(home):
    with pytest.raises(UnableToSignUp, match="closed"):
        sign_up(home.look_up())


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "password1234", "claire@example.org", "123456789012"]
)
def test_weak_password_opens_no_account(opened, password):
    with pytest.raises(ValidationError):
        sign_up(opened, password=password)
    assert not User.objects.exists()


def test_resident_adds_a_home_to_the_account(home, opened):
    user = UserFactory()
    link_home(look_up_id=opened.pk, user=user, now=timezone.now())
    link_home(look_up_id=opened.pk, user=user, now=timezone.now())
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user == user
    assert Event.objects.filter(code="account_linked").count() == 1


def test_mobile_that_changed_lately_is_no_second_factor_and_is_told_of_nothing(home):
    customer = home.occupancy.customer
    customer.email, customer.mobile_changed_at = "on.file@example.org", timezone.now()
    customer.save()
    opened = confirm(look_up_id=home.look_up().pk, code=code_sent(), now=timezone.now())
    user = sign_up(opened)
    confirm_account(look_up_id=opened.pk, user_id=user.pk, code=code_sent(), now=timezone.now())
    assert user.mobile == ""
    assert [one.email for one in Message.objects.filter(template__startswith="account_linked")] == [customer.email]


def test_contact_on_file_is_told_of_an_account_once(home, opened):
    user = UserFactory()
    link_home(look_up_id=opened.pk, user=user, now=timezone.now())
    link_home(look_up_id=opened.pk, user=user, now=timezone.now())
    told = Message.objects.filter(template="account_linked.sms")
    assert [message.mobile for message in told] == [home.occupancy.customer.mobile]


def test_home_is_added_by_a_press_of_the_button_and_not_by_a_visit(client, home, opened):
    user = UserFactory()
    signed_in(client, user)
    session = client.session
    session["look_up"] = {"id": opened.pk, "public_id": str(opened.public_id)}
    session.save()
    assert client.get(reverse("look_up:account")).url == reverse("look_up:add_home")
    assert client.get(reverse("look_up:add_home")).status_code == 200
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user is None
    assert client.post(reverse("look_up:add_home")).url == reverse("pages:home_resident")
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user == user


def signed_in(client, user: User) -> None:
    """Give the client a session of `user` with the second factor given."""
    session = session_of(user)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def test_who_signs_in_on_a_shared_browser_does_not_get_the_home_that_a_code_opened(client, home, opened):
    session = client.session
    session["look_up"] = {"id": opened.pk, "public_id": str(opened.public_id)}
    session.save()
    neighbour = UserFactory()
    device = TOTPDevice.objects.create(user=neighbour, name="app")
    client.post(reverse("identity:sign_in"), {"email": neighbour.email, "password": FACTORY_PASSWORD})
    client.post(reverse("identity:second_factor"), {"code": app_code(device)})
    assert client.get(reverse("look_up:account")).url == reverse("look_up:sign_up")
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user is None


def test_home_of_another_account_is_not_taken_over(home, opened):
    owner = UserFactory()
    home.occupancy.customer.user = owner
    home.occupancy.customer.save()
    with pytest.raises(UnableToSignUp, match="has_account"):
        link_home(look_up_id=opened.pk, user=UserFactory(), now=timezone.now())
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user == owner


def test_sign_up_pages_lead_from_the_numbers_to_the_second_factor(client, home, monkeypatch):
    monkeypatch.setattr("portal.look_up.views.wake", tasks.judge_look_up)
    client.post(reverse("look_up:sign_up"), {"ean": home.access_point.ean, "meter_number": home.meter_number})
    response = client.post(reverse("look_up:code"), {"code": code_sent()})
    assert response.url == reverse("look_up:account")
    response = client.post(response.url, {"email": "Claire@Example.org", "password": PASSWORD})
    assert response.url == reverse("look_up:confirm_account")
    assert b"claire@example.org" in client.get(response.url).content
    response = client.post(response.url, {"code": code_sent()})
    assert response.url == reverse("identity:choose_second_factor")
    home.occupancy.customer.refresh_from_db()
    assert home.occupancy.customer.user.email == "claire@example.org"


def test_account_page_without_a_look_up_leads_to_its_start(client, db):
    assert client.get(reverse("look_up:account")).url == reverse("look_up:start")
