"""What a judgement consists of: one finding for each question that was asked."""

from dataclasses import dataclass, field
from enum import StrEnum


class Check(StrEnum):
    """The questions, in the order in which a person would ask them. All must be answered with yes."""

    READABLE = "readable"  # both readers can open it
    OUR_DOCUMENT = "our_document"  # begins with exactly our bytes
    ONE_REVISION = "one_revision"  # exactly one addition behind them, and nothing behind that
    ONE_SIGNATURE = "one_signature"  # exactly one, a plain one, made in that addition
    COVERS_ALL = "covers_all"  # from the first byte to the last, but for the place that holds it
    ONLY_SIGNED = "only_signed"  # the addition holds nothing else: pyHanko's difference analysis
    ONLY_SIGNATURE = "only_signature"  # the same, object by object, as qpdf reads the file
    NOTHING_HIDDEN = "nothing_hidden"  # nothing that the signature does not cover and that counts for nothing
    INTACT = "intact"  # the signature fits the bytes and the certificate, by sound algorithms
    IN_TIME = "in_time"  # the certificate was valid when signing and is now
    TIME_STAMP = "time_stamp"  # there is no time-stamp, or a valid one
    TRUSTED = "trusted"  # the chain ends in the operator's trust list
    NOT_REVOKED = "not_revoked"  # the issuers say so, of each certificate of the chain
    FOR_SIGNING = "for_signing"  # the certificate is one for signatures that bind
    QUALIFIED = "qualified"  # and a qualified one, of a person
    SAME_NAME = "same_name"  # the signer's name is the grantor's


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question; None: it could not be asked. `detail` is data for the reviewer (a name, a day),
    never a sentence."""

    code: Check
    passed: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Accepted only when each question was asked once and answered with yes."""

    findings: tuple[Finding, ...] = field(default=())

    @property
    def accepted(self) -> bool:
        answered = sorted(finding.code for finding in self.findings if finding.passed)
        return len(self.findings) == len(Check) and answered == sorted(Check)
