"""R1 and R2: the numbers that people type."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean as gs1

from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import Period, years_before

VALID_EANS = ["541449012700000016", "541456700000123459", "541448920700000077"]
days = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@pytest.mark.parametrize("ean", VALID_EANS)
def test_valid_ean_is_taken_however_it_is_grouped(ean):
    assert Ean.parse(ean) == ean
    assert Ean.parse(Ean(ean).grouped) == ean
    assert Ean.parse(f" {ean[:4]}-{ean[4:9]}.{ean[9:]}\u00a0") == ean


def test_ean_is_shown_in_groups_of_four():
    assert Ean("541449012700000016").grouped == "5414 4901 2700 0000 16"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("  - ", "missing"),
        ("541449012700000010", "check_digit"),
        ("54144901270000001", "length"),
        ("5414490127000000160", "length"),
        ("54144901270000001O", "not_digits"),
        ("٥٤١٤٤٩٠١٢٧٠٠٠٠٠٠١٦", "not_digits"),
        ("541449012700000016²", "not_digits"),
    ],
)
def test_invalid_ean_says_what_is_wrong(text, code):
    with pytest.raises(InvalidValue) as error:
        Ean.parse(text)
    assert error.value.code == code


@given(st.integers(0, 10**17 - 1), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number, position, shift):
    first = f"{number:017d}"
    ean = first + gs1.calc_check_digit(first)
    assert Ean.parse(ean) == ean
    wrong = str((int(ean[position]) + shift) % 10)
    with pytest.raises(InvalidValue, match="check_digit"):
        Ean.parse(ean[:position] + wrong + ean[position + 1 :])


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1SAG1105004812", "1SAG1105004812"),
        (" 1sag 1105-0048.12 ", "1SAG1105004812"),
        ("7flo2119004812", "7FLO2119004812"),
        ("31534147313130353030343831 32", "1SAG1105004812"),  # the P1 port's hexadecimal form
        ("37464c4f32313139303034383132", "7FLO2119004812"),
        ("0071182", "0071182"),  # leading zeros count
        ("35871204-21", "35871204"),  # electromechanical: all digits before the dash
        ("00 358 712 - 3", "00358712"),
    ],
)
def test_meter_number_is_read_as_people_and_meters_write_it(typed, number):
    assert MeterNumber.parse(typed) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "missing"), ("--", "missing"), ("1S", "length"), ("1" * 40, "length"), ("1SAG_11", "characters")],
)  # fmt: skip
def test_invalid_meter_number_says_what_is_wrong(text, code):
    with pytest.raises(InvalidValue) as error:
        MeterNumber.parse(text)
    assert error.value.code == code


def _malformed(count: int) -> list[str]:
    """Texts as fuzzers and clumsy fingers make them: none is an EAN or a meter number."""
    source = random.Random(20261123)
    letters = " \t\n\x00\x1f'\"<>&;%{}$\\/#?*()=+,:|~^`²٣éßﬁ🙂\u202e\ufeffOolI_" + "0123456789" * 2
    return [
        "!" + "".join(source.choice(letters) for _ in range(source.choice([1, 5, 17, 18, 19, 60, 400])))
        for _ in range(count)
    ]


@pytest.mark.parametrize("kind", [Ean, MeterNumber])
def test_five_hundred_malformed_texts_are_each_refused_by_name(kind):
    for text in _malformed(500):
        with pytest.raises(InvalidValue) as error:
            kind.parse(text)
        assert error.value.code in {"missing", "not_digits", "length", "check_digit", "characters"}


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for kind in (Ean, MeterNumber):
        try:
            assert kind.parse(kind.parse(text)) == kind.parse(text)
        except InvalidValue:
            pass


@given(days, st.none() | days, days, st.none() | days, days)
def test_intersection_holds_the_days_in_both(start, end, other_start, other_end, day):
    first = Period(start, None if end is None else max(start, end))
    second = Period(other_start, None if other_end is None else max(other_start, other_end))
    both = first.intersection(second)
    assert (day in first and day in second) == (both is not None and day in both)
    assert (both is None) == (second.intersection(first) is None)


def test_three_years_before_a_leap_day_is_the_last_of_february():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


def test_period_counts_its_days():
    period = Period(date(2026, 2, 27), date(2026, 3, 2))
    assert [*period.days()] == [date(2026, 2, 27) + timedelta(days=n) for n in range(3)]
    assert period.length == 3
