"""One at a time for each application."""

from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.workday.models import Proposal
from portal.primitives.errors import UnableTo


class UnableToAgree(UnableTo):
    """`code`: over (the day fell, is agreed or is past), not_ready (the leg), not_common (the day does not suit
    everybody), open (another day waits for confirmations), nothing (no leg is ready), past, not_working, few (one
    day alone), not_concerned."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def hold(application: Application) -> Application:
    """Wait until nobody else changes the work day of the application; as it is then."""
    return Application.objects.select_for_update(no_key=True).get(pk=application.pk)


def lock(application: Application) -> None:
    """As `hold`. Raises `UnableToAgree` for one that is not under way."""
    if hold(application).state != ApplicationState.SENT:
        raise UnableToAgree("over")


def lock_proposal(proposal: Proposal) -> Proposal:
    """As `lock`; the proposal as it is then. Nobody moves its legs meanwhile: see `legs.moving`."""
    lock(proposal.application)
    return Proposal.objects.select_related("application").get(pk=proposal.pk)
