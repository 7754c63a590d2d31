"""Settings that every environment shares. Values that differ come from the environment (see env.py)."""

import dj_email_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.config.env import BASE_DIR, env, secret
from portal.config.logging import configure as configure_logging

SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = secret("SECRET_KEY_PREVIOUS", "").split()  # still read, no longer written: see rotation
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "portal.ui",
    "portal.documents",
    "portal.uploads",
    "portal.api",
    "portal.audit",
    "portal.messaging",
    "portal.identity",
    "portal.accounts",
    "portal.accounts.clients",
    "portal.accounts.webhooks",
    "portal.grid",
    "portal.access",
    "portal.customers",
    "portal.market",
    "portal.look_up",
    "portal.ean_delivery",
    "portal.supplier_name",
    "portal.correspondence",
    "portal.suppliers",
    "portal.cases",
    "consumption",
    "consumption.by_letter",
    "consumption.customer_readings",
    "consumption.closing_pack",
    "consumption.bulk_export",
    "mandates",
    "mandates.papers",
    "mandates.welfare",
    "connectmyhome.territory",
    "connectmyhome.application",
    "connectmyhome.legs",
    "connectmyhome.legs.erasures",
    "connectmyhome.workday",
    "connectmyhome.tracking",
    "portal.pages",
    # After the house: of two translations or templates of one name, ours counts.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "portal.pages.metrics.measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.ui.middleware.request_clock",
    "portal.accounts.middleware.standing",
    "portal.ui.middleware.privacy_headers",
    "portal.pages.refusals.Refusals",
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context_processors.portal",
            ],
        },
    }
]

# The application's role may read and write rows; the owner's role (alias "owner") may change tables.
# Where only DATABASE_URL is given, one role does both, and the audit table is guarded by its trigger alone.
_PG_OPTIONS = {
    "server_side_binding": True,
    # Planning a query of the readings means looking at each of their months: after five times the plan is kept.
    # 0 turns this off, for a connection pooler that does not keep prepared statements.
    "prepare_threshold": env.int("DATABASE_PREPARE_THRESHOLD", 5) or None,
}


def _database(url: str) -> dict[str, object]:
    parsed: dict[str, object] = dict(env.dj_db_url(url, conn_max_age=None, conn_health_checks=True))
    parsed["OPTIONS"] = {**_PG_OPTIONS, **parsed.get("OPTIONS", {})}  # type: ignore[dict-item]
    return parsed


DATABASES = {
    "default": _database("DATABASE_URL"),
    "owner": {
        **_database("DATABASE_OWNER_URL" if env.str("DATABASE_OWNER_URL", "") else "DATABASE_URL"),
        "TEST": {"MIRROR": "default"},
    },
}
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
LIMITS_PREFIX = "limits"  # of the keys in Redis
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])  # networks whose X-Forwarded-For counts

