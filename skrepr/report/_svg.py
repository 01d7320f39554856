"""SVG as text: elements with escaped contents, markers, and the frame around a chart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ._words import fit_lines, printable

#: Charts are drawn this wide, so that a phone shows their text at its size.
WIDTH = 340.0
TEXT, SMALL, TITLE = 12.5, 11.5, 13.5
#: Room between two lines of text.
LEADING = 16.0
_N_COLOURS = 7


class Svg(str):
    """A piece of SVG that is already escaped; templates insert it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def element(name: str, /, *contents: str, **attributes: str | float) -> Svg:
    """Return an element; contents that are no :class:`Svg` are escaped, and so are attributes.

    An underscore in an attribute's name stands for a hyphen, one at its end is dropped.

    Examples
    --------
    >>> from skrepr.report._svg import element
    >>> print(element("text", "a < b", x=1.25, class_="label"))
    <text x="1.25" class="label">a &lt; b</text>
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
    )
    inner = "".join(part if isinstance(part, Svg) else escape(printable(part)) for part in contents)
    return Svg(f"<{name}{pairs}>{inner}</{name}>" if inner else f"<{name}{pairs}/>")


def _attribute(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 2):g}"


def marker(style: int, x: float, y: float, size: float = 5.5) -> Svg:
    """Return the mark of a series: the shape tells it apart where the colour does not."""
    shape = _SHAPES[style % len(_SHAPES)]
    points = " ".join(
        f"{round(x + size * dx, 2):g},{round(y + size * dy, 2):g}" for dx, dy in shape
    )
    colour = f"mark s{style % _N_COLOURS}"
    if not points:
        return element("circle", cx=x, cy=y, r=size * 0.9, class_=colour)
    return element("polygon", points=points, class_=colour)


_PLUS = [(-1, -0.35), (-0.35, -0.35), (-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35)]
#: Corners in units of the size; none stands for a circle.
_SHAPES: tuple[Sequence[tuple[float, float]], ...] = (
    (),
    ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    ((0, -1), (1, 0.85), (-1, 0.85)),
    ((0, 1), (1, -0.85), (-1, -0.85)),
    (*_PLUS, *((-x, -y) for x, y in _PLUS)),
    ((-1.1, 0), (0.75, -1), (0.75, 1)),
    ((1.1, 0), (-0.75, -1), (-0.75, 1)),
)


def line_colour(style: int) -> str:
    """Return the class of a line in the colour of a series."""
    return f"line l{style % _N_COLOURS}"


def heading(title: str) -> tuple[list[Svg], float]:
    """Return the lines of a chart's title and where the chart may begin below them."""
    lines = fit_lines(title, WIDTH, TITLE, n_lines=2)
    drawn = [
        element("text", line, x=0, y=15 + number * 17, class_="title")
        for number, line in enumerate(lines)
    ]
    return drawn, 8.0 + 17 * len(lines)


def frame(name: str, title: str, description: str, height: float, parts: Sequence[Svg]) -> Svg:
    """Return the chart: ``name`` is an identifier that no other chart of the page has."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-text"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:g} {round(height)}",
        class_="chart",
        role="img",
        aria_labelledby=f"{name}-title {name}-text",
    )
