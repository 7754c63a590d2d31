"""States, waits and news of connections, in words for their applicant."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectmyhome.legs.clocks import Clock
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState, Party
from portal.ui import formats

S = LegState

# Moves of others that the applicant is told of, by the state that the leg came to.
_TOLD_MOVES = frozenset(
    {S.INCOMPLETE, S.IN_STUDY, S.OFFERED, S.PERMITS, S.PLANNED, S.CONNECTED, S.REFUSED, S.EXPIRED}
)
_DAY_FELL_AWAY = "unplanned"
# Changes of others that are no state: codes of `legs.operations`.
TOLD_CHANGES = frozenset({"asked", "question_taken_back", "paid", "permits_exist"})

NEWS: Mapping[str, str | Promise] = {
    S.INCOMPLETE: gettext_lazy("A document is missing"),
    S.IN_STUDY: gettext_lazy("The study has begun"),
    S.OFFERED: gettext_lazy("An offer has come"),
    S.PERMITS: gettext_lazy("Permits are needed first"),
    S.PLANNED: gettext_lazy("The day of the work is set"),
    S.CONNECTED: gettext_lazy("The connection is made"),
    S.REFUSED: gettext_lazy("The operator refuses"),
    S.EXPIRED: gettext_lazy("The time to answer has run out"),
    _DAY_FELL_AWAY: gettext_lazy("The day of the work falls away"),
    "asked": gettext_lazy("A question to you"),
    "question_taken_back": gettext_lazy("A question was taken back"),
    "paid": gettext_lazy("Your payment has arrived"),
    "permits_exist": gettext_lazy("The permits are there"),
    # Of the work day, for all connections at once.
    "proposed": gettext_lazy("A day is proposed for the work"),
    "agreed": gettext_lazy("The day of the work is agreed"),
    "fell": gettext_lazy("The day of the work falls away"),
}


def news_of_move(before: LegState | None, after: LegState) -> str:
    """The code of what the applicant is told; "" for nothing."""
    if before is S.PLANNED and after in (S.ACCEPTED, S.PERMITS):
        return _DAY_FELL_AWAY
    if before is S.OFFERED and after is S.IN_STUDY:
        return ""  # the offer was taken back: the next one is told of
    return after.value if after in _TOLD_MOVES else ""


def doing(leg: Leg, clock: Clock) -> str:
    """Who does what now, in one sentence."""
    days = {
        "day": formats.day(leg.planned_on, "full") if leg.planned_on else "",
        "done": formats.day(leg.connected_on) if leg.connected_on else "",
    }
    return str(_DOING[_situation(leg, clock)]) % {"operator": leg.operator_name, **days}


def _situation(leg: Leg, clock: Clock) -> str:
    """The state, or what it waits for within the state."""
    if clock.waits_for is Party.APPLICANT and any(each.is_open for each in leg.questions.all()):
        return leg.state if leg.state == S.INCOMPLETE else "asked"
    if leg.state not in (S.ACCEPTED, S.PERMITS):
        return leg.state
    if clock.waits_for is Party.APPLICANT:
        return "to_pay"
    return S.PERMITS if leg.road_works and leg.permits_on is None else S.ACCEPTED


_DOING: Mapping[str, str | Promise] = {
    "asked": gettext_lazy("%(operator)s waits for your answer."),
    "to_pay": gettext_lazy("%(operator)s waits for your payment, as the offer says."),
    S.SUBMITTED: gettext_lazy("%(operator)s checks whether your file is complete."),
    S.INCOMPLETE: gettext_lazy("%(operator)s waits for what is missing."),
    S.IN_STUDY: gettext_lazy("%(operator)s studies your connection and prepares an offer."),
    S.OFFERED: gettext_lazy("%(operator)s waits for your answer to the offer."),
    S.ACCEPTED: gettext_lazy("%(operator)s plans the work."),
    S.PERMITS: gettext_lazy("%(operator)s waits for the permits for the works in the street."),
    S.PLANNED: gettext_lazy("%(operator)s comes on %(day)s."),
    S.CONNECTED: gettext_lazy("%(operator)s connected you on %(done)s."),
    S.REFUSED: gettext_lazy("%(operator)s refused this connection."),
    S.WITHDRAWN: gettext_lazy("You withdrew this connection."),
    S.EXPIRED: gettext_lazy("This connection has ended: the time to answer ran out."),
}


def until(leg: Leg, clock: Clock, limit: date | None) -> str:
    """Until when, in one sentence; "" where there is no day. `limit` is the last day for an answer."""
    if clock.waits_for is None:
        return ""
    if clock.waits_for is Party.APPLICANT:
        if limit is not None:
            return _("Please answer by %(day)s.") % {"day": formats.day(limit)}
        return _("The operator’s term stands still until then.") if clock.start else ""
    if clock.deadline is None:
        return ""
    told = {"day": formats.day(clock.deadline)}
    if clock.late:
        return _("By law the connection had to be there by %(day)s: the operator is late.") % told
    return _("By law the connection must be there by %(day)s.") % told


TONES: Mapping[LegState, str] = {
    S.INCOMPLETE: "warn", S.OFFERED: "info", S.ACCEPTED: "ok", S.PLANNED: "ok", S.CONNECTED: "ok",
}  # fmt: skip
