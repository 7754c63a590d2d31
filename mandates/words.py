"""The words of mandates, for pages and documents alike."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mandates.models import LENDABLE, Mandate
from mandates.states import MandateState, Mover
from mandates.terms import Fault, Terms
from portal.access.kinds import DataKind, Granularity
from portal.ui import formats

_DAY = timedelta(days=1)
KINDS: Mapping[DataKind, Promise] = {
    DataKind.HISTORY: _("How much energy was used, and injected"),
    DataKind.INDEX: _("The indexes that the meter showed"),
    DataKind.TECHNICAL: _("The meter and the connection"),
}
GRANULARITIES: Mapping[Granularity, Promise] = {
    Granularity.YEAR: _("one figure for each year"),
    Granularity.MONTH: _("one figure for each month"),
    Granularity.DAY: _("one figure for each day"),
    Granularity.INTERVAL: _("each quarter-hour of electricity, each hour of gas"),
}
# What the grantor reads, who began it or not.
STATES: Mapping[MandateState, Promise] = {
    MandateState.DRAFT: _("Not signed yet"),
    MandateState.REQUESTED: _("Waits for your answer"),
    MandateState.SIGNED: _("Signed, being sealed"),
    MandateState.UNDER_REVIEW: _("We check your signature"),
    MandateState.ACTIVE: _("Active"),
    MandateState.REVOKED: _("Revoked by you"),
    MandateState.TERMINATED: _("Ended by the holder"),
    MandateState.EXPIRED: _("Over"),
    MandateState.LAPSED: _("Ended with your stay"),
    MandateState.DECLINED: _("Declined by you"),
    MandateState.REJECTED: _("Signature not accepted"),
    MandateState.TIMED_OUT: _("Not answered in time"),
    MandateState.WITHDRAWN: _("Withdrawn"),
}
# What the holder reads. "Ended" for a lapse: nothing may tell that somebody moved.
HOLDER_STATES: Mapping[MandateState, Promise] = {
    MandateState.REQUESTED: _("No answer yet"),
    MandateState.SIGNED: _("Signed, being sealed"),
    MandateState.UNDER_REVIEW: _("Signed, being checked"),
    MandateState.ACTIVE: _("Active"),
    MandateState.REVOKED: _("Revoked by the customer"),
    MandateState.TERMINATED: _("Ended by your organisation"),
    MandateState.EXPIRED: _("Over"),
    MandateState.LAPSED: _("Ended"),
    MandateState.DECLINED: _("Declined"),
    MandateState.REJECTED: _("Signature not accepted"),
    MandateState.TIMED_OUT: _("Not answered in time"),
    MandateState.WITHDRAWN: _("Withdrawn by your organisation"),
}
REPLACED = _("Replaced by a newer mandate")
FAULTS: Mapping[Fault, Promise] = {
    Fault.KINDS: _("Choose at least one kind of data"),
    Fault.PURPOSE: _("Write what the data are for, in at most 200 characters"),
    Fault.TOO_FINE: _("Choose a coarser detail: indexes exist once a day at most"),
    Fault.TOO_SHORT: _("Choose a longer period or a finer detail: not one figure fits into this period"),
    Fault.IN_FUTURE: _("Let the period begin today or earlier"),
    Fault.TOO_OLD: _("Let the period begin at most three years ago: older data are not shown to anybody"),
    Fault.DATA_ORDER: _("Let the period end after it begins"),
    Fault.OVER: _("Choose a last day that is today or later"),
    Fault.TOO_LONG: _("Choose a last day within three years from now"),
}
ENDED_BY_GRANTOR: Mapping[MandateState, Promise] = {
    MandateState.WITHDRAWN: _("Given up: nothing was signed."),
    MandateState.DECLINED: _("Declined. The organisation sees nothing, and is told."),
    MandateState.REVOKED: _("Revoked. The organisation sees nothing any more, and is told."),
}
ENDED_BY_HOLDER: Mapping[MandateState, Promise] = {
    MandateState.WITHDRAWN: _("Withdrawn."),
    MandateState.TERMINATED: _("Ended. You see nothing of it any more; the customer is told."),
}
# The field of a form at which each fault shows.
FIELDS: Mapping[Fault, str] = {
    Fault.KINDS: "kinds",
    Fault.PURPOSE: "purpose",
    Fault.TOO_FINE: "granularity",
    Fault.TOO_SHORT: "data_last",
    Fault.IN_FUTURE: "data_start",
    Fault.TOO_OLD: "data_start",
    Fault.DATA_ORDER: "data_last",
    Fault.OVER: "ends_on",
    Fault.TOO_LONG: "ends_on",
}


def kinds(chosen: Iterable[str]) -> list[str]:
    """The kinds in words, in their usual order."""
    wanted = set(chosen)
    return [str(KINDS[kind]) for kind in LENDABLE if kind in wanted]


def granularity(value: int) -> str:
    return str(GRANULARITIES[Granularity(value)])


def data_period(terms: Terms | Mandate) -> str:
    """Which days' data, in words."""
    start = formats.day(terms.data_start)
    if terms.data_end is None:
        return _now("from %(start)s, and new ones until the mandate ends") % {"start": start}
    last = formats.day(terms.data_end - _DAY)
    return _now("from %(start)s to %(last)s") % {"start": start, "last": last}


def state_for_grantor(mandate: Mandate) -> str:
    """Where the mandate is, for its grantor."""
    state = MandateState(mandate.state)
    if state == MandateState.WITHDRAWN and mandate.begun_by == Mover.HOLDER:
        return str(_WITHDRAWN_BY_HOLDER)
    return str(REPLACED if mandate.end_reason == "replaced" else STATES[state])


def state_for_holder(mandate: Mandate) -> str:
    """Where the mandate is, for its holder."""
    return str(REPLACED if mandate.end_reason == "replaced" else HOLDER_STATES[MandateState(mandate.state)])


_WITHDRAWN_BY_HOLDER = _("Withdrawn by the organisation")
