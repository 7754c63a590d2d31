"""The states of preferences, campaigns and letters, and the moves between them. Pure Python.

letter:      waiting ─ opened          digital
                └ on_paper             printed for the occupant, at once or because nobody opened it
             any of them ⇄ withdrawn   its day is no longer in the occupancy that it was issued to
"""

from collections.abc import Mapping
from enum import StrEnum


class PreferenceState(StrEnum):
    """How an occupant wants letters. Who never chose has no preference: paper."""

    DIGITAL = "digital"
    PAPER = "paper"  # by the resident, or because the e-mail does not arrive
    ENDED = "ended"  # digital until the occupancy ended; comes back with it


class Reason(StrEnum):
    """Why a preference changed."""

    CHOSEN = "chosen"
    BACK_TO_PAPER = "back_to_paper"
    OCCUPANCY_ENDED = "occupancy_ended"
    OCCUPANCY_RESTORED = "occupancy_restored"
    EMAIL_FAILED = "email_failed"


class CampaignState(StrEnum):
    """Where a campaign is."""

    RUNNING = "running"  # a worker or a command issues its letters, chunk by chunk
    PAUSED = "paused"
    FINISHED = "finished"


class LetterState(StrEnum):
    """Where a letter is."""

    WAITING = "waiting"  # in the inbox, unopened
    OPENED = "opened"  # in the inbox
    ON_PAPER = "on_paper"  # printed, or about to be; the outbox knows how far it is
    WITHDRAWN = "withdrawn"  # hidden: whom it was issued to did not live there on that day, as we know now


class PaperTo(StrEnum):
    """Whom a paper copy is addressed to."""

    OCCUPANT = "occupant"  # by name; "to the occupant" where nobody was known
    ADDRESS = "address"  # whoever lives there: nothing about the one whom the letter was issued to


PREFERENCE_MOVES: Mapping[PreferenceState, frozenset[PreferenceState]] = {
    PreferenceState.DIGITAL: frozenset({PreferenceState.PAPER, PreferenceState.ENDED}),
    PreferenceState.PAPER: frozenset({PreferenceState.DIGITAL}),
    PreferenceState.ENDED: frozenset({PreferenceState.DIGITAL}),
}
CAMPAIGN_MOVES: Mapping[CampaignState, frozenset[CampaignState]] = {
    CampaignState.RUNNING: frozenset({CampaignState.PAUSED, CampaignState.FINISHED}),
    CampaignState.PAUSED: frozenset({CampaignState.RUNNING}),
    CampaignState.FINISHED: frozenset({CampaignState.RUNNING}),  # its list grew
}
LETTER_MOVES: Mapping[LetterState, frozenset[LetterState]] = {
    LetterState.WAITING: frozenset({LetterState.OPENED, LetterState.ON_PAPER, LetterState.WITHDRAWN}),
    LetterState.OPENED: frozenset({LetterState.WITHDRAWN}),
    LetterState.ON_PAPER: frozenset({LetterState.WITHDRAWN}),
    LetterState.WITHDRAWN: frozenset({LetterState.WAITING, LetterState.OPENED, LetterState.ON_PAPER}),
}


def preference_sources(after: PreferenceState) -> list[PreferenceState]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in PREFERENCE_MOVES.items() if after in targets]


def campaign_sources(after: CampaignState) -> list[CampaignState]:
    """As `preference_sources`, of a campaign."""
    return [state for state, targets in CAMPAIGN_MOVES.items() if after in targets]


def letter_sources(after: LetterState) -> list[LetterState]:
    """As `preference_sources`, of a letter."""
    return [state for state, targets in LETTER_MOVES.items() if after in targets]
