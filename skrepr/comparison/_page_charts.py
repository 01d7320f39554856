"""The charts of a benchmark: scores, paired differences, score against cost; and of a family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..report import Line, Mark, Point, Svg, interval_chart, xy_chart
from ._numbers import with_interval
from ._statements import (
    BEST_OF_EACH,
    better_in,
    deciding,
    differences_of,
    score_places,
)
from ._summary import Difference, Score, Summary


def benchmark_charts(summary: Summary, name: str) -> dict[str, Svg]:
    """Return the charts of a benchmark by what they show.

    Parameters
    ----------
    summary : Summary
        What was found.
    name : str
        Start of the charts' identifiers.

    Returns
    -------
    dict of str to Svg
    """
    styles = _styles([candidate.label for candidate in summary.benchmark.candidates])
    charts = {"scores": _scores(summary, styles, f"{name}-scores")}
    found = {
        method.label: differences_of(summary, method.label) for method in summary.benchmark.methods
    }
    for number, (method, differences) in enumerate(found.items(), start=1):
        what = "differences" if len(found) == 1 else f"differences-{number}"
        if differences:
            charts[what] = _differences(summary, method, differences, styles, f"{name}-{what}")
    if any(score.fit_cpu_s > 0 for score in deciding(summary)):
        charts["cost"] = _cost(summary, styles, f"{name}-cost")
    return charts


def _styles(labels: Iterable[str]) -> dict[str, int]:
    return {label: number for number, label in enumerate(dict.fromkeys(labels))}


def _scores(summary: Summary, styles: Mapping[str, int], name: str) -> Svg:
    scores = deciding(summary)
    places = score_places(scores)
    marks = [
        Mark(
            label=score.candidate,
            value=score.interval.mean,
            low=score.interval.low,
            high=score.interval.high,
            note=with_interval(score.interval, places),
            style=styles[score.candidate],
        )
        for score in scores
    ]
    return interval_chart(
        marks, name=name, title="Score with 95 % interval", axis=summary.metrics[0].heading
    )


def _differences(
    summary: Summary,
    method: str,
    found: Sequence[Difference],
    styles: Mapping[str, int],
    name: str,
) -> Svg:
    metric = summary.metrics[0]
    marks = [
        Mark(
            label=difference.baseline or BEST_OF_EACH,
            value=difference.interval.mean,
            low=difference.interval.low,
            high=difference.interval.high,
            note=better_in(difference),
            style=styles.get(difference.baseline, len(styles)),
        )
        for difference in found
    ]
    way = "right" if metric.greater_is_better else "left"
    return interval_chart(
        marks,
        name=name,
        title=f"{method} minus each baseline, splits won",
        axis=f"difference in {metric.name}; better is {way}",
        zero=True,
    )


def _cost(summary: Summary, styles: Mapping[str, int], name: str) -> Svg:
    lines = [
        Line(score.candidate, (_point(score.fit_cpu_s, score),), styles[score.candidate])
        for score in deciding(summary)
    ]
    return xy_chart(
        lines,
        name=name,
        title="Score against cost of a fit",
        x_axis="CPU seconds of a fit",
        y_axis=summary.metrics[0].heading,
        log_x=True,
    )


def _point(x: float, score: Score) -> Point:
    return Point(x, score.interval.mean, score.interval.low, score.interval.high)


def families(summaries: Sequence[Summary]) -> list[list[Summary]]:
    """Return the benchmarks that share an axis and the metric that decides, by their value.

    A family of which only one value was run has nothing to compare and is left out.
    """
    found: dict[tuple[str, str, str], list[Summary]] = {}
    for summary in summaries:
        axis = summary.benchmark.axis
        if axis is not None:
            found.setdefault((axis.family, axis.label, summary.metrics[0].name), []).append(summary)
    return [
        sorted(members, key=_value)
        for members in found.values()
        if len({_value(member) for member in members}) > 1
    ]


def _value(summary: Summary) -> float:
    axis = summary.benchmark.axis
    assert axis is not None, "only benchmarks with an axis have a family"
    return axis.value


def family_chart(members: Sequence[Summary], name: str) -> Svg:
    """Return the chart of score against the quantity in which a family's benchmarks differ.

    Parameters
    ----------
    members : sequence of Summary
        One of :func:`families`.
    name : str
        Identifier of the chart.

    Returns
    -------
    Svg
    """
    axis = members[0].benchmark.axis
    assert axis is not None, "only benchmarks with an axis have a family"
    points: dict[str, list[Point]] = {}
    for member in members:
        for score in deciding(member):
            points.setdefault(score.candidate, []).append(_point(_value(member), score))
    styles = _styles(points)
    values = [_value(member) for member in members]
    return xy_chart(
        [Line(label, tuple(of_label), styles[label]) for label, of_label in points.items()],
        name=name,
        title=f"Score against {axis.label}",
        x_axis=axis.label,
        y_axis=members[0].metrics[0].heading,
        log_x=min(values) > 0 and max(values) >= 8 * min(values),
    )
