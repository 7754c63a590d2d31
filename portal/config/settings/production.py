"""Production: everything from the environment; a missing secret stops the start."""

from portal.config.env import env, secret

from .base import *

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
BASE_URL = env.str("BASE_URL")
EMAIL_URL = secret("EMAIL_URL")
AUDIT_ANCHOR = env.str("AUDIT_ANCHOR")
LETTER_SPOOL = env.str("LETTER_SPOOL")
AUDIT_SIGNING_KEY = secret("AUDIT_SIGNING_KEY")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID")
TWILIO_API_KEY = env.str("TWILIO_API_KEY")
TWILIO_API_SECRET = secret("TWILIO_API_SECRET")
TWILIO_AUTH_TOKEN = secret("TWILIO_AUTH_TOKEN")

if MANDATE_SEAL_PKCS11_MODULE:
    MANDATE_SEAL_PKCS11_TOKEN = env.str("MANDATE_SEAL_PKCS11_TOKEN")
    MANDATE_SEAL_PKCS11_LABEL = env.str("MANDATE_SEAL_PKCS11_LABEL")
    MANDATE_SEAL_PIN = secret("MANDATE_SEAL_PIN")
else:
    MANDATE_SEAL_PKCS12 = env.str("MANDATE_SEAL_PKCS12")
    MANDATE_SEAL_PASSPHRASE = secret("MANDATE_SEAL_PASSPHRASE")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]  # probes come from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-raccord"  # a browser takes it from this host alone, over TLS
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"  # nor can a neighbouring host under the same domain plant one
