from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from portal.audit.models import Event
from portal.identity.models import User
from tests.factories import PASSWORD, UserFactory
from tests.portal.identity.conftest import HOME, SECOND, SIGN_IN, app_code, sign_in


def _text(response: Any) -> str:
    """The page without what differs in each answer."""
    page: str = response.content.decode()
    token = response.context["csrf_token"]
    return page.replace(str(token), "")


def test_password_and_app_open_the_home_page(client: Client, user: User, app: TOTPDevice) -> None:
    assert sign_in(client, user.email).headers["Location"] == SECOND
    assert client.get(HOME).headers["Location"].startswith(SECOND)
    answer = client.post(SECOND, {"code": app_code(app)})
    assert answer.headers["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert Event.objects.filter(code="account.signed_in", actor_id=str(user.public_id)).count() == 1


def test_the_e_mail_address_is_read_without_case(client: Client, user: User, app: TOTPDevice) -> None:
    assert sign_in(client, f" {user.email.upper()} ").headers["Location"] == SECOND


def test_the_answer_is_the_same_whatever_is_wrong(client: Client, user: User) -> None:
    UserFactory(email="blocked@example.org", is_active=False)
    pages = {
        _text(sign_in(Client(), email, password)).replace(email, "")
        for email, password in [
            (user.email, "not the password"),
            ("nobody@example.org", PASSWORD),
            ("blocked@example.org", PASSWORD),
        ]
    }
    assert len(pages) == 1


def test_an_unknown_address_costs_a_password_hash_too(client: Client, user: User, settings: Settings) -> None:
    """The hashing is what takes time: it happens as often for an unknown address as for a known one."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    counted: list[str] = []

    class Counting(MD5PasswordHasher):
        def encode(self, password: str, salt: str) -> str:
            counted.append(password)
            return super().encode(password, salt)

    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    globals()["Counting"] = Counting
    sign_in(client, user.email, "one wrong password")
    known = len(counted)
    sign_in(client, "nobody@example.org", "one wrong password")
    assert known == len(counted) - known == 1


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("", ""),
        ("", PASSWORD),
        ("somebody@example.org", ""),
        ("somebody", PASSWORD),
        ("@example.org", PASSWORD),
        ("a@b", PASSWORD),
        ("a b@example.org", PASSWORD),
        ("a" * 300 + "@example.org", PASSWORD),
        ("somebody@example.org", "x" * 10_000),
        ("somebody@example.org\x00", PASSWORD),
        ("somebody@example.org", "a\x00b"),
        ("somebody@example.org\r\nBcc: other@example.org", PASSWORD),
        ("<script>alert(1)</script>@example.org", PASSWORD),
        ("' OR 1=1 --@example.org", PASSWORD),
        ("somebody@пример.рф", "пароль пароль"),
        ("😀@example.org", PASSWORD),
        ("somebody@example.org,other@example.org", PASSWORD),
    ],
)
def test_bad_input_gets_a_message_and_nobody_in(client: Client, db: None, email: str, password: str) -> None:
    answer = sign_in(client, email, password)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert b"<script>alert" not in answer.content
    assert "error-summary" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_post_without_fields_is_told_what_is_missing(client: Client, db: None) -> None:
    assert set(client.post(SIGN_IN).context["form"].errors) == {"email", "password"}


def test_after_ten_tries_the_account_waits_and_a_known_one_like_an_unknown_one(client: Client, user: User) -> None:
    for email in (user.email, "nobody@example.org"):
        answers = [sign_in(client, email, "not the password").status_code for _ in range(11)]
        assert answers == [200] * 10 + [429]
    assert sign_in(client, user.email).status_code == 429


def test_a_success_gives_the_account_its_tries_back(client: Client, user: User) -> None:
    for _ in range(9):
        sign_in(client, user.email, "not the password")
    assert sign_in(client, user.email).status_code == 302
    client.post("/fr/sign-out/")
    assert sign_in(client, user.email, "not the password").status_code == 200


def test_one_client_may_not_try_many_accounts(client: Client, db: None) -> None:
    answers = [sign_in(client, f"person{n}@example.org", "x").status_code for n in range(41)]
    assert answers == [200] * 40 + [429]


def test_nobody_signs_in_while_redis_is_away(client: Client, user: User, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert sign_in(client, user.email).status_code == 503
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "/\t/evil.example",
        "https:///evil.example",
        "//evil.example@testserver/",
        "http://testserver@evil.example/",
        "\x00//evil.example",
        "home",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, user: User, app: TOTPDevice, target: str) -> None:
    sign_in(client, user.email)
    answer = client.post(SECOND, {"code": app_code(app), "next": target})
    assert answer.headers["Location"] == HOME


def test_the_wanted_page_is_kept_through_both_factors(client: Client, user: User, app: TOTPDevice) -> None:
    wanted = "/fr/account/?a=1&b=2"
    first = client.get(wanted).headers["Location"]
    assert (
        "next=" in client.get(first).content.decode()
        or wanted.replace("&", "&amp;") in client.get(first).content.decode()
    )
    second = client.post(first, {"email": user.email, "password": PASSWORD}).headers["Location"]
    assert client.post(second, {"code": app_code(app)}).headers["Location"] == wanted
