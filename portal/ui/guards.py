"""Each view declares who may open it and what trace it leaves; tests/architecture walks every URL for both."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Guard(StrEnum):
    """Who may open a view. Which objects they see is for the queries, scoped by actor."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"  # password only: the pages that set up or ask for the second factor
    VERIFIED = "verified"  # signed in with a second factor
    LOOK_UP = "look_up"  # came in by a look-up code (R4), or verified
    OPERATIONS = "operations"  # probes and figures, kept inside by the balancer
    SIGNATURE = "signature"  # a webhook whose signature the view checks


class Trace(StrEnum):
    """What a view leaves in the trace (R14)."""

    NONE = "none"  # shows no personal data
    OWN_ACCOUNT = "own_account"  # shows the user's own account data only
    CHANGE = "change"  # writes an event of its own
    DISCLOSURE = "disclosure"  # shows personal data: writes a disclosure before it answers


@dataclass(frozen=True, slots=True)
class Declaration:
    guard: Guard
    trace: Trace


def guarded(guard: Guard, trace: Trace = Trace.NONE) -> Callable[[View[P]], View[P]]:
    """Declare and enforce a view's guard. A visitor who lacks it goes to sign in and comes back."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refusal = _refusal(guard, request)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        inner.declaration = Declaration(guard, trace)  # type: ignore[attr-defined]
        return inner

    return decorate


_ASKS_WHO = frozenset({Guard.SIGNED_IN, Guard.VERIFIED, Guard.LOOK_UP})


def _refusal(guard: Guard, request: HttpRequest) -> HttpResponseBase | None:
    if guard not in _ASKS_WHO:
        return None  # without a look at session and user: a probe answers while the database is away
    user = request.user
    if user.is_authenticated and (guard is Guard.SIGNED_IN or user.is_verified()):  # type: ignore[attr-defined]
        return None
    if guard is Guard.LOOK_UP and "look_up" in request.session:
        return None
    if user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url("identity:second_factor"))
    return redirect("look_up:start") if guard is Guard.LOOK_UP else redirect_to_login(request.get_full_path())
