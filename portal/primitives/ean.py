"""EAN (GSRN-18), the number of an access point (R1)."""

import re
from contextlib import suppress
from typing import Self

from stdnum import ean as gs1

from portal.primitives.errors import InvalidValue
from portal.primitives.typed import without_separators

_WITHIN = re.compile(r"(?=(\d(?:[\s./-]*\d){17}))", re.ASCII)


class Ean(str):
    """18 digits with a valid GS1 check digit. The number tells neither the energy nor the operator."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed: spaces, dots and dashes do not count.

        Raises `InvalidValue` with code `missing`, `not_digits`, `length` or `check_digit`.
        """
        digits = without_separators(text)
        if not digits:
            raise InvalidValue("missing")
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidValue("not_digits")
        if len(digits) != 18:
            raise InvalidValue("length")
        if gs1.calc_check_digit(digits[:-1]) != digits[-1]:
            raise InvalidValue("check_digit")
        return cls(digits)

    @property
    def grouped(self) -> str:
        """In groups for the eye: 5414 4901 2700 0000 16."""
        return " ".join(self[i : i + 4] for i in range(0, 18, 4))


def eans_in(text: str) -> list[str]:
    """Each EAN that stands anywhere in `text`, as it is written there."""
    found = []
    for match in _WITHIN.finditer(text):
        with suppress(InvalidValue):
            Ean.parse(re.sub(r"\D", "", match[1]))
            found.append(match[1])
    return found
