"""Legs that went to where they are as real ones do: through the operations."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.models import Application, Attachment, Consent
from connectmyhome.legs.models import Leg, LegStep, Offer, Question
from connectmyhome.legs.operations import asking, expiring, offering, studying, withdrawing, working
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import UTILITIES, Operator, Utility
from portal.access.actor import ANONYMOUS, Actor, ActorKind
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from portal.uploads.documents import CheckedPdf
from tests.connectmyhome.scenes import a_sent_application

OPERATOR_STAFF = Actor(ActorKind.MEMBER, id="operator-member", organisation="operator", role="member")
OFFER_PDF = CheckedPdf(b"%PDF-1.7 offer", 2, held=False)

S = LegState
_WAYS: dict[LegState, tuple[LegState, ...]] = {
    S.SUBMITTED: (),
    S.INCOMPLETE: (S.INCOMPLETE,),
    S.IN_STUDY: (S.IN_STUDY,),
    S.OFFERED: (S.IN_STUDY, S.OFFERED),
    S.ACCEPTED: (S.IN_STUDY, S.OFFERED, S.ACCEPTED),
    S.PERMITS: (S.IN_STUDY, S.OFFERED, S.ACCEPTED, S.PERMITS),
    S.PLANNED: (S.IN_STUDY, S.OFFERED, S.ACCEPTED, S.PLANNED),
    S.CONNECTED: (S.IN_STUDY, S.OFFERED, S.ACCEPTED, S.PLANNED, S.CONNECTED),
    S.REFUSED: (S.REFUSED,),
    S.WITHDRAWN: (S.WITHDRAWN,),
    S.EXPIRED: (S.IN_STUDY, S.OFFERED, S.EXPIRED),
}


def a_leg(
    state: LegState = LegState.SUBMITTED,
    *,
    operator: Operator = Operator.ORES,
    utility: Utility | None = None,
    application: Application | None = None,
    now: datetime | None = None,
) -> Leg:
    """A leg in that state, with its operator's consent: an accepted one is paid; a planned one is planned for the
    next working day. `utility` is one that the operator connects."""
    now = now or timezone.now()
    application = application or a_sent_application(now)
    if not application.consents.filter(operator=operator, withdrawn_at=None).exists():
        given = {"text_version": "1", "language": "fr", "given_at": now}
        Consent.objects.create(application=application, operator=operator, **given)
    sent = {"sent_at": application.sent_at, "changed_at": application.sent_at}
    utility = utility or min(UTILITIES[operator])
    leg = Leg.objects.create(application=application, operator=operator, utility=utility, **sent)
    LegStep.objects.create(leg=leg, state=S.SUBMITTED, at=leg.sent_at, by=Party.APPLICANT)
    for step in _WAYS[state]:
        _TO[step](leg, now)
        leg.refresh_from_db()
    return leg


def a_question(leg: Leg, document: str = "", now: datetime | None = None) -> Question:
    """An open one of the leg's operator."""
    asked = {"leg": leg, "actor": OPERATOR_STAFF, "now": now or timezone.now()}
    if document:
        return asking.miss(document=AttachmentKind(document), text="Le plan est illisible.", **asked)
    return asking.ask(text="Où se trouve le compteur ?", **asked)


def an_offer(leg: Leg, now: datetime | None = None, **told: object) -> Offer:
    """An open one, of 1 250.50 euros, for thirty days."""
    now = now or timezone.now()
    valid_until = belgian_day(now) + timedelta(days=30)
    what = {"amount": Decimal("1250.50"), "valid_until": valid_until, "checked": OFFER_PDF} | told
    return offering.make_offer(leg=leg, actor=OPERATOR_STAFF, now=now, **what)  # type: ignore[arg-type]


def a_file(
    application: Application, kind: AttachmentKind = AttachmentKind.SITE_PLAN, only_for: str = ""
) -> Attachment:
    """A PDF of the application."""
    content = f"%PDF-1.7 {kind} {only_for}".encode()
    return Attachment.objects.create(
        application=application,
        kind=kind,
        only_for=only_for,
        name=f"{kind}.pdf",
        media_type="application/pdf",
        content=content,
        sha256=f"{hash(content):x}",
        size=len(content),
        held=False,
        added_at=timezone.now(),
    )


def _accept(leg: Leg, now: datetime) -> None:
    offering.accept(offer=leg.offers.get(ended_at=None), actor=ANONYMOUS, now=now)
    leg.refresh_from_db()
    offering.record_payment(leg=leg, paid_on=belgian_day(now), actor=OPERATOR_STAFF, now=now)


def _plan(leg: Leg, now: datetime) -> None:
    day = add_working_days(belgian_day(now), 1)
    working.plan(leg=leg, day=day, by=Party.OPERATOR, actor=OPERATOR_STAFF, now=now)


def _expire(leg: Leg, now: datetime) -> None:
    expiring.expire(now=now + timedelta(days=31))


_TO: dict[LegState, Callable[[Leg, datetime], object]] = {
    S.INCOMPLETE: lambda leg, now: a_question(leg, AttachmentKind.SITE_PLAN, now),
    S.IN_STUDY: lambda leg, now: studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=now),
    S.OFFERED: an_offer,
    S.ACCEPTED: _accept,
    S.PERMITS: lambda leg, now: working.need_permits(leg=leg, actor=OPERATOR_STAFF, now=now),
    S.PLANNED: _plan,
    S.CONNECTED: lambda leg, now: working.report_connected(
        leg=leg, on=belgian_day(now), actor=OPERATOR_STAFF, now=now
    ),
    S.REFUSED: lambda leg, now: studying.refuse(leg=leg, reason="Hors réseau", actor=OPERATOR_STAFF, now=now),
    S.WITHDRAWN: lambda leg, now: withdrawing.withdraw(leg=leg, actor=ANONYMOUS, now=now),
    S.EXPIRED: _expire,
}
