"""Bars say what the values say: lengths in proportion, gaps as gaps, zero as a line."""

import re
from xml.etree import ElementTree

import pytest

from consumption.pages.charts.bars import LARGE, SMALL, Bar, BarChart, Look

SVG = "{http://www.w3.org/2000/svg}"


def bar(up: float | None, **more: object) -> Bar:
    return Bar(name=str(up), tip=("", ""), up=up, **more)  # type: ignore[arg-type]


def chart(*bars: Bar) -> BarChart:
    return BarChart(
        name="A <chart>", unit="kWh", bars=bars, number=lambda value, decimals: f"{value:.{decimals}f}"
    )


def drawn(*bars: Bar, canvas=LARGE) -> ElementTree.Element:
    return ElementTree.fromstring(chart(*bars).draw(canvas, [""] * len(bars)))  # noqa: S314


def heights(svg: ElementTree.Element, css: str) -> list[float]:
    """The height of each bar of a class: its straight side and its round corner."""
    found = []
    for path in svg.iter("path"):
        if path.get("class") == css:
            side = re.match(r"M[\d.]+ [\d.]+v(-?[\d.]+)q0 (-?[\d.]+)", path.get("d") or "")
            assert side
            found.append(abs(float(side[1])) + abs(float(side[2])))
    return found


def test_heights_are_in_proportion_to_the_values():
    one, two, four = heights(drawn(bar(1), bar(2), bar(4)), "use")

    assert two == pytest.approx(2 * one, abs=0.2)
    assert four == pytest.approx(4 * one, abs=0.2)


def test_use_and_injection_have_the_same_scale():
    svg = drawn(bar(3, down=3), bar(6, down=1))

    assert heights(svg, "use")[0] == pytest.approx(heights(svg, "inj")[0], abs=0.2)


def test_a_zero_is_a_thin_line_and_a_missing_value_is_a_gap():
    svg = drawn(bar(0), bar(None), bar(5))

    assert len(heights(svg, "use")) == 2
    assert heights(svg, "use")[0] == pytest.approx(1, abs=0.1)
    assert len([path for path in svg.iter("path") if path.get("class") == "gap"]) == 1


def test_a_missing_day_keeps_its_name_and_its_link():
    svg = drawn(bar(None, href="?view=day&date=2026-10-01"))

    [link] = svg.iter("a")
    assert link.get("href") == "?view=day&date=2026-10-01"
    assert link.get("aria-label") == "None"


def test_a_day_to_come_is_left_empty():
    svg = drawn(bar(1), bar(None, blank=True))

    assert len(list(svg.iter("rect"))) == 2  # the first bar's hit area and tip
    assert not [path for path in svg.iter("path") if path.get("class") == "gap"]


def test_estimated_and_partial_bars_look_different():
    svg = drawn(bar(1), bar(2, look=Look.ESTIMATED), bar(3, look=Look.PARTIAL))

    assert [len(heights(svg, css)) for css in ("use", "est", "part")] == [1, 1, 1]


@pytest.mark.parametrize("values", [{"up": -1}, {"up": 1, "down": -0.1}, {"up": 1, "before": -2}])
def test_a_negative_value_is_refused(values):
    with pytest.raises(ValueError, match="negative"):
        chart(Bar(name="", tip=("", ""), **values)).draw(LARGE, [""])


@pytest.mark.parametrize("largest", [0.0004, 0.3, 12.6, 999, 48_000, 7.2e9])
@pytest.mark.parametrize("canvas", [LARGE, SMALL])
def test_tiny_and_huge_values_stay_on_the_canvas(largest, canvas):
    svg = drawn(bar(largest, down=largest / 2, before=largest * 1.3), bar(largest / 9), canvas=canvas)

    for text in svg.iter("text"):
        assert 0 <= float(text.get("x") or 0) <= canvas.width
        assert 0 <= float(text.get("y") or 0) <= canvas.height
    for rect in svg.iter("rect"):
        assert float(rect.get("x") or 0) + float(rect.get("width") or 0) <= canvas.width + 0.1
    for path in svg.iter("path"):
        assert all(float(y) <= canvas.height for y in re.findall(r"M[\d.]+ ([\d.]+)", path.get("d") or ""))
    lines = [path for path in svg.iter("path") if path.get("class") == "grid"]
    assert 2 <= len(lines) <= 7


def test_a_chart_without_any_value_still_stands():
    svg = drawn(*[bar(None)] * 31)

    assert len([path for path in svg.iter("path") if path.get("class") == "gap"]) == 31
    assert not heights(svg, "use")


@pytest.mark.parametrize("slots", [1, 7, 12, 24, 31, 92, 96, 100])
def test_bars_stand_side_by_side_from_edge_to_edge(slots):
    svg = drawn(*[bar(n + 1) for n in range(slots)])

    hits = [rect for rect in svg.iter("rect") if rect.get("class") == "hit"]
    begins = [float(hit.get("x") or 0) for hit in hits]
    assert len(hits) == slots
    assert begins == sorted(begins)
    assert begins[-1] + float(hits[-1].get("width") or 0) == pytest.approx(LARGE.width, abs=0.2)


def test_the_year_before_is_a_tick_at_its_value():
    svg = drawn(bar(2, before=4), bar(4))

    [tick] = [path for path in svg.iter("path") if path.get("class") == "prev"]
    [zero] = [path for path in svg.iter("path") if path.get("class") == "zero"]
    y = float((tick.get("d") or "").split()[1].split("h")[0])
    y0 = float((zero.get("d") or "").split()[1].split("H")[0])
    assert y0 - y == pytest.approx(heights(svg, "use")[1], abs=0.2)


def test_texts_are_escaped():
    markup = chart(Bar(name='"><script>', tip=("<b>", "&"), up=1)).draw(LARGE, ["<i>"])

    assert "<script" not in markup
    assert "<b>" not in markup
    assert "<i>" not in markup


def test_few_bars_stay_slim_and_tips_hold_their_words():
    words = "2025 : 12 345,6 · injecté : 12 345,6 · 21 jours sur 30"
    for canvas in (LARGE, SMALL):
        svg = ElementTree.fromstring(  # noqa: S314
            chart(Bar(name="", tip=("Novembre", words), up=1), bar(2)).draw(canvas, ["", ""])
        )
        [path, _] = [path for path in svg.iter("path") if path.get("class") == "use"]
        assert float(re.search(r"h([\d.]+)q", path.get("d") or "")[1]) <= canvas.widest
        tip = next(rect for rect in svg.iter("rect") if rect.get("height") == "42")
        assert float(tip.get("width") or 0) >= min(len(words) * 6.5, canvas.width)


def test_a_night_without_sun_leaves_no_line_below():
    assert not heights(drawn(bar(1, down=0)), "inj")
