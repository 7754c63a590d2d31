"""Signatures: accepted, taken into review, rejected. The room of papers calls these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from mandates.models import Mandate, MandateDocument, Signature
from mandates.operations.activating import activate, lock
from mandates.operations.moving import UnableToMove, move
from mandates.operations.telling import tell_both
from mandates.signals import signature_to_seal
from mandates.states import MandateState, Mover, Way
from portal.access.actor import SYSTEM, Actor
from portal.primitives.errors import UnableTo
from portal.primitives.period import belgian_day

__all__ = [
    "Evidence",
    "UnableToAccept",
    "UnableToMove",
    "accept_signature",
    "reject_signature",
    "take_into_review",
]


class UnableToAccept(UnableTo):
    """`code`: text (the signature is of another text than the mandate's document as it stands), over (the
    mandate's last day is)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a signature. `sha256` names the document that was read, in hex; `factor` tells what proved who
    signs: "code:email", "certificate", "review"; `detail` holds codes only, no name and no EAN; `signed` is the
    file as it was signed elsewhere, or the scan."""

    sha256: str
    text_version: str
    factor: str
    signed_at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)
    signed: bytes = b""


def accept_signature(
    *, mandate: Mandate, way: Way, evidence: Evidence, now: datetime, actor: Actor = SYSTEM
) -> Signature:
    """Store an accepted signature and move the mandate on.

    In the portal: to signed; a worker seals the document, and then it counts (`sealing`). Elsewhere, accepted by
    itself: it counts at once. From under review, on a person's judgement: it counts at once.

    Raises `UnableToAccept`, and `UnableToMove` when the mandate is no longer there to be signed.
    """
    with transaction.atomic():
        locked = lock(mandate)
        # Held before the document is read: another tab must not change it in between.
        held = Mandate.objects.select_for_update(of=("self",))
        mandate.refresh_from_db(fields=["state", "ends_on"], from_queryset=held)
        document = MandateDocument.objects.filter(mandate=mandate).first()
        if document is None or document.sha256 != evidence.sha256:
            raise UnableToAccept("text")
        if mandate.ends_on < belgian_day(now):
            raise UnableToAccept("over")
        reviewed = mandate.state == MandateState.UNDER_REVIEW and way is not Way.PORTAL
        if not reviewed:
            move(mandate, MandateState.SIGNED, by=Mover.GRANTOR, actor=actor, now=now, detail=str(way))
        signature = Signature.objects.create(
            mandate=mandate,
            way=way,
            sha256=evidence.sha256,
            text_version=evidence.text_version,
            factor=evidence.factor,
            signed_at=evidence.signed_at,
            detail=dict(evidence.detail),
            sealed=evidence.signed or None,
            sealed_at=None if way is Way.PORTAL else now,
        )
        if reviewed:
            activate(mandate, locked=locked, by=Mover.OPERATOR, actor=actor, now=now)
        elif way is not Way.PORTAL:
            activate(mandate, locked=locked, by=Mover.SYSTEM, actor=actor, now=now)
        else:
            transaction.on_commit(partial(_wake, signature.pk), robust=True)
    return signature


def take_into_review(*, mandate: Mandate, now: datetime, actor: Actor = SYSTEM) -> None:
    """A signed paper came in that a person has to judge. Both sides are told. Raises `UnableToMove`."""
    with transaction.atomic():
        move(mandate, MandateState.UNDER_REVIEW, by=Mover.GRANTOR, actor=actor, now=now)
        tell_both(mandate, "changed", now=now)


def reject_signature(*, mandate: Mandate, now: datetime, actor: Actor = SYSTEM, reason: str = "") -> None:
    """The paper is no valid signature; `reason` is a code. Both sides are told. Raises `UnableToMove`."""
    with transaction.atomic():
        move(mandate, MandateState.REJECTED, by=Mover.OPERATOR, actor=actor, now=now, detail=reason)
        tell_both(mandate, "changed", now=now)


def _wake(signature_id: int) -> None:
    signature_to_seal.send_robust(sender=Signature, signature_id=signature_id)
