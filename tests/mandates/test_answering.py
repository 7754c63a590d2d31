"""A grantor begins, answers, signs and ends mandates; two at once come to one outcome."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction

from mandates.models import Mandate, MandateDocument, MandateScope
from mandates.operations import confirming, ending, preparing, sealing
from mandates.operations.asking import Wish, address_requests, request
from mandates.operations.moving import UnableToMove
from mandates.operations.preparing import UnableToPrepare
from mandates.operations.signing import UnableToAccept, accept_signature
from mandates.states import MandateState, Way
from mandates.terms import Terms, from_json
from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, Granularity
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.identity.codes import CodeRefused
from portal.identity.models import User
from portal.messaging.models import Message
from portal.primitives.errors import RaccordError
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory
from tests.mandates.factories import a_mandate, acting_for, evidence_for
from tests.mandates.test_asking import NOW, TERMS


def actor_of(user: User) -> Actor:
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def a_home() -> tuple[User, Occupancy]:
    user = UserFactory(mobile="+32470123456")
    return user, OccupancyFactory(customer__user=user)


def drafted(user: User, home: Occupancy, terms: Terms = TERMS) -> Mandate:
    return preparing.draft(
        actor=actor_of(user),
        holder=OrganisationFactory(),
        occupancies=[home],
        terms=terms,
        language="fr",
        now=NOW,
    )


def asked(home: Occupancy, terms: Terms = TERMS) -> Mandate:
    holder = OrganisationFactory()
    made = request(holder=holder, actor=acting_for(holder), wish=Wish((home.access_point.ean,), terms), now=NOW)
    address_requests(now=NOW)
    made.refresh_from_db()
    return made


def code_sent() -> str:
    return str(Message.objects.filter(template__startswith="sign_mandate").latest("pk").context["code"])


def sign(user: User, mandate: Mandate, code: str | None = None) -> None:
    sha256 = mandate.document.sha256
    if code is None:
        confirming.send_code(user=user, mandate=mandate, sha256=sha256, now=NOW)
        code = code_sent()
    confirming.sign(
        user=user,
        actor=actor_of(user),
        mandate=mandate,
        sha256=sha256,
        code=code,
        factor="app",
        now=NOW,
    )


@pytest.mark.usefixtures("seal")
@pytest.mark.django_db(transaction=True)
def test_a_mandate_signed_in_the_portal_counts_once_it_is_sealed_and_keeps_its_evidence() -> None:
    user, home = a_home()
    mandate = drafted(user, home)
    sign(user, mandate)
    assert mandate.state == MandateState.SIGNED

    sealed = [sealing.seal_signature(signature_id=mandate.signature.pk, now=NOW) for _ in range(2)]

    assert sealed == [True, False]
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ACTIVE
    signature = mandate.signature
    assert (signature.way, signature.sha256, signature.factor) == (
        Way.PORTAL,
        mandate.document.sha256,
        "code:sms",
    )
    assert signature.text_version == mandate.document.text_version
    assert signature.detail == {"user": str(user.public_id), "second_factor": "app"}
    pdf = bytes(mandate.document.pdf)
    assert bytes(signature.sealed).startswith(pdf) and len(signature.sealed) > len(pdf)


@pytest.mark.django_db(transaction=True)
def test_a_wrong_code_signs_nothing() -> None:
    user, home = a_home()
    mandate = drafted(user, home)
    confirming.send_code(user=user, mandate=mandate, sha256=mandate.document.sha256, now=NOW)

    with pytest.raises(CodeRefused):
        sign(user, mandate, "000000" if code_sent() != "000000" else "111111")

    assert mandate.state == MandateState.DRAFT


@pytest.mark.django_db(transaction=True)
def test_the_code_for_one_text_does_not_sign_another() -> None:
    user, home = a_home()
    mandate = drafted(user, home)
    read = mandate.document.sha256
    confirming.send_code(user=user, mandate=mandate, sha256=read, now=NOW)
    preparing.prepare(
        mandate=mandate,
        occupancies=[home],
        terms=replace(TERMS, granularity=Granularity.INTERVAL),
        language="fr",
        now=NOW,
    )
    mandate = Mandate.objects.get(pk=mandate.pk)

    with pytest.raises(CodeRefused):
        sign(user, mandate, code_sent())
    with pytest.raises(UnableToAccept):
        confirming.sign(
            user=user, actor=actor_of(user), mandate=mandate, sha256=read, code=code_sent(), factor="", now=NOW
        )


@pytest.mark.django_db
def test_the_document_of_the_same_terms_is_the_same_to_the_byte() -> None:
    user, home = a_home()
    mandate = drafted(user, home)
    first = MandateDocument.objects.get(mandate=mandate).sha256

    preparing.prepare(mandate=mandate, occupancies=[home], terms=TERMS, language="fr", now=NOW)

    assert MandateDocument.objects.get(mandate=mandate).sha256 == first


@pytest.mark.django_db
def test_a_request_may_be_accepted_with_less_and_never_with_more() -> None:
    _user, home = a_home()
    mandate = asked(home)
    less = replace(
        TERMS,
        granularity=Granularity.MONTH,
        data_start=date(2026, 1, 1),
        data_end=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
    )

    preparing.prepare(mandate=mandate, occupancies=[home], terms=less, language="nl", now=NOW)

    mandate.refresh_from_db()
    assert (mandate.granularity, mandate.ends_on) == (Granularity.MONTH, date(2026, 12, 31))
    assert from_json(mandate.asked) == TERMS
    for more in (
        {"kinds": frozenset({DataKind.HISTORY, DataKind.INDEX})},
        {"granularity": Granularity.INTERVAL},
        {"data_start": date(2024, 12, 31)},
        {"ends_on": date(2027, 11, 1)},
        {"purpose": "Other"},
    ):
        with pytest.raises(UnableToPrepare, match="more_than_asked"):
            preparing.prepare(
                mandate=mandate, occupancies=[home], terms=replace(TERMS, **more), language="fr", now=NOW
            )


@pytest.mark.django_db
def test_a_mandate_is_of_one_customer() -> None:
    user, home = a_home()
    with pytest.raises(UnableToPrepare, match="several_grantors"):
        preparing.draft(
            actor=actor_of(user),
            holder=OrganisationFactory(),
            occupancies=[home, OccupancyFactory(customer__user=user)],
            terms=TERMS,
            language="fr",
            now=NOW,
        )


@pytest.mark.django_db
def test_nobody_grants_to_an_organisation_that_is_not_admitted() -> None:
    user, home = a_home()
    with pytest.raises(UnableToPrepare, match="holder_closed"):
        preparing.draft(
            actor=actor_of(user),
            holder=OrganisationFactory(admitted_at=None, admitted_by=""),
            occupancies=[home],
            terms=TERMS,
            language="fr",
            now=NOW,
        )


@pytest.mark.parametrize(
    ("before", "by_grantor", "by_holder"),
    [
        (MandateState.DRAFT, MandateState.WITHDRAWN, None),
        (MandateState.REQUESTED, MandateState.DECLINED, MandateState.WITHDRAWN),
        (MandateState.SIGNED, MandateState.REVOKED, MandateState.TERMINATED),
        (MandateState.UNDER_REVIEW, MandateState.REVOKED, MandateState.TERMINATED),
        (MandateState.ACTIVE, MandateState.REVOKED, MandateState.TERMINATED),
        (MandateState.EXPIRED, None, None),
        (MandateState.DECLINED, None, None),
    ],
)
@pytest.mark.django_db
def test_each_side_ends_what_it_may_end(
    before: MandateState, by_grantor: MandateState | None, by_holder: MandateState | None
) -> None:
    for end, wanted in ((ending.end_by_grantor, by_grantor), (ending.end_by_holder, by_holder)):
        begun_by = "holder" if before == MandateState.REQUESTED else "grantor"
        mandate = a_mandate(OccupancyFactory(), state=before, begun_by=begun_by)
        if wanted is None:
            with pytest.raises(UnableToMove):
                end(mandate=mandate, actor=ending.SYSTEM, now=NOW)
            continue
        assert end(mandate=mandate, actor=ending.SYSTEM, now=NOW) == wanted
        mandate.refresh_from_db()
        assert (mandate.state, mandate.ended_at) == (wanted, NOW)
        assert not mandate.scopes.filter(active=True).exists()
        assert Event.objects.filter(code=f"mandate.{wanted}", reference=str(mandate.public_id)).exists()


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each of the calls that run together answers: its result, or the error's type."""
    results: list[object] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results.append(call())
        except RaccordError as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_accepting_twice_at_once_signs_once() -> None:
    mandate = a_mandate(OccupancyFactory(), state=MandateState.DRAFT)
    evidence = evidence_for(mandate)

    def accept() -> object:
        own = Mandate.objects.get(pk=mandate.pk)
        return accept_signature(mandate=own, way=Way.ELSEWHERE, evidence=evidence, now=NOW).way

    results = at_once(accept, accept)

    assert sorted(map(str, results)) == sorted(["elsewhere", str(UnableToMove)])
    assert Event.objects.filter(code="mandate.active").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_text_that_changes_in_another_tab_while_it_is_signed_is_not_signed() -> None:
    user, home = a_home()
    mandate = drafted(user, home)
    evidence = evidence_for(mandate)
    finer = replace(TERMS, granularity=Granularity.INTERVAL)
    results: list[object] = []

    def accept() -> object:
        own = Mandate.objects.get(pk=mandate.pk)
        return accept_signature(mandate=own, way=Way.PORTAL, evidence=evidence, now=NOW)

    with transaction.atomic():
        preparing.prepare(mandate=mandate, occupancies=[home], terms=finer, language="fr", now=NOW)
        signing = threading.Thread(target=lambda: results.extend(at_once(accept)))
        signing.start()
        signing.join(2)  # it waits for this transaction
        assert not results
    signing.join()
    mandate.refresh_from_db()
    assert (results, mandate.state) == ([UnableToAccept], MandateState.DRAFT)


