from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from portal.audit.models import Event
from portal.identity.models import RecoveryCode, Session, SmsDevice, User
from portal.identity.operations import block
from portal.identity.operations.second_factors import Method, UnableToVerify, renew_recovery_codes, verify
from tests.factories import PASSWORD, UserFactory
from tests.portal.identity.conftest import Outbox, app_code, wrong

SIGN_IN = "/fr/sign-in/"
SECOND = "/fr/sign-in/second-factor/"
HOME = "/fr/home/"


def _sign_in(client: Client, email: str, password: str = PASSWORD, target: str = "") -> Any:
    return client.post(SIGN_IN, {"email": email, "password": password, "next": target})


def _text(response: Any) -> str:
    """The page without what differs in each answer."""
    page: str = response.content.decode()
    token = response.context["csrf_token"]
    return page.replace(str(token), "")


def test_password_and_app_open_the_home_page(client: Client, user: User, app: TOTPDevice) -> None:
    assert _sign_in(client, user.email).headers["Location"] == SECOND
    assert client.get(HOME).headers["Location"].startswith(SECOND)
    answer = client.post(SECOND, {"code": app_code(app)})
    assert answer.headers["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert Event.objects.filter(code="account.signed_in", actor_id=str(user.public_id)).count() == 1


def test_the_e_mail_address_is_read_without_case(client: Client, user: User, app: TOTPDevice) -> None:
    assert _sign_in(client, f" {user.email.upper()} ").headers["Location"] == SECOND


def test_the_answer_is_the_same_whatever_is_wrong(client: Client, user: User) -> None:
    UserFactory(email="blocked@example.org", is_active=False)
    pages = {
        _text(_sign_in(Client(), email, password)).replace(email, "")
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
    _sign_in(client, user.email, "one wrong password")
    known = len(counted)
    _sign_in(client, "nobody@example.org", "one wrong password")
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
    answer = _sign_in(client, email, password)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert b"<script>alert" not in answer.content
    assert "error-summary" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_post_without_fields_is_told_what_is_missing(client: Client, db: None) -> None:
    assert set(client.post(SIGN_IN).context["form"].errors) == {"email", "password"}


def test_after_ten_tries_the_account_waits_and_a_known_one_like_an_unknown_one(client: Client, user: User) -> None:
    for email in (user.email, "nobody@example.org"):
        answers = [_sign_in(client, email, "not the password").status_code for _ in range(11)]
        assert answers == [200] * 10 + [429]
    assert _sign_in(client, user.email).status_code == 429


def test_a_success_gives_the_account_its_tries_back(client: Client, user: User) -> None:
    for _ in range(9):
        _sign_in(client, user.email, "not the password")
    assert _sign_in(client, user.email).status_code == 302
    client.post("/fr/sign-out/")
    assert _sign_in(client, user.email, "not the password").status_code == 200


def test_one_client_may_not_try_many_accounts(client: Client, db: None) -> None:
    answers = [_sign_in(client, f"person{n}@example.org", "x").status_code for n in range(41)]
    assert answers == [200] * 40 + [429]


def test_nobody_signs_in_while_redis_is_away(client: Client, user: User, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert _sign_in(client, user.email).status_code == 503
    assert "_auth_user_id" not in client.session


def test_the_session_key_changes_at_each_factor(client: Client, user: User, app: TOTPDevice) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    keys = [session.session_key]
    _sign_in(client, user.email)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": app_code(app)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert not Session.objects.filter(session_key__in=keys[:2]).exists()


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
    _sign_in(client, user.email)
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


class TestSecondFactor:
    def test_a_code_of_the_app_works_once(self, user: User, app: TOTPDevice) -> None:
        code = app_code(app)
        statuses = []
        for _ in range(2):
            client = Client()
            _sign_in(client, user.email)
            statuses.append(client.post(SECOND, {"code": code}).status_code)
        assert statuses == [302, 200]

    def test_the_code_of_somebody_elses_app_opens_nothing(
        self, client: Client, user: User, app: TOTPDevice
    ) -> None:
        other = TOTPDevice.objects.create(user=UserFactory(), name="app")
        _sign_in(client, user.email)
        assert client.post(SECOND, {"code": app_code(other)}).status_code == 200
        assert client.get(HOME).status_code == 302

    def test_an_app_that_was_never_confirmed_opens_nothing(
        self, client: Client, user: User, sms: SmsDevice
    ) -> None:
        half = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
        _sign_in(client, user.email)
        client.post(f"{SECOND}?method=app", {"code": app_code(half)})
        assert client.get(HOME).status_code == 302

    def test_whoever_has_sms_only_gets_the_code_at_once(
        self, client: Client, user: User, sms: SmsDevice, outbox: Outbox
    ) -> None:
        answer = _sign_in(client, user.email, target="/fr/account/")
        page = client.get(answer.headers["Location"])
        assert "•••• •• 56" in page.content.decode()
        assert "470123456" not in page.content.decode()
        assert outbox.last("second_factor.sms").mobile == "+32470123456"
        done = client.post(answer.headers["Location"], {"code": outbox.code("second_factor.sms")})
        assert done.headers["Location"] == "/fr/account/"

    def test_a_code_by_sms_works_once_and_not_after_five_wrong_ones(
        self, user: User, sms: SmsDevice, outbox: Outbox
    ) -> None:
        client = Client()
        url = _sign_in(client, user.email).headers["Location"]
        code = outbox.code("second_factor.sms")
        for _ in range(5):
            assert client.post(url, {"code": wrong(code)}).status_code == 200
        assert client.post(url, {"code": code}).status_code == 200

    def test_sms_codes_stop_after_five_in_an_hour(
        self, client: Client, user: User, sms: SmsDevice, outbox: Outbox
    ) -> None:
        _sign_in(client, user.email)
        for _ in range(8):
            client.post(f"{SECOND}send/")
        assert outbox.templates.count("second_factor.sms") == 5

    def test_a_recovery_code_lets_in_once_and_the_owner_hears_of_it(
        self, user: User, app: TOTPDevice, outbox: Outbox
    ) -> None:
        code = renew_recovery_codes(user=user, now=timezone.now())[3]
        assert code not in str(list(RecoveryCode.objects.values_list("digest", flat=True)))
        typed = f" {code.replace('-', ' ').upper()} "
        statuses = []
        for _ in range(2):
            client = Client()
            _sign_in(client, user.email)
            statuses.append(client.post(f"{SECOND}?method=recovery", {"code": typed}).status_code)
        assert statuses == [302, 200]
        assert RecoveryCode.objects.filter(device__user=user).count() == 9
        assert outbox.last("account_changed.email").context == {"change": "recovery_code_used"}

    def test_recovery_codes_outlive_a_rotation_of_the_secret_key(
        self, user: User, app: TOTPDevice, settings: Settings
    ) -> None:
        code = renew_recovery_codes(user=user, now=timezone.now())[0]
        settings.SECRET_KEY = "another" * 10
        verify(user=user, method=Method.RECOVERY, code=code, now=timezone.now())

    def test_new_recovery_codes_replace_the_former_ones(self, user: User, app: TOTPDevice) -> None:
        former = renew_recovery_codes(user=user, now=timezone.now())
        current = renew_recovery_codes(user=user, now=timezone.now())
        assert len(set(former) | set(current)) == 20
        verify(user=user, method=Method.RECOVERY, code=current[0], now=timezone.now())
        with pytest.raises(UnableToVerify):
            verify(user=user, method=Method.RECOVERY, code=former[0], now=timezone.now())

    def test_a_wrong_code_locks_the_app_for_a_moment(self, client: Client, user: User, app: TOTPDevice) -> None:
        _sign_in(client, user.email)
        client.post(SECOND, {"code": wrong(app_code(app))})
        client.post(SECOND, {"code": wrong(app_code(app))})
        answer = client.post(SECOND, {"code": app_code(app)})
        assert answer.status_code == 200
        with pytest.raises(UnableToVerify) as locked:
            verify(user=user, method=Method.APP, code=app_code(app), now=timezone.now())
        assert locked.value.wait_until is not None

    def test_ten_tries_end_the_second_factor_for_a_while(
        self, client: Client, user: User, app: TOTPDevice
    ) -> None:
        _sign_in(client, user.email)
        statuses = [client.post(SECOND, {"code": "000000"}).status_code for _ in range(11)]
        assert statuses == [200] * 10 + [429]

    @pytest.mark.parametrize(
        "code",
        [
            "",
            " ",
            "12345",
            "1234567",
            "abcdef",
            "-12345",
            "1e5000",
            "0x1234",
            "１２３４５６",
            "1\x002345",
            "9" * 500,
        ],
    )
    def test_nonsense_is_no_code(self, client: Client, user: User, app: TOTPDevice, code: str) -> None:
        _sign_in(client, user.email)
        assert client.post(SECOND, {"code": code}).status_code == 200
        assert client.get(HOME).status_code == 302

    @pytest.mark.parametrize("method", ["", "nonsense", "sms", "recovery", "app\x00"])
    def test_a_method_that_the_user_lacks_falls_back_to_one_that_is_there(
        self, client: Client, user: User, app: TOTPDevice, method: str
    ) -> None:
        _sign_in(client, user.email)
        answer = client.post(f"{SECOND}?method={method}", {"code": app_code(app)})
        assert answer.headers["Location"] == HOME

    def test_somebody_without_a_second_factor_is_led_to_add_one(self, client: Client, user: User) -> None:
        _sign_in(client, user.email)
        assert client.get(HOME, follow=True).request["PATH_INFO"] == reverse("identity:choose_second_factor")

    def test_losing_the_device_ends_the_verification(self, verified: Client, app: TOTPDevice) -> None:
        assert verified.get(HOME).status_code == 200
        app.delete()
        assert verified.get(HOME).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_eight_uses_at_once_of_one_code_of_the_app_one_gets_through() -> None:
    user = UserFactory()
    app = TOTPDevice.objects.create(user=user, name="app")
    code = app_code(app)

    def attempt(_: int) -> bool:
        try:
            verify(user=user, method=Method.APP, code=code, now=timezone.now())
        except UnableToVerify:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


class TestSessions:
    def test_a_session_ends_after_thirty_minutes_without_a_request(self, verified: Client) -> None:
        sessions = Session.objects.all()
        sessions.update(seen_at=timezone.now() - timedelta(minutes=29))
        assert verified.get(HOME).status_code == 200
        sessions.update(seen_at=timezone.now() - timedelta(minutes=30))
        assert verified.get(HOME).headers["Location"].startswith(SIGN_IN)

    def test_each_request_starts_the_thirty_minutes_again(self, verified: Client) -> None:
        sessions = Session.objects.all()
        for _ in range(3):
            sessions.update(seen_at=timezone.now() - timedelta(minutes=20))
            assert verified.get(HOME).status_code == 200
            assert timezone.now() - sessions.get().seen_at < timedelta(minutes=1)

    def test_a_session_ends_eight_hours_after_sign_in_however_busy(
        self, client: Client, user: User, app: TOTPDevice
    ) -> None:
        _sign_in(client, user.email)
        client.post(SECOND, {"code": app_code(app)})
        session = client.session
        session["signed_in_at"] -= 7 * 3600
        session.save()
        left = Session.objects.get().expire_date - timezone.now()
        assert timedelta(minutes=59) < left <= timedelta(hours=1)
        session["signed_in_at"] -= 3600
        session.save()
        assert client.get(HOME).headers["Location"].startswith(SIGN_IN)

    def test_blocking_a_user_ends_the_sessions_at_once(self, verified: Client, user: User) -> None:
        block(user=user, now=timezone.now())
        assert verified.get(HOME).headers["Location"].startswith(SIGN_IN)
        assert not Session.objects.filter(user=user).exists()
        assert _sign_in(Client(), user.email).status_code == 200

    def test_signing_out_ends_the_session_for_good(self, verified: Client) -> None:
        cookie = verified.cookies["raccord"].value
        assert verified.post("/fr/sign-out/").status_code == 302
        again = Client()
        again.cookies["raccord"] = cookie
        assert again.get(HOME).status_code == 302

    def test_signing_out_takes_more_than_a_link(self, verified: Client) -> None:
        assert verified.get("/fr/sign-out/").status_code == 405
        assert verified.get(HOME).status_code == 200
