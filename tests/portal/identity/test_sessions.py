"""Sessions, whatever the cookie says, and what they open before the second factor."""

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity.models import User

from .conftest import app_code

pytestmark = pytest.mark.django_db


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
