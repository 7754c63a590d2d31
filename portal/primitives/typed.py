"""Numbers as people type them."""

import re

_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f\u2010-\u2015]")


def without_separators(text: str) -> str:
    """`text` without the spaces, dots and dashes that only help the eye."""
    return _SEPARATORS.sub("", text)
