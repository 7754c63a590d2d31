"""Tests: the demo's stand-ins, a quick password hasher, no manifest for static files."""

from portal.config.env import BASE_DIR

from .demo import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
MAILBOX = str(BASE_DIR / ".local" / "test-mailbox")
