"""Roles at the operator and in organisations, and the rights that each holds (R15). The only place that ties them
together."""

from enum import StrEnum
from types import MappingProxyType

from portal.ui.guards import Right


class Role(StrEnum):
    """What somebody works as. One person may hold several of the operator's roles, and one in an organisation."""

    CONTACT_CENTRE = "contact_centre"
    BACK_OFFICE = "back_office"
    MESSAGING_OPERATOR = "messaging_operator"
    STAFF_MANAGER = "staff_manager"
    ORGANISATION_MANAGER = "organisation_manager"
    MANDATE_REVIEWER = "mandate_reviewer"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    CONNECTION_COORDINATOR = "connection_coordinator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    READER = "reader"


class House(StrEnum):
    """Where a role is held: at the operator, or in an organisation of one of these kinds."""

    OPERATOR = "operator"
    THIRD_PARTY = "third_party"
    SUPPLIER = "supplier"
    WELFARE_OFFICE = "welfare_office"
    NETWORK_OPERATOR = "network_operator"


_HOLDER_READS = frozenset({Right.ACT_FOR, Right.SEE_DATA})
_HOLDER_ASKS = _HOLDER_READS | {Right.ASK_MANDATES}
_HOLDER_RUNS = _HOLDER_ASKS | {Right.MANAGE_MEMBERS}

RIGHTS = MappingProxyType(
    {
        House.OPERATOR: MappingProxyType(
            {
                Role.CONTACT_CENTRE: frozenset({Right.DESK, Right.DELIVER_EAN, Right.SEND_LETTERS}),
                Role.BACK_OFFICE: frozenset(
                    {
                        Right.DESK,
                        Right.HANDLE_EAN_REQUESTS,
                        Right.VALIDATE_READINGS,
                        Right.ISSUE_CORRESPONDENCE,
                        Right.EDIT_TERRITORY,
                    }
                ),
                Role.MESSAGING_OPERATOR: frozenset({Right.DESK, Right.SEE_MESSAGES}),
                Role.STAFF_MANAGER: frozenset({Right.DESK, Right.MANAGE_STAFF}),
                Role.ORGANISATION_MANAGER: frozenset({Right.DESK, Right.ADMIT_ORGANISATIONS}),
                Role.MANDATE_REVIEWER: frozenset({Right.DESK, Right.REVIEW_MANDATES}),
                Role.DATA_PROTECTION_OFFICER: frozenset({Right.DESK, Right.HANDLE_CASES}),
                Role.CONNECTION_COORDINATOR: frozenset({Right.DESK, Right.COORDINATE_CONNECTIONS}),
            }
        ),
        House.THIRD_PARTY: MappingProxyType(
            {Role.ADMINISTRATOR: _HOLDER_RUNS, Role.MEMBER: _HOLDER_ASKS, Role.READER: _HOLDER_READS}
        ),
        House.SUPPLIER: MappingProxyType(
            {
                Role.ADMINISTRATOR: _HOLDER_RUNS | {Right.SEE_SUPPLIED},
                Role.MEMBER: _HOLDER_ASKS | {Right.SEE_SUPPLIED},
                Role.READER: _HOLDER_READS | {Right.SEE_SUPPLIED},
            }
        ),
        House.WELFARE_OFFICE: MappingProxyType(
            {
                Role.ADMINISTRATOR: _HOLDER_RUNS | {Right.LOOK_UP_RESIDENTS, Right.SEE_LOOK_UPS},
                Role.MEMBER: _HOLDER_ASKS | {Right.LOOK_UP_RESIDENTS},
                Role.READER: _HOLDER_READS,
            }
        ),
        House.NETWORK_OPERATOR: MappingProxyType(
            {
                Role.ADMINISTRATOR: frozenset(
                    {Right.ACT_FOR, Right.MANAGE_MEMBERS, Right.SEE_LEGS, Right.HANDLE_LEGS}
                ),
                Role.MEMBER: frozenset({Right.ACT_FOR, Right.SEE_LEGS, Right.HANDLE_LEGS}),
                Role.READER: frozenset({Right.ACT_FOR, Right.SEE_LEGS}),
            }
        ),
    }
)
STAFF_ROLES = tuple(RIGHTS[House.OPERATOR])
MEMBER_ROLES = (Role.ADMINISTRATOR, Role.MEMBER, Role.READER)


def rights_in(house: House) -> frozenset[Right]:
    """The rights that somebody in this house may have."""
    return frozenset().union(*RIGHTS[house].values())
