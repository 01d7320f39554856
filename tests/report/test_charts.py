"""Charts say in words what they draw, and stay well-formed whatever they are given."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from summaries import HOSTILE

from skrepr.report import Line, Mark, Point, interval_chart, standalone, xy_chart
from skrepr.report._scale import linear_scale, linear_ticks, log_scale, log_ticks
from skrepr.report._words import fit_lines, isolated, text_width

NAN = float("nan")
SVG = "{http://www.w3.org/2000/svg}"


def intervals(marks, **options):
    return interval_chart(marks, **{"name": "c", "title": "Scores", "axis": "loss ↓", **options})


def xy(lines, **options):
    fixed = {"name": "c", "title": "Growth", "x_axis": "labels", "y_axis": "accuracy ↑"}
    return xy_chart(lines, **{**fixed, **options})


def shapes(chart, kind):
    return [node for node in ElementTree.fromstring(chart).iter() if kind in node.get("class", "")]


def test_an_interval_lies_around_its_mark_and_in_the_chart():
    root = ElementTree.fromstring(intervals([Mark("a", 2.0, 1.0, 4.0), Mark("b", -3.0)]))
    (bar,) = shapes(ElementTree.tostring(root), "line")
    circle = next(n for n in root.iter(f"{SVG}circle") if float(n.get("r")) > 4.5)
    left, middle, right = float(bar.get("x1")), float(circle.get("cx")), float(bar.get("x2"))
    assert 0 < left < middle < right < 340
    assert (middle - left) / (right - left) == pytest.approx(1 / 3, abs=0.01)


def test_the_zero_line_is_in_the_chart_when_all_differences_are_far_from_it():
    (line,) = shapes(intervals([Mark("a", 50.0, 49.0, 51.0)], zero=True), "zero")
    assert 0 < float(line.get("x1")) < 60


def test_the_text_alternative_lists_values_bounds_and_notes():
    chart = intervals([Mark("a", 0.25, 0.125, 0.5, note="3 of 4"), Mark("b", NAN)])
    description = ElementTree.fromstring(chart).find(f"{SVG}desc")
    assert description.text == "loss ↓. a: 0.25 (0.125 to 0.5), 3 of 4; b: no value."
    assert 'role="img" aria-labelledby="c-title c-text"' in chart


@pytest.mark.parametrize("marks", [[], [Mark("a", NAN)], [Mark("a", 0.0, 0.0, 0.0)]])
def test_charts_of_nothing_and_of_one_value_are_drawn(marks):
    assert ElementTree.fromstring(intervals(marks)).get("viewBox").startswith("0 0 340 ")


def test_points_without_a_place_on_a_logarithmic_axis_are_left_out():
    lines = [Line("a", (Point(0.0, 1.0), Point(NAN, 1.0), Point(2.0, 0.5)))]
    chart = xy(lines, log_x=True)
    assert "a: 0.5 at 2." in chart
    assert "nan" not in chart


def test_a_line_goes_through_its_points_in_order_of_x():
    chart = xy([Line("a", (Point(8, 0.9), Point(1, 0.5), Point(4, 0.7)))])
    (polyline,) = ElementTree.fromstring(chart).iter(f"{SVG}polyline")
    places = [tuple(map(float, pair.split(","))) for pair in polyline.get("points").split()]
    assert places == sorted(places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)


def test_lines_are_marked_at_the_values_that_were_measured():
    chart = xy([Line("a", (Point(0.5, 1), Point(2, 2), Point(4, 3)))])
    assert [node.text for node in shapes(chart, "tick middle")] == ["0.5", "2", "4"]
    crowded = xy([Line("a", tuple(Point(1000 + n, n) for n in range(30)))])
    assert len(shapes(crowded, "tick middle")) <= 5


def test_seven_series_differ_in_colour_and_eight_in_shape():
    chart = intervals([Mark(str(n), 1.0, style=n) for n in range(8)])
    assert set(re.findall(r'class="mark (s\d)"', chart)) == {f"s{n}" for n in range(7)}
    assert chart.count("<circle") == 2  # of the first series alone


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_stay_text(label):
    for chart in (
        intervals([Mark(label, 1.0, 0.5, 1.5, note=label)], title=label, axis=label),
        xy([Line(label, (Point(1, 1),))], title=label, x_axis=label, y_axis=label),
    ):
        root = ElementTree.fromstring(standalone(chart))
        names = {node.tag.removeprefix(SVG) for node in root.iter()}
        assert names <= {
            *("svg", "title", "desc", "style", "g", "text", "line", "circle", "polygon")
        }


def test_long_labels_take_two_lines_and_end_in_an_ellipsis():
    drawn = shapes(intervals([Mark("word " * 60, 1.0, note="0.5 ± 0.1")]), "name")
    assert [node.text.endswith("…") for node in drawn] == [False, True]
    assert all(text_width(node.text, 12.5) < 300 for node in drawn)


def test_text_is_cut_between_words_and_inside_one_that_is_too_long():
    assert fit_lines("one two three", 60, 12, n_lines=3) == ["one two", "three"]
    first, second = fit_lines("x" * 50, 100, 12, n_lines=2)
    assert set(first) == {"x"}
    assert second.endswith("x…")


def test_right_to_left_names_are_isolated_from_the_numbers_behind():
    name = "\u05e9\u05dd \u05d0\u05e8\u05d5\u05da"
    assert isolated(f"On {name} 0.8 (a)") == f"On <bdi>{name}</bdi> 0.8 (a)"
    assert isolated("x \u202e y") == "x ? y"


@pytest.mark.parametrize(("low", "high"), [(0.001, 0.0045), (0.8, 30), (1e-4, 1e3), (2e-6, 9e5)])
def test_a_log_axis_has_one_to_four_ticks(low, high):
    ticks = log_ticks(low, high)
    assert 1 <= len(ticks) <= 4
    assert all(low <= tick <= high for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-0.3, 3.9), (0.7123, 0.7125), (-9e6, 1e7), (99.9, 100.0)]
)
def test_a_linear_axis_has_two_to_five_even_ticks(low, high):
    ticks = linear_ticks(low, high)
    assert 2 <= len(ticks) <= 5
    assert all(low <= tick <= high for tick in ticks)
    steps = {round((b - a) / (ticks[1] - ticks[0]), 6) for a, b in pairwise(ticks)}
    assert steps == {1.0}


def test_ticks_of_an_axis_have_equally_many_decimals():
    scale = linear_scale([0.0, 0.2], 0, 100)
    assert scale.labels == ["0.00", "0.05", "0.10", "0.15", "0.20"]


def test_axes_of_equal_values_have_a_length():
    for scale in (linear_scale([0.7, 0.7], 0, 100), log_scale([0.7], 0, 100)):
        assert scale(0.7) == pytest.approx(50, abs=5)


def test_axes_of_nothing_are_none():
    assert linear_scale([NAN, math.inf], 0, 1) is None
    assert log_scale([0.0, -1.0, NAN], 0, 1) is None
