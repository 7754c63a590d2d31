"""Reason codes in words, for the staff who correct a line or wonder what an event waits for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Promise] = {
    # The line as a whole
    "line_too_long": _("The line is longer than 16 KiB."),
    "nul": _("The line holds NUL bytes: the file is damaged, or is not UTF-8."),
    "encoding": _("The line is not valid UTF-8."),
    "not_json": _("The line is not valid JSON."),
    "truncated": _("The last line is cut off."),
    "not_an_object": _("A JSON object is expected here."),
    "unknown_type": _("There is no event of this type."),
    "unknown_field": _("Events of this type have no such field."),
    "event_id": _("An event's id has 1 to 64 visible ASCII characters."),
    "id_reused": _("Another event, with another content, already has this id."),
    "cancels_itself": _("An event cannot cancel itself."),
    # One field
    "missing": _("This field is missing or empty."),
    "not_text": _("A text is expected here."),
    "too_long": _("The text is too long."),
    "control_characters": _("The text holds control characters."),
    "unknown_value": _("This value is not one of those allowed here."),
    "true_or_false": _("True or false is expected here."),
    "number": _("A whole number in the allowed range is expected here."),
    "date": _("The date is not a calendar day written as YYYY-MM-DD."),
    "date_out_of_range": _("The date lies before 1950 or after 2099."),
    "ean_not_digits": _("An EAN has digits only."),
    "ean_length": _("An EAN has 18 digits."),
    "ean_check_digit": _("The check digit of the EAN is wrong."),
    "meter_length": _("A meter number has 3 to 20 characters."),
    "meter_characters": _("A meter number has letters and digits only."),
    "registers": _("A meter has a list of 1 to 12 registers."),
    "register_twice": _("The same register is listed twice."),
    "obis": _("A register is named by its OBIS code, such as 1.8.1."),
    "postal_code_digits": _("A postal code has 4 digits."),
    "municipality_digits": _("The NIS code of a municipality has 5 digits."),
    "gln_length": _("The GLN of a supplier has 13 digits."),
    "gln_check_digit": _("The check digit of the GLN is wrong."),
    "email_malformed": _("This is not an e-mail address."),
    "mobile_not_a_number": _("This is not a telephone number."),
    "mobile_not_mobile": _("This is not a mobile number."),
    # An event that waits, or has no effect
    "unknown_access_point": _("Waits until the access point is known."),
    "unknown_meter": _("Waits until the installation of the meter is known."),
    "no_occupancy": _("Waits until the move-in of the customer is known."),
    "no_contract": _("Waits until the contract is known."),
    "unknown_event": _("Waits until the event that it cancels is known."),
    "not_by_the_market": _("Waits: something that the market did not register stands in its way."),
    "already_so": _("Without effect: it was so already."),
    "other_event_same_day": _("Without effect: another event of the same day replaces it."),
    "other_energy": _("Without effect: the access point has another energy."),
    "other_supplier": _("Without effect: another supplier has the contract."),
    "cancellation_is_final": _(
        "Without effect: a cancellation cannot be cancelled. Send the event under a new id."
    ),
}


def in_words(code: str) -> str:
    """The sentence for a reason code, in the active language; the code itself when there is none."""
    return str(_WORDS.get(code, code))


def codes() -> frozenset[str]:
    """All codes that have words."""
    return frozenset(_WORDS)
