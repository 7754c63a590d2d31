"""Seals on mandates, and the judgement of signed papers that come back (R8)."""

from mandates.signing.findings import Finding, Judgement
from mandates.signing.judging import judge
from mandates.signing.sealing import UnableToSeal, seal

__all__ = ["Finding", "Judgement", "UnableToSeal", "judge", "seal"]
