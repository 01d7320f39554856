"""One picture a benchmark: scores, paired differences, score against cost."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._summary import Difference, Score, Summary
from ._text import printable, wrap

#: Okabe and Ito's colours, told apart with any colour vision, and shapes for print.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKERS = "osD^vPX*<>"
_LABEL_WIDTH = 22
_MOST_TICKS = 4
_INK, _FAINT = "#222222", "#8a8a8a"


def draw(summary: Summary, path: Path) -> None:
    """Write the picture of a benchmark as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    scores = [score for score in summary.scores if score.metric == summary.metrics[0].name]
    differences = _differences(summary)
    names = _score_names(scores), _difference_names(summary, differences)
    layout = ConstrainedLayoutEngine(h_pad=0.09, w_pad=0.06)
    ratios = (1.15, 1.15, 1) if differences else (1.15, 1)
    figure = Figure(figsize=(4.1 * sum(ratios), _height(names)), layout=layout)
    FigureCanvasAgg(figure)
    left, *middle, right = figure.subplots(1, len(ratios), width_ratios=ratios)
    _draw_scores(left, summary, scores)
    if middle:
        _draw_differences(middle[0], summary, differences)
    _draw_cost(right, summary, scores)
    spec = summary.benchmark
    figure.suptitle(
        printable(f"{spec.name}: {spec.dataset}, {spec.protocol}, {summary.n_splits} splits"),
        parse_math=False,
        fontsize=11,
        color=_INK,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # glyphs that the font lacks in someone's label
        figure.savefig(path, dpi=130)


def _style(position: int) -> dict[str, Any]:
    return {
        "color": _COLOURS[position % len(_COLOURS)],
        "marker": _MARKERS[position % len(_MARKERS)],
    }


def _height(names: Sequence[list[str]]) -> float:
    """Return inches that leave room for the labels of the fullest panel.

    Rows are equally high, so the label with most lines decides for its panel.
    """
    rows = (len(panel) * max((name.count("\n") for name in panel), default=0) for panel in names)
    more_lines = max(rows)
    return 1.9 + 0.42 * max(4, *map(len, names)) + 0.15 * more_lines


def _wrapped(label: str, n_lines: int) -> str:
    """Return a label on so many lines at most."""
    lines = wrap(printable(label), _LABEL_WIDTH, indent="")
    more = " …" if len(lines) > n_lines else ""
    return "\n".join(lines[:n_lines]) + more


def _name_rows(axes: Any, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, parse_math=False, fontsize=9)
    axes.set_ylim(len(labels) - 0.4, -0.6)  # the first on top
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.8)
    axes.set_axisbelow(True)


def _bar(axes: Any, row: int, interval: Any, **style: Any) -> None:
    """Draw a mean with its interval; without one, the mean alone."""
    if np.isfinite(interval.low):
        axes.plot([interval.low, interval.high], [row, row], color=style["color"], linewidth=2)
    axes.plot([interval.mean], [row], markersize=8, linestyle="none", **style)


def _draw_scores(axes: Any, summary: Summary, scores: list[Score]) -> None:
    for row, score in enumerate(scores):
        _bar(axes, row, score.interval, **_style(row))
    _name_rows(axes, _score_names(scores))
    axes.set_xlabel(summary.metrics[0].heading, parse_math=False)
    axes.set_title("score, 95 % interval", fontsize=10, color=_INK)


def _score_names(scores: list[Score]) -> list[str]:
    return [_wrapped(score.candidate, 3) for score in scores]


def _differences(summary: Summary) -> list[Difference]:
    return [d for d in summary.differences if d.metric == summary.metrics[0].name]


def _difference_names(summary: Summary, found: list[Difference]) -> list[str]:
    names = [_wrapped(d.baseline or "best of each split", 2) for d in found]
    if len(summary.benchmark.methods) > 1:
        return [f"{_wrapped(d.method, 1)} minus\n{n}" for d, n in zip(found, names, strict=True)]
    return names


def _draw_differences(axes: Any, summary: Summary, found: list[Difference]) -> None:
    several = len(summary.benchmark.methods) > 1
    order = [c.label for c in summary.benchmark.candidates]
    for row, difference in enumerate(found):
        style = _style(order.index(difference.baseline)) if difference.baseline else {}
        _bar(axes, row, difference.interval, **({"color": _INK, "marker": "|"} | style))
        axes.annotate(
            f"{difference.n_better}/{difference.n_splits}",
            (1.01, row),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            color=_FAINT,
        )
    _name_rows(axes, _difference_names(summary, found))
    axes.axvline(0, color=_INK, linewidth=1)
    metric = summary.metrics[0]
    way = "right" if metric.greater_is_better else "left"
    subject = "" if several else _wrapped(summary.benchmark.methods[0].label, 1) + " minus: "
    axes.set_xlabel(printable(f"difference in {metric.heading}"), parse_math=False)
    axes.set_title(
        f"{subject}better is {way} (splits won)",
        parse_math=False,
        fontsize=10,
        color=_INK,
    )


def _draw_cost(axes: Any, summary: Summary, scores: list[Score]) -> None:
    costs = []
    for row, score in enumerate(scores):
        if score.fit_cpu_s > 0:  # false for one that is not known
            costs.append(score.fit_cpu_s)
            mean = score.interval.mean
            axes.plot([score.fit_cpu_s], [mean], markersize=9, linestyle="none", **_style(row))
    if costs:
        _log_seconds(axes, min(costs), max(costs))
    axes.set_xlabel("fit, CPU seconds ↓")
    axes.set_ylabel(summary.metrics[0].heading, parse_math=False)
    axes.set_title("score against cost", fontsize=10, color=_INK)
    axes.margins(y=0.12)
    axes.grid(color="#e6e6e6", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _log_seconds(axes: Any, least: float, most: float) -> None:
    """Give the cost axis plain numbers that keep clear of each other."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    middle = math.sqrt(least * most)
    low, high = min(least / 1.8, middle / 4), max(most * 1.8, middle * 4)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(FixedLocator(log_ticks(low, high)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def log_ticks(low: float, high: float) -> list[float]:
    """Return at most four round numbers between ``low`` and ``high``, evenly in the logarithm.

    Examples
    --------
    >>> from skrepr.comparison._plots import log_ticks
    >>> log_ticks(0.8, 30.0)
    [1.0, 3.0, 10.0, 30.0]
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [m * 10.0**n for n in decades for m in steps if low <= m * 10.0**n <= high]
        if len(ticks) <= _MOST_TICKS:
            return ticks
    return ticks[:: math.ceil(len(ticks) / _MOST_TICKS)]
