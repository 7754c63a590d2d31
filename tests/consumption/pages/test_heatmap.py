"""The heatmap has one cell for each hour that has a value, and none where there is none."""

import re

import numpy as np
import pytest

from consumption.pages.charts.heatmap import LARGE, SHADES, SMALL, Column, draw, shade_step, shades


def cells(markup: str) -> int:
    return sum(len(re.findall("M", path)) for path in re.findall(r'<path class="l\d" d="([^"]+)"', markup))


def heatmap(per_hour, **more):
    days = [Column(str(n + 1)) for n in range(len(per_hour))]
    return draw(per_hour, days, grid=LARGE, name="Map", hours=("0", "6", "12", "18"), **more)


def test_each_known_hour_has_a_cell():
    assert cells(heatmap(np.full((31, 24), 250, np.int64))) == 31 * 24


def test_a_missing_hour_has_no_cell_and_a_zero_has_the_palest():
    per_hour = np.full((7, 24), 900, np.int64)
    per_hour[2, 2] = -1
    per_hour[3] = 0

    markup = heatmap(per_hour)

    assert cells(markup) == 7 * 24 - 1
    [palest] = re.findall(r'<path class="l0" d="([^"]+)"', markup)
    assert palest.count("M") == 24


def test_nothing_known_draws_nothing_but_labels():
    markup = heatmap(np.full((30, 24), -1, np.int64))

    assert cells(markup) == 0
    assert ">30</text>" in markup


def test_all_zero_is_pale_not_dark():
    assert set(shades(np.zeros((2, 24), np.int64), shade_step(np.zeros(48, np.int64))).ravel()) == {0}


@pytest.mark.parametrize("largest", [1, 40, 10**9])
def test_shades_use_the_whole_range(largest):
    values = np.linspace(0, largest, 400).astype(np.int64)

    found = shades(values, shade_step(values))

    assert found.min() == 0
    assert found.max() == (SHADES - 1 if largest > 6 else found.max())
    assert (np.diff(found) >= 0).all()


def test_a_gas_day_begins_at_six():
    per_hour = np.full((1, 24), -1, np.int64)
    per_hour[0, 6] = 100

    markup = heatmap(per_hour, order=[*range(6, 24), *range(6)])

    assert re.search(r'<path class="l\d" d="M44\.0 4h', markup)


def test_the_small_one_is_as_complete():
    per_hour = np.full((31, 24), 5, np.int64)
    markup = draw(per_hour, [Column("")] * 31, grid=SMALL, name="Map", hours=("0", "6", "12", "18"))

    assert cells(markup) == 31 * 24
