"""The names under which answers are kept, and what they may say. Pure Python.

Values are as JSON has them: text, ISO dates, lists of codes; numbers are text with a point, such as "9.2". A
question that was not asked has no answer here, even if it once had one: `questions` sees to that before sending.
"""

from enum import StrEnum


class Key(StrEnum):
    """What is asked."""

    ROLE = "role"  # owner, builder, architect, agent
    NAME = "name"
    COMPANY = "company"
    ENTERPRISE_NUMBER = "enterprise_number"
    INVOICE_TO = "invoice_to"  # applicant, other
    INVOICE_NAME = "invoice_name"
    INVOICE_ENTERPRISE_NUMBER = "invoice_enterprise_number"
    INVOICE_STREET = "invoice_street"
    INVOICE_HOUSE_NUMBER = "invoice_house_number"
    INVOICE_POSTAL_CODE = "invoice_postal_code"
    INVOICE_LOCALITY = "invoice_locality"

    POSTAL_CODE = "postal_code"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    CADASTRE = "cadastre"  # the parcel, where there is no house number yet: 92094A0123/00B000

    WORKS = "works"  # new, renovation, temporary (for a building site and nothing else)
    BUILDING = "building"  # house, building
    DWELLINGS = "dwellings"  # 1 to 4
    UTILITIES = "utilities"  # a list of `operators.Utility`

    SITE_SUPPLY = "site_supply"  # yes, no: electricity and water for the works, beside the lasting connections
    ELECTRICITY_KVA = "electricity_kva"
    ELECTRICITY_PHASES = "electricity_phases"  # single, three, three_neutral
    HEAT_PUMP_KW = "heat_pump_kw"
    CHARGING_KW = "charging_kw"
    SOLAR_KW = "solar_kw"
    COOKING = "cooking"  # electric, gas
    TEMPORARY_KVA = "temporary_kva"
    TEMPORARY_FROM = "temporary_from"
    TEMPORARY_UNTIL = "temporary_until"
    GAS_KW = "gas_kw"
    WATER_DIAMETER = "water_diameter"  # mm
    CERTIBEAU = "certibeau"  # yes, planned, not_needed
    TELECOM_OPERATORS = "telecom_operators"  # a list of `operators.Operator`
    TELECOM_MEDIUM = "telecom_medium"  # fibre, cable, either

    PERMIT_NUMBER = "permit_number"
    PERMIT_DATE = "permit_date"
    WANTED_FROM = "wanted_from"
    WANTED_UNTIL = "wanted_until"
    REMARK = "remark"


class AttachmentKind(StrEnum):
    """What a file that the applicant sends is."""

    SITE_PLAN = "site_plan"  # with building line and position of the meters
    PERMIT = "permit"
    PHOTO = "photo"
    CERTIBEAU = "certibeau"
    MANDATE = "mandate"  # of the owner, where an agent applies
    OTHER = "other"  # what an operator asked for
