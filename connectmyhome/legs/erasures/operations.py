"""Asking an operator to erase, and taking its word that it did."""

from datetime import datetime

from django.db import transaction

from connectmyhome.application.models import Application
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.events import tell_operator
from connectmyhome.legs.models import Leg
from portal.access.actor import ANONYMOUS, Actor
from portal.audit.operations import record

ASKED = "application.erased"


@transaction.atomic
def ask(*, application: Application, operator: str, now: datetime) -> None:
    """Ask the operator to erase what it was given; nothing, where it was given nothing. A second call changes
    nothing until it has confirmed. Its programs are told."""
    legs = Leg.objects.filter(application=application, operator=operator).order_by("pk")
    given = [str(public_id) for public_id in legs.values_list("public_id", flat=True)]
    if not given:
        return
    erasure, asked = Erasure.objects.get_or_create(
        application=application, operator=operator, confirmed_at=None, defaults={"asked_at": now}
    )
    if asked:
        _record(erasure, "erasure_asked", ANONYMOUS, now)
        key = f"erasure:{erasure.public_id}"
        tell_operator(operator, ASKED, {"erasure": str(erasure.public_id), "legs": given}, key=key, now=now)


@transaction.atomic
def confirm(*, erasure: Erasure, actor: Actor, now: datetime) -> None:
    """Keep the operator's word that it erased everything. A second time changes nothing."""
    if Erasure.objects.filter(pk=erasure.pk, confirmed_at=None).update(confirmed_at=now, confirmed_by=actor.id):
        _record(erasure, "erasure_confirmed", actor, now)
    erasure.refresh_from_db()


def _record(erasure: Erasure, what: str, actor: Actor, now: datetime) -> None:
    record(
        code=f"application.{what}",
        at=now,
        **actor.traced,
        subject=str(erasure.application.public_id),
        reference=str(erasure.public_id),
        detail={"operator": erasure.operator},
    )
