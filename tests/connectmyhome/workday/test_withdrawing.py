"""What goes at once goes in one course: nobody is planned, asked or told of a day that is off a moment later."""

from collections import Counter
from collections.abc import Callable

import pytest

from connectmyhome.application.models import Application
from connectmyhome.application.operations import withdraw_consent
from connectmyhome.legs.models import LegStep
from connectmyhome.legs.operations.withdrawing import withdraw, withdraw_all
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.operations.erasing import erase_at_request
from connectmyhome.workday.models import OperatorDay, Proposal
from connectmyhome.workday.operations.agreeing import confirm
from connectmyhome.workday.operations.days import offer_days
from connectmyhome.workday.states import ProposalState
from portal.access.actor import ANONYMOUS
from portal.accounts.webhooks.models import Delivery
from portal.messaging.models import Message
from tests.connectmyhome.scenes import a_leg
from tests.connectmyhome.workday.round import DAYS, NOW, Round, a_round, an_agreed_round, days
from tests.portal.accounts.webhooks.receiver import an_endpoint

ORES, SWDE, PROXIMUS = Operator.ORES, Operator.SWDE, Operator.PROXIMUS
pytestmark = pytest.mark.django_db


def told_by_email(made: Round, operator: Operator) -> list[str]:
    sent = Message.objects.filter(template="work_day.email", email=made.organisations[operator].email)
    return [message.context["what"] for message in sent.order_by("pk")]


def told_by_webhook(made: Round, operator: Operator) -> Counter[str]:
    sent = Delivery.objects.filter(endpoint__organisation=made.organisations[operator])
    return Counter(each.data.get("what") or each.data.get("state", each.type) for each in sent)


def a_round_that_waits_for(*missing: Operator) -> Round:
    """A day is proposed, and confirmed by all others."""
    made = a_round()
    for operator, organisation in made.organisations.items():
        an_endpoint(organisation, f"https://{operator}.example.org/")
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    made.confirm(made.waiting, None, *(each for each in made.legs if each not in missing))
    return made


def everything(application: Application) -> None:
    withdraw_all(application=application, actor=ANONYMOUS, now=NOW)


def erasure(application: Application) -> None:
    erase_at_request(application=application, now=NOW)


@pytest.mark.parametrize("act", [everything, erasure])
@pytest.mark.parametrize("missing", [ORES, PROXIMUS])
def test_who_withdraws_all_while_a_day_waits_plans_nothing(
    act: Callable[[Application], None], missing: Operator
) -> None:
    made = a_round_that_waits_for(missing)

    act(made.application)

    assert Proposal.objects.get().state == ProposalState.FALLEN
    assert not LegStep.objects.filter(state=LegState.PLANNED).exists()
    assert not OperatorDay.objects.exists()
    for operator in made.legs:
        assert told_by_email(made, operator) == ["proposed", "left"]
        heard = told_by_webhook(made, operator)
        assert (heard["withdrawn"], heard["planned"], heard["agreed"], heard["fell"]) == (1, 0, 0, 0)


def test_the_applicant_is_told_once_that_the_day_is_off() -> None:
    made = a_round_that_waits_for(ORES)

    everything(made.application)

    assert [each.what for each in made.application.notices.order_by("pk")] == ["proposed", "fell"]


def test_a_consent_that_is_taken_back_takes_all_its_legs_out_before_the_others_agree() -> None:
    made = a_round()
    gas = a_leg(made.application, ORES, Utility.GAS)
    made.choose(3, 5)
    offer_days(leg=gas, days=days(3, 5), actor=made.actor(ORES), now=NOW)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    confirm(proposal=made.waiting, leg=gas, actor=made.actor(ORES), now=NOW)
    made.confirm(made.waiting, None, SWDE, PROXIMUS)

    withdraw_consent(application=made.application, operator=ORES, now=NOW)

    assert not gas.steps.filter(state=LegState.PLANNED).exists()
    assert made.states()[SWDE] == made.states()[PROXIMUS] == (LegState.PLANNED, DAYS[3])
    assert told_by_email(made, ORES) == ["proposed", "left"]
    assert told_by_email(made, SWDE) == ["proposed", "agreed"]


def test_an_operator_that_keeps_another_leg_on_the_day_is_not_told_that_it_is_off() -> None:
    made = a_round()
    gas = a_leg(made.application, ORES, Utility.GAS)
    made.choose(3, 5)
    offer_days(leg=gas, days=days(3, 5), actor=made.actor(ORES), now=NOW)
    for operator in made.legs:
        made.offer(operator, 3, 5)

    withdraw(leg=gas, actor=ANONYMOUS, now=NOW)

    assert made.waiting.day == DAYS[3]
    assert told_by_email(made, ORES) == ["proposed"]


def test_an_agreed_day_falls_once_when_all_is_withdrawn() -> None:
    made, proposal = an_agreed_round()

    everything(made.application)

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.FALLEN
    assert {state for state, _ in made.states().values()} == {LegState.WITHDRAWN}
    assert LegStep.objects.filter(state=LegState.ACCEPTED, leg__in=made.legs.values(), at=NOW).count() == 0
    assert told_by_email(made, SWDE) == ["proposed", "agreed", "left"]
