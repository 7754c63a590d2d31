"""Fixtures of mandates."""

from tests.mandates.signing.fixtures import authorities, issued, trust

__all__ = ["authorities", "issued", "trust"]
