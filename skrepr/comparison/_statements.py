"""What is said of a benchmark, in words and columns, however it is shown.

The terminal and the page print these same statements; only layout is theirs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ._numbers import decimals, number, seconds, usual, with_interval
from ._statistics import FEW_SPLITS, Interval
from ._summary import Difference, Score, Summary, Verdict

#: What stands in for a name where the baseline differs from split to split.
BEST_OF_EACH = "best of each split"


@dataclass(frozen=True)
class Column:
    """A column of numbers as text, and the numbers themselves, by which it is sorted.

    Those with the lowest rank go first for want of room.
    """

    heading: str
    cells: tuple[str, ...]
    rank: int = 9
    keys: tuple[float, ...] = ()


@dataclass(frozen=True)
class Columns:
    """A table: a name for each row, under a heading, and what stands beside it."""

    heading: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]


def facts(summary: Summary) -> str:
    """Return data set, protocol and counts of a benchmark in a line."""
    spec = summary.benchmark
    counts = f"{summary.n_splits} splits"
    if summary.n_splits == spec.n_splits * spec.n_repeats and spec.n_repeats > 1:
        counts += f" ({spec.n_splits} x {spec.n_repeats})"
    search = _search_text(summary)
    text = f"{spec.dataset}, {spec.protocol}, {counts}, {search}, {spec.n_seeds} seeds"
    return text.replace(" 1 splits", " 1 split").replace(" 1 seeds", " 1 seed")


def _search_text(summary: Summary) -> str:
    n_asked, n_run = summary.benchmark.n_trials, summary.n_trials_run
    if n_asked == 1:
        return "no search"
    if n_run and not summary.searched:
        without = summary.benchmark.protocol in ("clustering", "measure")
        return f"no search: {'no' if without else 'too few'} labels"
    n_trials = n_run or n_asked
    return f"{n_trials} trial{'s' if n_trials > 1 else ''}"


def deciding(summary: Summary) -> list[Score]:
    """Return the scores of all candidates in the metric that decides."""
    return [score for score in summary.scores if score.metric == summary.metrics[0].name]


def score_column(summary: Summary) -> Column:
    """Return the deciding metric of all candidates, each with its interval."""
    scores = deciding(summary)
    places = score_places(scores)
    return Column(
        summary.metrics[0].heading,
        tuple(with_interval(score.interval, places) for score in scores),
        keys=tuple(score.interval.mean for score in scores),
    )


def other_columns(summary: Summary) -> list[Column]:
    """Return the means of all candidates in the metrics that do not decide."""
    columns = []
    for position, metric in enumerate(summary.metrics[1:]):
        scores = [score for score in summary.scores if score.metric == metric.name]
        places = score_places(scores)
        means = tuple(score.interval.mean for score in scores)
        texts = tuple(number(mean, places) for mean in means)
        columns.append(Column(metric.heading, texts, rank=max(1, 5 - position), keys=means))
    return columns


def cost_columns(summary: Summary) -> list[Column]:
    """Return what the candidates cost."""
    scores = deciding(summary)
    fit = tuple(score.fit_cpu_s for score in scores)
    search = tuple(score.search_cpu_s for score in scores)
    peak = tuple(score.peak_bytes / 1e6 for score in scores)
    predict = tuple(score.predict_s_per_1000 for score in scores)
    return [
        Column("fit s", tuple(map(seconds, fit)), rank=8, keys=fit),
        Column("search s", tuple(map(seconds, search)), rank=6, keys=search),
        Column("peak MB", tuple(number(value, 1) for value in peak), rank=7, keys=peak),
        Column("predict s/1000", tuple(map(seconds, predict)), rank=0, keys=predict),
    ]


def incomplete_columns(summary: Summary) -> list[Column]:
    """Return in how many splits the candidates have a result and failed, where not in all."""
    scores = deciding(summary)
    columns = []
    if any(score.n_splits < summary.n_splits for score in scores):
        counts = tuple(score.n_splits for score in scores)
        texts = tuple(f"{count} of {summary.n_splits}" for count in counts)
        columns.append(Column("splits", texts, keys=counts))
    if any(score.n_failed for score in scores):
        failed = tuple(score.n_failed for score in scores)
        columns.append(Column("failed", tuple(map(str, failed)), keys=failed))
    return columns


def score_table(summary: Summary) -> Columns:
    """Return scores and costs of all candidates."""
    columns = [
        score_column(summary),
        *other_columns(summary),
        *cost_columns(summary),
        *incomplete_columns(summary),
    ]
    return Columns("", tuple(score.candidate for score in deciding(summary)), tuple(columns))


def score_places(scores: Sequence[Score]) -> int:
    """Return the decimals that suit the usual interval of the candidates."""
    return usual([decimals(score.interval.half_width) for score in scores])


def differences_of(summary: Summary, method: str) -> list[Difference]:
    """Return the differences of a method in the metric that decides."""
    metric = summary.metrics[0].name
    return [d for d in summary.differences if d.method == method and d.metric == metric]


def difference_places(found: Sequence[Difference]) -> int:
    """Return the decimals that suit the usual interval of some differences."""
    return usual([decimals(difference.interval.half_width) for difference in found])


def difference_table(summary: Summary, method: str) -> Columns | None:
    """Return the differences of a method to all baselines; None without a baseline."""
    found = differences_of(summary, method)
    if not found:
        return None
    places = difference_places(found)
    columns = (
        Column(
            "difference",
            tuple(with_interval(d.interval, places, sign="+") for d in found),
            keys=tuple(d.interval.mean for d in found),
        ),
        Column("better in", tuple(map(better_in, found)), keys=tuple(d.n_better for d in found)),
    )
    return Columns(f"{method} minus", tuple(d.baseline or BEST_OF_EACH for d in found), columns)


def chosen_baselines(summary: Summary, method: str) -> list[str]:
    """Say how often which baseline was the best of its split by inner score."""
    found = differences_of(summary, method)
    counts = (", ".join(f"{label} {count}" for label, count in d.chosen) for d in found)
    return [text for text in counts if text]


def better_in(difference: Difference, unit: str = "") -> str:
    """Say in how many splits the method was better, and in how many equal."""
    ties = difference.n_ties
    said = f", {ties} tie{'s' if ties > 1 else ''}" if ties else ""
    return f"{difference.n_better} of {difference.n_splits}{unit}{said}"


def headlines(summary: Summary) -> list[str]:
    """Return the result in a sentence for each method, with its interval.

    The difference is that to the strongest baseline, which is the one that the method is least
    ahead of: whoever doubts the method would name that one.
    """
    name = summary.benchmark.name
    if not summary.verdicts:
        return [f"On {name} no method was run."]
    return [_headline(summary, verdict) for verdict in summary.verdicts]


def _headline(summary: Summary, verdict: Verdict) -> str:
    metric, method = summary.metrics[0], verdict.method
    start = f"On {summary.benchmark.name} {method}"
    scores = deciding(summary)
    (own,) = (score for score in scores if score.candidate == method)
    if not math.isfinite(own.interval.mean):
        return f"{start} has no result{_because(verdict.incomplete)}."
    way = "higher" if metric.greater_is_better else "lower"
    value = with_interval(own.interval, score_places(scores))
    text = f"{start} reaches {metric.name} {value} ({way} is better)"
    found = [d for d in differences_of(summary, method) if d.baseline]
    known = [d for d in found if math.isfinite(d.interval.mean)]
    if not found:
        return f"{text}; there is no baseline."
    if not known:
        return f"{text}; no baseline has a result{_because(verdict.incomplete)}."
    least = min(known, key=lambda d: metric.sign * d.interval.mean)
    difference = with_interval(least.interval, difference_places(known), sign="+")
    against = f"the strongest baseline, {least.baseline}" if len(known) > 1 else least.baseline
    return (
        f"{text}, {difference} against {against} (better in {better_in(least, ' splits')}): "
        f"{_verdict(verdict, len(summary.verdicts))}."
    )


def _because(incomplete: Sequence[str]) -> str:
    return f": {_listed(incomplete)}" if incomplete else ""


def _verdict(verdict: Verdict, n_methods: int) -> str:
    if verdict.beats_all:
        return "it beats every baseline"
    return "; ".join(_reasons(verdict, n_methods))


def _reasons(verdict: Verdict, n_methods: int) -> list[str]:
    """Say why a method does not beat every baseline."""
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
    return reasons or [f"not after the correction for {n_methods} methods"]


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def verdict_notes(summary: Summary) -> list[str]:
    """Say of each method whether it beats every baseline."""
    if not summary.benchmark.baselines:
        return []
    n_methods = len(summary.verdicts)
    return [
        f"{verdict.method} beats every baseline."
        if verdict.beats_all
        else f"{verdict.method} does not beat every baseline: "
        f"{'; '.join(_reasons(verdict, n_methods))}."
        for verdict in summary.verdicts
    ]


def remarks(summary: Summary) -> list[str]:
    """Return what else has to be known: claim, published figures, how far intervals reach."""
    notes = _adjusted_notes(summary) if len(summary.verdicts) > 1 else []
    if len(summary.benchmark.baselines) > 1 and summary.verdicts and not summary.searched:
        notes.append("No best baseline of each split: nothing was searched.")
    notes += _claim_note(summary)
    for figure in summary.benchmark.published:
        source = "; ".join(filter(None, (figure.note, figure.source)))
        notes.append(f"Published: {figure.label}, {figure.metric} {figure.value:g} ({source}).")
    return notes + (_resampling_notes(summary) if summary.resampled else _few_splits_notes(summary))


def error_notes(summary: Summary) -> list[str]:
    """Return every different error of a candidate."""
    return [f"{label} {error}" for label, error in summary.errors]


def _adjusted_notes(summary: Summary) -> list[str]:
    notes = []
    for d in summary.differences:
        if math.isfinite(d.p_adjusted):
            against = d.baseline or f"the {BEST_OF_EACH}"
            word = "better" if summary.metrics[0].sign * d.interval.mean > 0 else "worse"
            notes.append(f"{d.method} against {against}: {word}, p = {d.p_adjusted:.3g} (Holm).")
    return notes


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


def _resampling_notes(summary: Summary) -> list[str]:
    spread = [
        f"{score.candidate} {score.seed_sd:.2g}"
        for score in deciding(summary)
        if math.isfinite(score.seed_sd)
    ]
    notes = ["One split only: intervals come from resampling its scored rows."]
    return notes + ([f"Standard deviation over seeds: {', '.join(spread)}."] if spread else [])


def _few_splits_notes(summary: Summary) -> list[str]:
    if summary.n_splits < FEW_SPLITS:
        return [f"Only {summary.n_splits} splits: the intervals are rough."]
    return [
        f"{d.method} minus {d.baseline or f'the {BEST_OF_EACH}'}: only {d.n_splits} of "
        f"{summary.n_splits} splits, its interval is rough."
        for d in summary.differences
        if d.metric == summary.metrics[0].name and 2 <= d.n_splits < FEW_SPLITS
    ]
