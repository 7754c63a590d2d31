"""The operator's seal on what was signed in the portal; then the mandate counts.

A worker does it, outside any transaction: the key may sit in a device, and the time-stamp comes over the network.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mandates.models import Mandate, Signature
from mandates.operations.activating import activate, lock
from mandates.signing import seal
from mandates.states import MandateState, Mover, Way
from portal.access.actor import SYSTEM
from portal.primitives.period import belgian_day


def to_seal() -> QuerySet[Signature]:
    """The signatures that wait for their seal, oldest first."""
    waiting = Signature.objects.filter(sealed_at=None, way=Way.PORTAL, mandate__state=MandateState.SIGNED)
    return waiting.order_by("signed_at")


def seal_signature(*, signature_id: int, now: datetime) -> bool:
    """Seal one document and let its mandate count. Returns whether this call did it: of two that run together, one
    does; and a mandate that was revoked meanwhile, or whose last day is over, does not count. Raises
    `UnableToSeal`."""
    signature = to_seal().select_related("mandate__document").filter(pk=signature_id).first()
    if signature is None:
        return False
    sealed = seal(bytes(signature.mandate.document.pdf), now=now)
    with transaction.atomic():
        mandate = Mandate.objects.select_related("holder", "grantor__user").get(pk=signature.mandate_id)
        locked = lock(mandate)
        first = Signature.objects.filter(pk=signature.pk, sealed_at=None).update(sealed=sealed, sealed_at=now)
        mandate.refresh_from_db(fields=["state"])
        if not first or mandate.state != MandateState.SIGNED or mandate.ends_on < belgian_day(now):
            return False
        activate(mandate, locked=locked, by=Mover.SYSTEM, actor=SYSTEM, now=now)
    return True
