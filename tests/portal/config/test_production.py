"""The settings of production, read as the web process reads them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

_GIVEN = {
    "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
    "SECRET_KEY": "of-the-tests-" * 5,
    "ALLOWED_HOSTS": "portal.example",
    "BASE_URL": "https://portal.example",
    "EMAIL_URL": "submission://portal:a-password@mail.example:587",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "AUDIT_ANCHOR": "/nowhere/anchor",
    "LETTER_SPOOL": "/nowhere/letters",
    "AUDIT_SIGNING_KEY": "a key",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_API_KEY": "SK0",
    "TWILIO_API_SECRET": "a secret",
    "TWILIO_AUTH_TOKEN": "a token",
    "MANDATE_SEAL_PKCS12": "/nowhere/seal.p12",
    "MANDATE_SEAL_PASSPHRASE": "a passphrase",
}
_ASK = """
import orjson
from django.conf import settings
told = ("DEBUG", "DEMO", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
names = [name for name in dir(settings) if name.isupper() and ("COOKIE" in name or name in told)]
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


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "AUDIT_SIGNING_KEY",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_SECRET",
        "MANDATE_SEAL_PKCS12",
        "MANDATE_SEAL_PASSPHRASE",
    ],
)
def test_production_does_not_start_without_a_secret(name: str) -> None:
    refused = production(**{name: ""})
    assert refused.returncode != 0
    assert name.encode() in refused.stderr


def test_the_mail_servers_that_the_operations_page_names_are_reached_encrypted() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "operations.md").read_text()
    named = [url.replace("…", "mail.example") for url in re.findall(r"`((?:smtp|submission)[^`]*://[^`]+)`", page)]
    assert len(named) == 2
    for url in named:
        settings = orjson.loads(production(EMAIL_URL=url).stdout)
        assert settings["EMAIL_USE_TLS"] != settings["EMAIL_USE_SSL"]
        assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) in (("host", 587), ("mail.example", 465))
