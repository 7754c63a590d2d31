"""The codec of a day's profile."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from consumption.store.kinds import Status
from consumption.store.profile import (
    COUNTS,
    LARGEST_VALUE,
    Profile,
    UnreadableProfile,
    decode,
    encode,
    encode_many,
    summaries,
    summary,
)

VALUE_STATES = (Status.MISSING, Status.MEASURED, Status.ESTIMATED, Status.CORRECTED)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    count = draw(st.sampled_from(COUNTS))
    largest = draw(st.sampled_from([1, 800, 0xFFFF, 0x10000, LARGEST_VALUE]))
    values = draw(arrays.arrays(np.int64, count, elements=st.integers(0, largest)))
    states = draw(arrays.arrays(np.uint8, count, elements=st.sampled_from([int(state) for state in VALUE_STATES])))
    if draw(st.booleans()):
        states[:] = draw(st.sampled_from([int(state) for state in VALUE_STATES]))
    values[states == Status.MISSING] = -1
    night = draw(st.none() | arrays.arrays(np.bool_, count))
    return Profile(values, states, night)


@given(profiles())
@settings(max_examples=400, deadline=None)
def test_any_day_comes_back_equal(profile: Profile) -> None:
    _total, status, _night = summary(profile)
    assert decode(encode(profile, status), status) == profile


@given(profiles(), st.sampled_from(list(Status)))
@settings(max_examples=200, deadline=None)
def test_a_day_comes_back_equal_whatever_status_its_row_bears(profile: Profile, status: Status) -> None:
    assert decode(encode(profile, status), status) == profile


@given(profiles())
@settings(max_examples=200, deadline=None)
def test_the_summary_adds_what_is_there_and_names_what_is_not(profile: Profile) -> None:
    total, status, night = summary(profile)
    there = [int(value) for value in profile.values if value >= 0]
    assert total == sum(there)
    assert (status == Status.MISSING) == (not there)
    assert (status == Status.PARTLY_MISSING) == (0 < len(there) < len(profile.values))
    if profile.night is None:
        assert night is None
    else:
        assert night == sum(
            int(v) for v, dark in zip(profile.values, profile.night, strict=True) if dark and v >= 0
        )


def test_many_days_are_encoded_as_each_would_be() -> None:
    random = np.random.default_rng(7)
    values = random.integers(0, 70_000, (50, 96))
    values[::2] %= 500
    states = np.full(values.shape, Status.MEASURED, dtype=np.uint8)
    states[3, 10:20] = Status.MISSING
    values[3, 10:20] = -1
    night = random.random(values.shape) < 0.4
    _totals, statuses, _nights = summaries(values, states, night)
    together = encode_many(values, states, night, statuses)
    alone = [
        encode(Profile(*row), Status(int(status)))
        for row, status in zip(zip(values, states, night, strict=True), statuses, strict=True)
    ]
    assert together == alone


def test_a_missing_value_is_not_zero() -> None:
    states = np.full(96, Status.MEASURED, dtype=np.uint8)
    values = np.zeros(96, dtype=np.int64)
    values[40], states[40] = -1, Status.MISSING
    back = decode(encode(Profile(values, states), Status.PARTLY_MISSING), Status.PARTLY_MISSING)
    assert back.values[40] == -1
    assert back.values[41] == 0


def test_a_quiet_day_takes_a_few_bytes_and_a_usual_one_less_than_two_a_value() -> None:
    states = np.full(96, Status.MEASURED, dtype=np.uint8)
    assert len(encode(Profile(np.zeros(96, dtype=np.int64), states), Status.MEASURED)) < 10
    usual = np.random.default_rng(1).integers(20, 400, 96)
    assert len(encode(Profile(usual, states), Status.MEASURED)) < 192


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (-1, Status.MEASURED),
        (-5, Status.MEASURED),
        (5, Status.MISSING),
        (2**32, Status.MEASURED),
        (1, Status.PARTLY_MISSING),
    ],
)
def test_a_value_that_cannot_be_is_refused(value: int, state: Status) -> None:
    values = np.ones(96, dtype=np.int64)
    states = np.full(96, Status.MEASURED, dtype=np.uint8)
    values[0], states[0] = value, state
    with pytest.raises(ValueError, match="value"):
        encode(Profile(values, states), Status.MEASURED)


@pytest.mark.parametrize("count", [0, 1, 22, 26, 91, 95, 97, 101])
def test_a_day_of_another_length_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="values"):
        encode(Profile(np.ones(count, dtype=np.int64), np.ones(count, dtype=np.uint8)), Status.MEASURED)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_strange_bytes_are_told_apart_from_a_profile(stored: bytes) -> None:
    try:
        profile = decode(stored, Status.MEASURED)
    except UnreadableProfile:
        return
    assert len(profile.values) in COUNTS
