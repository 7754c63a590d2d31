"""Seals on mandates, and the judgement of signed papers that come back (R8)."""
