"""Applications with legs of all operators, and their programs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from connectmyhome.operators import UTILITIES, Operator, Utility
from tests.connectmyhome import scenes
from tests.connectmyhome.legs import factories
from tests.portal.accounts.webhooks.receiver import a_network_operator
from tests.portal.api.programs import Program, a_program

LEGS = "/api/v1/connect/legs/"
ERASURES = "/api/v1/connect/erasures/"

# Every question is answered, so that a column too many would show.
ANSWERS = {key.value: f"answer to {key.value}" for key in Key} | {
    Key.UTILITIES.value: [utility.value for utility in Utility],
    Key.TELECOM_OPERATORS.value: ["proximus", "orange", "telenet"],
}


def an_application(**told: Any) -> Application:
    """With every question answered, a plan, a permit and a certificate."""
    application = scenes.a_sent_application(answers=dict(ANSWERS), **told)
    for kind in (AttachmentKind.SITE_PLAN, AttachmentKind.PERMIT, AttachmentKind.CERTIBEAU):
        factories.a_file(application, kind)
    return application


def a_leg(
    operator: str = "ores",
    application: Application | None = None,
    state: LegState = LegState.SUBMITTED,
    **told: Any,
) -> Leg:
    """Of the first utility that the operator connects, with the consent for it, put where it is."""
    utility = told.pop("utility", min(UTILITIES[Operator(operator)]))
    return scenes.a_leg(application or an_application(), Operator(operator), utility, state, **told)


def a_leg_in(state: LegState, operator: str = "ores") -> Leg:
    """A leg that came there as real ones do."""
    leg = factories.a_leg(state, operator=Operator(operator), application=an_application())
    leg.refresh_from_db()
    return leg


def legs_of_all() -> dict[str, Leg]:
    """One application with a leg of each operator, each with a question, an offer and a file for it alone."""
    application = an_application()
    legs = {}
    for operator in Operator:
        leg = factories.a_leg(LegState.OFFERED, operator=operator, application=application)
        leg.questions.create(
            text="?", answer=f"secret of {operator}", asked_at=timezone.now() - timedelta(days=1), asked_by="x",
            answered_at=timezone.now(),
        )  # fmt: skip
        factories.a_file(application, AttachmentKind.OTHER, only_for=operator.value)
        leg.refresh_from_db()
        legs[operator.value] = leg
    return legs


def a_program_of(operator: str = "ores", **more: str) -> Program:
    return a_program(a_network_operator(operator), **more)
