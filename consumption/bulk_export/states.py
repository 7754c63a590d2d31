"""The states of a bulk export and of each access point in it, and the moves between them. Pure Python.

queued ⇄ running → ready → expired
  └────────┴──→ failed, cancelled ←┘
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=7)  # how long the files of a ready one may be fetched


class ExportState(StrEnum):
    QUEUED = "queued"  # waits for a worker
    RUNNING = "running"  # a worker holds it by a lease
    READY = "ready"  # its files may be fetched
    FAILED = "failed"  # a fault of ours that trying again did not mend
    CANCELLED = "cancelled"  # by the organisation, or because member or organisation may act no more
    EXPIRED = "expired"  # its files are deleted


class Outcome(StrEnum):
    """What became of one access point."""

    WAITING = "waiting"
    EXPORTED = "exported"
    NO_VALUES = "no_values"  # visible, and nothing came from the meter in the period
    OTHER_TERMS = "other_terms"  # visible, but not like this: less finely, or other kinds of data
    NOT_VISIBLE = "not_visible"  # nothing gives a right to it: unknown, ended, or never there


_S = ExportState
MOVES: Mapping[ExportState, frozenset[ExportState]] = {
    _S.QUEUED: frozenset({_S.RUNNING, _S.FAILED, _S.CANCELLED}),
    _S.RUNNING: frozenset({_S.RUNNING, _S.QUEUED, _S.READY, _S.FAILED, _S.CANCELLED}),  # anew: its worker died
    _S.READY: frozenset({_S.EXPIRED, _S.CANCELLED}),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
}
OPEN = (ExportState.QUEUED, ExportState.RUNNING)


def sources(after: ExportState) -> list[ExportState]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in MOVES.items() if after in targets]
