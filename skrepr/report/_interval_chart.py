"""Values with their intervals, one below the other: scores, or differences beside a zero line.

The name stands above its bar, so that a long one takes no room from the axis on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ._scale import Scale, linear_scale
from ._svg import LEADING, SMALL, TEXT, WIDTH, Svg, element, frame, heading, line_colour, marker
from ._words import fit_lines, text_width

_LEFT, _RIGHT = 6.0, WIDTH - 6.0
_NAME, _BAR, _SPACE = 17.0, 16.0, 9.0


@dataclass(frozen=True)
class Mark:
    """A value with its interval; bounds that are NaN are not drawn.

    ``note`` is shown at the right, ``style`` numbers shape and colour.
    """

    label: str
    value: float
    low: float = math.nan
    high: float = math.nan
    note: str = ""
    style: int = 0


def interval_chart(
    marks: Sequence[Mark],
    *,
    name: str,
    title: str,
    axis: str,
    zero: bool = False,
) -> Svg:
    """Return the chart of some values with their intervals.

    Parameters
    ----------
    marks : sequence of Mark
        From top to bottom.
    name : str
        An identifier that no other chart of the page has.
    title : str
        What the chart shows.
    axis : str
        What the values are, below the axis.
    zero : bool, default=False
        Draw a line at 0, for differences.

    Returns
    -------
    Svg
        Its text alternative lists every value.

    Examples
    --------
    >>> from skrepr.report import Mark, interval_chart
    >>> chart = interval_chart(
    ...     [Mark("PCA", 0.8, 0.75, 0.85)], name="scores", title="Scores", axis="accuracy"
    ... )
    >>> "PCA: 0.8 (0.75 to 0.85)" in chart
    True
    """
    drawn, bottom = heading(title)
    bottom += 2
    values = [value for mark in marks for value in (mark.value, mark.low, mark.high)]
    scale = linear_scale([*values, 0.0] if zero else values, _LEFT, _RIGHT)
    for mark in marks:
        row, bottom = _row(mark, bottom, scale, zero=zero)
        drawn.append(row)
    if scale is not None:
        drawn += ticks_below(scale, bottom - _SPACE + 1)
        bottom += 10
    lines = fit_lines(axis, WIDTH - 8, SMALL, n_lines=2)
    drawn += [
        element("text", line, x=WIDTH / 2, y=bottom + 14 + LEADING * number, class_="axis middle")
        for number, line in enumerate(lines)
    ]
    height = bottom + 6 + LEADING * len(lines)
    return frame(name, title, _described(marks, axis), height, drawn)


def _row(mark: Mark, top: float, scale: Scale | None, *, zero: bool) -> tuple[Svg, float]:
    """Return name, note and bar of a value, and where the next may begin."""
    room = WIDTH - 26 - text_width(mark.note, TEXT)
    lines = fit_lines(mark.label, room, TEXT, n_lines=2)
    drawn = [
        element("text", line, x=16, y=top + 12 + LEADING * number, class_="name")
        for number, line in enumerate(lines)
    ]
    drawn.append(marker(mark.style, 5, top + 8, 4.5))
    drawn.append(element("text", mark.note, x=WIDTH, y=top + 12, class_="note end"))
    middle = top + _NAME + LEADING * (len(lines) - 1) + _BAR / 2
    if scale is not None:
        drawn += _lane(scale, middle, zero=zero) + _bar(mark, middle, scale)
    hint = element("title", f"{mark.label}: {mark.note}" if mark.note else mark.label)
    return element("g", hint, *drawn), middle + _BAR / 2 + _SPACE


def _lane(scale: Scale, middle: float, *, zero: bool) -> list[Svg]:
    """Return the axis of a row; lines through all rows would cross the names."""
    drawn = [_line(_LEFT, _RIGHT, middle, middle, "grid")]
    drawn += [_line(scale(t), scale(t), middle - 4, middle + 4, "grid") for t in scale.ticks]
    if zero:
        drawn.append(_line(scale(0.0), scale(0.0), middle - _BAR / 2, middle + _BAR / 2, "zero"))
    return drawn


def _bar(mark: Mark, middle: float, scale: Scale) -> list[Svg]:
    if not math.isfinite(mark.value):
        return []
    drawn = [marker(mark.style, scale(mark.value), middle)]
    if math.isfinite(mark.low) and math.isfinite(mark.high):
        ends = scale(mark.low), scale(mark.high)
        drawn.insert(0, _line(*ends, middle, middle, line_colour(mark.style)))
    return drawn


def _line(x1: float, x2: float, y1: float, y2: float, kind: str) -> Svg:
    return element("line", x1=x1, x2=x2, y1=y1, y2=y2, class_=kind)


def ticks_below(scale: Scale, y: float) -> list[Svg]:
    """Return the numbers below an axis, kept inside the chart."""
    drawn = []
    for tick, text in zip(scale.ticks, scale.labels, strict=True):
        half = text_width(text, SMALL) / 2
        x = min(max(scale(tick), half), WIDTH - half)
        drawn.append(element("text", text, x=x, y=y + 14, class_="tick middle"))
    return drawn


def _described(marks: Sequence[Mark], axis: str) -> str:
    return f"{axis}. " + "; ".join(map(_spoken, marks)) + "."


def _spoken(mark: Mark) -> str:
    if not math.isfinite(mark.value):
        return f"{mark.label}: no value"
    bounds = f" ({mark.low:.4g} to {mark.high:.4g})" if math.isfinite(mark.low) else ""
    note = f", {mark.note}" if mark.note else ""
    return f"{mark.label}: {mark.value:.4g}{bounds}{note}"
