"""The demo and a developer's machine: made-up secrets, a stand-in for Twilio, and /demo/."""

import os

os.environ.setdefault("SECRET_KEY", "demo-only-" + "0" * 50)
os.environ.setdefault("LOG_JSON", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from portal.config.env import BASE_DIR, env

from .base import *

DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "portal.pages.demo"]
TWILIO_ACCOUNT_SID = "AC" + "0" * 32
TWILIO_API_KEY = "SK" + "0" * 32
TWILIO_API_SECRET = "demo-secret"  # noqa: S105
TWILIO_AUTH_TOKEN = "demo-token"  # noqa: S105
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", "http://127.0.0.1:8010")
PRINT_RECEIPT_SECRET = "whsec_" + "ZGVtby1vbmx5LXByaW50LXJlY2VpcHRz"
AUDIT_ANCHOR = env.str("AUDIT_ANCHOR", str(BASE_DIR / ".local" / "audit-anchor.ndjson"))
EMAIL_BACKEND = "portal.messaging.standin.mailbox.EmailBackend"
MAILBOX = env.str("MAILBOX", str(BASE_DIR / ".local" / "mailbox"))
MANDATE_SEAL_PKCS12 = env.str("MANDATE_SEAL_PKCS12", str(BASE_DIR / ".local" / "demo-seal.p12"))  # see make_seal
MANDATE_SEAL_PASSPHRASE = "demo-only"  # noqa: S105
MANDATE_TRUST_ROOTS = env.str("MANDATE_TRUST_ROOTS", str(BASE_DIR / ".local" / "demo-trust"))
MESSAGING_SMS_CAPS = {"number_hour": 60, "number_day": 200, "hour": 2_000, "day": 20_000}
WEBHOOKS_TO_LOOPBACK = True
