import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from portal.identity.models import Session, User
from portal.identity.operations.passwords import UnableToResetPassword, request_reset, reset_password
from tests.factories import PASSWORD, UserFactory
from tests.portal.identity.conftest import Outbox

ASK, NEW = "/fr/password-reset/", "/fr/password-reset/new/"
NEW_PASSWORD = "vier wielen en een bel"
BOTH = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}


def _link(client: Client, user: User, outbox: Outbox) -> str:
    client.post(ASK, {"email": user.email})
    return urlsplit(outbox.last("password_reset.email").context["link"]).path


def test_the_link_sets_a_new_password_and_the_second_factor_is_still_asked_for(
    client: Client, user: User, app: TOTPDevice, outbox: Outbox
) -> None:
    elsewhere = Client()
    elsewhere.force_login(user)
    link = _link(client, user, outbox)
    assert client.get(link).headers["Location"] == NEW
    assert client.get(NEW).status_code == 200
    assert client.post(NEW, BOTH).headers["Location"] == "/fr/sign-in/"
    assert not Session.objects.filter(user=user).exists()
    answer = client.post("/fr/sign-in/", {"email": user.email, "password": NEW_PASSWORD})
    assert answer.headers["Location"] == "/fr/sign-in/second-factor/"
    assert client.get("/fr/home/").status_code == 302
    assert outbox.last("account_changed.email").context == {"change": "password_changed"}


def test_the_link_works_once(client: Client, user: User, outbox: Outbox) -> None:
    link = _link(client, user, outbox)
    client.get(link)
    client.post(NEW, BOTH)
    again = Client()
    again.get(link)
    page = again.post(NEW, {"password": "another one entirely", "repeated": "another one entirely"})
    assert "form" not in page.context
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_the_link_works_for_an_hour(client: Client, user: User, outbox: Outbox) -> None:
    class Earlier(PasswordResetTokenGenerator):
        def _now(self) -> object:
            return super()._now() - timedelta(hours=1, seconds=1)

    client.get(f"/fr/password-reset/{user.public_id}/{Earlier().make_token(user)}/")
    assert "form" not in client.get(NEW).context


@pytest.mark.parametrize("token", ["x", "set-password", "c" * 39, "0-0", "d0000f-" + "0" * 32])
def test_a_made_up_link_opens_nothing(client: Client, user: User, token: str) -> None:
    client.get(f"/fr/password-reset/{user.public_id}/{token}/")
    assert "form" not in client.post(NEW, BOTH).context
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_new_password_page_opens_nothing_by_itself(client: Client, db: None) -> None:
    assert "form" not in client.post(NEW, BOTH).context


def test_a_weak_password_is_refused_and_the_link_stays_good(client: Client, user: User, outbox: Outbox) -> None:
    client.get(_link(client, user, outbox))
    weak = client.post(NEW, {"password": "bruxelles2026", "repeated": "bruxelles2026"})
    assert weak.context["form"].errors["password"]
    assert client.post(NEW, BOTH).status_code == 302


def test_the_answer_is_the_same_for_an_unknown_address_and_a_mail_goes_out_too(user: User, outbox: Outbox) -> None:
    UserFactory(email="blocked@example.org", is_active=False)
    answers = []
    for email in (user.email, "nobody@example.org", "blocked@example.org"):
        answer = Client().post(ASK, {"email": email}, follow=True)
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        answers.append((answer.redirect_chain, page))
    assert answers[0] == answers[1] == answers[2]
    assert outbox.templates == ["password_reset.email"] + ["password_reset_unknown.email"] * 2


def test_the_mail_is_in_the_language_of_the_account_and_names_nobody(
    client: Client, user: User, outbox: Outbox
) -> None:
    user.language = "de"
    user.save()
    assert _link(client, user, outbox).startswith("/de/password-reset/")
    message = outbox.last("password_reset.email")
    assert message.language == "de"
    assert user.email not in str(message.context)
    assert user.name not in str(message.context)


def test_three_mails_an_hour_go_to_one_address(client: Client, user: User, outbox: Outbox) -> None:
    for email in (user.email, "nobody@example.org"):
        assert [client.post(ASK, {"email": email}).status_code for _ in range(4)] == [302] * 3 + [429]
    assert len(outbox.templates) == 6


def test_signing_in_ends_the_links_that_were_sent_before(client: Client, user: User, outbox: Outbox) -> None:
    link = _link(client, user, outbox)
    Client().post("/fr/sign-in/", {"email": user.email, "password": PASSWORD})
    client.get(link)
    assert "form" not in client.get(NEW).context


@pytest.mark.django_db(transaction=True)
def test_of_six_uses_of_one_link_at_once_one_gets_through(settings: Settings, outbox: Outbox) -> None:
    user = UserFactory()
    request_reset(email=user.email, language="fr", client="192.0.2.1", now=timezone.now())
    *_, token = urlsplit(outbox.last("password_reset.email").context["link"]).path.strip("/").split("/")

    def attempt(number: int) -> bool:
        try:
            new = f"{number} wielen en een bel"
            reset_password(public_id=str(user.public_id), token=token, new=new, now=timezone.now())
        except UnableToResetPassword:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
