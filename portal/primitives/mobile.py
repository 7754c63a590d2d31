"""Mobile numbers, kept in E.164. Only Belgian ones are sent messages."""

import phonenumbers

from portal.primitives.errors import InvalidValue

_MOBILE_TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def parse_mobile(text: str) -> str:
    """Read a mobile number as a person writes it, in Belgian or international form; answer E.164.

    A foreign mobile is valid too. Raises `InvalidValue` with code `missing`, `not_a_number` or `not_mobile`.
    """
    if not text.strip():
        raise InvalidValue("missing")
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException as error:
        raise InvalidValue("not_a_number") from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidValue("not_a_number")
    if phonenumbers.number_type(number) not in _MOBILE_TYPES:
        raise InvalidValue("not_mobile")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_belgian_mobile(e164: str) -> bool:
    """Whether an E.164 number is a mobile of Belgium: +32 4…"""
    return e164.startswith("+324") and len(e164) == 12
