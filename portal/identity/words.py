"""Refusals in words: what to do, not what was invalid."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import ceil

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.identity.codes import CodeRefused, Reason
from portal.identity.operations.accounts import UnableToChangeContact
from portal.identity.operations.passwords import UnableToChangePassword
from portal.identity.operations.second_factors import Method, UnableToSendCode, UnableToVerify
from portal.identity.operations.sign_in import UnableToSignIn
from portal.limits import LimitReached, LimitsUnavailable
from portal.primitives.errors import RaccordError


@contextmanager
def explained(form: forms.BaseForm, field: str) -> Iterator[None]:
    """Turn a refusal inside the block into an error of `field`, and remember the status that the page gets."""
    try:
        yield
    except ValidationError as error:
        form.add_error(field, error)
    except RaccordError as error:
        form.add_error(field, explain(error))
        form.status = _STATUS.get(type(error), 200)  # type: ignore[attr-defined]


def status_of(form: forms.BaseForm) -> int:
    """The HTTP status of a page with this form: 429 after too many tries, 503 while Redis is away."""
    return getattr(form, "status", 200)


_STATUS: dict[type[RaccordError], int] = {LimitReached: 429, LimitsUnavailable: 503}


def explain(error: RaccordError) -> str:
    """What to do after `error`, in the reader's language. Raises an error that has no words here."""
    match error:
        case LimitReached():
            return _wait(error.retry_after)
        case LimitsUnavailable():
            return _("This is not possible just now: try again in a few minutes")
        case UnableToSignIn():
            return _("Check your e-mail address and your password: they do not belong together")
        case UnableToVerify():
            return _explain_second_factor(error)
        case CodeRefused():
            return _explain_code(error.reason)
        case UnableToSendCode():
            return _("Add a mobile number to your account first")
        case UnableToChangeContact():
            return _("Choose another e-mail address")
        case UnableToChangePassword():
            return _("Check your current password")
    raise error


def _explain_second_factor(error: UnableToVerify) -> str:
    if error.wait_until is not None:
        return _wait(error.wait_until - timezone.now())
    if error.method is Method.APP:
        return _("Check the code: enter the one that the app shows now")
    if error.method is Method.RECOVERY:
        return _("Check the recovery code: each one works once")
    return _("Check the code, or ask for a new one")


def _explain_code(reason: Reason) -> str:
    if reason is Reason.WRONG:
        return _("Check the code: it is not the one that we sent")
    if reason is Reason.EXPIRED:
        return _("This code has expired: ask for a new one")
    return _("This code can no longer be used: ask for a new one")


def _wait(time: timedelta) -> str:
    if time >= timedelta(hours=2):
        return _("Too many tries: try again tomorrow, or call us")
    seconds = max(1, ceil(time.total_seconds()))
    if seconds < 60:
        return ngettext(
            "Too many tries: try again in %(count)d second",
            "Too many tries: try again in %(count)d seconds",
            seconds,
        ) % {"count": seconds}
    minutes = ceil(seconds / 60)
    return ngettext(
        "Too many tries: try again in %(count)d minute",
        "Too many tries: try again in %(count)d minutes",
        minutes,
    ) % {"count": minutes}
