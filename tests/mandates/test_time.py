"""What time does to mandates: reminders, ends, time-outs; each however often it runs."""

from datetime import UTC, datetime, timedelta

import pytest

from mandates.models import Mandate, MandateDocument
from mandates.operations.ending import expire, time_out
from mandates.operations.reminding import remind
from mandates.operations.sealing import seal_signature
from mandates.operations.signing import UnableToAccept, accept_signature
from mandates.states import MandateState, Way
from portal.audit.models import Event
from portal.messaging.models import Message
from tests.factories import OccupancyFactory, OrganisationFactory, an_ean
from tests.mandates.factories import a_mandate, a_request, evidence_for
from tests.mandates.signing.documents import a_document

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def reminders() -> int:
    return Message.objects.filter(template="mandate_ends_soon.email").count()


def test_both_sides_are_reminded_60_30_and_7_days_before_the_end_once_each() -> None:
    mandate = a_mandate(OccupancyFactory(), ends_on=NOW.date() + timedelta(days=90), now=NOW)
    told = []

    for passed in range(91):
        now = NOW + timedelta(days=passed)
        remind(now=now)
        remind(now=now)
        if reminders() > len(told):
            told.append(90 - passed)

    assert told == [60, 30, 7]
    assert Message.objects.filter(email=mandate.holder.email).count() == 3


def test_a_short_mandate_is_not_announced_to_end_on_the_day_that_it_begins() -> None:
    mandate = a_mandate(
        OccupancyFactory(), state=MandateState.DRAFT, ends_on=NOW.date() + timedelta(days=20), now=NOW
    )
    accept_signature(mandate=mandate, way=Way.ELSEWHERE, evidence=evidence_for(mandate), now=NOW)

    assert remind(now=NOW) == 0
    assert remind(now=NOW + timedelta(days=13)) == 1


def test_after_a_pause_of_the_scheduler_only_the_last_reminder_goes_out() -> None:
    a_mandate(OccupancyFactory(), ends_on=NOW.date() + timedelta(days=100), now=NOW)

    for _ in range(3):
        remind(now=NOW + timedelta(days=95))

    assert reminders() == 1


def test_a_mandate_expires_the_day_after_its_last_one() -> None:
    mandate = a_mandate(OccupancyFactory(), ends_on=NOW.date(), now=NOW)

    assert expire(now=NOW) == 0
    assert expire(now=NOW + timedelta(days=1)) == 1
    assert expire(now=NOW + timedelta(days=1)) == 0

    mandate.refresh_from_db()
    assert mandate.state == MandateState.EXPIRED
    assert not mandate.scopes.filter(active=True).exists()
    assert Event.objects.filter(code="mandate.expired").count() == 1


@pytest.mark.usefixtures("seal")
def test_what_is_past_its_last_day_can_neither_be_signed_nor_take_the_place_of_another() -> None:
    home = OccupancyFactory()
    older = a_mandate(home, ends_on=NOW.date() + timedelta(days=90), now=NOW)
    told = {"holder": older.holder, "state": MandateState.DRAFT, "ends_on": NOW.date(), "now": NOW}
    unsigned, unsealed = a_mandate(home, **told), a_mandate(home, **told)
    MandateDocument.objects.filter(mandate=unsealed).update(pdf=a_document("Mandate"))
    tomorrow = NOW + timedelta(days=1)

    with pytest.raises(UnableToAccept, match="over"):
        accept_signature(mandate=unsigned, way=Way.ELSEWHERE, evidence=evidence_for(unsigned), now=tomorrow)
    signed = accept_signature(mandate=unsealed, way=Way.PORTAL, evidence=evidence_for(unsealed), now=NOW)
    assert not seal_signature(signature_id=signed.pk, now=tomorrow)

    expire(now=tomorrow)
    states = [Mandate.objects.get(pk=each.pk).state for each in (older, unsigned, unsealed)]
    assert states == [MandateState.ACTIVE, MandateState.DRAFT, MandateState.EXPIRED]


def test_an_unanswered_request_times_out_and_one_that_concerns_nobody_looks_the_same() -> None:
    holder = OrganisationFactory()
    home = OccupancyFactory()
    answered_by_nobody = a_mandate(
        home, holder=holder, state=MandateState.REQUESTED, begun_by="holder", now=NOW, addressed_at=NOW
    )
    nobodys = a_request([an_ean(77)], holder=holder, now=NOW, addressed_at=NOW)

    assert time_out(now=NOW + timedelta(days=29)) == 0
    assert time_out(now=NOW + timedelta(days=30)) == 2
    assert time_out(now=NOW + timedelta(days=30)) == 0

    states = Mandate.objects.filter(pk__in=[answered_by_nobody.pk, nobodys.pk]).values_list("state", "ended_at")
    assert len(set(states)) == 1


def test_thousands_of_outcomes_in_one_night_are_two_e_mails_to_the_holder() -> None:
    holder = OrganisationFactory()
    for number in range(12):
        a_request([an_ean(number)], holder=holder, now=NOW)

    time_out(now=NOW + timedelta(days=30))

    assert Message.objects.filter(email=holder.email).count() == 2
