"""Roles of the operator's staff and the rights that each holds (R15). The only place that ties them together."""

from enum import StrEnum
from types import MappingProxyType

from portal.ui.guards import Right


class Role(StrEnum):
    """What somebody works as. One person may hold several."""

    CONTACT_CENTRE = "contact_centre"
    BACK_OFFICE = "back_office"
    MESSAGING_OPERATOR = "messaging_operator"
    STAFF_MANAGER = "staff_manager"


RIGHTS = MappingProxyType(
    {
        Role.CONTACT_CENTRE: frozenset({Right.DESK, Right.DELIVER_EAN, Right.SEND_LETTERS}),
        Role.BACK_OFFICE: frozenset(
            {Right.DESK, Right.HANDLE_EAN_REQUESTS, Right.VALIDATE_READINGS, Right.ISSUE_CORRESPONDENCE}
        ),
        Role.MESSAGING_OPERATOR: frozenset({Right.DESK, Right.SEE_MESSAGES}),
        Role.STAFF_MANAGER: frozenset({Right.DESK, Right.MANAGE_STAFF}),
    }
)
