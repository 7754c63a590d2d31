"""Papers that are in order are accepted by themselves (R8)."""

from typing import Any

import pytest
from django.utils import timezone
from pyhanko.sign.fields import SigSeedSubFilter

from mandates.signing import Finding, Judgement, judge
from mandates.signing.findings import Check
from tests.mandates.signing.hands import sign
from tests.mandates.signing.pki import Authorities


def findings(paper: bytes, issued: bytes, grantor: str = "Claire Lefèvre") -> dict[Check, Finding]:
    judgement = judge(paper, issued=issued, grantor=grantor, now=timezone.now())
    return {finding.code: finding for finding in judgement.findings}


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"stamped": True},
        {"box": (300, 60, 540, 110)},
        {"subfilter": SigSeedSubFilter.ADOBE_PKCS7_DETACHED},
        {"md_algorithm": "sha512"},
    ],
    ids=["plain", "with a time-stamp", "visible", "as older programs do", "longer digest"],
)
def test_a_mandate_signed_by_its_grantor_is_accepted_with_every_question_answered(
    how: dict[str, Any], issued: bytes, trust: Authorities
) -> None:
    found = findings(sign(issued, trust, **how), issued)
    assert [code for code, finding in found.items() if finding.passed is not True] == []
    assert list(found) == list(Check)
    assert found[Check.SAME_NAME].detail == "Claire Marie Lefèvre"


def test_the_answer_of_an_issuer_that_came_along_counts_while_it_is_fresh(
    issued: bytes, trust: Authorities
) -> None:
    paper = sign(
        issued,
        trust,
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        embed_validation_info=True,
        validation_context=trust.context(),
    )
    with trust.silent():
        assert findings(paper, issued)[Check.NOT_REVOKED].passed


def test_nothing_is_accepted_when_a_question_was_not_asked() -> None:
    every = tuple(Finding(check, True) for check in Check)
    assert Judgement(every).accepted
    assert not Judgement(every[1:]).accepted
    assert not Judgement((*every[1:], every[1])).accepted
    assert not Judgement((*every[1:], Finding(every[0].code, None))).accepted
    assert not Judgement().accepted
