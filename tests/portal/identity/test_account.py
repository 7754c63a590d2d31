import re
import time
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.audit.models import Event
from portal.identity.http import VERIFIED_AT, agent_of
from portal.identity.models import Session, SmsDevice, User
from tests.factories import PASSWORD, UserFactory
from tests.portal.identity.conftest import Outbox, app_code, wrong

ACCOUNT, PASSWORD_PAGE = "/fr/account/", "/fr/account/password/"
EMAIL, MOBILE = "/fr/account/email/", "/fr/account/mobile/"
NEW_PASSWORD = "vier wielen en een bel"


def _verified_ago(client: Client, minutes: int) -> None:
    session = client.session
    session[VERIFIED_AT] = int(time.time()) - minutes * 60
    session.save()


def _change_password(client: Client, **fields: str) -> Any:
    data = {"current": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD, **fields}
    return client.post(PASSWORD_PAGE, data)


class TestStepUp:
    def test_a_fresh_second_factor_is_not_asked_for_again(self, verified: Client) -> None:
        assert verified.get(EMAIL).status_code == 200

    def test_after_ten_minutes_a_page_asks_again_and_after_fifteen_a_change_does(self, verified: Client) -> None:
        _verified_ago(verified, 12)
        assert verified.get(EMAIL).headers["Location"] == f"/fr/step-up/?next={EMAIL.replace('/', '%2F')}"
        assert verified.post(EMAIL, {"email": "nonsense"}).status_code == 200
        _verified_ago(verified, 16)
        assert verified.post(EMAIL, {"email": "other@example.org"}).headers["Location"].startswith("/fr/step-up/")

    def test_the_code_leads_back_to_the_page(self, verified: Client, app: TOTPDevice) -> None:
        _verified_ago(verified, 60)
        url = verified.get(MOBILE).headers["Location"]
        assert verified.get(url).status_code == 200
        assert verified.post(url, {"code": wrong(app_code(app))}).status_code == 200
        TOTPDevice.objects.update(throttling_failure_count=0)
        assert verified.post(url, {"code": app_code(app)}).headers["Location"] == MOBILE
        assert verified.get(MOBILE).status_code == 200
        assert Event.objects.filter(code="account.stepped_up").count() == 1

    def test_a_moment_in_the_future_is_not_fresh(self, verified: Client) -> None:
        _verified_ago(verified, -60)
        assert verified.get(EMAIL).status_code == 302

    def test_step_up_leads_to_no_other_site(self, verified: Client, app: TOTPDevice) -> None:
        answer = verified.post("/fr/step-up/?next=//evil.example/", {"code": app_code(app)})
        assert answer.headers["Location"] == "/fr/home/"

    def test_a_code_by_sms_does_too(self, verified: Client, sms: SmsDevice, outbox: Outbox) -> None:
        url = verified.post("/fr/step-up/send/", {"next": EMAIL}).headers["Location"]
        assert url.startswith("/fr/step-up/?method=sms&sent=1")
        assert verified.post(url, {"code": outbox.code("second_factor.sms")}).headers["Location"] == EMAIL


class TestContacts:
    def test_a_new_address_counts_once_its_code_came_back_and_the_former_one_is_told(
        self, verified: Client, user: User, outbox: Outbox
    ) -> None:
        former = user.email
        url = verified.post(EMAIL, {"email": "New@Example.org"}).headers["Location"]
        user.refresh_from_db()
        assert user.email == former
        assert outbox.last("new_contact.email").email == "new@example.org"
        assert verified.post(url, {"code": wrong(outbox.code("new_contact.email"))}).status_code == 200
        assert verified.post(url, {"code": outbox.code("new_contact.email")}).headers["Location"] == ACCOUNT
        user.refresh_from_db()
        assert user.email == "new@example.org"
        told = outbox.last("account_changed.email")
        assert (told.email, told.context) == (former, {"change": "email_changed"})

    def test_an_address_in_use_looks_like_any_other_and_its_owner_is_told(
        self, verified: Client, user: User, outbox: Outbox
    ) -> None:
        owner = UserFactory()
        pages = []
        for address in ("free@example.org", owner.email):
            url = verified.post(EMAIL, {"email": address}).headers["Location"]
            page = verified.post(url, {"code": "000000"}).content.decode().replace(address, "")
            pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))
        assert pages[0] == pages[1]
        assert outbox.last("address_in_use.email").email == owner.email
        assert outbox.templates.count("new_contact.email") == 1

    def test_a_code_for_one_address_confirms_no_other(self, verified: Client, user: User, outbox: Outbox) -> None:
        verified.post(EMAIL, {"email": "mine@example.org"})
        code = outbox.code("new_contact.email")
        url = verified.post(EMAIL, {"email": "yours@example.org"}).headers["Location"]
        if code != outbox.code("new_contact.email"):
            assert verified.post(url, {"code": code}).status_code == 200
        user.refresh_from_db()
        assert user.email not in ("mine@example.org", "yours@example.org")

    def test_a_new_mobile_is_confirmed_and_the_former_one_told(
        self, verified: Client, user: User, outbox: Outbox
    ) -> None:
        url = verified.post(MOBILE, {"mobile": "0486 / 11.22.33"}).headers["Location"]
        assert outbox.last("new_contact.sms").mobile == "+32486112233"
        verified.post(url, {"code": outbox.code("new_contact.sms")})
        user.refresh_from_db()
        assert user.mobile == "+32486112233"
        assert outbox.last("mobile_changed.sms").mobile == "+32470123456"
        assert outbox.last("account_changed.email").context == {"change": "mobile_changed"}

    def test_a_code_on_its_way_to_the_former_mobile_opens_nothing_any_more(
        self, verified: Client, user: User, sms: SmsDevice, outbox: Outbox
    ) -> None:
        verified.post("/fr/step-up/send/")
        former = outbox.code("second_factor.sms")
        url = verified.post(MOBILE, {"mobile": "0486112233"}).headers["Location"]
        verified.post(url, {"code": outbox.code("new_contact.sms")})
        assert verified.post("/fr/step-up/?method=sms", {"code": former}).status_code == 200

    @pytest.mark.parametrize(
        "number",
        ["", " ", "123", "0470", "0470 12 34 5", "081 22 33 44", "+33 6 12 34 56 78", "+1 202 555 0100", "112",
         "0900 12 345", "abc", "0470123456789", "+32470\x00123456", "☎", "0" * 39, "0470 12 34 56 ext 3 or so"],
    )  # fmt: skip
    def test_what_is_no_belgian_mobile_gets_a_message(
        self, verified: Client, user: User, outbox: Outbox, number: str
    ) -> None:
        answer = verified.post(MOBILE, {"mobile": number})
        assert answer.status_code == 200
        assert answer.context["form"].errors["mobile"]
        assert outbox.templates == []

    def test_codes_to_new_contacts_stop_after_five_in_an_hour(self, verified: Client, outbox: Outbox) -> None:
        answers = [verified.post(MOBILE, {"mobile": f"04861122{n:02d}"}).status_code for n in range(6)]
        assert answers == [302] * 5 + [429]
        assert len(outbox.templates) == 5


