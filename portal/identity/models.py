"""Users of the portal, and the one-time codes sent to people."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Creates users; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may see follows from customers, memberships and roles, not from here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)  # always lower case
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


class OneTimeCode(models.Model):
    """The one current code of a purpose and subject (see codes.py). `subject` is an opaque id, never an EAN."""

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)  # keyed hash
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "subject"], name="one_time_code_current"),
            models.CheckConstraint(condition=Q(attempts__lte=5), name="one_time_code_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
