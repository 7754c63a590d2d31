"""The number of a party on the energy market: a GLN of GS1, 13 digits with a check digit."""

from stdnum import ean as gs1

from portal.primitives.errors import InvalidValue


def parse_gln(text: str) -> str:
    """The 13 digits. Raises `InvalidValue` with code `length` or `check_digit`."""
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        raise InvalidValue("length")
    if gs1.calc_check_digit(text[:-1]) != text[-1]:
        raise InvalidValue("check_digit")
    return text
