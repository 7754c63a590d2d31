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
    STAFF = "staff"  # the operator's staff, verified, with the right that the view names (R15)
    OPERATIONS = "operations"  # probes and figures, kept inside by the balancer
    SIGNATURE = "signature"  # a webhook whose signature the view checks


class Trace(StrEnum):
    """What a view leaves in the trace (R14)."""

    NONE = "none"  # shows no personal data
    OWN_ACCOUNT = "own_account"  # shows the user's own account data only
    CHANGE = "change"  # writes an event of its own
    DISCLOSURE = "disclosure"  # shows personal data: writes a disclosure before it answers


class Right(StrEnum):
    """What a member of staff may do. Roles hold rights: see `accounts.roles`."""

    DESK = "desk"  # open the desk at all: every role has it
    DELIVER_EAN = "deliver_ean"  # start an EAN delivery for a caller (R6)
    HANDLE_EAN_REQUESTS = "handle_ean_requests"  # requests for more than two EANs, companies' lists (R6)
    SEND_LETTERS = "send_letters"  # history (R5) and supplier's name (R7) by letter, for a caller
    ISSUE_CORRESPONDENCE = "issue_correspondence"  # campaigns of meter letters (R11)
    VALIDATE_READINGS = "validate_readings"  # readings by customers that look implausible (R12)
    SEE_MESSAGES = "see_messages"  # states, attempts and cost of messages, masked
    MANAGE_STAFF = "manage_staff"  # give, review and take roles (R15)


@dataclass(frozen=True, slots=True)
class Declaration:
    guard: Guard
    trace: Trace
    right: Right | None = None


def guarded(
    guard: Guard, trace: Trace = Trace.NONE, *, right: Right | None = None
) -> Callable[[View[P]], View[P]]:
    """Declare and enforce a view's guard. A visitor who lacks it goes to sign in and comes back.

    `STAFF` names the `right` that it takes. Staff without it get 403; to anybody else the page does not exist.
    """
    if (guard is Guard.STAFF) != (right is not None):
        raise TypeError("a view for staff names a right, and no other view does")

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refusal = _refusal(guard, right, request)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        inner.declaration = Declaration(guard, trace, right)  # type: ignore[attr-defined]
        return inner

    return decorate


_ASKS_WHO = frozenset({Guard.SIGNED_IN, Guard.VERIFIED, Guard.LOOK_UP, Guard.STAFF})


def _refusal(guard: Guard, right: Right | None, request: HttpRequest) -> HttpResponseBase | None:
    if guard not in _ASKS_WHO:
        return None  # without a look at session and user: a probe answers while the database is away
    user = request.user
    if right is not None and user.is_authenticated and user.is_verified():  # type: ignore[attr-defined]
        rights = rights_of(request)
        if right in rights:
            return None
        if not rights:
            raise Http404
        raise PermissionDenied
    if user.is_authenticated and (guard is Guard.SIGNED_IN or user.is_verified()):  # type: ignore[attr-defined]
        return None
    if guard is Guard.LOOK_UP and "look_up" in request.session:
        return None
    if user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("identity:second_factor"))
    return redirect("look_up:start") if guard is Guard.LOOK_UP else redirect_to_login(request.get_full_path())


def rights_of(request: HttpRequest) -> frozenset[Right]:
    """The rights of the signed-in member of staff; none for anybody else. `accounts.middleware` sets them."""
    rights: frozenset[Right] = getattr(request, "rights", frozenset())
    return rights
