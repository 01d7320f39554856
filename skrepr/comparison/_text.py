"""The result as a table of text that fits the terminal."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ._statistics import FEW_SPLITS, Interval
from ._summary import Difference, Score, Summary, Verdict

_GAP = "  "
_LEAST_LABEL = 12
_MOST_LABEL = 40


@dataclass(frozen=True)
class Column:
    """A column of right-aligned cells; those with the lowest rank go first for want of room."""

    heading: str
    cells: tuple[str, ...]
    rank: int = 9

    @property
    def width(self) -> int:
        return max(map(display_width, (self.heading, *self.cells)))


def printable(text: str) -> str:
    """Return ``text`` without what could steer a terminal or turn the direction of writing."""
    return "".join(character if character.isprintable() else "?" for character in text)


def display_width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes.

    Examples
    --------
    >>> from skrepr.comparison._text import display_width
    >>> display_width("PCA"), display_width("名前")
    (3, 4)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def wrap(text: str, width: int, indent: str = "  ") -> list[str]:
    """Return ``text`` on lines of at most ``width`` columns, the later ones indented."""
    lines, line = [], text[: len(text) - len(text.lstrip())]
    for word in text.split():
        joined = f"{line} {word}" if line.strip() else line + word
        if display_width(joined) > width and line.strip():
            lines.append(line)
            joined = indent + word
        while display_width(joined) > width:
            n_fit = _n_fitting(joined, width)
            lines.append(joined[:n_fit])
            joined = indent + joined[n_fit:]
        line = joined
    return [*lines, line] if line.strip() else lines


def _n_fitting(text: str, width: int) -> int:
    """Return how many characters fit into ``width`` columns."""
    used = 0
    for n_fit, character in enumerate(text):
        used += display_width(character)
        if used > width:
            return n_fit
    return len(text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def decimals(half_width: float) -> int:
    """Return how many decimals show two digits of an interval's half width.

    Examples
    --------
    >>> from skrepr.comparison._text import decimals
    >>> decimals(0.0213), decimals(33.0)
    (3, 0)
    """
    if not math.isfinite(half_width) or half_width <= 0:
        return 3
    return min(6, max(0, 1 - math.floor(math.log10(half_width))))


def number(value: float, places: int) -> str:
    """Return a number with a fixed count of decimals, ``-`` for one that is not known."""
    return f"{value:.{places}f}" if math.isfinite(value) else "-"


def with_interval(interval: Interval, places: int, *, sign: str = "") -> str:
    """Return ``mean ± half width``, or the bounds where they are not symmetric."""
    if not math.isfinite(interval.mean):
        return "-"
    mean = f"{interval.mean:{sign}.{places}f}"
    if not math.isfinite(interval.half_width):
        return f"{mean} ± ?"
    below, above = interval.mean - interval.low, interval.high - interval.mean
    if math.isclose(below, above, rel_tol=1e-6, abs_tol=1e-12):
        return f"{mean} ± {interval.half_width:.{places}f}"
    return f"{mean} [{interval.low:{sign}.{places}f}, {interval.high:{sign}.{places}f}]"


def seconds(value: float) -> str:
    """Return seconds with about three digits."""
    if not math.isfinite(value):
        return "-"
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{places}f}"


def table(heading: str, labels: Sequence[str], columns: Sequence[Column], width: int) -> list[str]:
    """Return the lines of a table.

    Labels are wrapped rather than cut, numbers are never cut: columns of low rank are left
    out until the others fit.
    """
    shown = list(columns)
    longest = min(_MOST_LABEL, max(map(display_width, (heading, *labels))))
    while len(shown) > 1 and _room(shown, width) < min(longest, 2 * _LEAST_LABEL):
        shown.remove(min(shown, key=lambda column: column.rank))
    label_width = max(_LEAST_LABEL, min(longest, _room(shown, width)))
    lines = _row(heading, [column.heading for column in shown], shown, label_width)
    for position, label in enumerate(labels):
        lines += _row(label, [column.cells[position] for column in shown], shown, label_width)
    return lines


def _room(columns: Sequence[Column], width: int) -> int:
    return width - sum(column.width + len(_GAP) for column in columns)


def _row(
    label: str, cells: Sequence[str], columns: Sequence[Column], label_width: int
) -> list[str]:
    first, *rest = wrap(label, label_width) or [""]
    numbers = [cell.rjust(column.width) for cell, column in zip(cells, columns, strict=True)]
    return [_GAP.join([_pad(first, label_width), *numbers]).rstrip(), *rest]


def summary_text(summary: Summary, width: int) -> str:
    """Return the result of one benchmark as text."""
    lines = [*_title(summary, width), "", *_score_lines(summary, width)]
    for method in summary.benchmark.methods:
        lines += ["", *_difference_lines(summary, method.label, width)]
    lines += ["", *(line for note in _notes(summary) for line in _wrapped(note, width))]
    return "\n".join(lines).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(printable(text), width)


def _title(summary: Summary, width: int) -> list[str]:
    spec = summary.benchmark
    counts = f"{summary.n_splits} splits"
    if summary.n_splits == spec.n_splits * spec.n_repeats and spec.n_repeats > 1:
        counts += f" ({spec.n_splits} x {spec.n_repeats})"
    search = _search_text(summary)
    facts = f"{spec.dataset}, {spec.protocol}, {counts}, {search}, {spec.n_seeds} seeds"
    facts = facts.replace(" 1 splits", " 1 split").replace(" 1 seeds", " 1 seed")
    title = f"{spec.name}: {facts}"
    return [*_wrapped(title, width), "-" * min(width, display_width(title))]


def _search_text(summary: Summary) -> str:
    n_asked, n_run = summary.benchmark.n_trials, summary.n_trials_run
    if n_asked == 1:
        return "no search"
    if n_run and not summary.searched:
        without = summary.benchmark.protocol in ("clustering", "measure")
        return f"no search: {'no' if without else 'too few'} labels"
    n_trials = n_run or n_asked
    return f"{n_trials} trial{'s' if n_trials > 1 else ''}"


def _score_lines(summary: Summary, width: int) -> list[str]:
    deciding = summary.metrics[0]
    by_metric = {
        metric.name: [score for score in summary.scores if score.metric == metric.name]
        for metric in summary.metrics
    }
    scores = by_metric[deciding.name]
    places = score_places(scores)
    columns = [
        Column(deciding.heading, tuple(with_interval(s.interval, places) for s in scores)),
        *(
            Column(
                metric.heading,
                tuple(
                    number(s.interval.mean, score_places(by_metric[metric.name]))
                    for s in by_metric[metric.name]
                ),
                rank=max(1, 5 - position),
            )
            for position, metric in enumerate(summary.metrics[1:])
        ),
        Column("fit s", tuple(seconds(s.fit_cpu_s) for s in scores), rank=8),
        Column("search s", tuple(seconds(s.search_cpu_s) for s in scores), rank=6),
        Column("peak MB", tuple(number(s.peak_bytes / 1e6, 1) for s in scores), rank=7),
        Column("predict s/1000", tuple(seconds(s.predict_s_per_1000) for s in scores), rank=0),
    ]
    if any(score.n_splits < summary.n_splits for score in scores):
        counts = tuple(f"{score.n_splits} of {summary.n_splits}" for score in scores)
        columns.append(Column("splits", counts))
    if any(score.n_failed for score in scores):
        columns.append(Column("failed", tuple(str(s.n_failed) for s in scores)))
    return table("", [printable(s.candidate) for s in scores], columns, width)


def score_places(scores: Sequence[Score]) -> int:
    """Return the decimals that suit the usual interval of the candidates."""
    return _usual([decimals(score.interval.half_width) for score in scores])


def _usual(places: Sequence[int]) -> int:
    return sorted(places)[len(places) // 2]


def _difference_lines(summary: Summary, method: str, width: int) -> list[str]:
    metric = summary.metrics[0]
    found = [d for d in summary.differences if d.method == method and d.metric == metric.name]
    if not found:
        return []
    places = _usual([decimals(d.interval.half_width) for d in found])
    columns = [
        Column("difference", tuple(with_interval(d.interval, places, sign="+") for d in found)),
        Column("better in", tuple(map(_better_in, found))),
    ]
    names = [printable(d.baseline) or "best of each split" for d in found]
    lines = table(f"{printable(method)} minus", names, columns, width)
    for difference in found:
        if difference.chosen:
            counts = ", ".join(f"{label} {count}" for label, count in difference.chosen)
            lines += _wrapped(f"  best by inner score: {counts}", width)
    return lines


def _better_in(difference: Difference) -> str:
    ties = difference.n_ties
    said = f", {ties} tie{'s' if ties > 1 else ''}" if ties else ""
    return f"{difference.n_better} of {difference.n_splits}{said}"


def _notes(summary: Summary) -> list[str]:
    notes = []
    for verdict in summary.verdicts:
        if summary.benchmark.baselines:
            notes.append(_verdict_note(verdict, len(summary.verdicts)))
    if len(summary.verdicts) > 1:
        for d in summary.differences:
            if math.isfinite(d.p_adjusted):
                against = d.baseline or "the best of each split"
                better = summary.metrics[0].sign * d.interval.mean > 0
                word = "better" if better else "worse"
                notes.append(
                    f"{d.method} against {against}: {word}, p = {d.p_adjusted:.3g} (Holm)."
                )
    if len(summary.benchmark.baselines) > 1 and summary.verdicts and not summary.searched:
        notes.append("No best baseline of each split: nothing was searched.")
    notes += _claim_note(summary)
    for figure in summary.benchmark.published:
        source = "; ".join(filter(None, (figure.note, figure.source)))
        notes.append(f"Published: {figure.label}, {figure.metric} {figure.value:g} ({source}).")
    if summary.resampled:
        notes.append("One split only: intervals come from resampling its scored rows.")
        spread = [
            f"{score.candidate} {score.seed_sd:.2g}"
            for score in summary.scores
            if score.metric == summary.metrics[0].name and math.isfinite(score.seed_sd)
        ]
        notes += [f"Standard deviation over seeds: {', '.join(spread)}."] if spread else []
    else:
        notes += _few_splits_notes(summary)
    notes += [f"{label} {error}" for label, error in summary.errors]
    return notes


def _few_splits_notes(summary: Summary) -> list[str]:
    if summary.n_splits < FEW_SPLITS:
        return [f"Only {summary.n_splits} splits: the intervals are rough."]
    return [
        f"{d.method} minus {d.baseline or 'the best of each split'}: only {d.n_splits} of "
        f"{summary.n_splits} splits, its interval is rough."
        for d in summary.differences
        if d.metric == summary.metrics[0].name and 2 <= d.n_splits < FEW_SPLITS
    ]


def _verdict_note(verdict: Verdict, n_methods: int) -> str:
    if verdict.beats_all:
        return f"{verdict.method} beats every baseline."
    reasons = []
    if verdict.incomplete:
        reasons.append(f"incomplete: {_listed(verdict.incomplete)}")
    if verdict.worse_than:
        reasons.append(f"it is worse than {_listed(verdict.worse_than)}")
    if verdict.undecided:
        reasons.append(f"no clear difference to {_listed(verdict.undecided)}")
    if verdict.missing:
        reasons.append(f"not comparable to {_listed(verdict.missing)}")
    if verdict.unclear:
        reasons.append(f"no interval for the difference to {_listed(verdict.unclear)}")
    if not reasons:
        reasons.append(f"not after the correction for {n_methods} methods")
    return f"{verdict.method} does not beat every baseline: {'; '.join(reasons)}."


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _claim_note(summary: Summary) -> list[str]:
    claim = summary.claim
    if claim is None:
        return []
    text = claim.claim.text.strip()
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    if claim.holds is None or claim.claim.relative is None:
        return [f"Claim: {text}"]
    word = "holds" if claim.holds else "does not hold"
    return [
        f"Claim: {text} Measured {claim.measured:+.0%}, asked {claim.claim.relative:+.0%}: "
        f"{word}{_beside(claim.interval)}."
    ]


def _beside(interval: Interval) -> str:
    """Say what the interval of a difference adds to its mean."""
    if not math.isfinite(interval.low):
        return " on average; there is no interval"
    if interval.low <= 0 <= interval.high:
        return " on average; the interval includes 0"
    difference = with_interval(interval, decimals(interval.half_width), sign="+")
    return f"; the difference is {difference}"
