"""The number of a Belgian enterprise (BCE/KBO), kept as ten digits."""

from stdnum.be import vat
from stdnum.exceptions import InvalidLength, ValidationError

from portal.primitives.errors import InvalidValue


def parse_enterprise_number(text: str) -> str:
    """Read it as a person writes it: with dots, with "BE", an old one with nine digits; answer ten digits.

    Raises `InvalidValue` with code `length` or `check_digits` (its last two).
    """
    try:
        return str(vat.validate(text))
    except InvalidLength as error:
        raise InvalidValue("length") from error
    except ValidationError as error:
        raise InvalidValue("check_digits") from error


def grouped(number: str) -> str:
    """Ten digits in groups for the eye: 0428.759.497."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if number else ""
