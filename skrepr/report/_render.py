"""From a page or a chart to the text of one file that asks for nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ._document import Page
from ._svg import Svg
from ._words import isolated, printable

if TYPE_CHECKING:
    from jinja2 import Template


def render(page: Page) -> str:
    """Return a page as one file of HTML.

    Parameters
    ----------
    page : Page
        What to show; every text in it stays text, whatever it holds.

    Returns
    -------
    str
        Style and script are inside, and a policy in its head permits nothing else.
    """
    style = _resource("variables.css") + _resource("chart.css") + _resource("page.css")
    script = _resource("sort.js")
    return _template().render(
        page=page,
        style=Svg(style),
        script=Svg(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def standalone(chart: Svg) -> str:
    """Return a chart as the text of an SVG file with its style inside.

    Parameters
    ----------
    chart : Svg
        From one of the chart functions.

    Returns
    -------
    str

    Examples
    --------
    >>> from skrepr.report import Mark, interval_chart, standalone
    >>> chart = interval_chart([Mark("PCA", 0.8)], name="c", title="Scores", axis="accuracy")
    >>> standalone(chart).count("<style>")
    1
    """
    style = f"<style>{_resource('variables.css')}{_resource('chart.css')}</style>"
    opening, closing, rest = chart.partition(">")
    return f"{opening}{closing}{style}{rest}\n"


@cache
def _resource(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import BaseLoader, Environment, StrictUndefined

    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = lambda text: Svg(isolated(text))
    environment.filters["printable"] = printable
    environment.filters["sort_key"] = _sort_key
    return environment.from_string(_resource("page.html"))


def _sort_key(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else ""


def _hash(text: str) -> str:
    """Return what a content security policy knows an inline style or script by."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
