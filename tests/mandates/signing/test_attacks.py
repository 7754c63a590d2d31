"""Signed papers that are not what they seem: each is refused, and for its reason (R8)."""

import io
import random
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from asn1crypto import cms
from django.utils import timezone
from pyhanko.sign.fields import MDPPerm

from mandates.signing import Judgement, judge, layout
from mandates.signing.findings import Check
from tests.mandates.signing.documents import a_document
from tests.mandates.signing.hands import add_note, append, change_text, fill_in_form, sign
from tests.mandates.signing.pki import Authorities

GRANTOR = "Claire Lefèvre"

Attack = Callable[[bytes, Authorities], bytes]


def judged(paper: bytes, issued: bytes, grantor: str = GRANTOR) -> Judgement:
    return judge(paper, issued=issued, grantor=grantor, now=timezone.now())


def amiss(judgement: Judgement) -> set[Check]:
    """The questions that were answered with no."""
    return {finding.code for finding in judgement.findings if finding.passed is False}


def changed_byte(issued: bytes, by: Authorities) -> bytes:
    paper = bytearray(sign(issued, by))
    paper[len(issued) // 2] ^= 1
    return bytes(paper)


def saved_again(issued: bytes, by: Authorities) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(sign(issued, by))) as document:
        document.save(written)
    return written.getvalue()


def printed_again(issued: bytes, by: Authorities) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued)) as document:
        document.save(written)
    return sign(written.getvalue(), by)


def part_only(issued: bytes, by: Authorities) -> bytes:
    """The range ends before the last bytes of the file, and the signature is made anew over what it names."""
    paper = sign(issued, by)
    start, length, after, rest = layout.find(paper, issued).byte_range
    return paper.replace(
        f"{start} {length} {after} {rest}".encode(), f"{start} {length} {after} {rest - 1}".encode(), 1
    )


def two_signatures(issued: bytes, by: Authorities) -> bytes:
    return sign(sign(issued, by), by, "other", field="Another")


def stamp_of_another(issued: bytes, by: Authorities) -> bytes:
    """The time-stamp of another signature, put onto this one."""
    return _with_stamp(sign(issued, by, stamped=True), sign(issued, by, stamped=True), issued)


def signature_of_another(issued: bytes, by: Authorities) -> bytes:
    """A good signature of another document, in the place of this one's."""
    other = a_document("Another")
    return _with_container(sign(issued, by), layout.find(sign(other, by), other).container, issued)


def _with_stamp(paper: bytes, other: bytes, issued: bytes) -> bytes:
    ours, theirs = (cms.ContentInfo.load(layout.find(one, issued).container) for one in (paper, other))
    ours["content"]["signer_infos"][0]["unsigned_attrs"] = theirs["content"]["signer_infos"][0]["unsigned_attrs"]
    return _with_container(paper, ours.dump(force=True), issued)


def _with_container(paper: bytes, container: bytes, issued: bytes) -> bytes:
    _start, length, after, _rest = layout.find(paper, issued).byte_range
    made = container.hex().encode().ljust(after - length - 2, b"0")
    return paper[: length + 1] + made + paper[after - 1 :]


