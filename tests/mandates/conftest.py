"""Fixtures of mandates."""

from tests.mandates.signing.fixtures import authorities, issued, seal, trust

__all__ = ["authorities", "issued", "seal", "trust"]
