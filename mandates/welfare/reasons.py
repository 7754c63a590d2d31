"""Reasons of look-ups out of the trace, in words."""

from mandates.welfare.models import Reason

_PREFIX = "welfare."


def in_words(purpose: str) -> str:
    """The reason in the active language for a `purpose` that a look-up left in the trace; another purpose as it
    is."""
    code = purpose.removeprefix(_PREFIX)
    if purpose.startswith(_PREFIX) and code in Reason.values:
        return str(Reason(code).label)
    return purpose
