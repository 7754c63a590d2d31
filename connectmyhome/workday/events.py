"""What the programs of operators are told of the work day: which leg, which proposal, and what became of it."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from connectmyhome.legs.events import tell_operator
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.signals import work_day_changed
from connectmyhome.workday.states import Change

DAY = "work_day.changed"


@receiver(work_day_changed, dispatch_uid="connect_workday.tell_programs")
def tell_programs(proposal: Proposal, what: Change, now: datetime, **_: Any) -> None:
    """Each operator that the day concerns."""
    for assent in proposal.assents.filter(left_at=None, leg__isnull=False).select_related("leg"):
        leg = assent.leg
        assert leg is not None  # noqa: S101  # for the type checker
        data = {"leg": str(leg.public_id), "proposal": str(proposal.public_id), "what": str(what)}
        key = f"work_day:{proposal.public_id}:{proposal.sequence}:{what}:{leg.public_id}"
        tell_operator(leg.operator, DAY, data, key=key, now=now)
