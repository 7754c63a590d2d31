"""The settings of production, read as the web process reads them."""

import os
import subprocess
import sys

import orjson
import pytest

_GIVEN = {
    "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
    "SECRET_KEY": "of-the-tests-" * 5,
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "AUDIT_ANCHOR": "/nowhere/anchor",
    "AUDIT_SIGNING_KEY": "a key",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_API_KEY": "SK0",
    "TWILIO_API_SECRET": "a secret",
    "TWILIO_AUTH_TOKEN": "a token",
}
_ASK = """
import orjson
from django.conf import settings
names = [name for name in dir(settings) if name.isupper() and ("COOKIE" in name or name in ("DEBUG", "DEMO"))]
print(orjson.dumps({name: getattr(settings, name) for name in names}).decode())
"""


def production(**changed: str) -> subprocess.CompletedProcess[bytes]:
    names = {"PATH": os.environ["PATH"], **_GIVEN, **changed}
    given = {name: value for name, value in names.items() if value}
    asked = [sys.executable, "-c", _ASK]
    return subprocess.run(asked, env=given, capture_output=True, check=False)  # noqa: S603


def test_cookies_of_production_belong_to_one_host_and_stay_out_of_scripts() -> None:
    settings = orjson.loads(production().stdout)
    assert not settings["DEBUG"]
    assert not settings["DEMO"]
    for cookie in ("SESSION", "CSRF"):
        assert settings[f"{cookie}_COOKIE_NAME"].startswith("__Host-")  # so: Secure, Path=/, no Domain
        assert settings[f"{cookie}_COOKIE_SECURE"]
        assert settings[f"{cookie}_COOKIE_HTTPONLY"]
        assert settings[f"{cookie}_COOKIE_PATH"] == "/"
        assert settings[f"{cookie}_COOKIE_DOMAIN"] is None
        assert settings[f"{cookie}_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUDIT_SIGNING_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_API_SECRET"])
def test_production_does_not_start_without_a_secret(name: str) -> None:
    refused = production(**{name: ""})
    assert refused.returncode != 0
    assert name.encode() in refused.stderr
