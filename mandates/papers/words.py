"""Findings, reasons and refusals in words, in the active language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mandates.papers.models import SignedPaper
from mandates.papers.operations import UnableToJudge, UnableToTakePaper
from mandates.signing.findings import Check
from portal.ui import formats

# For each question: the sentence when the answer is yes, no, and when there is none.
_ANSWERS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    Check.READABLE: (gettext_lazy("The file can be read."), gettext_lazy("The file could not be read.")),
    Check.OUR_DOCUMENT: (
        gettext_lazy("It begins with exactly the document that we issued."),
        gettext_lazy("It is not the document that we issued, or not byte by byte: changed, or saved anew."),
    ),
    Check.ONE_REVISION: (
        gettext_lazy("One addition follows our document, and nothing follows that."),
        gettext_lazy("Not exactly one addition follows our document, or something follows it."),
    ),
    Check.ONE_SIGNATURE: (
        gettext_lazy("It bears exactly one signature, which permits no later change."),
        gettext_lazy("It bears no signature, several, or one that permits later changes."),
    ),
    Check.COVERS_ALL: (
        gettext_lazy("The signature covers the whole file."),
        gettext_lazy("The signature covers a part of the file only."),
    ),
    Check.ONLY_SIGNED: (
        gettext_lazy("Nothing but the signature was added (first reader)."),
        gettext_lazy("Something else than a signature was added (first reader)."),
    ),
    Check.ONLY_SIGNATURE: (
        gettext_lazy("Nothing but the signature was added (second reader)."),
        gettext_lazy("Something else than a signature was added (second reader)."),
    ),
    Check.NOTHING_HIDDEN: (
        gettext_lazy("Nothing lies beside the signature."),
        gettext_lazy("Something that nobody signed lies beside the signature."),
    ),
    Check.INTACT: (
        gettext_lazy("The signature fits the file and the certificate."),
        gettext_lazy("The signature does not fit the file: one of them was changed."),
    ),
    Check.IN_TIME: (
        gettext_lazy("The certificate was valid on signing, and is now."),
        gettext_lazy("The certificate was not valid on signing, or is not now."),
    ),
    Check.TIME_STAMP: (
        gettext_lazy("There is no time-stamp, or a valid one."),
        gettext_lazy("The time-stamp is not valid."),
    ),
    Check.TRUSTED: (
        gettext_lazy("The certificate comes from an authority of our trust list."),
        gettext_lazy("The certificate comes from nobody of our trust list."),
    ),
    Check.NOT_REVOKED: (
        gettext_lazy("Its issuer says that the certificate was not taken back."),
        gettext_lazy("The certificate was taken back, or its issuer does not say that it was not."),
    ),
    Check.FOR_SIGNING: (
        gettext_lazy("The certificate is one for binding signatures."),
        gettext_lazy("The certificate is not one for binding signatures."),
    ),
    Check.QUALIFIED: (
        gettext_lazy("It is a qualified certificate."),
        gettext_lazy("It does not say to be a qualified certificate."),
    ),
    Check.SAME_NAME: (
        gettext_lazy("The signer bears the name of the customer."),
        gettext_lazy("The signer’s name is not plainly that of the customer."),
    ),
}
_UNKNOWN = gettext_lazy("This could not be checked, since something before it failed:")


@dataclass(frozen=True, slots=True)
class Told:
    """One finding: `passed` None is "could not be checked"; `detail` a name or a moment."""

    passed: bool | None
    sentence: str
    detail: str


def told_findings(paper: SignedPaper) -> Sequence[Told]:
    """What the worker found, what is amiss first."""
    found = [_told(finding) for finding in paper.findings if finding["code"] in _ANSWERS]
    return sorted(found, key=lambda told: {False: 0, None: 1, True: 2}[told.passed])


def _told(finding: Mapping[str, object]) -> Told:
    code, passed = str(finding["code"]), finding["passed"]
    yes, no = _ANSWERS[code]
    detail = str(finding["detail"])
    if code == Check.IN_TIME:
        moment = parse_datetime(detail) if detail else None
        detail = formats.moment(moment) if moment else ""
    elif code not in (Check.SAME_NAME, Check.TRUSTED):
        detail = ""
    if passed is None:
        return Told(None, f"{_UNKNOWN} {yes}", detail)
    return Told(bool(passed), str(yes if passed else no), detail)


def told_reason(code: str) -> str:
    """Why a paper was not accepted, and what to do."""
    return {
        "not_signed": _("It is not signed."),
        "other_signer": _("It was signed by somebody else than the customer."),
        "other_text": _("It is not the text of this mandate."),
        "unreadable": _("It cannot be read."),
        "incomplete": _("Pages are missing."),
    }.get(code, "")


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper for whoever sent it, and why it was not accepted."""

    paper: SignedPaper
    refusal: str


def told_sent(papers: Iterable[SignedPaper]) -> Sequence[Sent]:
    """The papers with their outcome."""
    return [
        Sent(paper, next((told_reason(one.reason) for one in paper.reviews.all() if not one.accepted), ""))
        for paper in papers
    ]


def explain_taking(refusal: UnableToTakePaper) -> str:
    """Why a paper cannot be sent now."""
    return {
        "waiting": _("A signed paper for this mandate is being checked already: wait for the outcome"),
        "closed": _("This mandate cannot be signed any more"),
    }[refusal.code]


def explain_judging(refusal: UnableToJudge) -> str:
    """Why somebody cannot decide about a paper now."""
    return {
        "own": _("Nobody decides about the own paper, or twice about the same: leave it to a colleague."),
        "late": _("This paper was decided, or taken by a colleague, meanwhile."),
        "closed": _("The mandate was signed or ended otherwise meanwhile."),
        "nobody": _("We know no customer for what this request names: it cannot be accepted."),
    }[refusal.code]
