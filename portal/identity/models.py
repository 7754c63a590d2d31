"""Users of the portal, their sessions and second factors, and the one-time codes sent to people."""

import hashlib
import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django_otp.models import Device, ThrottlingMixin, TimestampMixin

CODE_LIFETIME = timedelta(minutes=10)
CODE_ATTEMPTS = 5


class UserManager(BaseUserManager["User"]):
    """Creates users; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # of django-otp
    """Somebody who signs in. What they may see follows from customers, memberships and roles, not from here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)  # always lower case
    email_confirmed_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=150, blank=True)
    mobile = models.CharField(max_length=16, blank=True)  # E.164; for the second factor by SMS
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower")]

    def __str__(self) -> str:
        return str(self.public_id)


class Session(AbstractBaseSession):
    """A session, with what its rules need (see sessions.py): whose it is, and when it was last used."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    seen_at = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore

    @property
    def public_id(self) -> str:
        """Names the session on a page, where its key must not appear."""
        return salted_hmac("portal.identity.session", self.session_key, algorithm="sha256").hexdigest()[:24]


class Reason(StrEnum):
    """Why a code is refused."""

    WRONG = "wrong"
    EXPIRED = "expired"
    USED_UP = "used_up"  # used already, or five attempts made


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def attempt(self, *, purpose: str, subject: str, code: str, now: datetime) -> Reason | None:
        """Use the code up (None), or tell why it is refused. Counts the attempt in the caller's transaction,
        which has to commit whatever this answers. Tries that run together never get more than five."""
        codes = self.filter(purpose=purpose, subject=subject)
        with transaction.atomic():
            # The update takes the row's lock: whoever tries at the same time waits, and then sees this attempt.
            counted = codes.filter(used_at=None, expires_at__gt=now, attempts__lt=CODE_ATTEMPTS).update(
                attempts=F("attempts") + 1
            )
            found = codes.first()
            if not counted or found is None:
                return found.why_closed() if found else Reason.WRONG
            if not found.matches(code):
                return Reason.WRONG
            codes.update(used_at=now)
            return None


class OneTimeCode(models.Model):
    """The one current code of a purpose and subject (see codes.py). `subject` is an opaque id, never an EAN."""

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)  # keyed hash
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "subject"], name="one_time_code_current"),
            models.CheckConstraint(condition=Q(attempts__lte=CODE_ATTEMPTS), name="one_time_code_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    def lock(self, code: str) -> None:
        """Let `code` be what opens this."""
        self.digest = self._digest(code)

    def matches(self, code: str) -> bool:
        """Whether a person typed the code; spaces and dashes, which phones put in between, do not count."""
        typed = "".join(letter for letter in code if not letter.isspace() and letter != "-")
        return constant_time_compare(self.digest, self._digest(typed))

    def why_closed(self) -> Reason:
        return Reason.USED_UP if self.used_at or self.attempts >= CODE_ATTEMPTS else Reason.EXPIRED

    def _digest(self, code: str) -> str:
        # Six digits are found by trying them all; the key, which the database does not hold, keeps them hidden.
        return salted_hmac(f"portal.identity.code:{self.nonce}", code, algorithm="sha256").hexdigest()


class SmsDevice(TimestampMixin, Device):  # type: ignore[misc]  # django-otp is not typed
    """Second factor by a code to the user's mobile. The code's own five attempts throttle it."""

    PURPOSE = "second_factor"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="sms_device_one_per_user")]

    def __str__(self) -> str:
        return f"SMS {self.pk}"

    @property
    def code_subject(self) -> str:
        return f"sms:{self.pk}"

    def verify_token(self, token: str) -> bool:
        now = timezone.now()
        refused = OneTimeCode.objects.attempt(purpose=self.PURPOSE, subject=self.code_subject, code=token, now=now)
        if refused is None:
            self.set_last_used_timestamp()
        return refused is None


class RecoveryDevice(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """Second factor by one of ten codes on paper, each good for once. Only hashes are stored."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="recovery_device_one_per_user")]

    def __str__(self) -> str:
        return f"recovery codes {self.pk}"

    def get_throttle_factor(self) -> float:
        return 1

    def digest(self, code: str) -> str:
        """What is stored of a code; case, spaces and dashes do not count.

        A slow hash without the secret key: codes on paper outlive each rotation of the key.
        """
        plain = "".join(letter for letter in code.lower() if letter.isalnum())
        salt = f"{self.pk}:{self.user.public_id}".encode()
        return hashlib.scrypt(plain.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()

    def verify_token(self, token: str) -> bool:
        if not self.verify_is_allowed()[0]:
            return False
        deleted, _ = self.codes.filter(digest=self.digest(token)).delete()
        if deleted:
            self.throttle_reset(commit=False)
            self.set_last_used_timestamp()
        else:
            self.throttle_increment()
        return bool(deleted)


class RecoveryCode(models.Model):
    """One code that was not used yet."""

    device = models.ForeignKey(RecoveryDevice, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
