"""The states of an application. Those of its legs are in `connectmyhome.legs.states`. Pure Python."""

from enum import StrEnum


class ApplicationState(StrEnum):
    """Where an application is."""

    DRAFT = "draft"  # being filled in; no operator knows of it
    SENT = "sent"  # its legs are with their operators
    CLOSED = "closed"  # each leg is connected, refused, withdrawn or expired
    ERASED = "erased"  # nothing of the person is left


S = ApplicationState
MOVES = frozenset(
    {
        (S.DRAFT, S.SENT),
        (S.SENT, S.CLOSED),
        (S.DRAFT, S.ERASED),
        (S.CLOSED, S.ERASED),
    }
)


def sources(after: ApplicationState) -> list[ApplicationState]:
    """The states from which an application may come to `after`."""
    return [before for before, target in sorted(MOVES) if target == after]
