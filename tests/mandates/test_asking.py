"""A holder asks, and learns nothing from asking (R8)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mandates.models import Mandate, RequestedPoint
from mandates.operations.asking import (
    IN_VAIN_WITHIN,
    Outcome,
    UnableToAsk,
    Wish,
    address_requests,
    renew,
    request,
    request_in_bulk,
)
from mandates.operations.ending import end_by_holder
from mandates.operations.listing import ask_for_list
from mandates.states import MandateState
from mandates.terms import Fault, Terms
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.messaging.models import Message
from tests.factories import CustomerFactory, OccupancyFactory, OrganisationFactory, UserFactory, an_ean
from tests.mandates.factories import a_mandate, acting_for

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TERMS = Terms(
    kinds=frozenset({DataKind.HISTORY}),
    granularity=Granularity.DAY,
    data_start=date(2025, 1, 1),
    data_end=None,
    ends_on=date(2027, 10, 31),
    purpose="Audit énergétique",
)

pytestmark = pytest.mark.django_db


def ask(holder: Organisation, *eans: str, terms: Terms = TERMS, reference: str = "") -> Mandate:
    return request(holder=holder, actor=acting_for(holder), wish=Wish(eans, terms, reference), now=NOW)


def ask_many(holder: Organisation, *wishes: Wish) -> list[Outcome]:
    return request_in_bulk(holder=holder, actor=acting_for(holder), wishes=wishes, now=NOW)


def test_a_request_reaches_the_current_occupant_and_names_what_was_asked() -> None:
    user = UserFactory()
    home = OccupancyFactory(customer__user=user)
    mandate = ask(OrganisationFactory(), home.access_point.ean)
    assert not Message.objects.exists()

    address_requests(now=NOW)
    address_requests(now=NOW)

    mandate.refresh_from_db()
    assert (mandate.state, mandate.grantor) == (MandateState.REQUESTED, home.customer)
    (message,) = Message.objects.all()
    assert (message.template, message.email, message.context) == ("mandate_asked.email", user.email, {})
    event = Event.objects.get(code="mandate.requested")
    assert (event.subject, event.access_point_id) == (str(home.customer.public_id), home.access_point_id)


def test_who_has_no_e_mail_is_asked_by_sms() -> None:
    home = OccupancyFactory(customer__email="")
    ask(OrganisationFactory(), home.access_point.ean)

    address_requests(now=NOW)

    assert Message.objects.get().template == "mandate_asked.sms"


def test_asking_takes_the_same_steps_for_a_home_an_empty_home_and_an_unknown_ean() -> None:
    home, empty = OccupancyFactory(), OccupancyFactory(end=date(2026, 1, 1))
    seen = []
    for ean in (home.access_point.ean, empty.access_point.ean, an_ean(99_999)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            mandate = ask(OrganisationFactory(), ean)
        columns = Mandate.objects.filter(pk=mandate.pk).values(
            "state", "grantor", "addressed_at", "kinds", "asked"
        )
        seen.append((len(queries), columns.get()))

    assert seen[0] == seen[1] == seen[2]


def test_what_the_holder_reads_of_an_empty_home_and_an_unknown_ean_is_what_an_unanswered_request_shows() -> None:
    empty = OccupancyFactory(end=date(2026, 1, 1))
    nobody = [ask(OrganisationFactory(), empty.access_point.ean), ask(OrganisationFactory(), an_ean(99_999))]

    address_requests(now=NOW)

    for mandate in nobody:
        mandate.refresh_from_db()
        assert (mandate.state, mandate.grantor) == (MandateState.REQUESTED, None)
    assert not Message.objects.exists()


def test_of_several_eans_only_those_of_one_customer_are_brought_to_that_customer() -> None:
    customer = CustomerFactory()
    other = OccupancyFactory()
    own = [OccupancyFactory(customer=customer) for _ in range(2)]
    mandate = ask(OrganisationFactory(), other.access_point.ean, *(each.access_point.ean for each in own))

    address_requests(now=NOW)

    mandate.refresh_from_db()
    assert mandate.grantor == customer
    assert set(mandate.scopes.values_list("occupancy", flat=True)) == {each.pk for each in own}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kinds": frozenset()}, Fault.KINDS),
        ({"kinds": frozenset({DataKind.CONTRACT})}, Fault.KINDS),
        ({"purpose": " "}, Fault.PURPOSE),
        ({"purpose": "x" * 201}, Fault.PURPOSE),
        ({"kinds": frozenset({DataKind.INDEX}), "granularity": Granularity.INTERVAL}, Fault.TOO_FINE),
        ({"data_start": date(2026, 11, 3)}, Fault.IN_FUTURE),
        ({"data_start": date(2023, 11, 1)}, Fault.TOO_OLD),
        ({"data_end": date(2025, 1, 1)}, Fault.DATA_ORDER),
        ({"data_end": date(2025, 3, 1), "granularity": Granularity.YEAR}, Fault.TOO_SHORT),
        ({"ends_on": date(2026, 11, 1)}, Fault.OVER),
        ({"ends_on": date(2029, 11, 3)}, Fault.TOO_LONG),
    ],
)
def test_what_can_never_be_is_refused_at_once_without_a_look_at_the_access_point(
    changes: dict[str, object], code: Fault
) -> None:
    home = OccupancyFactory()
    wish = Wish((home.access_point.ean,), replace(TERMS, **changes))  # type: ignore[arg-type]
    nobodys = Wish((an_ean(99_999),), wish.terms)

    outcomes = ask_many(OrganisationFactory(), wish, nobodys)

    assert [outcome.code for outcome in outcomes] == [code, code]
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "terms"),
    [
        ({"data_start": date(2026, 11, 2)}, "from today"),
        ({"data_start": date(2023, 11, 2)}, "three years ago to the day"),
        ({"ends_on": date(2026, 11, 2)}, "for today alone"),
        ({"ends_on": date(2029, 11, 2)}, "for three years"),
        ({"data_end": date(2025, 12, 31 - 30), "granularity": Granularity.MONTH}, "some months"),
    ],
)
def test_what_just_can_be_is_asked_for(changes: dict[str, object], terms: str) -> None:
    wish = Wish((an_ean(1),), replace(TERMS, **changes))  # type: ignore[arg-type]

    assert [outcome.code for outcome in ask_many(OrganisationFactory(), wish)] == ["asked"]


@pytest.mark.parametrize(
    ("eans", "code"),
    [
        ((), "ean_missing"),
        (("",), "ean_missing"),
        (("54144901270000001x",), "ean_not_digits"),
        (("5414490127",), "ean_length"),
        (("541449012700000010",), "ean_check_digit"),
        (tuple(an_ean(number) for number in range(11)), "eans"),
    ],
)
def test_an_ean_that_cannot_be_is_refused_with_its_reason(eans: tuple[str, ...], code: str) -> None:
    with pytest.raises(UnableToAsk, match=code):
        ask(OrganisationFactory(), *eans)


def test_an_ean_may_be_written_with_spaces_dots_and_dashes() -> None:
    ask(OrganisationFactory(), "5414-4901.2700 0000 16")

    assert RequestedPoint.objects.get().ean == "541449012700000016"


def test_the_same_ean_is_not_asked_for_twice_while_the_first_request_waits() -> None:
    holder = OrganisationFactory()
    first, doubled = ask_many(holder, Wish((an_ean(1),), TERMS), Wish((an_ean(1),), TERMS))
    assert (first.code, doubled.code) == ("asked", "doubled")

    with pytest.raises(UnableToAsk, match="already_asked"):
        ask(holder, an_ean(1))
    ask(OrganisationFactory(), an_ean(1))  # another organisation may ask too


def test_who_asked_three_times_in_vain_waits_whether_or_not_anybody_lives_there() -> None:
    holder, wish = OrganisationFactory(), Wish((an_ean(1),), TERMS)

    def again(holder: Organisation, *, after: timedelta) -> Mandate:
        return request(holder=holder, actor=acting_for(holder), wish=wish, now=NOW + after)

    for days in range(3):
        end_by_holder(
            mandate=again(holder, after=timedelta(days=days)),
            actor=acting_for(holder),
            now=NOW + timedelta(days=days),
        )
    with pytest.raises(UnableToAsk, match="asked_in_vain"):
        again(holder, after=timedelta(days=4))
    again(OrganisationFactory(), after=timedelta(days=4))
    again(holder, after=IN_VAIN_WITHIN + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_do_not_ask_the_same_customer_twice() -> None:
    holder, outcomes = OrganisationFactory(), []

    def run() -> None:
        outcomes.extend(ask_many(holder, *(Wish((an_ean(number),), TERMS) for number in range(20))))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome.code for outcome in outcomes) == ["already_asked"] * 20 + ["asked"] * 20


@pytest.mark.django_db(transaction=True)
def test_a_list_whose_form_is_sent_twice_at_once_is_one_list() -> None:
    holder, token, barrier = OrganisationFactory(), uuid4(), threading.Barrier(2)

    def send(_: int) -> int:
        barrier.wait()
        try:
            text, actor = an_ean(1), acting_for(holder)
            return ask_for_list(holder=holder, actor=actor, text=text, terms=TERMS, token=token, now=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        lists = set(both.map(send, range(2)))

    assert (len(lists), Mandate.objects.count()) == (1, 1)


def test_a_renewal_asks_the_same_grantor_for_a_year_more() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, ends_on=date(2026, 12, 1), now=NOW)

    asked = renew(mandate=mandate, actor=acting_for(mandate.holder), now=NOW)
    address_requests(now=NOW)

    asked.refresh_from_db()
    assert (asked.renews, asked.grantor, asked.ends_on) == (mandate, home.customer, date(2027, 12, 1))
    assert (asked.kinds, asked.granularity) == (mandate.kinds, mandate.granularity)


def test_a_renewal_is_not_brought_to_the_next_occupant() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, now=NOW)
    asked = renew(mandate=mandate, actor=acting_for(mandate.holder), now=NOW)
    home.end = NOW.date() - timedelta(days=1)
    home.save()
    OccupancyFactory(access_point=home.access_point, start=home.end)

    address_requests(now=NOW)

    asked.refresh_from_db()
    assert asked.grantor is None
    assert not Message.objects.exists()


@pytest.mark.parametrize("state", [MandateState.LAPSED, MandateState.REVOKED, MandateState.REQUESTED])
def test_what_ended_otherwise_cannot_be_renewed(state: MandateState) -> None:
    mandate = a_mandate(OccupancyFactory(), state=state, now=NOW)

    with pytest.raises(UnableToAsk, match="not_renewable"):
        renew(mandate=mandate, actor=acting_for(mandate.holder), now=NOW)
