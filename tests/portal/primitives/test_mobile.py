"""Mobile numbers."""

import pytest

from portal.primitives.errors import InvalidValue
from portal.primitives.mobile import is_belgian_mobile, parse_mobile


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
