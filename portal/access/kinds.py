"""The words of access: kinds of data, how fine, and on which legal basis."""

from enum import IntEnum, StrEnum


class DataKind(StrEnum):
    """What is disclosed."""

    HISTORY = "history"  # energy over time
    INDEX = "index"  # standings of registers
    TECHNICAL = "technical"  # meter, registers, connection
    CUSTOMER = "customer"  # name and contacts
    CONTRACT = "contract"  # who supplies, since when
    SUPPLY_STATE = "supply_state"  # prepayment, running drop, ended supply (R9); never for a supplier (R10)
    EAN = "ean"  # the number of the access point (R6)
    CORRESPONDENCE = "correspondence"  # letters about the meter (R11)


class Granularity(IntEnum):
    """How fine a history is; a larger number is finer."""

    YEAR = 1
    MONTH = 2
    DAY = 3
    INTERVAL = 4  # quarter-hours of electricity, hours of gas


class LegalBasis(StrEnum):
    """Why an actor may see data. One per basis in `access.bases`."""

    OCCUPANCY = "occupancy"  # a customer's own data (R3)
    OPERATOR_TASK = "operator_task"  # the operator's own legal tasks, by its staff or by itself (R5, R6, R7, R17)
    LOOK_UP_CODE = "look_up_code"  # a code sent to the contact on file (R4)
    MANDATE = "mandate"  # signed by the customer (R8)
    STANDING_MANDATE = "standing_mandate"  # of a social welfare office, for residents of its municipality (R9)
    CONSENT = "consent"  # of the applicant, for one operator of Connect My Home (R13)
    SUPPLY_CONTRACT = "supply_contract"  # of the supplier, while it lasts (R10)