ATTACKS: dict[str, tuple[Attack, Check]] = {
    "a changed byte": (changed_byte, Check.OUR_DOCUMENT),
    "another text, slipped in with the signature": (
        lambda issued, by: sign(issued, by, edit=change_text),
        Check.ONLY_SIGNATURE,
    ),
    "a note, slipped in with the signature": (
        lambda issued, by: sign(issued, by, edit=add_note),
        Check.ONLY_SIGNATURE,
    ),
    "a note afterwards": (lambda issued, by: append(sign(issued, by), add_note), Check.ONE_REVISION),
    "another text afterwards": (lambda issued, by: append(sign(issued, by), change_text), Check.ONE_REVISION),
    "a note before the signature": (lambda issued, by: sign(append(issued, add_note), by), Check.ONE_REVISION),
    "a form filled in before": (lambda issued, by: sign(append(issued, fill_in_form), by), Check.ONE_REVISION),
    "a form filled in with the signature": (
        lambda issued, by: sign(issued, by, edit=fill_in_form),
        Check.ONLY_SIGNATURE,
    ),
    "a file saved again": (saved_again, Check.OUR_DOCUMENT),
    "a file printed into another one, then signed": (printed_again, Check.OUR_DOCUMENT),
    "another person's certificate": (lambda issued, by: sign(issued, by, "other"), Check.SAME_NAME),
    "an authority of the same name": (lambda issued, by: sign(issued, by, of="forged"), Check.TRUSTED),
    "an expired certificate": (lambda issued, by: sign(issued, by, "expired"), Check.IN_TIME),
    "a revoked certificate": (lambda issued, by: sign(issued, by, "revoked"), Check.NOT_REVOKED),
    "a certificate whose issuer says nothing": (
        lambda issued, by: sign(issued, by, "silent"),
        Check.NOT_REVOKED,
    ),
    "a certificate for signing in": (lambda issued, by: sign(issued, by, "sign-in"), Check.FOR_SIGNING),
    "a certificate that is not qualified": (lambda issued, by: sign(issued, by, "simple"), Check.QUALIFIED),
    "a certificate whose issuer is nowhere": (
        lambda issued, by: sign(issued, by, chain=False),
        Check.TRUSTED,
    ),
    "a signature over a part of the file": (part_only, Check.COVERS_ALL),
    "junk after the end": (lambda issued, by: sign(issued, by) + b"\n% more", Check.ONE_REVISION),
    "one more line after the end": (lambda issued, by: sign(issued, by) + b"\r\n\r\n", Check.COVERS_ALL),
    "two signatures": (two_signatures, Check.ONE_SIGNATURE),
    "no signature": (lambda issued, by: append(issued, add_note), Check.ONE_SIGNATURE),
    "nothing added": (lambda issued, by: issued, Check.OUR_DOCUMENT),
    "the signature of another document": (signature_of_another, Check.INTACT),
    "another mandate, signed well": (lambda issued, by: sign(a_document("Another"), by), Check.OUR_DOCUMENT),
    "a signature that permits notes": (
        lambda issued, by: sign(issued, by, certify=True, docmdp_permissions=MDPPerm.ANNOTATE),
        Check.ONE_SIGNATURE,
    ),
    "a signature that forbids all": (
        lambda issued, by: sign(issued, by, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES),
        Check.ONLY_SIGNATURE,
    ),
    "a signature that covers the page": (
        lambda issued, by: sign(issued, by, box=(0, 0, 590, 840)),
        Check.ONLY_SIGNATURE,
    ),
    "a weak digest": (lambda issued, by: sign(issued, by, md_algorithm="sha1"), Check.INTACT),
    "a time-stamp of another signature": (stamp_of_another, Check.TIME_STAMP),
    "an empty file": (lambda issued, by: b"", Check.OUR_DOCUMENT),
    "no PDF": (lambda issued, by: b"hello" * 100, Check.OUR_DOCUMENT),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_for_its_reason(attack: str, issued: bytes, trust: Authorities) -> None:
    make, reason = ATTACKS[attack]
    judgement = judged(make(issued, trust), issued)
    assert not judgement.accepted
    assert reason in amiss(judgement), judgement.findings


def test_of_papers_with_a_flipped_bit_none_is_accepted(issued: bytes, trust: Authorities) -> None:
    _flip(50, issued, trust)


@pytest.mark.prove
def test_of_a_thousand_papers_with_a_flipped_bit_none_is_accepted(issued: bytes, trust: Authorities) -> None:
    _flip(1_000, issued, trust)


def _flip(times: int, issued: bytes, trust: Authorities) -> None:
    paper = sign(issued, trust, stamped=True)
    assert judged(paper, issued).accepted
    place = layout.find(paper, issued)
    chance = random.Random(20261125)
    signature = range(place.byte_range[1], place.byte_range[1] + 2 + 2 * len(place.container))
    for turn in range(times):
        flipped = bytearray(paper)
        at = chance.choice(signature) if turn % 2 else chance.randrange(len(paper))
        flipped[at] ^= 1 << chance.randrange(8)
        assert not judged(bytes(flipped), issued).accepted, at


def test_a_silent_issuer_leaves_it_to_a_person(issued: bytes, trust: Authorities) -> None:
    paper = sign(issued, trust)
    with trust.silent():
        judgement = judged(paper, issued)
    assert amiss(judgement) == {Check.NOT_REVOKED}


def test_a_time_stamp_by_nobody_we_trust_is_refused(issued: bytes, trust: Authorities, settings: Any) -> None:
    paper = sign(issued, trust, stamped=True)
    assert judged(paper, issued).accepted
    trust.distrust_time(settings)
    assert amiss(judged(paper, issued)) == {Check.TIME_STAMP}


def test_an_empty_trust_list_trusts_nobody(issued: bytes, trust: Authorities, settings: Any) -> None:
    paper = sign(issued, trust)
    settings.MANDATE_TRUST_ROOTS = ""
    assert Check.TRUSTED in amiss(judged(paper, issued))
