from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from portal.identity.codes import CodeRefused, check_code, forget_expired, issue_code, issue_decoy
from portal.identity.models import OneTimeCode, Session
from portal.identity.tasks import forget
from portal.messaging.operations import Recipient
from tests.factories import UserFactory
from tests.portal.identity.conftest import Outbox

TO = Recipient(language="fr", mobile="+32470000001")


def _issue(now: datetime, subject: str = "s", purpose: str = "look_up") -> None:
    issue_code(purpose=purpose, subject=subject, to=TO, template="look_up_code.sms", now=now)


def _outcome(code: str, now: datetime, subject: str = "s", purpose: str = "look_up") -> str:
    try:
        check_code(purpose=purpose, subject=subject, code=code, now=now)
    except CodeRefused as refusal:
        return refusal.reason
    return "accepted"


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.django_db
class TestCodes:
    def test_the_code_that_was_sent_opens_once(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        code = outbox.code("look_up_code.sms")
        assert len(code) == 6
        assert code.isdigit()
        assert _outcome(code, now) == "accepted"
        assert _outcome(code, now) == "used_up"

    @pytest.mark.parametrize("typed", ["{0}{1} ", " {0} {1}", "{0}-{1}", "{0}\u00a0{1}"])
    def test_spaces_and_dashes_do_not_count(self, outbox: Outbox, now: datetime, typed: str) -> None:
        _issue(now)
        code = outbox.code("look_up_code.sms")
        assert _outcome(typed.format(code[:3], code[3:]), now) == "accepted"

    def test_after_five_wrong_tries_the_right_code_is_refused(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        code = outbox.code("look_up_code.sms")
        assert [_outcome(_other(code), now) for _ in range(5)] == ["wrong"] * 5
        assert _outcome(code, now) == "used_up"

    def test_the_fifth_try_may_be_the_right_one(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        code = outbox.code("look_up_code.sms")
        for _ in range(4):
            _outcome(_other(code), now)
        assert _outcome(code, now) == "accepted"

    def test_a_code_lives_ten_minutes(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        code = outbox.code("look_up_code.sms")
        assert _outcome(code, now + timedelta(minutes=10)) == "expired"
        assert _outcome(code, now + timedelta(minutes=9, seconds=59)) == "accepted"

    def test_a_new_code_replaces_the_former_one(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        former = outbox.code("look_up_code.sms")
        _issue(now)
        current = outbox.code("look_up_code.sms")
        if former != current:
            assert _outcome(former, now) == "wrong"
        assert _outcome(current, now) == "accepted"
        assert len(outbox.templates) == 2

    def test_a_new_code_gives_five_new_tries(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        for _ in range(5):
            _outcome("x", now)
        _issue(now)
        assert _outcome(outbox.code("look_up_code.sms"), now) == "accepted"

    def test_a_code_opens_only_its_own_purpose_and_subject(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        code = outbox.code("look_up_code.sms")
        assert _outcome(code, now, subject="other") == "wrong"
        assert _outcome(code, now, purpose="other") == "wrong"

    def test_a_decoy_answers_like_a_code_that_was_sent(self, outbox: Outbox, now: datetime) -> None:
        _issue(now, "real")
        issue_decoy(purpose="look_up", subject="decoy", now=now)
        wrong = _other(outbox.code("look_up_code.sms"))
        for later in (timedelta(), timedelta(minutes=11)):
            for _ in range(6):
                assert _outcome(wrong, now + later, "real") == _outcome(wrong, now + later, "decoy")
        assert len(outbox.templates) == 1

    def test_the_database_does_not_hold_the_code(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(c)::text FROM identity_onetimecode c")
            (row,) = cursor.fetchone()
        assert outbox.code("look_up_code.sms") not in row

    @pytest.mark.parametrize(
        "typed",
        ["", " ", "0", "12345", "1234567", "abcdef", "12345a", "１２３４５６", "٠٠٠٠٠٠", "-" * 6, "\x00" * 6,
         "1e5", "0" * 10_000, "' OR 1=1", "None"],
    )  # fmt: skip
    def test_nonsense_is_wrong_and_costs_a_try(self, outbox: Outbox, now: datetime, typed: str) -> None:
        _issue(now)
        assert _outcome(typed, now) == "wrong"
        assert OneTimeCode.objects.get().attempts == 1

    def test_old_codes_are_forgotten_after_a_day(self, outbox: Outbox, now: datetime) -> None:
        _issue(now - timedelta(days=2), "old")
        _issue(now - timedelta(hours=2), "recent")
        assert forget_expired(now=now) == 1
        assert OneTimeCode.objects.get().subject == "recent"

    def test_the_scheduled_task_forgets_codes_and_sessions_that_ended(
        self, outbox: Outbox, now: datetime, client: Client
    ) -> None:
        _issue(timezone.now() - timedelta(days=2), "old")
        for age in (timedelta(minutes=31), timedelta(minutes=5)):
            client.force_login(UserFactory())
            Session.objects.filter(session_key=client.session.session_key).update(seen_at=timezone.now() - age)
            client.cookies.clear()
        forget()
        assert not OneTimeCode.objects.exists()
        assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestCodesAcrossTransactions:
    def test_of_forty_wrong_tries_at_once_five_are_compared(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        wrong = _other(outbox.code("look_up_code.sms"))
        outcomes = _at_once([wrong] * 40, now)
        assert outcomes.count("wrong") == 5
        assert outcomes.count("used_up") == 35

    def test_of_twenty_right_tries_at_once_one_opens(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        outcomes = _at_once([outbox.code("look_up_code.sms")] * 20, now)
        assert outcomes.count("accepted") == 1
        assert outcomes.count("used_up") == 19

    def test_a_try_cannot_be_undone_by_the_callers_transaction(self, outbox: Outbox, now: datetime) -> None:
        _issue(now)
        with pytest.raises(RuntimeError), transaction.atomic():
            check_code(purpose="look_up", subject="s", code="000000", now=now)


def _at_once(codes: list[str], now: datetime) -> list[str]:
    def attempt(code: str) -> str:
        try:
            return _outcome(code, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(codes)) as pool:
        return list(pool.map(attempt, codes))
