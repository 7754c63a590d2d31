"""The operator's seal."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from mandates.signing import UnableToSeal, seal
from mandates.signing.container import is_intact, stamps_in
from tests.mandates.signing.pki import Authorities


def seal_of(pdf: bytes) -> EmbeddedPdfSignature:
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return found


def test_a_seal_follows_the_document_covers_all_and_forbids_changes(issued: bytes) -> None:
    sealed = seal(issued, now=timezone.now())
    assert sealed.startswith(issued)
    found = seal_of(sealed)
    assert is_intact(found.signed_data, found.signer_info, found.signer_cert, found.compute_digest())
    assert found.docmdp_level == MDPPerm.NO_CHANGES
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    found.compute_integrity_info()
    assert str(found.coverage.name) == "ENTIRE_FILE"
    assert not stamps_in(found.signer_info)


def test_a_seal_bears_a_time_stamp_where_there_is_an_authority(
    issued: bytes, authorities: Authorities, settings: Any
) -> None:
    settings.MANDATE_SEAL_TSA = authorities.time_stamps
    assert len(stamps_in(seal_of(seal(issued, now=timezone.now())).signer_info)) == 1


def test_without_an_answer_of_the_authority_nothing_is_sealed(
    issued: bytes, authorities: Authorities, settings: Any
) -> None:
    settings.MANDATE_SEAL_TSA = authorities.time_stamps
    with authorities.silent(), pytest.raises(UnableToSeal, match="time_stamp"):
        seal(issued, now=timezone.now())


def test_without_the_key_nothing_is_sealed(issued: bytes, settings: Any) -> None:
    settings.MANDATE_SEAL_PASSPHRASE = "another"
    with pytest.raises(UnableToSeal, match="key"):
        seal(issued, now=timezone.now())
    settings.MANDATE_SEAL_PKCS11_MODULE = "/nowhere/token.so"
    with pytest.raises(UnableToSeal, match="key"):
        seal(issued, now=timezone.now())


def test_a_certificate_of_a_trial_is_made_once(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "kept" / "seal.p12"
    settings.MANDATE_SEAL_PKCS12 = str(place)
    call_command("make_seal")
    made = place.read_bytes()
    assert place.stat().st_mode & 0o077 == 0
    call_command("make_seal")
    assert place.read_bytes() == made
    settings.MANDATE_SEAL_PASSPHRASE = ""
    with pytest.raises(CommandError):
        call_command("make_seal")