AUTH_USER_MODEL = "identity.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"portal.identity.passwords.{name}"}
    for name in ("LengthValidator", "GuessableValidator", "PatternValidator", "PersonalValidator")
]
PASSWORD_RESET_TIMEOUT = 3600
SESSION_ENGINE = "portal.identity.sessions"
SESSION_COOKIE_NAME = "raccord"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.ui.errors.csrf_failure"
LOGIN_URL = "identity:sign_in"
OTP_TOTP_ISSUER = "Raccord"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FILE_UPLOAD_HANDLERS = [
    "portal.ui.uploads.WholeBodyLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portal.accounts.clients.authentication.ClientAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "clients.Client"
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",  # client credentials, no other grant
    "SCOPES": {
        "see_data": "Read what mandates let the organisation see",
        "ask_mandates": "Ask customers for mandates",
        "see_legs": "Read the network operator's own part of applications for connections",
        "handle_legs": "Ask, offer, plan and report for them",
    },
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # tokens are stored hashed
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,  # and never taken from a URL
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Raccord",
    "DESCRIPTION": "What organisations may see of access points, by mandate of the customer.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAUTH2_FLOWS": ["clientCredentials"],
    "OAUTH2_TOKEN_URL": "/api/v1/token/",
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 480
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # Waking a worker is tried once: with Redis away a request does not wait, and the sweeper finds the row.
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # A round that was missed is not made up for.
    "accounts-end-lapsed": {
        "task": "accounts.end_lapsed",
        "schedule": 3_600.0,
        "options": {"expires": 3_600},
    },
    "accounts-warn-of-lapses": {
        "task": "accounts.warn_of_lapses",
        "schedule": 3_600.0,
        "options": {"expires": 3_600},
    },
    "application-forget": {"task": "application.forget", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "api-forget": {"task": "api.forget", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "audit-seal": {"task": "portal.audit.tasks.seal_audit", "schedule": 60.0, "options": {"expires": 60}},
    "bulk-export-sweep": {"task": "bulk_export.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "clients-forget": {"task": "clients.forget", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "audit-roll-up": {"task": "audit.roll_up", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "closing-pack-follow": {
        "task": "closing_pack.follow",
        "schedule": 3_600.0,
        "options": {"expires": 3_600},
    },
    "connect-legs-expire": {"task": "connect_legs.expire", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "connect-workday-days": {"task": "connect_workday.days", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "connect-tracking-eans": {
        "task": "connect_tracking.hand_over_eans",
        "schedule": 3_600.0,
        "options": {"expires": 3_600},
    },
    "connect-tracking-forget": {
        "task": "connect_tracking.forget",
        "schedule": 86_400.0,
        "options": {"expires": 3_600},
    },
    "correspondence-issue": {"task": "correspondence.issue", "schedule": 60.0, "options": {"expires": 60}},
    "correspondence-sweep": {"task": "correspondence.sweep", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "identity-forget": {"task": "identity.forget", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "look-up-sweep": {
        "task": "portal.look_up.tasks.sweep_look_ups",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "mandates-sweep": {"task": "mandates.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "mandates-days": {"task": "mandates.days", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "papers-sweep": {"task": "papers.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "papers-forget": {"task": "papers.forget", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "customer-readings-forget": {
        "task": "customer_readings.forget",
        "schedule": 86_400.0,
        "options": {"expires": 3_600},
    },
    "ean-delivery-sweep": {
        "task": "portal.ean_delivery.tasks.sweep_deliveries",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "ean-delivery-withdraw": {
        "task": "ean_delivery.withdraw_ended",
        "schedule": 3_600.0,
        "options": {"expires": 3_600},
    },
    "supplier-name-sweep": {"task": "supplier_name.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "messaging-sweep": {"task": "messaging.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "messaging-costs": {"task": "messaging.costs", "schedule": 1_800.0, "options": {"expires": 1_800}},
    "messaging-forget": {"task": "messaging.forget", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "webhooks-sweep": {"task": "webhooks.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "webhooks-tidy": {"task": "webhooks.tidy", "schedule": 86_400.0, "options": {"expires": 3_600}},
    "welfare-watch": {"task": "welfare.watch", "schedule": 86_400.0, "options": {"expires": 3_600}},
}

CELERY_WORKER_HIJACK_ROOT_LOGGER = False
LOG_JSON = env.bool("LOG_JSON", True)
LOGGING = configure_logging(level=env.str("LOG_LEVEL", "INFO"), json=LOG_JSON)

TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", "")
TWILIO_API_KEY = env.str("TWILIO_API_KEY", "")
TWILIO_API_SECRET = secret("TWILIO_API_SECRET", "")
TWILIO_AUTH_TOKEN = secret("TWILIO_AUTH_TOKEN", "")
TWILIO_SENDER = env.str("TWILIO_SENDER", "Raccord")
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", "")  # another host for the REST calls: the stand-in of demo and tests
TWILIO_TIMEOUT = env.float("TWILIO_TIMEOUT", 10.0)  # seconds; below a worker's lease (messaging.delivery)

# SMS per number, and in all, per hour and per day. What is over a cap waits, and is dropped when too late.
MESSAGING_SMS_CAPS = {
    "number_hour": env.int("SMS_CAP_NUMBER_HOUR", 6),
    "number_day": env.int("SMS_CAP_NUMBER_DAY", 12),
    "hour": env.int("SMS_CAP_HOUR", 2_000),
    "day": env.int("SMS_CAP_DAY", 20_000),
}
LETTER_SPOOL = env.str("LETTER_SPOOL", str(BASE_DIR / ".local" / "letters"))  # a print house collects from it
PRINT_RECEIPT_SECRET = secret("PRINT_RECEIPT_SECRET", "")  # of the print house's webhook, as Standard Webhooks
MESSAGING_UNKNOWN_WAIT = env.int("MESSAGING_UNKNOWN_WAIT", 45)  # seconds for a callback after a lost answer

# Days after which a digital letter that nobody opened is printed, by kind. In time to act before it is due.
CORRESPONDENCE_PAPER_AFTER = {
    "reading_request": env.int("PAPER_AFTER_READING_REQUEST", 7),
    "reading_reminder": env.int("PAPER_AFTER_READING_REMINDER", 4),
    "estimate_notice": env.int("PAPER_AFTER_ESTIMATE_NOTICE", 14),
    "index_statement": env.int("PAPER_AFTER_INDEX_STATEMENT", 21),
    "planned_works": env.int("PAPER_AFTER_PLANNED_WORKS", 3),
}

# The operator's seal on mandates: a key in a file, or in a token (PKCS#11); see docs/operations.md.
MANDATE_SEAL_PKCS12 = env.str("MANDATE_SEAL_PKCS12", "")
MANDATE_SEAL_PASSPHRASE = secret("MANDATE_SEAL_PASSPHRASE", "")
MANDATE_SEAL_PKCS11_MODULE = env.str("MANDATE_SEAL_PKCS11_MODULE", "")
MANDATE_SEAL_PKCS11_TOKEN = env.str("MANDATE_SEAL_PKCS11_TOKEN", "")
MANDATE_SEAL_PKCS11_LABEL = env.str("MANDATE_SEAL_PKCS11_LABEL", "")  # of key and certificate in the token
MANDATE_SEAL_PIN = secret("MANDATE_SEAL_PIN", "")
MANDATE_SEAL_TSA = env.str("MANDATE_SEAL_TSA", "")  # address of a time-stamping authority (RFC 3161)
MANDATE_TRUST_ROOTS = env.str("MANDATE_TRUST_ROOTS", "")  # directory of authorities whose signatures count
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")  # host:port, or a socket's path; without it uploads wait for a person

WEBHOOKS_TIMEOUT = env.float("WEBHOOKS_TIMEOUT", 10.0)  # seconds; below a worker's lease (webhooks.delivery)
WEBHOOKS_TO_LOOPBACK = False  # whether webhooks may go to this machine, and there over http

# Look-ups a day of one member of a social welfare office: the 51st raises an alert, those past these are refused.
WELFARE_LOOK_UPS_A_DAY = env.int("WELFARE_LOOK_UPS_A_DAY", 100)

EMAIL_URL = secret("EMAIL_URL", "")
if EMAIL_URL:
    _email = dj_email_url.parse(EMAIL_URL)
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST = _email["EMAIL_HOST"]
    EMAIL_PORT = _email["EMAIL_PORT"]
    EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
    EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
    EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Raccord <no-reply@raccord.example>")

AUDIT_ANCHOR = env.str("AUDIT_ANCHOR", "")  # file, outside the database, that each seal is appended to
AUDIT_SIGNING_KEY = secret("AUDIT_SIGNING_KEY", "")  # Ed25519 private key, PEM
AUDIT_FORMER_KEYS: list[str] = env.list("AUDIT_FORMER_KEYS", [])  # Ed25519 public keys, raw, in hex

# How the portal names itself and its operator, on each page.
BRAND = env.str("BRAND", "Raccord")
OPERATOR = {
    "name": env.str("OPERATOR_NAME", "Raccord"),
    "emergency_number": env.str("OPERATOR_EMERGENCY_NUMBER", "078 00 00 00"),
    "contact_number": env.str("OPERATOR_CONTACT_NUMBER", "078 00 00 01"),
    "contact_email": env.str("OPERATOR_CONTACT_EMAIL", "bonjour@raccord.example"),
    "privacy_email": env.str("OPERATOR_PRIVACY_EMAIL", "privacy@raccord.example"),
    "security_email": env.str("OPERATOR_SECURITY_EMAIL", "security@raccord.example"),
    "address": env.str("OPERATOR_ADDRESS", "Boulevard du Réseau 1, 5000 Namur"),
}

DEMO = False
SAMPLES_DIR = BASE_DIR / "samples"  # real exports that the demo shows
