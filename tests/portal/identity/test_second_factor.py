from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from portal.identity.models import RecoveryCode, SmsDevice, User
from portal.identity.operations.second_factors import Method, UnableToVerify, renew_recovery_codes, verify
from tests.factories import UserFactory
from tests.portal.identity.conftest import HOME, SECOND, Outbox, app_code, sign_in, wrong


def test_a_code_of_the_app_works_once(user: User, app: TOTPDevice) -> None:
    code = app_code(app)
    statuses = []
    for _ in range(2):
        client = Client()
        sign_in(client, user.email)
        statuses.append(client.post(SECOND, {"code": code}).status_code)
    assert statuses == [302, 200]


def test_the_code_of_somebody_elses_app_opens_nothing(client: Client, user: User, app: TOTPDevice) -> None:
    other = TOTPDevice.objects.create(user=UserFactory(), name="app")
    sign_in(client, user.email)
    assert client.post(SECOND, {"code": app_code(other)}).status_code == 200
    assert client.get(HOME).status_code == 302


def test_an_app_that_was_never_confirmed_opens_nothing(client: Client, user: User, sms: SmsDevice) -> None:
    half = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    sign_in(client, user.email)
    client.post(f"{SECOND}?method=app", {"code": app_code(half)})
    assert client.get(HOME).status_code == 302


def test_whoever_has_sms_only_gets_the_code_at_once(
    client: Client, user: User, sms: SmsDevice, outbox: Outbox
) -> None:
    answer = sign_in(client, user.email, target="/fr/account/")
    page = client.get(answer.headers["Location"])
    assert "•••• •• 56" in page.content.decode()
    assert "470123456" not in page.content.decode()
    assert outbox.last("second_factor.sms").mobile == "+32470123456"
    done = client.post(answer.headers["Location"], {"code": outbox.code("second_factor.sms")})
    assert done.headers["Location"] == "/fr/account/"


def test_a_code_by_sms_works_once_and_not_after_five_wrong_ones(
    user: User, sms: SmsDevice, outbox: Outbox
) -> None:
    client = Client()
    url = sign_in(client, user.email).headers["Location"]
    code = outbox.code("second_factor.sms")
    for _ in range(5):
        assert client.post(url, {"code": wrong(code)}).status_code == 200
    assert client.post(url, {"code": code}).status_code == 200


def test_sms_codes_stop_after_five_in_an_hour(client: Client, user: User, sms: SmsDevice, outbox: Outbox) -> None:
    sign_in(client, user.email)
    for _ in range(8):
        client.post(f"{SECOND}send/")
    assert outbox.templates.count("second_factor.sms") == 5


def test_a_recovery_code_lets_in_once_and_the_owner_hears_of_it(
    user: User, app: TOTPDevice, outbox: Outbox
) -> None:
    code = renew_recovery_codes(user=user, now=timezone.now())[3]
    assert code not in str(list(RecoveryCode.objects.values_list("digest", flat=True)))
    typed = f" {code.replace('-', ' ').upper()} "
    statuses = []
    for _ in range(2):
        client = Client()
        sign_in(client, user.email)
        statuses.append(client.post(f"{SECOND}?method=recovery", {"code": typed}).status_code)
    assert statuses == [302, 200]
    assert RecoveryCode.objects.filter(device__user=user).count() == 9
    assert outbox.last("account_changed.email").context == {"change": "recovery_code_used"}


def test_recovery_codes_outlive_a_rotation_of_the_secret_key(
    user: User, app: TOTPDevice, settings: Settings
) -> None:
    code = renew_recovery_codes(user=user, now=timezone.now())[0]
    settings.SECRET_KEY = "another" * 10
    verify(user=user, method=Method.RECOVERY, code=code, now=timezone.now())


def test_new_recovery_codes_replace_the_former_ones(user: User, app: TOTPDevice) -> None:
    former = renew_recovery_codes(user=user, now=timezone.now())
    current = renew_recovery_codes(user=user, now=timezone.now())
    assert len(set(former) | set(current)) == 20
    verify(user=user, method=Method.RECOVERY, code=current[0], now=timezone.now())
    with pytest.raises(UnableToVerify):
        verify(user=user, method=Method.RECOVERY, code=former[0], now=timezone.now())


def test_a_wrong_code_locks_the_app_for_a_moment(client: Client, user: User, app: TOTPDevice) -> None:
    sign_in(client, user.email)
    client.post(SECOND, {"code": wrong(app_code(app))})
    client.post(SECOND, {"code": wrong(app_code(app))})
    answer = client.post(SECOND, {"code": app_code(app)})
    assert answer.status_code == 200
    with pytest.raises(UnableToVerify) as locked:
        verify(user=user, method=Method.APP, code=app_code(app), now=timezone.now())
    assert locked.value.wait_until is not None


def test_ten_tries_end_the_second_factor_for_a_while(client: Client, user: User, app: TOTPDevice) -> None:
    sign_in(client, user.email)
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
def test_nonsense_is_no_code(client: Client, user: User, app: TOTPDevice, code: str) -> None:
    sign_in(client, user.email)
    assert client.post(SECOND, {"code": code}).status_code == 200
    assert client.get(HOME).status_code == 302


@pytest.mark.parametrize("method", ["", "nonsense", "sms", "recovery", "app\x00"])
def test_a_method_that_the_user_lacks_falls_back_to_one_that_is_there(
    client: Client, user: User, app: TOTPDevice, method: str
) -> None:
    sign_in(client, user.email)
    answer = client.post(f"{SECOND}?method={method}", {"code": app_code(app)})
    assert answer.headers["Location"] == HOME


def test_somebody_without_a_second_factor_is_led_to_add_one(client: Client, user: User) -> None:
    sign_in(client, user.email)
    assert client.get(HOME, follow=True).request["PATH_INFO"] == reverse("identity:choose_second_factor")


def test_losing_the_device_ends_the_verification(verified: Client, app: TOTPDevice) -> None:
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
