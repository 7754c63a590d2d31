"""The judgement of a signed paper that comes back (R8): many questions, each answered by itself.

The library's overall verdict counts for nothing. What cannot be read, or is not plainly in order, is not accepted,
and a person looks at it with these findings.
"""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pikepdf
import structlog
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from mandates.signing import certificates, container, difference, layout, revision
from mandates.signing.findings import Check, Finding, Judgement
from mandates.signing.names import is_name_of

log = structlog.get_logger(__name__)

_TOLERANCE = timedelta(minutes=2)  # between the signer's clock and ours
_PATIENCE = 60  # seconds for all answers of issuers together
_KINDS = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"})


def judge(paper: bytes, *, issued: bytes, grantor: str, now: datetime) -> Judgement:
    """Whether `paper` is `issued`, signed by `grantor` with a qualified certificate, and nothing more.

    Asks the issuers of certificates over the network, a minute at most: call it from a worker, outside any
    transaction. Never raises: a question whose answer cannot be found is left open, and so nothing is accepted.
    """
    return _Examination(paper, issued, grantor, now).run()


class _Examination:
    def __init__(self, paper: bytes, issued: bytes, grantor: str, now: datetime) -> None:
        self.paper, self.issued, self.grantor, self.now = paper, issued, grantor, now
        self.answers: dict[Check, Finding] = {}
        self.layout: layout.Layout | None = None
        self.signature: EmbeddedPdfSignature | None = None

    def run(self) -> Judgement:
        self._ask(Check.OUR_DOCUMENT, self._our_document)
        if self.answers[Check.OUR_DOCUMENT].passed:
            self._ask(Check.ONE_REVISION, lambda: layout.is_one_revision(self.paper, self.issued))
            self._ask(Check.ONLY_SIGNATURE, self._only_signature)
        self._ask(Check.READABLE, self._open)
        if self.signature is not None:
            self._ask(Check.ONE_SIGNATURE, self._one_signature)
            self._ask(Check.COVERS_ALL, lambda: bool(self.layout and self.layout.covers_all))
            self._ask(Check.ONLY_SIGNED, lambda: difference.is_signature_only(self.reader))
            self._ask(Check.INTACT, self._intact)
            self._about_owner(self.signature)
        return Judgement(tuple(self.answers.get(check, Finding(check, None)) for check in Check))

    def _ask(self, check: Check, answer: Callable[[], bool | tuple[bool, str]]) -> None:
        try:
            told = answer()
        except Exception as error:
            log.info("mandates.question_open", check=check, error=type(error).__name__)
            self.answers[check] = Finding(check, None)
        else:
            passed, detail = told if isinstance(told, tuple) else (told, "")
            self.answers[check] = Finding(check, passed, detail)

    def _our_document(self) -> bool:
        return len(self.issued) > 0 and self.paper.startswith(self.issued) and len(self.paper) > len(self.issued)

    def _only_signature(self) -> tuple[bool, str]:
        try:
            revision.require_signature_only(self.paper, self.issued)
        except revision.Foreign as foreign:
            return False, str(foreign)
        except pikepdf.PdfError:
            return False, "unreadable"
        return True, ""

    def _open(self) -> bool:
        try:
            self.reader = PdfFileReader(io.BytesIO(self.paper), strict=True)
            found = self.reader.embedded_signatures
        except Exception as error:
            log.info("mandates.unreadable", error=type(error).__name__)
            return False
        self.signature = found[0] if len(found) == 1 else None
        if self.signature is None:
            self.answers[Check.ONE_SIGNATURE] = Finding(Check.ONE_SIGNATURE, False, str(len(found)))
        return True

    def _one_signature(self) -> bool:
        """Bytes and reader tell of the same one, in the one revision after ours, and it permits nothing."""
        signature = self._found()
        try:
            self.layout = place = layout.find(self.paper, self.issued)
        except layout.Unlike:
            return False
        before = PdfFileReader(io.BytesIO(self.issued), strict=True)
        count, xrefs = before.xrefs.total_revisions, self.reader.xrefs
        return (
            tuple(signature.byte_range) == place.byte_range
            and signature.pkcs7_content.startswith(place.container)
            and signature.sig_object_type == "/Sig"
            and signature.sig_object.get("/SubFilter") in _KINDS
            and "/Reference" not in signature.sig_object
            and signature.docmdp_level is None
            and not before.embedded_signatures
            and xrefs.total_revisions == count + 1 == signature.signed_revision + 1
            and xrefs.get_startxref_for_revision(count - 1) == before.xrefs.get_startxref_for_revision(count - 1)
            and xrefs.get_startxref_for_revision(count) == place.startxref
        )

    def _intact(self) -> bool:
        signature = self._found()
        return container.is_intact(
            signature.signed_data, signature.signer_info, signature.signer_cert, signature.compute_digest()
        )

    def _about_owner(self, signature: EmbeddedPdfSignature) -> None:
        try:
            owner = container.owner_of(signature.signed_data)
        except Exception as error:
            log.info("mandates.no_owner", error=type(error).__name__)
            return
        self._ask(Check.FOR_SIGNING, lambda: certificates.is_for_signing(owner))
        self._ask(Check.QUALIFIED, lambda: certificates.is_qualified(owner))
        self._ask(Check.SAME_NAME, lambda: self._same_name(certificates.name_of(owner)))
        try:
            # In a thread of its own, with a loop of its own, whatever runs in this one.
            with ThreadPoolExecutor(1) as aside:
                aside.submit(asyncio.run, self._ask_others(signature)).result()
        except Exception as error:
            log.info("mandates.issuers_open", error=type(error).__name__)

    def _same_name(self, name: certificates.Name) -> tuple[bool, str]:
        told = f"{name.given} {name.surname}".strip() or name.common
        same = is_name_of(self.grantor, given=name.given, surname=name.surname)
        return same and not name.pseudonym, told

    async def _ask_others(self, signature: EmbeddedPdfSignature) -> None:
        """Everything about the chain and about time, with the issuers' help."""
        async with asyncio.timeout(_PATIENCE), certificates.issuers() as fetchers:
            signer, owner = signature.signer_info, signature.signer_cert
            others, roots = container.embedded(signature.signed_data), certificates.trust_list()
            tokens = container.stamps_in(signer)
            stamps = [
                await container.examine_stamp(token, signer, fetchers=fetchers, now=self.now) for token in tokens
            ]
            stamp = stamps[0] if len(stamps) == 1 else None
            self._ask(Check.TIME_STAMP, lambda: not stamps or (stamp is not None and stamp.holds))
            self._ask(Check.IN_TIME, lambda: self._in_time(stamp.at if stamp else self._claimed(signature)))
            path = await certificates.chain(owner, others, roots, now=self.now)
            issuer = owner.issuer.native.get("common_name", "")
            self._ask(Check.TRUSTED, lambda: (path is not None and path.pkix_len > 0, str(issuer)))
            if path is None:
                return
            known = {one.dump() for one in path.iter_certs(include_root=True)}
            self._ask(Check.NOTHING_HIDDEN, lambda: self._nothing_hidden(signature.signed_data, known))
            told = await certificates.ask_issuers(path, fetchers=fetchers)
            evidence = told.with_others(container.evidence_in(signer))
            good = await certificates.is_good(owner, others, roots, evidence=evidence, now=self.now)
            self._ask(Check.NOT_REVOKED, lambda: good)

    def _nothing_hidden(self, signed: cms.SignedData, known: set[bytes]) -> bool:
        return bool(self.layout and self.layout.nothing_hidden and container.hides_nothing(signed, known))

    def _claimed(self, signature: EmbeddedPdfSignature) -> datetime | None:
        claimed: datetime | None = signature.self_reported_timestamp
        return claimed

    def _in_time(self, signed_at: datetime | None) -> tuple[bool, str]:
        if signed_at is None or signed_at.tzinfo is None:
            return False, ""
        first, last = certificates.valid_from_to(self._found().signer_cert)
        inside = first <= signed_at <= last and first <= self.now <= last
        return inside and signed_at <= self.now + _TOLERANCE, signed_at.isoformat()

    def _found(self) -> EmbeddedPdfSignature:
        if self.signature is None:
            raise layout.Unlike("signature")
        return self.signature
