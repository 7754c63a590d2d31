"""What a grantor is about to sign: a new mandate, or the answer to a request, with its document."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from mandates import document
from mandates.models import Mandate, MandateDocument, MandateScope
from mandates.operations.moving import UnableToMove, trace
from mandates.states import ANSWERABLE, MandateState, Mover
from mandates.terms import Fault, Terms, exceeds, faults, from_json
from portal.access.actor import Actor
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from portal.primitives.errors import UnableTo
from portal.primitives.period import belgian_day

ANSWER_WITHIN = timedelta(days=30)  # for a request and for a draft


class UnableToPrepare(UnableTo):
    """`code`: several_grantors, no_access_point, more_than_asked, holder_closed, or the first `Fault` of the
    terms."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def draft(
    *,
    actor: Actor,
    holder: Organisation,
    occupancies: Sequence[Occupancy],
    terms: Terms,
    language: str,
    now: datetime,
) -> Mandate:
    """Begin a mandate on the grantor's own wish. `occupancies` are current ones of the actor, of one customer.

    Raises `UnableToPrepare`.
    """
    _check(holder, occupancies, terms, now)
    with transaction.atomic():
        mandate = Mandate.objects.create(
            holder=holder,
            grantor=occupancies[0].customer,
            state=MandateState.DRAFT,
            begun_by=Mover.GRANTOR,
            language=language,
            created_at=now,
            times_out_at=now + ANSWER_WITHIN,
            **terms.as_columns(),
        )
        _write(mandate, occupancies, terms, now)
        trace(mandate, "draft", actor=actor, now=now)
    return mandate


def prepare(
    *, mandate: Mandate, occupancies: Sequence[Occupancy], terms: Terms, language: str, now: datetime
) -> None:
    """Change a draft, or what the grantor would answer to a request: as asked, or less.

    A new document takes the place of the former one, so a paper of the former one is no longer accepted. Raises
    `UnableToPrepare`, and `UnableToMove` when the mandate is no longer to be answered.
    """
    _check(mandate.holder, occupancies, terms, now)
    if mandate.begun_by == Mover.HOLDER and exceeds(terms, from_json(mandate.asked)):
        raise UnableToPrepare("more_than_asked")
    with transaction.atomic():
        _hold(mandate)
        mandate.language = language
        for column, value in terms.as_columns().items():
            setattr(mandate, column, value)
        mandate.save(update_fields=["language", *terms.as_columns()])
        _write(mandate, occupancies, terms, now)


def _check(holder: Organisation, occupancies: Sequence[Occupancy], terms: Terms, now: datetime) -> None:
    if holder.closed_at is not None or holder.admitted_at is None:
        raise UnableToPrepare("holder_closed")
    if not occupancies:
        raise UnableToPrepare("no_access_point")
    if len({occupancy.customer_id for occupancy in occupancies}) > 1:
        raise UnableToPrepare("several_grantors")
    found: list[Fault] = faults(terms, today=belgian_day(now))
    if found:
        raise UnableToPrepare(found[0])


def _hold(mandate: Mandate) -> None:
    """Keep everybody else from moving the mandate until the caller's transaction ends."""
    held = Mandate.objects.select_for_update().filter(pk=mandate.pk, state__in=ANSWERABLE).exists()
    if not held:
        mandate.refresh_from_db(fields=["state"])
        raise UnableToMove(mandate.state)


def _write(mandate: Mandate, occupancies: Sequence[Occupancy], terms: Terms, now: datetime) -> None:
    occupancies = sorted(occupancies, key=lambda occupancy: occupancy.access_point_id)
    paper = document.make(mandate, occupancies, terms, dated=belgian_day(now))
    write_scopes(mandate, occupancies)
    MandateDocument.objects.update_or_create(
        mandate=mandate,
        defaults={
            "pdf": paper.pdf,
            "sha256": paper.sha256,
            "text_version": paper.text_version,
            "language": paper.language,
            "made_at": now,
        },
    )


def write_scopes(mandate: Mandate, occupancies: Sequence[Occupancy]) -> None:
    """Let the mandate name these access points and its kinds, and no others, in the caller's transaction."""
    if mandate.grantor_id is None:
        raise ValueError("a mandate names access points of its grantor")
    mandate.scopes.all().delete()
    MandateScope.objects.bulk_create(
        MandateScope(
            mandate=mandate,
            holder_id=mandate.holder_id,
            grantor_id=mandate.grantor_id,
            occupancy=occupancy,
            access_point_id=occupancy.access_point_id,
            kind=kind,
        )
        for occupancy in occupancies
        for kind in mandate.kinds
    )
