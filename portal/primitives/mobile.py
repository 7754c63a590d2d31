"""Mobile numbers, kept in E.164. Only Belgian ones are sent messages."""

import phonenumbers

from portal.primitives.errors import InvalidValue

_BELGIUM = 32
_MOBILE_TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def parse_mobile(text: str) -> str:
    """Read a mobile number as a person writes it, in Belgian or international form; answer E.164.

    A foreign mobile is valid too. Raises `InvalidValue` with code `missing`, `not_a_number` or `not_mobile`.
    """
    return _e164(_number(text))


def is_belgian_mobile(e164: str) -> bool:
    """Whether an E.164 number is a mobile of Belgium: +32 4…"""
    return e164.startswith("+324") and len(e164) == 12


def parse_belgian_mobile(text: str) -> str:
    """As `parse_mobile`, but with code `not_belgian` for any number of another country."""
    number = _number(text)
    if number.country_code != _BELGIUM:
        raise InvalidValue("not_belgian")
    return _e164(number)


def grouped(e164: str) -> str:
    """A number in E.164 in groups for the eye: +32 470 12 34 56. What is no number, nothing included, stays."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _number(text: str) -> phonenumbers.PhoneNumber:
    if not text.strip():
        raise InvalidValue("missing")
    try:
        return phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException as error:
        raise InvalidValue("not_a_number") from error


def _e164(number: phonenumbers.PhoneNumber) -> str:
    if not phonenumbers.is_valid_number(number):
        raise InvalidValue("not_a_number")
    if phonenumbers.number_type(number) not in _MOBILE_TYPES:
        raise InvalidValue("not_mobile")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
