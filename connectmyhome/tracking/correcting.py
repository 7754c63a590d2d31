"""Which answers of a sent application may still be corrected, question by question.

Where the home is, what is built and what is asked for decide which operators have it: to change these, apply
again. What an operator's study is about may be corrected until the study begins.
"""

from collections.abc import Sequence

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.questions import Facts, asked
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from portal.primitives.period import belgian_day

_ALWAYS = frozenset({"applicant", "address", "permit", "period", "invoice-party", "invoice-address", "remark"})
_BEFORE_STUDY = {
    "electricity-power": Utility.ELECTRICITY,
    "gas": Utility.GAS,
    "water": Utility.WATER,
}
_NOT_STUDIED = frozenset({LegState.SUBMITTED, LegState.INCOMPLETE})


def correctable(application: Application) -> frozenset[str]:
    """The questions whose answers may be corrected now."""
    if application.state != ApplicationState.SENT:
        return frozenset()
    legs = list(application.legs.all())
    studied = {leg.utility for leg in legs if leg.state not in _NOT_STUDIED}
    may = _ALWAYS | {slug for slug, utility in _BEFORE_STUDY.items() if utility not in studied}
    return may & {question.slug for question in asked(_facts(application, legs))}


def _facts(application: Application, legs: Sequence[Leg]) -> Facts:
    """As it was sent: who serves the plot may have changed since."""
    return Facts(
        answers={**application.answers, Key.UTILITIES.value: [leg.utility for leg in legs]},
        today=belgian_day(application.sent_at or application.created_at),
        served={Utility(leg.utility): (Operator(leg.operator),) for leg in legs},
    )
