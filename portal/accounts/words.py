"""Refusals in words: what to do, not what was invalid."""

from django.utils.translation import gettext as _

from portal.accounts.operations.organisations import UnableToDecide, UnableToPropose
from portal.accounts.operations.roles import UnableToChangeRole
from portal.identity.words import explain as explain_limit
from portal.limits import LimitReached, LimitsUnavailable


def explain_to_staff(refusal: UnableToChangeRole) -> str:
    """Why a role at the operator stays as it is."""
    return {
        "own": _("Nobody changes the own roles: ask a colleague who manages staff."),
        "held": _("This person holds that role already."),
        "blocked": _("This account is blocked: the person has left."),
    }[refusal.code]


def explain_to_member(refusal: UnableToChangeRole | LimitReached | LimitsUnavailable) -> str:
    """Why a role in an organisation stays as it is. Of another's account it tells nothing more than it must."""
    if not isinstance(refusal, UnableToChangeRole):
        return explain_limit(refusal)
    return {
        "own": _("Nobody changes the own role: ask another administrator."),
        "held": _("This person belongs to the organisation already."),
        "blocked": _("Nobody can be invited with this address: use another one, or contact us."),
        "last_administrator": _("This is the only administrator: make somebody else one first."),
    }[refusal.code]


def explain_proposal(refusal: UnableToPropose) -> tuple[str, str]:
    """The field to correct, and how."""
    return {
        "number_known": (
            "enterprise_number",
            _("An organisation of this kind has this enterprise number already"),
        ),
        "gln_known": ("gln", _("A supplier has this GLN already")),
        "operator_known": ("operator", _("An organisation is this operator already")),
        "own": ("administrator_email", _("Enter somebody else’s address: you cannot run what you propose")),
    }[refusal.code]


def explain_decision(refusal: UnableToDecide | UnableToChangeRole) -> str:
    """Why an organisation stays as it is."""
    if isinstance(refusal, UnableToChangeRole):
        return {
            "own": _("You cannot let yourself in: a colleague decides on this."),
            "held": _("This person belongs to the organisation already."),
            "blocked": _("The administrator’s account is blocked: propose somebody else."),
        }[refusal.code]
    return {
        "own": _("You proposed this: a colleague decides on it."),
        "decided": _("Somebody was faster: see below how it stands now."),
    }[refusal.code]
