"""Meter number (R2): text in which leading zeros count."""

import re
from typing import Self

from portal.primitives.errors import InvalidValue
from portal.primitives.typed import without_separators

_ALLOWED = re.compile(r"[0-9A-Z]{3,20}")
_HEX = re.compile(r"(?:[0-9A-F]{2}){8,24}")
_DIGITAL = re.compile(r"[0-9][A-Z]{3}[0-9]{10}")
_ELECTROMECHANICAL = re.compile(r"\s*([0-9][0-9 .]*?)\s*[-\u2010-\u2015]\s*[0-9]{1,4}\s*")


class MeterNumber(str):
    """A meter number in its one stored form: upper case, no separators."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed or the P1 port sends.

        The identifier of the P1 port (0-0:96.1.1, 0-1:96.1.1) is the same number, in hexadecimal ASCII.
        Of an electromechanical meter's number, what stands before the dash counts: 12345678-21 is 12345678.
        Raises `InvalidValue` with code `missing`, `length` or `characters`.
        """
        if electromechanical := _ELECTROMECHANICAL.fullmatch(text):
            text = electromechanical[1]
        number = without_separators(text).upper()
        if not number:
            raise InvalidValue("missing")
        if _HEX.fullmatch(number):
            plain = bytes.fromhex(number)
            if plain.isascii() and _DIGITAL.fullmatch(plain.decode("ascii")):
                number = plain.decode("ascii")
        if not (3 <= len(number) <= 20):
            raise InvalidValue("length")
        if not _ALLOWED.fullmatch(number):
            raise InvalidValue("characters")
        return cls(number)
