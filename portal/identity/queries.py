"""What an account shows of itself."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity.models import RecoveryCode, Session, SmsDevice, User
from portal.identity.sessions import SIGNED_IN_AT


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """Which second factors a user has, and how many recovery codes are left."""

    app: bool
    sms: bool
    recovery_codes: int

    @property
    def both(self) -> bool:
        return self.app and self.sms


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session of a user. `agent`: the browser in a few words, or ""."""

    public_id: str
    agent: str
    signed_in_at: datetime | None
    seen_at: datetime
    current: bool


def second_factors_of(user: User) -> SecondFactors:
    return SecondFactors(
        app=TOTPDevice.objects.filter(user=user, confirmed=True).exists(),
        sms=SmsDevice.objects.filter(user=user, confirmed=True).exists() and bool(user.mobile),
        recovery_codes=RecoveryCode.objects.filter(device__user=user).count(),
    )


def has_second_factor(user: User) -> bool:
    """Whether the user has an app or a mobile as second factor. Recovery codes alone are none."""
    factors = second_factors_of(user)
    return factors.app or factors.sms


def open_sessions_of(user: User, *, current_key: str | None, now: datetime) -> list[OpenSession]:
    """The live sessions of the user, the last used one first."""
    sessions = Session.objects.filter(user=user, expire_date__gt=now).order_by("-seen_at")
    return [_open_session(session, current_key) for session in sessions]


def _open_session(session: Session, current_key: str | None) -> OpenSession:
    data = session.get_decoded()
    signed_in = data.get(SIGNED_IN_AT)
    return OpenSession(
        public_id=session.public_id,
        agent=data.get("agent", ""),
        signed_in_at=datetime.fromtimestamp(signed_in, UTC) if signed_in else None,
        seen_at=session.seen_at,
        current=session.session_key == current_key,
    )


def masked_mobile(user: User) -> str:
    """The mobile with only its last digits, for pages that somebody with the password alone may see."""
    return f"•••• •• {user.mobile[-2:]}" if user.mobile else ""
