"""Names as people write them: with or without accents, first name first or last, particles apart or together."""

import re

from portal.primitives.lists import bare

_TITLES = frozenset(
    "m mr mme mlle madame monsieur mevr mevrouw dhr de heer herr frau mrs ms et en und and".split()
)
_UMLAUTS = re.compile(r"([aou])e")


def same_name(typed: str, known: str) -> bool:
    """Whether who writes `typed` may mean `known`: every word of one is in the other, or the words are the same
    but for their order and the spaces between them. A name of initials alone means nobody."""
    wanted, there = _words(typed), _words(known)
    if not any(len(word) > 1 for word in wanted) or not there:
        return False
    if set(wanted) <= set(there) or set(there) <= set(wanted):
        return True
    return "".join(there) in _turned(wanted)


def _words(name: str) -> list[str]:
    letters = re.sub(r"['\u2019]", "", bare(name))
    words = [_UMLAUTS.sub(r"\1", word) for word in re.findall(r"[^\W_]+", letters)]
    telling = [word for word in words if word not in _TITLES]
    return telling or words


def _turned(words: list[str]) -> set[str]:
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}
