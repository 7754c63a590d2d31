"""Mobile numbers."""

import pytest

from portal.primitives.errors import InvalidValue
from portal.primitives.mobile import grouped, is_belgian_mobile, parse_belgian_mobile, parse_mobile


@pytest.mark.parametrize("text", ["0470 12 34 56", "+32 470/12.34.56", "0032470123456", "+32470123456"])
def test_belgian_mobile_in_each_usual_form_is_one_number(text: str) -> None:
    assert parse_mobile(text) == "+32470123456"
    assert is_belgian_mobile(parse_mobile(text))


def test_foreign_mobile_is_kept_but_not_belgian() -> None:
    assert parse_mobile("+33 6 12 34 56 78") == "+33612345678"
    assert not is_belgian_mobile("+33612345678")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "missing"),
        ("abc", "not_a_number"),
        ("0470 12", "not_a_number"),
        ("+32470123456789", "not_a_number"),
        ("081 25 01 11", "not_mobile"),
    ],
)
def test_what_is_no_mobile_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_mobile(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing"),
        ("telephone", "not_a_number"),
        ("0470 12 34", "not_a_number"),
        ("+33 6 12 34 56 78", "not_belgian"),
        ("+352 621 123 456", "not_belgian"),
        ("+1 900 123 4567", "not_belgian"),
        ("081 22 33 44", "not_mobile"),
        ("02 515 15 15", "not_mobile"),
        ("0800 12 345", "not_mobile"),
        ("0903 12 345", "not_mobile"),
        ("078 15 12 34", "not_mobile"),
    ],
)
def test_no_other_number_gets_an_sms(typed: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_belgian_mobile(typed)
    assert refusal.value.code == code


def test_a_number_is_shown_in_groups_and_nothing_stays_nothing() -> None:
    assert grouped("+32470123456") == "+32 470 12 34 56"
    assert grouped("") == ""