@pytest.mark.parametrize("by", [ending.end_by_grantor, ending.end_by_holder])
@pytest.mark.django_db(transaction=True)
def test_an_end_while_the_mandate_is_being_signed_leaves_no_right_behind(by: Callable[..., object]) -> None:
    for _ in range(5):
        mandate = a_mandate(OccupancyFactory(), state=MandateState.REQUESTED, begun_by="holder")
        evidence = evidence_for(mandate)

        def accept(pk: int = mandate.pk, evidence: object = evidence) -> object:
            own = Mandate.objects.get(pk=pk)
            return accept_signature(mandate=own, way=Way.ELSEWHERE, evidence=evidence, now=NOW)  # type: ignore[arg-type]

        def end(pk: int = mandate.pk) -> object:
            return by(mandate=Mandate.objects.get(pk=pk), actor=ending.SYSTEM, now=NOW)

        at_once(accept, end)

        mandate.refresh_from_db()
        assert mandate.state in (
            MandateState.REVOKED,
            MandateState.TERMINATED,
            MandateState.DECLINED,
            MandateState.WITHDRAWN,
        )
        assert not MandateScope.objects.filter(mandate=mandate, active=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_mandate_that_is_revoked_before_its_seal_never_counts() -> None:
    user, home = a_home()
    mandate = drafted(user, home)
    sign(user, mandate)
    ending.end_by_grantor(mandate=mandate, actor=actor_of(user), now=NOW)

    assert not sealing.seal_signature(signature_id=mandate.signature.pk, now=NOW)

    mandate.refresh_from_db()
    assert mandate.state == MandateState.REVOKED


@pytest.mark.django_db(transaction=True)
def test_both_sides_end_at_once_and_one_of_them_does() -> None:
    mandate = a_mandate(OccupancyFactory())

    def by(end: Callable[..., object]) -> Callable[[], object]:
        return lambda: end(mandate=Mandate.objects.get(pk=mandate.pk), actor=ending.SYSTEM, now=NOW)

    results = at_once(by(ending.end_by_grantor), by(ending.end_by_holder))

    assert results.count(UnableToMove) == 1
    assert Event.objects.filter(code__in=["mandate.revoked", "mandate.terminated"]).count() == 1
