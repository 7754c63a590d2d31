import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from portal.audit.models import Event
from portal.identity.models import RecoveryCode, SmsDevice, User
from portal.identity.operations import (
    UnableToCreateAccount,
    confirm_email,
    create_account,
    tell_address_in_use,
)
from portal.identity.operations.second_factors import Method, UnableToRemoveSecondFactor, remove
from tests.factories import PASSWORD, UserFactory
from tests.portal.identity.conftest import Outbox, app_code, wrong

CHOOSE = "/fr/account/second-factor/"
APP, SMS = f"{CHOOSE}app/", f"{CHOOSE}sms/"


def _account(now: datetime, email: str = "New.Person@Example.org", password: str = PASSWORD) -> User:
    return create_account(email=email, password=password, language="nl", mobile="+32470123456", now=now)


def _codes_on(page: str) -> list[str]:
    return re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", page)


@pytest.mark.django_db
class TestCreateAccount:
    def test_a_new_account_gets_a_code_in_its_language(self, now: datetime, outbox: Outbox) -> None:
        user = _account(now)
        assert (user.email, user.language, user.mobile) == ("new.person@example.org", "nl", "+32470123456")
        assert user.check_password(PASSWORD)
        message = outbox.last("confirm_email.email")
        assert (message.email, message.language) == ("new.person@example.org", "nl")
        assert message.expires_at == now + timedelta(minutes=10)
        assert Event.objects.get(code="account.created").actor_id == str(user.public_id)

    def test_the_code_confirms_the_address(self, now: datetime, outbox: Outbox) -> None:
        user = _account(now)
        confirm_email(user=user, code=outbox.code("confirm_email.email"), now=now)
        user.refresh_from_db()
        assert user.email_confirmed_at == now

    def test_an_account_that_was_never_confirmed_gives_way(self, now: datetime, outbox: Outbox) -> None:
        abandoned = _account(now)
        current = _account(now + timedelta(days=1))
        assert list(User.objects.all()) == [current] != [abandoned]

    @pytest.mark.parametrize("use", ["confirmed", "signed in", "second factor"])
    def test_an_account_that_was_used_does_not_give_way(self, now: datetime, use: str) -> None:
        user = _account(now)
        if use == "confirmed":
            User.objects.update(email_confirmed_at=now)
        elif use == "signed in":
            User.objects.update(last_login=now)
        else:
            SmsDevice.objects.create(user=user, name="sms")
        with pytest.raises(UnableToCreateAccount):
            _account(now + timedelta(days=1))
        assert User.objects.get() == user

    def test_an_address_in_use_opens_no_second_account(self, now: datetime, outbox: Outbox) -> None:
        owner = UserFactory(email="new.person@example.org", language="de", email_confirmed_at=now)
        with pytest.raises(UnableToCreateAccount):
            _account(now)
        assert outbox.templates == []
        tell_address_in_use(email="New.Person@example.org", language="nl", now=now)
        message = outbox.last("address_in_use.email")
        assert (message.email, message.language, message.context) == (owner.email, "de", {})

    @pytest.mark.parametrize("password", ["", "short", "password1234", "Bruxelles2026!", "new.person12"])
    def test_a_weak_password_opens_no_account(self, now: datetime, password: str) -> None:
        with pytest.raises(ValidationError):
            _account(now, password=password)
        assert not User.objects.exists()

    def test_e_mails_carry_nothing_about_the_person(self, now: datetime, outbox: Outbox) -> None:
        _account(now)
        assert set(outbox.last("confirm_email.email").context) == {"code", "minutes"}


class TestNewAccount:
    def test_from_the_address_to_the_app_to_the_home_page(self, client: Client, db: None, outbox: Outbox) -> None:
        user = _account(timezone.now())
        answer = client.post("/fr/sign-in/", {"email": user.email, "password": PASSWORD})
        assert answer.headers["Location"] == "/fr/account/confirm-email/"
        code = outbox.code("confirm_email.email")
        assert client.post("/fr/account/confirm-email/", {"code": wrong(code)}).status_code == 200
        assert client.post("/fr/account/confirm-email/", {"code": code}).headers["Location"] == CHOOSE
        page = client.get(APP)
        assert "<svg" in page.content.decode()
        device = TOTPDevice.objects.get(user=user, confirmed=False)
        page = client.post(APP, {"code": app_code(device)})
        assert len(_codes_on(page.content.decode())) == 10
        assert client.get("/fr/home/").status_code == 200

    def test_the_second_factor_waits_for_the_address(self, client: Client, db: None) -> None:
        client.force_login(_account(timezone.now()))
        assert client.get(CHOOSE).headers["Location"] == "/fr/account/confirm-email/"
        assert client.get(APP).headers["Location"] == "/fr/account/confirm-email/"

    def test_another_code_replaces_the_first_and_five_an_hour_are_sent(
        self, client: Client, db: None, outbox: Outbox
    ) -> None:
        client.force_login(_account(timezone.now()))
        first = outbox.code("confirm_email.email")
        for _ in range(7):
            client.post("/fr/account/confirm-email/send/")
        assert outbox.templates.count("confirm_email.email") == 6
        if first != outbox.code("confirm_email.email"):
            assert client.post("/fr/account/confirm-email/", {"code": first}).status_code == 200
        code = outbox.code("confirm_email.email")
        assert client.post("/fr/account/confirm-email/", {"code": code}).status_code == 302


