"""Why no day suits everybody, and what stands in the way, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectmyhome.legs.models import Leg
from connectmyhome.workday.common import CommonDays, NoneBecause
from connectmyhome.workday.operations.locking import UnableToAgree
from portal.ui import formats


def leg_name(leg: Leg) -> str:
    """Electricity (ORES)"""
    return f"{leg.get_utility_display()} ({leg.operator_name})"


def for_applicant(common: CommonDays, legs: Iterable[Leg]) -> str:
    """Why there is no day yet, and what to do; "" when there is one."""
    match common.none_because:
        case NoneBecause.APPLICANT_GAVE_NONE:
            return _("Choose the days that suit you: the operators share {days}.").format(days=_days(common))
        case NoneBecause.APPLICANT_DIFFERS:
            return _(
                "The operators could all come on {days}. None of these is among your days: add one if you can."
            ).format(days=_days(common))
    return _about_legs(common, legs)


def for_coordinator(common: CommonDays, legs: Iterable[Leg]) -> str:
    """As `for_applicant`, for who coordinates."""
    match common.none_because:
        case NoneBecause.APPLICANT_GAVE_NONE:
            return _("The applicant has not chosen days yet. The operators share {days}.").format(
                days=_days(common)
            )
        case NoneBecause.APPLICANT_DIFFERS:
            return _(
                "The applicant holds it up: the operators share {days}, and the applicant can on none of these."
            ).format(days=_days(common))
    return _about_legs(common, legs)


def for_operator(common: CommonDays, leg: Leg) -> str:
    """As `for_applicant`, for the operator of one leg, who learns nothing of whose the other legs are."""
    alone = common.held_up_by == (leg.pk,)
    match common.none_because:
        case NoneBecause.NOTHING_TO_PLAN:
            return _("This connection is not ready for a day yet.")
        case NoneBecause.LEGS_GAVE_NONE if leg.pk in common.held_up_by:
            return (
                _("Offer the days on which you can: everybody waits for yours.")
                if alone
                else _("Offer the days on which you can.")
            )
        case NoneBecause.LEGS_GAVE_NONE:
            return _("Another operator has not offered days yet.")
        case NoneBecause.LEGS_DIFFER if alone:
            return _("Without your connection the others would share a day: offer more days if you can.")
        case NoneBecause.LEGS_DIFFER if leg.pk in common.held_up_by:
            return _("The operators share no day yet: offer more days if you can.")
        case NoneBecause.LEGS_DIFFER:
            return _("The days of another operator do not fit yet.")
        case NoneBecause.APPLICANT_GAVE_NONE:
            return _("The applicant has not chosen days yet.")
        case NoneBecause.APPLICANT_DIFFERS:
            return _("The applicant can on none of the days that the operators share.")
    return ""


def explain(refusal: UnableToAgree) -> str:
    """What to do now."""
    return {
        "over": _("This day does not stand any more: look at what is proposed now."),
        "not_ready": _(
            "This connection is not ready for a day: it lacks acceptance, payment, permits or an answer."
        ),
        "not_common": _("This day does not suit everybody any more: choose another one."),
        "open": _("A day is proposed already and waits for confirmations."),
        "nothing": _("No connection is ready for a day yet."),
        "past": _("Choose days that are still to come."),
        "not_working": _("Choose working days: Monday to Friday, and no public holiday."),
        "few": _("Choose two days at least: one alone seldom suits everybody."),
        "not_concerned": _("This day does not concern this connection any more."),
    }[refusal.code]


def _about_legs(common: CommonDays, legs: Iterable[Leg]) -> str:
    names = ", ".join(leg_name(leg) for leg in legs if leg.pk in common.held_up_by)
    match common.none_because:
        case NoneBecause.NOTHING_TO_PLAN:
            return _(
                "No connection is ready for a day yet: its offer must be accepted and paid, and permits exist."
            )
        case NoneBecause.LEGS_GAVE_NONE:
            return ngettext(
                "One operator has not offered days yet: {names}.",
                "Some operators have not offered days yet: {names}.",
                len(common.held_up_by),
            ).format(names=names)
        case NoneBecause.LEGS_DIFFER:
            return ngettext(
                "The operators share no day. One connection holds it up: {names}. Without it the others would.",
                "The operators share no day, and no single connection is the reason: {names}.",
                len(common.held_up_by),
            ).format(names=names)
    return ""


def _days(common: CommonDays) -> str:
    return ", ".join(formats.day(day, "short") for day in common.without_applicant[:6])
