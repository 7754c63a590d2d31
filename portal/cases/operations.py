"""Opening cases, taking them in hand, and answering. Nobody handles a case about themselves (R15)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.access.actor import SYSTEM, Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.cases.models import Case
from portal.cases.states import CaseKind, CaseState, due_on, sources
from portal.customers.models import Customer
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo
from portal.primitives.period import belgian_day


class UnableToHandle(UnableTo):
    """`code`: own (the case is about who wants to handle it), moved (over, or taken by a colleague meanwhile)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def open_case(
    *,
    key: str,
    kind: CaseKind,
    subject: str = "",
    access_point_id: int | None = None,
    organisation: str = "",
    person: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    line: str = "",
    detail: Mapping[str, Any],
    words: str = "",
    actor: Actor = SYSTEM,
    now: datetime,
) -> Case:
    """Open a case and tell the data protection officer. `key` is unique per cause: a second call with it changes
    nothing and gives the case that there is.

    It concerns the trace of `person` (an `actor_id`) in `organisation` (a public id), about `subject` and
    `access_point_id`, from `since` up to, and without, `until`. `detail` holds codes and counts, no name.
    """
    case, created = Case.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "subject": subject,
            "access_point_id": access_point_id,
            "organisation": organisation,
            "person": person,
            "since": since,
            "until": until,
            "line": line,
            "detail": dict(detail),
            "words": words,
            "opened_at": now,
            "due_on": due_on(kind, belgian_day(now)),
            "changed_at": now,
        },
    )
    if created:
        _trace("case_opened", case, actor, now)
        enqueue(
            template="case_opened.email",
            to=Recipient(language=settings.LANGUAGE_CODE, email=settings.OPERATOR["privacy_email"]),
            context={},
            key=f"case:{case.public_id}:opened",
            now=now,
        )
    return case


@transaction.atomic
def take_in_hand(*, case: Case, actor: Actor, purpose: str, now: datetime) -> None:
    """Make `actor` the one who handles the case; `purpose` goes into the trace. Raises `UnableToHandle`."""
    if is_about(case, actor):
        raise UnableToHandle("own")
    taken = Case.objects.filter(pk=case.pk, state__in=sources(CaseState.IN_HAND)).update(
        state=CaseState.IN_HAND, handler=actor.id, purpose=purpose, changed_at=now
    )
    if not taken:
        raise UnableToHandle("moved")
    case.refresh_from_db()
    _trace("case_in_hand", case, actor, now, kinds=[DataKind.CUSTOMER], channel="page")


@transaction.atomic
def finish(*, case: Case, actor: Actor, answer: str, now: datetime) -> None:
    """Answer the resident who asked, and tell that something waits; or close a case that nobody asked for, with
    what was found. Raises `UnableToHandle`."""
    asked = case.kind == CaseKind.NOT_RECOGNISED
    state = CaseState.ANSWERED if asked else CaseState.CLOSED
    moved = Case.objects.filter(pk=case.pk, handler=actor.id, state__in=sources(state)).update(
        state=state, answer=answer, changed_at=now
    )
    if not moved:
        raise UnableToHandle("moved")
    case.refresh_from_db()
    _trace("case_answered" if asked else "case_closed", case, actor, now)
    if asked:
        _tell(case, now)


def is_about(case: Case, actor: Actor) -> bool:
    """Whether the actor looked, or is the customer: then somebody else handles the case."""
    if case.person and case.person == actor.id:
        return True
    own = Customer.objects.filter(user_id=actor.user_id or 0)
    return bool(case.subject) and own.filter(public_id=case.subject).exists()


def _tell(case: Case, now: datetime) -> None:
    customer = Customer.objects.select_related("user").get(public_id=case.subject)
    reader = customer.user or customer
    if reader.email:
        enqueue(
            template="something_waits.email",
            to=Recipient(language=reader.language, email=reader.email, subject=case.subject),
            context={},
            key=f"case:{case.public_id}:answered",
            now=now,
        )


def _trace(code: str, case: Case, actor: Actor, now: datetime, **shown: Any) -> None:
    record(
        code=code,
        at=now,
        **actor.traced,
        subject=case.subject,
        access_point_id=case.access_point_id,
        basis=LegalBasis.OPERATOR_TASK if actor.role else "",
        purpose=case.purpose,
        reference=str(case.public_id),
        **shown,
    )
