"""One static page from texts, tables and charts: what the comparison shows, and any plugin may.

A page is plain data (:class:`Page`); :func:`render` turns it into one file of HTML that asks for
nothing from outside. Charts are SVG text made by pure functions.
"""

from ._document import (
    Block,
    Cell,
    Charts,
    Column,
    Facts,
    Notes,
    Page,
    Section,
    Table,
    Verbatim,
)
from ._interval_chart import Mark, interval_chart
from ._render import render, standalone
from ._svg import Svg
from ._words import printable
from ._xy_chart import Line, Point, xy_chart

__all__ = [
    "Block",
    "Cell",
    "Charts",
    "Column",
    "Facts",
    "Line",
    "Mark",
    "Notes",
    "Page",
    "Point",
    "Section",
    "Svg",
    "Table",
    "Verbatim",
    "interval_chart",
    "printable",
    "render",
    "standalone",
    "xy_chart",
]
