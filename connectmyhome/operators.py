"""The operators of the scheme, and those outside it to whom applicants are sent (R13). Pure Python."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.primitives.network_operators import NAMES as NAMES
from portal.primitives.network_operators import Operator as Operator


class Utility(StrEnum):
    """What a home is connected to."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    TELECOM = "telecom"


@dataclass(frozen=True, slots=True)
class Outside:
    """An operator outside the scheme, and where one turns to it."""

    name: str
    website: str


UTILITIES = MappingProxyType(
    {
        Operator.ORES: frozenset({Utility.ELECTRICITY, Utility.GAS}),
        Operator.RESA: frozenset({Utility.ELECTRICITY, Utility.GAS}),
        Operator.SWDE: frozenset({Utility.WATER}),
        Operator.PROXIMUS: frozenset({Utility.TELECOM}),
        Operator.ORANGE: frozenset({Utility.TELECOM}),
        Operator.TELENET: frozenset({Utility.TELECOM}),
    }
)
OUTSIDE = MappingProxyType(
    {
        "aieg": Outside("AIEG", "https://www.aieg.be"),
        "aiesh": Outside("AIESH", "https://www.aiesh.be"),
        "rew": Outside("REW", "https://www.rew.be"),
    }
)
CODES = (*Operator, *OUTSIDE)


def name_of(code: str) -> str:
    """The operator as people know it."""
    return OUTSIDE[code].name if code in OUTSIDE else NAMES[Operator(code)]
