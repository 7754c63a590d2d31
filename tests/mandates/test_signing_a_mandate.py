"""From a signature to a mandate that counts, and back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mandates.models import MandateScope
from mandates.operations.signing import (
    Evidence,
    UnableToAccept,
    UnableToMove,
    accept_signature,
    reject_signature,
    take_into_review,
)
from mandates.states import EndReason, MandateState, Way
from portal.access.kinds import DataKind
from portal.audit.models import Event
from portal.messaging.models import Message
from tests.factories import OccupancyFactory
from tests.mandates.factories import a_mandate, evidence_for

NOW = timezone.now()

pytestmark = pytest.mark.django_db


def test_a_mandate_signed_elsewhere_counts_at_once_and_both_sides_are_told() -> None:
    mandate = a_mandate(OccupancyFactory(), state=MandateState.DRAFT)

    accept_signature(
        mandate=mandate, way=Way.ELSEWHERE, evidence=evidence_for(mandate, signed=b"%PDF signed"), now=NOW
    )

    mandate.refresh_from_db()
    assert (mandate.state, mandate.active_at) == (MandateState.ACTIVE, NOW)
    assert all(mandate.scopes.values_list("active", flat=True))
    assert bytes(mandate.signature.sealed) == b"%PDF signed"
    assert set(Message.objects.values_list("template", flat=True)) == {
        "mandate_changed.email",
        "mandates_changed.email",
    }
    codes = Event.objects.filter(reference=str(mandate.public_id)).order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["mandate.signed", "mandate.active"]


def test_a_mandate_signed_in_the_portal_waits_for_the_seal() -> None:
    mandate = a_mandate(OccupancyFactory(), state=MandateState.DRAFT)

    signature = accept_signature(mandate=mandate, way=Way.PORTAL, evidence=evidence_for(mandate), now=NOW)

    assert mandate.state == MandateState.SIGNED
    assert signature.sealed_at is None
    assert not MandateScope.objects.filter(active=True).exists()


def test_a_reviewed_paper_makes_the_mandate_count() -> None:
    mandate = a_mandate(OccupancyFactory(), state=MandateState.REQUESTED)

    take_into_review(mandate=mandate, now=NOW)
    assert mandate.state == MandateState.UNDER_REVIEW
    accept_signature(mandate=mandate, way=Way.PAPER, evidence=evidence_for(mandate, signed=b"scan"), now=NOW)

    assert mandate.state == MandateState.ACTIVE


def test_a_rejected_paper_ends_the_mandate() -> None:
    mandate = a_mandate(OccupancyFactory(), state=MandateState.DRAFT)
    take_into_review(mandate=mandate, now=NOW)

    reject_signature(mandate=mandate, now=NOW, reason="other_mandate")

    assert (mandate.state, mandate.ended_at) == (MandateState.REJECTED, NOW)
    assert Event.objects.get(code="mandate.rejected").detail == {"reason": "other_mandate"}


def test_the_signature_of_another_text_is_refused() -> None:
    mandate = a_mandate(OccupancyFactory(), state=MandateState.DRAFT)
    other = Evidence("0" * 64, "test", "code:email", NOW)

    with pytest.raises(UnableToAccept):
        accept_signature(mandate=mandate, way=Way.PORTAL, evidence=other, now=NOW)

    mandate.refresh_from_db()
    assert mandate.state == MandateState.DRAFT


@pytest.mark.parametrize("state", sorted(set(MandateState) - {MandateState.DRAFT, MandateState.REQUESTED}))
def test_only_a_draft_or_a_request_can_be_signed_in_the_portal(state: MandateState) -> None:
    mandate = a_mandate(OccupancyFactory(), state=state)

    with pytest.raises(UnableToMove), transaction.atomic():
        accept_signature(mandate=mandate, way=Way.PORTAL, evidence=evidence_for(mandate), now=NOW)


def test_a_newer_mandate_takes_the_place_of_the_older_one() -> None:
    home = OccupancyFactory()
    older = a_mandate(home)
    newer = a_mandate(home, holder=older.holder, state=MandateState.DRAFT)

    accept_signature(mandate=newer, way=Way.ELSEWHERE, evidence=evidence_for(newer), now=NOW)

    older.refresh_from_db()
    assert (older.state, older.end_reason) == (MandateState.TERMINATED, EndReason.REPLACED)
    assert newer.state == MandateState.ACTIVE


def test_a_newer_mandate_for_a_part_leaves_the_rest_of_the_older_one() -> None:
    home = OccupancyFactory()
    older = a_mandate(home)
    newer = a_mandate(home, holder=older.holder, kinds=[DataKind.INDEX], state=MandateState.DRAFT)

    accept_signature(mandate=newer, way=Way.ELSEWHERE, evidence=evidence_for(newer), now=NOW)

    older.refresh_from_db()
    assert older.state == MandateState.ACTIVE
    assert list(older.scopes.filter(active=True).values_list("kind", flat=True)) == [DataKind.HISTORY]


def test_the_database_holds_one_active_mandate_for_the_same_data() -> None:
    home = OccupancyFactory()
    older = a_mandate(home)

    with pytest.raises(IntegrityError, match="mandate_scope_one_active"), transaction.atomic():
        a_mandate(home, holder=older.holder)


def test_a_paper_accepted_after_the_grantor_left_gives_no_right() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, state=MandateState.UNDER_REVIEW)
    home.end = NOW.date() - timedelta(days=1)
    home.save()

    accept_signature(mandate=mandate, way=Way.PAPER, evidence=evidence_for(mandate), now=NOW)

    assert mandate.state == MandateState.LAPSED
    assert not mandate.scopes.filter(active=True).exists()


@pytest.mark.parametrize(
    ("told", "constraint"),
    [
        ({"ends_on": date(2000, 1, 1)}, "mandate_ends_after_start"),
        ({"data_end": date(2000, 1, 1)}, "mandate_data_ordered"),
        ({"kinds": [DataKind.CONTRACT]}, "mandate_kinds_lendable"),
        ({"granularity": 9}, "mandate_granularity_known"),
        ({"active_at": None}, "mandate_active_since"),
    ],
)
def test_the_database_refuses_a_mandate_without_sense(told: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_mandate(OccupancyFactory(), **told)
