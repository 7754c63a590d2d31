"""Sessions: when they begin and end, whatever the cookie says, and what they open before the second factor."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity.models import Session, User
from portal.identity.operations import block
from tests.portal.identity.conftest import HOME, SECOND, SIGN_IN, app_code, sign_in

pytestmark = pytest.mark.django_db


def test_the_session_key_changes_at_each_factor(client: Client, user: User, app: TOTPDevice) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    keys = [session.session_key]
    sign_in(client, user.email)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": app_code(app)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert not Session.objects.filter(session_key__in=keys[:2]).exists()


def test_a_session_ends_after_thirty_minutes_without_a_request(verified: Client) -> None:
    sessions = Session.objects.all()
    sessions.update(seen_at=timezone.now() - timedelta(minutes=29))
    assert verified.get(HOME).status_code == 200
    sessions.update(seen_at=timezone.now() - timedelta(minutes=30))
    assert verified.get(HOME).headers["Location"].startswith(SIGN_IN)


def test_each_request_starts_the_thirty_minutes_again(verified: Client) -> None:
    sessions = Session.objects.all()
    for _ in range(3):
        sessions.update(seen_at=timezone.now() - timedelta(minutes=20))
        assert verified.get(HOME).status_code == 200
        assert timezone.now() - sessions.get().seen_at < timedelta(minutes=1)


def test_a_session_ends_eight_hours_after_sign_in_however_busy(
    client: Client, user: User, app: TOTPDevice
) -> None:
    sign_in(client, user.email)
    client.post(SECOND, {"code": app_code(app)})
    session = client.session
    session["signed_in_at"] -= 7 * 3600
    session.save()
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    session["signed_in_at"] -= 3600
    session.save()
    assert client.get(HOME).headers["Location"].startswith(SIGN_IN)


def test_blocking_a_user_ends_the_sessions_at_once(verified: Client, user: User) -> None:
    block(user=user, now=timezone.now())
    assert verified.get(HOME).headers["Location"].startswith(SIGN_IN)
    assert not Session.objects.filter(user=user).exists()
    assert sign_in(Client(), user.email).status_code == 200


def test_signing_out_ends_the_session_for_good(verified: Client) -> None:
    cookie = verified.cookies["raccord"].value
    assert verified.post("/fr/sign-out/").status_code == 302
    again = Client()
    again.cookies["raccord"] = cookie
    assert again.get(HOME).status_code == 302


def test_signing_out_takes_more_than_a_link(verified: Client) -> None:
    assert verified.get("/fr/sign-out/").status_code == 405
    assert verified.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "cookie", [r'"abcdefghijklmnop\000"', r'"\377bcdefghijklmnop"', "x" * 300, "abc", "é" * 32, "a'; --bcdefgh"]
)
def test_a_forged_session_cookie_is_a_stranger_and_no_fault(cookie: str) -> None:
    browser = Client(headers={"cookie": f"raccord={cookie}"}, raise_request_exception=False)

    assert browser.get("/en/").status_code == 200
    assert browser.get("/en/home/").headers["Location"].startswith("/en/sign-in/")


def test_with_the_password_alone_a_history_asks_for_the_second_factor_and_comes_back(
    client: Client, user: User, app: TOTPDevice
) -> None:
    wanted = f"/fr/consumption/{user.public_id}/?view=year"
    client.force_login(user)
    answer = client.get(wanted)
    assert answer.headers["Location"].startswith(f"{reverse('identity:second_factor')}?next=")
    answer = client.post(answer.headers["Location"], {"code": app_code(app)})
    assert answer.headers["Location"] == wanted
