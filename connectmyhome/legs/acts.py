"""What an operator may do with a leg: when, with which form, in which words, and by which operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.legs import forms
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import asking, offering, studying, working
from connectmyhome.legs.states import OPEN, PLANNABLE, LegState, Party
from portal.access.actor import Actor

S = LegState


@dataclass(frozen=True, slots=True)
class Act:
    """`do` takes leg, what the form told, and actor and now by name. `lead` says what follows from it, `done` that
    it is done. `also` says whether it makes sense, beyond the states."""

    slug: str
    states: frozenset[LegState]
    form: type[forms.ActForm]
    do: Callable[..., object]
    title: str | Promise
    lead: str | Promise
    submit: str | Promise
    done: str | Promise
    icon: str
    danger: bool = False
    also: Callable[[Leg], bool] = lambda leg: True

    def is_open_to(self, leg: Leg) -> bool:
        return leg.state in self.states and self.also(leg)


def _miss(leg: Leg, document: str, text: str, **by: Any) -> object:
    return asking.miss(leg=leg, document=AttachmentKind(document), text=text, **by)


def _plan(leg: Leg, actor: Actor, **told: Any) -> object:
    return working.plan(leg=leg, by=Party.OPERATOR, actor=actor, **told)


def _unplan(leg: Leg, actor: Actor, **told: Any) -> object:
    return working.unplan(leg=leg, by=Party.OPERATOR, actor=actor, **told)


# The first one that is open is what the leg waits for.
_ALL = (
    Act(
        "study", frozenset({S.SUBMITTED}), forms.StudyForm, studying.begin_study,
        _("Begin the study"),
        _("The applicant is told that you study the connection. Ask for what is missing before."),
        _("Begin the study"), _("The study has begun."), "search-check",
    ),
    Act(
        "offer", frozenset({S.IN_STUDY, S.OFFERED}), forms.OfferForm, offering.make_offer,
        _("Make an offer"),
        _("The applicant sees it beside those of others, and accepts or declines it. It replaces one that waits."),
        _("Make the offer"), _("The applicant has your offer."), "file-text",
    ),
    Act(
        "payment", PLANNABLE, forms.PaidForm, offering.record_payment,
        _("Record the payment"),
        _("The legal term begins once the offer is accepted and paid."),
        _("Record the payment"), _("The payment is recorded."), "banknote",
        also=lambda leg: leg.paid_on is None,
    ),
    Act(
        "permits-exist", frozenset({S.PERMITS}), forms.PermitsForm, working.permits_exist,
        _("Permits exist"),
        _("With road works the legal term begins once all permits exist."),
        _("Record the day"), _("The permits are recorded."), "file-check",
    ),
    Act(
        "connected", frozenset({S.PLANNED}), forms.ConnectedForm, working.report_connected,
        _("Report it connected"),
        _("This ends your part of the application. The applicant is told."),
        _("Report it connected"), _("Connected. Thank you."), "circle-check",
    ),
    Act(
        "plan", PLANNABLE, forms.PlanForm, _plan,
        _("Plan a day yourself"),
        _("The applicant wants one day for all connections. Plan alone only when no common day can be found."),
        _("Plan the day"), _("The day is planned."), "calendar-check",
    ),
    Act(
        "ask", OPEN, forms.AskForm, asking.ask,
        _("Ask a question"),
        _("While the question is open, the connection waits for the applicant and the legal term stands still."),
        _("Ask the applicant"), _("The applicant is asked."), "message-circle-question-mark",
    ),
    Act(
        "missing", frozenset({S.SUBMITTED, S.INCOMPLETE, S.IN_STUDY}), forms.MissingForm, _miss,
        _("Ask for a missing document"),
        _("The file is incomplete until the applicant has sent it. After ninety days without it, it ends."),
        _("Ask for the document"), _("The applicant is asked for the document."), "file-question-mark",
    ),
    Act(
        "permits", frozenset({S.ACCEPTED}), forms.ActForm, working.need_permits,
        _("Permits are needed"),
        _("There are road works, or the network must be extended: the longer legal term holds, and begins once all"
          " permits exist."),
        _("Permits are needed"), _("The connection waits for permits."), "construction",
    ),
    Act(
        "unplan", frozenset({S.PLANNED}), forms.ActForm, _unplan,
        _("Let the day fall away"),
        _("The applicant is told, and a new day must be found."),
        _("Let the day fall away"), _("The day has fallen away."), "calendar-x", danger=True,
    ),
    Act(
        "refuse", OPEN - {S.PLANNED}, forms.RefuseForm, studying.refuse,
        _("Refuse"),
        _("This ends your part of the application, and cannot be undone. The other connections go on."),
        _("Refuse the connection"), _("Refused. The applicant reads the reason."), "x", danger=True,
    ),
)  # fmt: skip
ACTS: Mapping[str, Act] = {act.slug: act for act in _ALL}


def open_to(leg: Leg) -> list[Act]:
    """What the operator may do now, the most wanted first."""
    return [act for act in _ALL if act.is_open_to(leg)]
