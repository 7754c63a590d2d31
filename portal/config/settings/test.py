"""Tests: the demo's stand-ins, a quick password hasher, no manifest for static files."""

import os
from urllib.parse import urlsplit

from portal.config.env import BASE_DIR

from .demo import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each process of pytest-xdist has its own queue: ids of rows mean something in its own database only.
_PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CELERY_BROKER_URL = urlsplit(REDIS_URL)._replace(path=f"/{1 + _PROCESS % 15}").geturl()
MAILBOX = str(BASE_DIR / ".local" / "test-mailbox")
LETTER_SPOOL = str(BASE_DIR / ".local" / f"test-letters-{_PROCESS}")
WHITENOISE_AUTOREFRESH = True  # each test has a handler of its own: it need not read the folder of static files