class TestAddingAFactor:
    def test_the_app_keeps_its_secret_until_it_is_confirmed(self, client: Client, user: User) -> None:
        client.force_login(user)
        client.get(APP)
        secret = TOTPDevice.objects.get(user=user).key
        client.post(APP, {"code": "000000"})
        client.get(APP)
        device = TOTPDevice.objects.get(user=user)
        assert (device.key, device.confirmed) == (secret, False)

    def test_the_page_shows_the_secret_in_text_and_stays_out_of_caches(self, client: Client, user: User) -> None:
        from base64 import b32encode

        client.force_login(user)
        answer = client.get(APP)
        secret = b32encode(TOTPDevice.objects.get(user=user).bin_key).decode()
        assert secret in answer.content.decode().replace(" ", "")
        assert "no-store" in answer.headers["Cache-Control"]
        assert "style=" not in answer.content.decode()

    def test_the_mobile_on_file_becomes_a_factor(self, client: Client, user: User, outbox: Outbox) -> None:
        client.force_login(user)
        answer = client.post(f"{SMS}send/")
        assert outbox.last("second_factor.sms").mobile == user.mobile
        page = client.post(answer.headers["Location"], {"code": outbox.code("second_factor.sms")})
        assert len(_codes_on(page.content.decode())) == 10
        assert SmsDevice.objects.get(user=user).confirmed
        assert client.get("/fr/home/").status_code == 200
        assert outbox.last("account_changed.email").context == {"change": "second_factor_added"}

    def test_a_mobile_that_was_not_confirmed_is_no_factor(
        self, client: Client, user: User, outbox: Outbox
    ) -> None:
        client.force_login(user)
        client.post(f"{SMS}send/")
        assert client.get("/fr/home/", follow=True).request["PATH_INFO"] == CHOOSE

    def test_without_a_mobile_on_file_there_is_no_sms(self, client: Client, user: User, outbox: Outbox) -> None:
        user.mobile = ""
        user.save()
        client.force_login(user)
        assert client.get(SMS).headers["Location"] == CHOOSE
        assert client.post(f"{SMS}send/").headers["Location"] == CHOOSE
        assert outbox.templates == []

    def test_a_password_alone_adds_no_factor_to_an_account_that_has_one(
        self, client: Client, user: User, app: TOTPDevice
    ) -> None:
        client.force_login(user)
        for url in (CHOOSE, APP, SMS):
            assert client.get(url).headers["Location"].startswith("/fr/sign-in/second-factor/")
        assert client.post(f"{SMS}send/").headers["Location"].startswith("/fr/sign-in/second-factor/")
        assert TOTPDevice.objects.filter(user=user).count() == 1

    def test_a_new_app_takes_the_place_of_the_former_one(self, verified: Client, app: TOTPDevice) -> None:
        verified.get(APP)
        new = TOTPDevice.objects.get(user=app.user, confirmed=False)
        RecoveryCode.objects.all().delete()
        assert verified.post(APP, {"code": app_code(new)}).status_code == 200
        assert list(TOTPDevice.objects.filter(user=app.user)) == [new]
        assert verified.get("/fr/home/").status_code == 200

    def test_the_last_factor_stays(self, verified: Client, user: User, app: TOTPDevice, sms: SmsDevice) -> None:
        assert verified.post(f"{SMS}remove/").headers["Location"] == "/fr/account/"
        assert not SmsDevice.objects.filter(user=user).exists()
        verified.post(f"{APP}remove/")
        assert TOTPDevice.objects.filter(user=user).exists()
        with pytest.raises(UnableToRemoveSecondFactor):
            remove(user=user, method=Method.APP, now=timezone.now())

    def test_new_recovery_codes_are_shown_once_and_told_by_mail(
        self, verified: Client, user: User, outbox: Outbox
    ) -> None:
        assert _codes_on(verified.get("/fr/account/recovery-codes/").content.decode()) == []
        assert RecoveryCode.objects.count() == 0
        page = verified.post("/fr/account/recovery-codes/")
        assert len(set(_codes_on(page.content.decode()))) == 10
        assert outbox.last("account_changed.email").context == {"change": "recovery_codes_renewed"}


def test_a_confirmed_address_is_not_asked_for_again(client: Client, user: User, settings: Settings) -> None:
    assert user.email_confirmed_at == datetime(2026, 1, 1, tzinfo=UTC)
    client.force_login(user)
    assert client.get("/fr/account/confirm-email/").headers["Location"] == CHOOSE
