"""Mobile numbers: only Belgian ones get an SMS."""

import phonenumbers

from portal.primitives.errors import InvalidValue


def belgian_mobile(text: str) -> str:
    """The number in E.164, from what a person typed or the market registered: 0470 12 34 56 is +32470123456.

    Raises `InvalidValue` with code `missing`, `not_a_number`, `not_belgian` or `not_mobile` (landlines, and
    numbers at a higher price).
    """
    if not text.strip():
        raise InvalidValue("missing")
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        raise InvalidValue("not_a_number") from None
    if number.country_code != 32:
        raise InvalidValue("not_belgian")
    if not phonenumbers.is_valid_number(number):
        raise InvalidValue("not_a_number")
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise InvalidValue("not_mobile")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def grouped(mobile: str) -> str:
    """A number in E.164 in groups for the eye: +32 470 12 34 56."""
    try:
        number = phonenumbers.parse(mobile, None)
    except phonenumbers.NumberParseException:
        return mobile
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
