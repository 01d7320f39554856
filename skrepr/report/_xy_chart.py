"""One value against another: points for score against cost, lines for score against size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ._interval_chart import ticks_below
from ._scale import Scale, linear_scale, log_scale
from ._svg import SMALL, TEXT, WIDTH, Svg, element, frame, heading, line_colour, marker
from ._words import fit_lines, text_width

_PLOT = 160.0
_KEY = 18.0
_ASIDE = 4.0
_TICK_ROOM = 30.0
_COLUMN = WIDTH / 2


@dataclass(frozen=True)
class Point:
    """A place in the chart; bounds of y that are NaN are not drawn."""

    x: float
    y: float
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True)
class Line:
    """The points of one name; ``style`` numbers shape and colour."""

    label: str
    points: tuple[Point, ...]
    style: int = 0


def xy_chart(
    lines: Sequence[Line],
    *,
    name: str,
    title: str,
    x_axis: str,
    y_axis: str,
    log_x: bool = False,
) -> Svg:
    """Return the chart of one value against another.

    Parameters
    ----------
    lines : sequence of Line
        Points that are not finite, or not above 0 on a logarithmic axis, are left out.
    name : str
        An identifier that no other chart of the page has.
    title, x_axis, y_axis : str
        What the chart and its axes show.
    log_x : bool, default=False
        Whether the horizontal axis is logarithmic.

    Returns
    -------
    Svg
        Its text alternative lists every point.

    Examples
    --------
    >>> from skrepr.report import Line, Point, xy_chart
    >>> line = Line("PCA", (Point(1, 0.5), Point(10, 0.75)))
    >>> chart = xy_chart(
    ...     [line], name="growth", title="Growth", x_axis="labels", y_axis="accuracy", log_x=True
    ... )
    >>> "PCA: 0.5 at 1, 0.75 at 10" in chart
    True
    """
    shown = [_drawable(line, log_x) for line in lines]
    points = [point for line in shown for point in line.points]
    drawn, top = heading(title)
    unit = fit_lines(y_axis, WIDTH - 8, SMALL)[0]
    drawn.append(element("text", unit, x=0, y=top + 11, class_="axis"))
    top += 20
    bottom = top + _PLOT
    y = linear_scale([v for p in points for v in (p.y, p.low, p.high)], bottom - 6, top + 6)
    left = 12 + max((text_width(text, SMALL) for text in y.labels), default=0) if y else 12
    make = log_scale if log_x else linear_scale
    x = make([point.x for point in points], left + 6, WIDTH - 10)
    if x is not None and y is not None:
        joined = any(len(line.points) > 1 for line in shown)
        if joined:
            x = _marked_at(x, sorted({point.x for point in points}))
        drawn += _frame(x, y, left, top, bottom)
        for number, line in enumerate(shown):
            # lines share their values of x, where their intervals would hide each other
            aside = _ASIDE * (number - (len(shown) - 1) / 2) if joined else 0.0
            drawn += _series(line, x, y, aside)
    drawn.append(element("text", x_axis, x=(left + WIDTH) / 2, y=bottom + 31, class_="axis middle"))
    key, height = _key(shown, bottom + 42)
    text = f"{y_axis} against {x_axis}. " + "; ".join(map(_spoken, shown)) + "."
    return frame(name, title, text, height, [*drawn, *key])


def _drawable(line: Line, log_x: bool) -> Line:
    kept = tuple(
        point
        for point in line.points
        if math.isfinite(point.x) and math.isfinite(point.y) and (point.x > 0 or not log_x)
    )
    return Line(line.label, tuple(sorted(kept, key=lambda point: point.x)), line.style)


def _frame(x: Scale, y: Scale, left: float, top: float, bottom: float) -> list[Svg]:
    drawn = []
    for tick, text in zip(y.ticks, y.labels, strict=True):
        place = y(tick)
        drawn.append(element("line", x1=left, x2=WIDTH - 4, y1=place, y2=place, class_="grid"))
        drawn.append(element("text", text, x=left - 5, y=place + 4, class_="tick end"))
    drawn += [
        element("line", x1=x(tick), x2=x(tick), y1=top, y2=bottom, class_="grid")
        for tick in x.ticks
    ]
    return drawn + ticks_below(x, bottom)


def _marked_at(scale: Scale, values: Sequence[float]) -> Scale:
    """Return the axis with ticks at the values that were measured, where these have room."""
    places = [scale(value) for value in values]
    roomy = all(after - before > _TICK_ROOM for before, after in pairwise(places))
    return replace(scale, ticks=tuple(values)) if roomy else scale


def _series(line: Line, x: Scale, y: Scale, aside: float) -> list[Svg]:
    colour = line_colour(line.style)
    drawn = [element("title", line.label)]
    if len(line.points) > 1:
        path = " ".join(f"{x(p.x) + aside:.1f},{y(p.y):.1f}" for p in line.points)
        drawn.append(element("polyline", points=path, class_=colour))
    for p in line.points:
        if math.isfinite(p.low) and math.isfinite(p.high):
            place = x(p.x) + aside
            drawn.append(
                element(
                    "line", x1=place, x2=place, y1=y(p.low), y2=y(p.high), class_=f"{colour} thin"
                )
            )
    drawn += [marker(line.style, x(p.x) + aside, y(p.y)) for p in line.points]
    return [element("g", *drawn)]


def _key(lines: Sequence[Line], top: float) -> tuple[list[Svg], float]:
    """Return which mark is whose, in two columns where the names are short enough."""
    narrow = all(text_width(line.label, TEXT) <= _COLUMN - 26 for line in lines)
    n_columns = 2 if narrow else 1
    drawn = []
    for number, line in enumerate(lines):
        row, column = divmod(number, n_columns)
        left, middle = column * _COLUMN, top + _KEY * row + 8
        text = fit_lines(line.label, WIDTH / n_columns - 26, TEXT)[0]
        drawn.append(marker(line.style, left + 5, middle - 1, 4.5))
        drawn.append(element("text", text, x=left + 16, y=middle + 3.5, class_="name"))
    n_rows = -(-len(lines) // n_columns)
    return drawn, top + _KEY * n_rows + 4


def _spoken(line: Line) -> str:
    points = ", ".join(f"{point.y:.4g} at {point.x:.3g}" for point in line.points)
    return f"{line.label}: {points or 'no value'}"
