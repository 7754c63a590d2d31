"""The network operators that take part in Connect My Home (R13), by the code under which each is kept."""

from enum import StrEnum
from types import MappingProxyType


class Operator(StrEnum):
    """Who takes part in Connect My Home."""

    ORES = "ores"
    RESA = "resa"
    SWDE = "swde"
    PROXIMUS = "proximus"
    ORANGE = "orange"
    TELENET = "telenet"


NAMES = MappingProxyType(
    {
        Operator.ORES: "ORES",
        Operator.RESA: "RESA",
        Operator.SWDE: "SWDE",
        Operator.PROXIMUS: "Proximus",
        Operator.ORANGE: "Orange",
        Operator.TELENET: "Telenet",
    }
)