class TestPassword:
    def test_a_new_password_ends_every_other_session_and_is_told(
        self, verified: Client, user: User, outbox: Outbox
    ) -> None:
        elsewhere = Client()
        elsewhere.force_login(user)
        key = verified.session.session_key
        assert _change_password(verified).headers["Location"] == ACCOUNT
        assert verified.get(ACCOUNT).status_code == 200
        assert verified.session.session_key != key
        assert elsewhere.get("/fr/account/second-factor/").headers["Location"].startswith("/fr/sign-in/")
        assert Session.objects.filter(user=user).count() == 1
        assert outbox.last("account_changed.email").context == {"change": "password_changed"}
        user.refresh_from_db()
        assert user.check_password(NEW_PASSWORD)

    @pytest.mark.parametrize(
        ("fields", "wrong_field"),
        [
            ({"current": "not the password"}, "current"),
            ({"current": ""}, "current"),
            ({"password": "short", "repeated": "short"}, "password"),
            ({"repeated": "vier wielen en een toeter"}, "repeated"),
            ({"repeated": ""}, "repeated"),
            ({"password": ""}, "password"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_nothing_changes(
        self, verified: Client, user: User, fields: dict[str, str], wrong_field: str
    ) -> None:
        answer = _change_password(verified, **fields)
        assert wrong_field in answer.context["form"].errors
        page = answer.content.decode()
        assert f'href="#id_{wrong_field}"' in page
        assert f'id="id_{wrong_field}-error"' in page
        assert "<title>Err" in page
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_the_current_password_cannot_be_guessed_for_ever(self, verified: Client) -> None:
        answers = [_change_password(verified, current=f"guess {n}").status_code for n in range(11)]
        assert answers == [200] * 10 + [429]


class TestAccountPage:
    def test_it_shows_where_the_user_is_signed_in_and_ends_the_other_sessions(
        self, verified: Client, user: User
    ) -> None:
        elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
        elsewhere.post("/fr/sign-in/", {"email": user.email, "password": PASSWORD})
        assert "Firefox · Android" in verified.get(ACCOUNT).content.decode()
        verified.post(f"{ACCOUNT}sessions/end/")
        assert "Firefox · Android" not in verified.get(ACCOUNT).content.decode()
        assert elsewhere.get("/fr/account/second-factor/").headers["Location"].startswith("/fr/sign-in/")

    def test_it_never_shows_a_session_key(self, verified: Client) -> None:
        assert verified.session.session_key not in verified.get(ACCOUNT).content.decode()

    def test_it_wants_the_second_factor(self, client: Client, user: User, app: TOTPDevice) -> None:
        client.force_login(user)
        for page in ("", "email/", "mobile/", "password/", "language/", "recovery-codes/"):
            assert client.get(ACCOUNT + page).headers["Location"].startswith("/fr/sign-in/second-factor/")

    def test_the_language_of_messages_changes_with_the_page(self, verified: Client, user: User) -> None:
        answer = verified.post(f"{ACCOUNT}language/", {"language": "de"})
        assert answer.headers["Location"] == "/de/account/"
        user.refresh_from_db()
        assert user.language == "de"
        assert verified.post(f"{ACCOUNT}language/", {"language": "xx"}).status_code == 200

    def test_each_change_is_in_the_trace_without_any_contact(self, verified: Client, user: User) -> None:
        verified.post(f"{ACCOUNT}language/", {"language": "nl"})
        _change_password(verified)
        verified.post(f"{ACCOUNT}recovery-codes/")
        verified.post(f"{ACCOUNT}sessions/end/")
        events = list(Event.objects.filter(actor_id=str(user.public_id)).order_by("pk").values())
        assert [event["code"] for event in events] == [
            "account.language_changed",
            "account.password_changed",
            "account.recovery_codes_renewed",
            "account.sessions_ended",
        ]
        assert user.email not in str(events)
        assert user.mobile not in str(events)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.5", ""),
        ("", ""),
        ("<script>", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_its_owner_knows_it(header: str, words: str) -> None:
    assert agent_of(header) == words
