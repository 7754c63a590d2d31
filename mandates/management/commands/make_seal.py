"""A self-made certificate for the seal, for a demo or a trial: readers of PDFs say that nobody vouches for it."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Make a key and a self-made certificate at MANDATE_SEAL_PKCS12, unless there is a file."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MANDATE_SEAL_PKCS12 or not settings.MANDATE_SEAL_PASSPHRASE:
            raise CommandError("Set MANDATE_SEAL_PKCS12 and MANDATE_SEAL_PASSPHRASE.")
        place = Path(settings.MANDATE_SEAL_PKCS12)
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        made = place.with_name(f"{place.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(_pkcs12(settings.OPERATOR["name"], settings.MANDATE_SEAL_PASSPHRASE.encode()))
        made.replace(place)  # whole, or not at all


def _pkcs12(name: str, passphrase: bytes) -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signs = {"digital_signature": True, "content_commitment": True}
    other = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    usage = x509.KeyUsage(**signs, **dict.fromkeys((*other, "encipher_only", "decipher_only"), False))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return serialize_key_and_certificates(
        name.encode(), key, certificate, None, BestAvailableEncryption(passphrase)
    )
