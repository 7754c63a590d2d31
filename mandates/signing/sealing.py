"""The operator's seal on a mandate signed in the portal: PAdES (EN 319 142-1), with a time-stamp where there is a
time-stamping authority (B-T), without one otherwise (B-B)."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import requests
import structlog
from django.conf import settings
from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11SigningContext
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from portal.primitives.errors import UnableTo

log = structlog.get_logger(__name__)

_TIMEOUT = 10  # seconds that the time-stamping authority may take


class UnableToSeal(UnableTo):
    """`code`: key (the operator's key or certificate cannot be used now), time_stamp (the authority does not
    answer). Both pass: try again later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def seal(pdf: bytes, *, now: datetime) -> bytes:
    """`pdf` with the operator's seal behind it, in one more revision; the bytes before stay as they are.

    May ask a time-stamping authority and a token, so it runs in a worker and outside any transaction: keep the
    signed mandate first, in a state of its own (`signed`), and seal it in a task that is repeated until it
    succeeds; only then is it active. Raises `UnableToSeal`.
    """
    certified = PdfSignatureMetadata(
        field_name="OperatorSeal",
        subfilter=SigSeedSubFilter.PADES,
        name=settings.OPERATOR["name"],
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    stamper = RequestsHTTPTimeStamper(settings.MANDATE_SEAL_TSA, timeout=_TIMEOUT) if _has_authority() else None
    try:
        with _signer() as signer, ThreadPoolExecutor(1) as aside:  # where no other loop runs
            sealing = PdfSigner(certified, signer, timestamper=stamper).sign_pdf
            sealed = aside.submit(sealing, IncrementalPdfFileWriter(io.BytesIO(pdf))).result()
    except (TimestampRequestError, requests.RequestException) as error:
        log.warning("mandates.no_time_stamp", error=type(error).__name__)
        raise UnableToSeal("time_stamp") from error
    except (SigningError, OSError, ValueError, PdfError) as error:
        log.warning("mandates.no_seal", error=type(error).__name__)
        raise UnableToSeal("key") from error
    return bytes(sealed.getvalue())


def _has_authority() -> bool:
    return bool(settings.MANDATE_SEAL_TSA)


@contextmanager
def _signer() -> Iterator[Signer]:
    """The operator's key: in a file (PKCS#12), or in a token (PKCS#11) that never gives it away."""
    if not settings.MANDATE_SEAL_PKCS11_MODULE:
        kept = Path(settings.MANDATE_SEAL_PKCS12).read_bytes()
        yield SimpleSigner.load_pkcs12_data(kept, [], settings.MANDATE_SEAL_PASSPHRASE.encode() or None)
        return
    token = PKCS11SignatureConfig(
        module_path=settings.MANDATE_SEAL_PKCS11_MODULE,
        token_criteria=TokenCriteria(label=settings.MANDATE_SEAL_PKCS11_TOKEN),
        cert_label=settings.MANDATE_SEAL_PKCS11_LABEL,
        user_pin=settings.MANDATE_SEAL_PIN,
    )
    with PKCS11SigningContext(token) as signer:
        yield signer
