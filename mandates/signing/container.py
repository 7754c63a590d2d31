"""The container of a signature (CMS, RFC 5652): whom it names, what it vouches for, and what it does not."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.general import CMSExtractionError, SigningError, extract_certificate_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    message_imprint_checker,
    validate_sig_integrity,
    validate_tst_signed_data,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.registry import CertificateRegistry

from mandates.signing.certificates import Evidence, is_sound, trust_list

_TOLERANCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp on the signature, and whether it holds."""

    at: datetime
    holds: bool


def embedded(signed: cms.SignedData) -> list[x509.Certificate]:
    """The certificates that came along."""
    if signed["certificates"] is core.VOID or not signed["certificates"]:
        return []
    return [one.chosen for one in signed["certificates"] if one.name == "certificate"]


def evidence_in(signer: cms.SignerInfo) -> Evidence:
    """Answers of issuers that the signer had signed along."""
    for attribute in _attributes(signer, "signed_attrs"):
        if attribute["type"].native == "adobe_revocation_info_archival":
            kept = attribute["values"][0]
            return Evidence(_several(kept["ocsp"]), _several(kept["crl"]))
    return Evidence()


def is_intact(signed: cms.SignedData, signer: cms.SignerInfo, owner: x509.Certificate, digest: bytes) -> bool:
    """Whether the signature is the owner's, over bytes with this digest, by sound algorithms."""
    content = signed["encap_content_info"]
    if content["content_type"].native != "data" or content["content"].native is not None:
        return False
    if signer["signed_attrs"] is core.VOID or not signer["signed_attrs"] or not is_sound(signer):
        return False
    try:
        fits, valid = validate_sig_integrity(signer, owner, "data", digest)
    except (SignatureValidationError, SigningError, CMSExtractionError):
        return False
    return fits is True and valid is True


def hides_nothing(signed: cms.SignedData, known: Collection[bytes], *, stamp: bool = False) -> bool:
    """Whether all that the signature does not vouch for is what it must be.

    Nobody signs the frame around a signature, so whatever lies there could have been put there later: certificates
    beyond those `known` (their DER), answers of issuers, attributes, other versions. `stamp`: the container is
    that of a time-stamp; one of a signature may hold one time-stamp.
    """
    if len(signed["signer_infos"]) != 1 or signed["crls"].native:
        return False
    signer = signed["signer_infos"][0]
    by_number = signer["sid"].name == "issuer_and_serial_number"
    data = signed["encap_content_info"]["content_type"].native == "data"
    if signer["version"].native != ("v1" if by_number else "v3"):
        return False
    if signed["version"].native != ("v1" if by_number and data else "v3"):
        return False
    digest, algorithm = signer["digest_algorithm"], signer["signature_algorithm"]
    if [one.dump() for one in signed["digest_algorithms"]] != [digest.dump()]:
        return False
    if not _is_plain(digest) or not (_is_plain(algorithm) or algorithm.signature_algo == "rsassa_pss"):
        return False
    if by_number and signer["sid"].chosen["issuer"].dump() != owner_of(signed).issuer.dump():
        return False  # names are compared without their case elsewhere
    if len(embedded(signed)) != len(signed["certificates"] or []):
        return False
    if any(one.dump() not in known for one in embedded(signed)):
        return False
    beside = [attribute["type"].native for attribute in _attributes(signer, "unsigned_attrs")]
    return beside in ([], [] if stamp else ["signature_time_stamp_token"])


def stamps_in(signer: cms.SignerInfo) -> list[cms.SignedData]:
    """The time-stamps on the signature."""
    found = []
    for attribute in _attributes(signer, "unsigned_attrs"):
        if attribute["type"].native == "signature_time_stamp_token":
            found += [value["content"] for value in attribute["values"]]
    return found


async def examine_stamp(
    token: cms.SignedData, signer: cms.SignerInfo, *, fetchers: Fetchers, now: datetime
) -> Stamp | None:
    """Whether the time-stamp is for this signature and by an authority of the trust list. None: it is none."""
    told = token["encap_content_info"]["content"].parsed
    if not isinstance(told, tsp.TSTInfo):
        return None
    roots = trust_list(timestamps=True)
    context = ValidationContext(
        trust_roots=roots,
        moment=now,
        revocation_mode="require",
        certificate_registry=CertificateRegistry.build([*embedded(token), *roots]),
        allow_fetching=True,
        fetchers=fetchers,
        time_tolerance=_TOLERANCE,
    )
    try:
        found = await validate_tst_signed_data(token, context, message_imprint_checker(signer))
    except (SignatureValidationError, SigningError, CMSExtractionError):
        return None
    path = found["validation_path"]
    holds = (
        found["intact"] is True
        and found["valid"] is True
        and found["trust_problem_indic"] is None
        and path is not None
        and is_sound(token["signer_infos"][0])
        and told["gen_time"].native <= now + _TOLERANCE
        and hides_nothing(token, {one.dump() for one in path.iter_certs(include_root=True)}, stamp=True)
    )
    return Stamp(told["gen_time"].native, holds)


def owner_of(signed: cms.SignedData) -> x509.Certificate:
    """The certificate that the signature names as its own. Raises `CMSExtractionError`."""
    found: x509.Certificate = extract_certificate_info(signed).signer_cert
    return found


def _is_plain(algorithm: algos.AlgorithmIdentifier) -> bool:
    return isinstance(algorithm["parameters"], core.Null | core.Void)


def _attributes(signer: cms.SignerInfo, kind: str) -> Iterator[cms.CMSAttribute]:
    attributes = signer[kind]
    if attributes is not core.VOID:
        yield from attributes


def _several(values: core.Asn1Value) -> Sequence[core.Asn1Value]:
    return [] if values is core.VOID or values.native is None else list(values)
