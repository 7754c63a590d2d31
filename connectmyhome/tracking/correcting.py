"""Which answers of a sent application may still be corrected, question by question.

Where the home is, what is built and what is asked for decide which operators have it: to change these, apply
again. What an operator's study is about may be corrected until the study begins.
"""

from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Utility

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
    studied = {leg.utility for leg in application.legs.all() if leg.state not in _NOT_STUDIED}
    return _ALWAYS | {slug for slug, utility in _BEFORE_STUDY.items() if utility not in studied}
