"""Certificates: whether the chain ends in the operator's trust list, whether one was taken back, what it is for.

`MANDATE_TRUST_ROOTS` is a directory of certificates, PEM or DER: of authorities for people's signatures; in its
folder `timestamps` of authorities for time. Issuers are never fetched: a stranger's certificate cannot make the
portal call an address. Revocation is asked only where an already trusted certificate says so.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import cms, crl, ocsp, x509
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.ades.qualified_asn1 import QcStatements
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathBuildingError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import FetchLimits
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import CertificateRegistry

_TOLERANCE = timedelta(minutes=2)  # between our clock and an issuer's
_PATIENCE = 8  # seconds for one answer
_SOUND = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_NAMES = ("common_name", "given_name", "surname", "pseudonym")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Answers of issuers: asked for now, or brought along by the signature."""

    ocsps: Sequence[ocsp.OCSPResponse] = ()
    crls: Sequence[crl.CertificateList] = ()

    def with_others(self, others: "Evidence") -> "Evidence":
        return Evidence([*self.ocsps, *others.ocsps], [*self.crls, *others.crls])


@dataclass(frozen=True, slots=True)
class Name:
    """What the certificate says of its owner. Empty when it says it not at all, or twice."""

    given: str
    surname: str
    common: str
    pseudonym: bool


def trust_list(*, timestamps: bool = False) -> list[x509.Certificate]:
    """The authorities that count. Raises `OSError` or `ValueError` when they cannot be read."""
    if not settings.MANDATE_TRUST_ROOTS:
        return []
    folder = Path(settings.MANDATE_TRUST_ROOTS) / ("timestamps" if timestamps else "")
    if not folder.is_dir():
        return []
    files = sorted(file for file in folder.iterdir() if file.suffix in {".pem", ".crt", ".cer", ".der"})
    return [found for file in files for found in load_certs_from_pemder_data(file.read_bytes())]


@asynccontextmanager
async def issuers() -> AsyncIterator[Fetchers]:
    """The way to the issuers, with bounds on how often and how long they are asked."""
    limits = FetchLimits(max_requests=20, max_cert_requests=0)
    async with AIOHttpFetcherBackend(per_request_timeout=_PATIENCE, limits=limits) as fetchers:
        yield fetchers


async def chain(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    *,
    now: datetime,
) -> ValidationPath | None:
    """The valid chain from one of `roots`, revocation aside; None when there is none."""
    registry = CertificateRegistry.build([*others, *roots])
    context = ValidationContext(
        trust_roots=list(roots),
        moment=now,
        revocation_mode="none",  # pyHanko's word for "asked elsewhere": `is_good`
        certificate_registry=registry,
        time_tolerance=timedelta(0),
    )
    return await _path(certificate, context)


async def ask_issuers(path: ValidationPath, *, fetchers: Fetchers) -> Evidence:
    """What the issuers of the chain say of its certificates now; those that do not answer in time say nothing."""
    ocsps: list[ocsp.OCSPResponse] = []
    crls: list[crl.CertificateList] = []
    for certificate in path.iter_certs(include_root=False):
        with suppress(OCSPValidationError, ValueError, OSError, TimeoutError):
            authority = path.find_issuing_authority(certificate)
            ocsps.append(await fetchers.ocsp_fetcher.fetch(certificate, authority))
        with suppress(CRLValidationError, ValueError, OSError, TimeoutError):
            crls += await fetchers.crl_fetcher.fetch(certificate)
    return Evidence(ocsps, crls)


async def is_good(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    *,
    evidence: Evidence,
    now: datetime,
) -> bool:
    """Whether, by the freshest of `evidence`, no certificate of the chain was taken back. No answer is a no."""
    context = ValidationContext(
        trust_roots=list(roots),
        moment=now,
        revocation_mode="require",
        certificate_registry=CertificateRegistry.build([*others, *roots]),
        ocsps=list(evidence.ocsps),
        crls=list(evidence.crls),
        time_tolerance=_TOLERANCE,
    )
    path = await _path(certificate, context)
    return path is not None and path.pkix_len > 0


async def _path(certificate: x509.Certificate, context: ValidationContext) -> ValidationPath | None:
    paths = context.path_builder.async_build_paths_lazy(certificate)
    try:
        found: ValidationPath = await find_valid_path(certificate, paths, validation_context=context)
    except (PathBuildingError, ValidationError):
        return None
    return found


def valid_from_to(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    validity = certificate["tbs_certificate"]["validity"]
    return validity["not_before"].native, validity["not_after"].native


def is_for_signing(certificate: x509.Certificate) -> bool:
    """Whether its key makes signatures that bind (content commitment), and no certificates."""
    usage = certificate.key_usage_value
    constraints = certificate.basic_constraints_value
    is_authority = constraints is not None and bool(constraints["ca"].native)
    return usage is not None and "non_repudiation" in usage.native and not is_authority


def is_qualified(certificate: x509.Certificate) -> bool:
    """Whether it states to be qualified (eIDAS, annex I; EN 319 412-5), for signatures where it says for what."""
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted == "1.3.6.1.5.5.7.1.3":
            stated = QcStatements.load(extension["extn_value"].contents)
            kinds = {one["statement_id"].native: one["statement_info"].native for one in stated}
            return "qc_compliance" in kinds and "qct_esign" in (kinds.get("qc_type") or ["qct_esign"])
    return False


def name_of(certificate: x509.Certificate) -> Name:
    found: dict[str, list[str]] = {kind: [] for kind in _NAMES}
    for level in certificate.subject.chosen:
        for one in level:
            if one["type"].native in found:
                found[one["type"].native].append(str(one["value"].native))
    only = {kind: values[0] if len(values) == 1 else "" for kind, values in found.items()}
    return Name(only["given_name"], only["surname"], only["common_name"], bool(found["pseudonym"]))


def is_sound(signer: cms.SignerInfo) -> bool:
    """Whether digest and signature are of algorithms that hold today."""
    digest = signer["digest_algorithm"]["algorithm"].native
    algorithm = signer["signature_algorithm"]
    if algorithm.signature_algo not in {"rsassa_pkcs1v15", "rsassa_pss", "ecdsa", "ed25519", "ed448"}:
        return False
    hashed = (
        digest if algorithm["algorithm"].native in {"rsassa_pkcs1v15", "ed25519", "ed448"} else algorithm.hash_algo
    )
    return digest in _SOUND and hashed in _SOUND
