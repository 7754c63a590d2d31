"""Each view declares who may open it and what trace it leaves; tests/architecture walks every URL for both."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Guard(StrEnum):
    """Who may open a view. Which objects they see is for the queries, scoped by actor."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"  # password only: the pages that set up or ask for the second factor
    VERIFIED = "verified"  # signed in with a second factor
    LOOK_UP = "look_up"  # came in by a look-up code (R4), or verified
    APPLICANT = "applicant"  # began an application for connections here, or came by its link (R13)
    STAFF = "staff"  # the operator's staff, verified, with the right that the view names (R15)
    MEMBER = "member"  # acts for an organisation, verified, with the right that the view names
    CLIENT = "client"  # a program of an organisation: the view checks its token, or its secret
    OPERATIONS = "operations"  # probes and figures, kept inside by the balancer
    SIGNATURE = "signature"  # a webhook whose signature the view checks


class Trace(StrEnum):
    """What a view leaves in the trace (R14)."""

    NONE = "none"  # shows no personal data
    OWN_ACCOUNT = "own_account"  # shows the user's own account data only
    CHANGE = "change"  # writes an event of its own
    DISCLOSURE = "disclosure"  # shows personal data: writes a disclosure before it answers


class Right(StrEnum):
    """What somebody may do for the operator or an organisation. Roles hold rights: see `accounts.roles`."""

    DESK = "desk"  # open the desk at all: every role has it
    DELIVER_EAN = "deliver_ean"  # start an EAN delivery for a caller (R6)
    HANDLE_EAN_REQUESTS = "handle_ean_requests"  # requests for more than two EANs, companies' lists (R6)
    SEND_LETTERS = "send_letters"  # history (R5) and supplier's name (R7) by letter, for a caller
    ISSUE_CORRESPONDENCE = "issue_correspondence"  # campaigns of meter letters (R11)
    VALIDATE_READINGS = "validate_readings"  # readings by customers that look implausible (R12)
    SEE_MESSAGES = "see_messages"  # states, attempts and cost of messages, masked
    MANAGE_STAFF = "manage_staff"  # give, review and take roles (R15)
    ADMIT_ORGANISATIONS = "admit_organisations"  # propose organisations, or admit those that a colleague proposed
    REVIEW_MANDATES = "review_mandates"  # judge signed papers that the portal cannot judge alone (R8)
    HANDLE_CASES = "handle_cases"  # what residents do not recognise, and alerts: the data protection officer
    EDIT_TERRITORY = "edit_territory"  # which operator connects what in which commune (R13)
    COORDINATE_CONNECTIONS = "coordinate_connections"  # all legs of Connect My Home side by side (R13)
    # Of organisations:
    ACT_FOR = "act_for"  # open the organisation's pages at all: every role has it
    SEE_DATA = "see_data"  # what mandates let the organisation see (R8)
    ASK_MANDATES = "ask_mandates"  # ask customers for mandates, and end them
    MANAGE_MEMBERS = "manage_members"  # invite, review and remove the organisation's people
    LOOK_UP_RESIDENTS = "look_up_residents"  # of the own municipality, for a case (R9)
    SEE_LOOK_UPS = "see_look_ups"  # the report of the office's look-ups, for its head (R9)
    SEE_SUPPLIED = "see_supplied"  # the access points that the supplier has under contract (R10)
    SEE_LEGS = "see_legs"  # the network operator's own part of applications for connections (R13)
    HANDLE_LEGS = "handle_legs"  # ask, offer, plan and report for them


@dataclass(frozen=True, slots=True)
class Declaration:
    guard: Guard
    trace: Trace
    right: Right | None = None


def guarded(
    guard: Guard, trace: Trace = Trace.NONE, *, right: Right | None = None
) -> Callable[[View[P]], View[P]]:
    """Declare and enforce a view's guard. A visitor who lacks it goes to sign in and comes back.

    `STAFF` and `MEMBER` name the `right` that they take. Who is of that house and lacks it gets 403; to anybody
    else the page does not exist.
    """
    if (guard in _TAKES_RIGHT) != (right is not None):
        raise TypeError("a view for staff or members names a right, and no other view does")

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refusal = _refusal(guard, right, request)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        inner.declaration = Declaration(guard, trace, right)  # type: ignore[attr-defined]
        return inner

    return decorate


_TAKES_RIGHT = frozenset({Guard.STAFF, Guard.MEMBER})
_ASKS_WHO = frozenset({Guard.SIGNED_IN, Guard.VERIFIED, Guard.LOOK_UP, *_TAKES_RIGHT})


def _refusal(guard: Guard, right: Right | None, request: HttpRequest) -> HttpResponseBase | None:
    if guard is Guard.APPLICANT:
        return None if request.session.get("applications") else redirect("application:resume")
    if guard not in _ASKS_WHO:
        return None  # without a look at session and user: a probe answers while the database is away
    user = request.user
    if right is not None and user.is_authenticated and user.is_verified():  # type: ignore[attr-defined]
        if right in rights_of(request, guard):
            return None
        if right in house_of(request, guard):
            raise PermissionDenied
        raise Http404
    if user.is_authenticated and (guard is Guard.SIGNED_IN or user.is_verified()):  # type: ignore[attr-defined]
        return None
    if guard is Guard.LOOK_UP and "look_up" in request.session:
        return None
    if user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("identity:second_factor"))
    return redirect("look_up:start") if guard is Guard.LOOK_UP else redirect_to_login(request.get_full_path())


def rights_of(request: HttpRequest, guard: Guard = Guard.STAFF) -> frozenset[Right]:
    """The rights of the signed-in user at the desk, or, with `MEMBER`, in the organisation that the user acts for;
    none for anybody else. `accounts.middleware` sets them."""
    rights: frozenset[Right] = getattr(request, "rights" if guard is Guard.STAFF else "member_rights", frozenset())
    return rights


def house_of(request: HttpRequest, guard: Guard) -> frozenset[Right]:
    """The rights that anybody in the user's house may have: who lacks one of them is refused, not turned away."""
    house: frozenset[Right] = getattr(request, "house" if guard is Guard.STAFF else "member_house", frozenset())
    return house


def is_for_members(request: HttpRequest) -> bool:
    """Whether the page that was asked for is one for members of organisations."""
    view = request.resolver_match.func if request.resolver_match else None
    declaration: Declaration | None = getattr(view, "declaration", None)
    return declaration is not None and declaration.guard is Guard.MEMBER
