"""What each operator is given of an application: the only place that names it (R13). Pure Python.

An operator of one utility gets what all get, and the columns of that utility; nothing else leaves the application,
on a page, in a file, in the interface or in a webhook.
"""

from collections.abc import Mapping

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.operators import Utility

# How the applicant is reached: columns of the application, which each operator is given beside the answers.
CONTACT = ("email", "mobile", "language")

# The commune stands beside the answers too: see `payload.given`.
_ALL = (
    Key.ROLE, Key.NAME, Key.COMPANY, Key.ENTERPRISE_NUMBER,
    Key.INVOICE_TO, Key.INVOICE_NAME, Key.INVOICE_ENTERPRISE_NUMBER, Key.INVOICE_STREET, Key.INVOICE_HOUSE_NUMBER,
    Key.INVOICE_POSTAL_CODE, Key.INVOICE_LOCALITY,
    Key.POSTAL_CODE, Key.STREET, Key.HOUSE_NUMBER, Key.CADASTRE,
    Key.WORKS, Key.BUILDING, Key.DWELLINGS,
    Key.PERMIT_NUMBER, Key.PERMIT_DATE, Key.WANTED_FROM, Key.WANTED_UNTIL, Key.REMARK,
)  # fmt: skip

COLUMNS: Mapping[Utility, tuple[Key, ...]] = {
    Utility.ELECTRICITY: (
        *_ALL,
        Key.ELECTRICITY_KVA, Key.ELECTRICITY_PHASES, Key.HEAT_PUMP_KW, Key.CHARGING_KW, Key.SOLAR_KW, Key.COOKING,
        Key.SITE_SUPPLY, Key.TEMPORARY_KVA, Key.TEMPORARY_FROM, Key.TEMPORARY_UNTIL,
    ),
    Utility.GAS: (*_ALL, Key.GAS_KW, Key.COOKING),
    Utility.WATER: (
        *_ALL,
        Key.WATER_DIAMETER, Key.CERTIBEAU, Key.SITE_SUPPLY, Key.TEMPORARY_FROM, Key.TEMPORARY_UNTIL,
    ),
    Utility.TELECOM: (*_ALL, Key.TELECOM_MEDIUM),
}  # fmt: skip

_PLANS = (AttachmentKind.SITE_PLAN, AttachmentKind.PERMIT, AttachmentKind.PHOTO, AttachmentKind.MANDATE)

ATTACHMENTS: Mapping[Utility, tuple[AttachmentKind, ...]] = {
    Utility.ELECTRICITY: _PLANS,
    Utility.GAS: _PLANS,
    Utility.WATER: (*_PLANS, AttachmentKind.CERTIBEAU),
    Utility.TELECOM: (AttachmentKind.SITE_PLAN, AttachmentKind.PHOTO, AttachmentKind.MANDATE),
}
