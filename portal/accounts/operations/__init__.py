"""What changes roles and organisations. Each operation owns its transaction and writes its own trace."""

from portal.accounts.operations.roles import (
    UnableToBlockLeavers,
    UnableToChangeRole,
    block_leavers,
    change_role,
    employ,
    end_lapsed,
    give_role,
    invite,
    leave,
    review_role,
    take_role,
)

__all__ = [
    "UnableToBlockLeavers",
    "UnableToChangeRole",
    "block_leavers",
    "change_role",
    "employ",
    "end_lapsed",
    "give_role",
    "invite",
    "leave",
    "review_role",
    "take_role",
]
