"""The second factor: an authenticator app, a code by SMS, or a recovery code."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

import django_otp
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity.codes import issue_code
from portal.identity.models import RecoveryCode, RecoveryDevice, SmsDevice, User
from portal.identity.operations.trace import Change, recipient, tell, trace
from portal.identity.rules import SECOND_FACTOR, SMS_DAY, SMS_HOUR
from portal.limits import forget, take
from portal.primitives.errors import UnableTo

RECOVERY_CODES = 10
_RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no pair that looks alike


class Method(StrEnum):
    """The kinds of second factor."""

    APP = "app"
    SMS = "sms"
    RECOVERY = "recovery"


class UnableToVerify(UnableTo):
    """The code is not right, was used, or is too old. `wait_until` is set while the device is locked."""

    def __init__(self, method: Method, wait_until: datetime | None = None) -> None:
        super().__init__(method.value)
        self.method = method
        self.wait_until = wait_until


class UnableToSendCode(UnableTo):
    """There is no mobile to send a code to."""


class UnableToRemoveSecondFactor(UnableTo):
    """It is the only one: add another first."""


def verify(*, user: User, method: Method, code: str, now: datetime, change: Change = Change.SIGNED_IN) -> Any:
    """The device of the user that accepts `code`, which it then never accepts again.

    Raises `UnableToVerify`, `LimitReached`, `LimitsUnavailable`.
    """
    pair = (SECOND_FACTOR, str(user.public_id))
    take(pair)
    device = _accept(user, method, code, confirmed=True)
    forget(pair)
    with transaction.atomic():
        trace(user, change, now, method=method)
        if method is Method.RECOVERY:
            trace(user, Change.RECOVERY_CODE_USED, now)
            tell(user, Change.RECOVERY_CODE_USED, now)
    return device


def send_code(*, user: User, now: datetime) -> None:
    """Send a code to the user's mobile, for a confirmed or a new SMS factor.

    Raises `UnableToSendCode`, `LimitReached`, `LimitsUnavailable`.
    """
    device = SmsDevice.objects.filter(user=user).first()
    if device is None or not user.mobile:
        raise UnableToSendCode
    key = str(user.public_id)
    take((SMS_HOUR, key), (SMS_DAY, key))
    issue_code(
        purpose=SmsDevice.PURPOSE,
        subject=device.code_subject,
        to=recipient(user),
        template="second_factor.sms",
        now=now,
    )


def start_app(*, user: User) -> TOTPDevice:
    """The authenticator app that the user is about to add: the same one until it is confirmed."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two tabs share one secret
        device = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
        return device or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm_app(*, user: User, code: str, now: datetime) -> tuple[Any, list[str]]:
    """Add the app, in place of a former one. Returns the device and, if there were none yet, new recovery codes.

    Raises `UnableToVerify`, `LimitReached`, `LimitsUnavailable`.
    """
    take((SECOND_FACTOR, str(user.public_id)))
    device = _accept(user, Method.APP, code, confirmed=False)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        return device, _confirm(user, device, Method.APP, now)


def start_sms(*, user: User, now: datetime) -> None:
    """Send a code that adds the user's mobile as second factor. Raises as `send_code`."""
    SmsDevice.objects.get_or_create(user=user, defaults={"name": "sms", "confirmed": False})
    send_code(user=user, now=now)


def confirm_sms(*, user: User, code: str, now: datetime) -> tuple[Any, list[str]]:
    """Add the mobile. Returns and raises as `confirm_app`."""
    take((SECOND_FACTOR, str(user.public_id)))
    device = _accept(user, Method.SMS, code, confirmed=False)
    with transaction.atomic():
        return device, _confirm(user, device, Method.SMS, now)


def renew_recovery_codes(*, user: User, now: datetime) -> list[str]:
    """Ten new codes, shown this once; the former ones no longer work."""
    with transaction.atomic():
        codes = _new_recovery_codes(user)
        trace(user, Change.RECOVERY_CODES, now)
        tell(user, Change.RECOVERY_CODES, now)
    return codes


def remove(*, user: User, method: Method, now: datetime) -> None:
    """Take away the app or the mobile as second factor. Raises `UnableToRemoveSecondFactor` for the only one."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two removals at once must not leave none
        mine = {Method.APP: TOTPDevice, Method.SMS: SmsDevice}
        confirmed = {
            kind for kind, model in mine.items() if model.objects.filter(user=user, confirmed=True).exists()
        }
        if not confirmed - {method}:
            raise UnableToRemoveSecondFactor
        if method in confirmed:
            mine[method].objects.filter(user=user).delete()
            trace(user, Change.SECOND_FACTOR_REMOVED, now, method=method)
            tell(user, Change.SECOND_FACTOR_REMOVED, now)


def _accept(user: User, method: Method, code: str, *, confirmed: bool) -> Any:
    model = {Method.APP: TOTPDevice, Method.SMS: SmsDevice, Method.RECOVERY: RecoveryDevice}[method]
    device = model.objects.filter(user=user, confirmed=confirmed).order_by("pk").first()
    if device is None:
        raise UnableToVerify(method)
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise UnableToVerify(method, wait_until=(why or {}).get("locked_until"))
    accepted = django_otp.verify_token(user, device.persistent_id, code)
    if accepted is None:
        raise UnableToVerify(method)
    return accepted


def _confirm(user: User, device: Any, method: Method, now: datetime) -> list[str]:
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    trace(user, Change.SECOND_FACTOR_ADDED, now, method=method)
    tell(user, Change.SECOND_FACTOR_ADDED, now)
    if RecoveryCode.objects.filter(device__user=user).exists():
        return []
    return _new_recovery_codes(user)


def _new_recovery_codes(user: User) -> list[str]:
    device, _ = RecoveryDevice.objects.select_for_update().get_or_create(user=user, defaults={"name": "recovery"})
    device.codes.all().delete()
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(device=device, digest=device.digest(code)) for code in codes)
    return codes


def _recovery_code() -> str:
    """Ten letters of 31 (49 bits), in two groups for the eye."""
    letters = "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
