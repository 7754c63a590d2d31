"""The network operators of Connect My Home in the demo, and who works there: the first one administers."""

from portal.accounts.models import OrganisationKind
from portal.accounts.roles import Role
from portal.pages.demo.organisations import Described
from portal.pages.demo.people import Colleague
from portal.primitives.network_operators import NAMES, Operator


def _operator(operator: Operator, enterprise_number: str, *people: Colleague) -> Described:
    email = f"raccordements@{operator}.example"
    return Described(
        OrganisationKind.NETWORK_OPERATOR, NAMES[operator], enterprise_number, email, people, operator=operator
    )


def _who(name: str, email: str, language: str, mobile: str, role: Role = Role.ADMINISTRATOR) -> Colleague:
    return Colleague(name, email, language, mobile, (role,), "reads only" if role is Role.READER else "")


NETWORK_OPERATORS = (
    _operator(
        Operator.ORES, "0999702091",
        _who("Eva Lambert", "eva@ores.example", "fr", "+32470000061"),
        _who("Loïc Henry", "loic@ores.example", "fr", "+32470000062", Role.READER),
    ),
    _operator(Operator.RESA, "0999703180", _who("Nathan Dubois", "nathan@resa.example", "fr", "+32470000063")),
    _operator(Operator.SWDE, "0999704269", _who("Clara Fontaine", "clara@swde.example", "fr", "+32470000064")),
    _operator(Operator.PROXIMUS, "0999705358", _who("Jan Maes", "jan@proximus.example", "nl", "+32470000065")),
    _operator(Operator.ORANGE, "0999706447", _who("Samira Aziz", "samira@orange.example", "fr", "+32470000066")),
    _operator(Operator.TELENET, "0999707536", _who("Lotte Claes", "lotte@telenet.example", "nl", "+32470000067")),
)  # fmt: skip
