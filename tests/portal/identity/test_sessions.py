"""Sessions, whatever the cookie says."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "cookie", [r'"abcdefghijklmnop\000"', r'"\377bcdefghijklmnop"', "x" * 300, "abc", "é" * 32, "a'; --bcdefgh"]
)
def test_a_forged_session_cookie_is_a_stranger_and_no_fault(cookie: str) -> None:
    browser = Client(headers={"cookie": f"raccord={cookie}"}, raise_request_exception=False)

    assert browser.get("/en/").status_code == 200
    assert browser.get("/en/home/").headers["Location"].startswith("/en/sign-in/")
