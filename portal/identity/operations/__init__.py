"""What changes an account. Each operation owns its transaction and writes its own line in the trace."""

from portal.identity.operations.accounts import (
    UnableToCreateAccount,
    block,
    change_language,
    confirm_email,
    create_account,
    send_email_code,
    tell_address_in_use,
)
from portal.identity.operations.sign_in import UnableToSignIn, identify

__all__ = [
    "UnableToCreateAccount",
    "UnableToSignIn",
    "block",
    "change_language",
    "confirm_email",
    "create_account",
    "identify",
    "send_email_code",
    "tell_address_in_use",
]
