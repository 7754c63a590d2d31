"""Days that came before everybody had confirmed."""

from datetime import datetime

from django.db import transaction

from connectmyhome.legs.states import Party
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import fall, propose_if_all_can
from connectmyhome.workday.operations.locking import UnableToAgree, lock_proposal
from connectmyhome.workday.states import ProposalState
from portal.access.actor import SYSTEM
from portal.primitives.period import belgian_day


def let_pass(*, now: datetime) -> int:
    """Let the days that are no longer to come fall, and propose others. Returns how many fell."""
    waiting = Proposal.objects.filter(state=ProposalState.OPEN, day__lte=belgian_day(now))
    return sum(_pass(proposal, now) for proposal in waiting.select_related("application"))


@transaction.atomic
def _pass(proposal: Proposal, now: datetime) -> bool:
    try:
        found = lock_proposal(proposal)
    except UnableToAgree:  # the application is not under way any more
        return False
    if found.state != ProposalState.OPEN:
        return False
    fall(found, by=Party.SYSTEM, leg=None, actor=SYSTEM, now=now)
    propose_if_all_can(found.application, now=now)
    return True
