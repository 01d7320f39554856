"""From the records of the cells to scores, differences and a verdict for each method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..specs import BenchmarkSpec, Candidate, Claim
from ._cell import Record
from ._scoring import Metric
from ._statistics import (
    Floats,
    Interval,
    best_baseline,
    corrected_interval,
    count_better,
    holm,
    percentile_interval,
    pick,
    relative_improvement,
)

#: A method is said to beat the baselines at this level.
LEVEL = 0.05

_STATUS = {"ok": "in part"}

#: Records of cells by label of the candidate and number of the split.
Records = Mapping[tuple[str, int], Record]


@dataclass(frozen=True)
class Score:
    """One candidate in one metric, with what it cost; costs are means over cells."""

    candidate: str
    role: str
    metric: str
    interval: Interval
    seed_sd: float
    split_sd: float
    n_splits: int
    n_failed: int
    search_cpu_s: float
    fit_cpu_s: float
    predict_s_per_1000: float
    peak_bytes: float


@dataclass(frozen=True)
class Difference:
    """A method minus a baseline, paired by split.

    ``baseline`` is empty for the difference to the baseline that is best in each split by
    inner score; ``chosen`` then says how often it was which. ``p_adjusted`` is Holm's over
    the methods of the benchmark, for that difference alone.
    """

    method: str
    baseline: str
    metric: str
    interval: Interval
    n_better: int
    n_ties: int
    n_splits: int
    p_adjusted: float = np.nan
    chosen: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a method beats every baseline, and which it does not.

    ``worse_than`` holds the baselines whose interval is wholly on the bad side of 0,
    ``undecided`` those whose interval holds 0, ``missing`` those with too few common splits
    to compare, ``unclear`` those whose difference has no interval for another reason.
    ``incomplete`` says which candidates lack a result, as text: splits that survive are no
    fair sample of those that were planned.
    """

    method: str
    beats_all: bool
    worse_than: tuple[str, ...]
    undecided: tuple[str, ...]
    missing: tuple[str, ...]
    unclear: tuple[str, ...]
    incomplete: tuple[str, ...]


@dataclass(frozen=True)
class ClaimResult:
    """A benchmark's claim and what was measured; ``holds`` is None where it has no bound.

    ``interval`` is that of the difference, in units of the metric.
    """

    claim: Claim
    measured: float
    holds: bool | None
    interval: Interval


@dataclass(frozen=True)
class Summary:
    """The result of one benchmark."""

    benchmark: BenchmarkSpec
    metrics: tuple[Metric, ...]
    n_splits: int
    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]
    verdicts: tuple[Verdict, ...]
    claim: ClaimResult | None
    errors: tuple[tuple[str, str], ...]
    searched: bool
    n_trials_run: int

    @property
    def resampled(self) -> bool:
        """Whether intervals come from resampled rows of a single split."""
        return self.n_splits == 1


class _Table:
    """Values of a benchmark's cells by candidate, as arrays over splits."""

    def __init__(self, deciding: Metric, test_ratios: Sequence[float], records: Records) -> None:
        self.deciding = deciding
        self.n_splits = len(test_ratios)
        self._test_ratio = float(np.mean(test_ratios))
        self._records = records

    def cells(self, label: str) -> list[Record]:
        found = (self._records.get((label, number)) for number in range(self.n_splits))
        return [record for record in found if record is not None]

    def values(self, label: str, metric: str) -> Floats:
        """Return the mean over seeds in each split, NaN where one failed or is missing."""
        return np.array(
            [self._mean_over_seeds(label, number, metric) for number in range(self.n_splits)]
        )

    def _mean_over_seeds(self, label: str, number: int, metric: str) -> float:
        values = [fit["values"][metric] for fit in self._fits(label, number)]
        return float(np.mean(values)) if values and None not in values else np.nan

    def _fits(self, label: str, number: int) -> list[Record]:
        record = self._records.get((label, number))
        return list(record["fits"]) if record else []

    def inner(self, label: str) -> Floats:
        scores = [
            self._records.get((label, j), {}).get("inner_score") for j in range(self.n_splits)
        ]
        return np.array([np.nan if score is None else score for score in scores])

    def interval(self, values: Floats, replicates: Floats | None) -> Interval:
        """Return the mean of what is known with its interval, by rows for a single split."""
        known = values[~np.isnan(values)]
        if replicates is not None and len(known) == 1:
            return percentile_interval(float(known[0]), replicates)
        return corrected_interval(known, self._test_ratio)

    def replicates(self, label: str, metric: Metric) -> Floats | None:
        """Return the metric on resampled rows of a single split, where that was done."""
        if metric != self.deciding or self.n_splits > 1:
            return None
        replicates = [fit["bootstrap"] for fit in self._fits(label, 0)]
        if not replicates or not all(replicates):
            return None
        over_seeds: Floats = np.array(replicates, dtype=np.float64)  # None becomes NaN
        mean: Floats = over_seeds.mean(axis=0)
        return mean

    def lacks(self, label: str) -> str:
        """Say in how many splits a candidate has no deciding score; nothing if in none."""
        absent = np.flatnonzero(np.isnan(self.values(label, self.deciding.name)))
        failed = sum((label, int(number)) in self._records for number in absent)
        parts = [(failed, "failed"), (len(absent) - failed, "did not run")]
        said = " and ".join(f"{what} in {n}" for n, what in parts if n)
        return f"{label} {said} of {self.n_splits} splits" if said else ""

    def seed_sd(self, label: str, metric: str) -> float:
        """Return the spread over seeds inside a split, pooled over splits."""
        variances = []
        for number in range(self.n_splits):
            values = [fit["values"][metric] for fit in self._fits(label, number)]
            if len(values) > 1 and None not in values:
                variances.append(np.var(values, ddof=1))
        return float(np.sqrt(np.mean(variances))) if variances else np.nan

    def mean_cost(self, label: str, name: str) -> float:
        per_cell = (record.get(name) for record in self.cells(label))
        per_fit = (fit.get(name) for record in self.cells(label) for fit in record["fits"])
        return _mean_of_known([*per_cell, *per_fit])


def _mean_of_known(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else np.nan


def summarise(
    benchmark: BenchmarkSpec,
    metrics: Sequence[Metric],
    test_ratios: Sequence[float],
    records: Records,
) -> Summary:
    """Summarise the cells of a benchmark.

    Parameters
    ----------
    benchmark : BenchmarkSpec
        As it was run.
    metrics : sequence of Metric
        The first decides.
    test_ratios : sequence of float
        Scored over labelled rows, for each split.
    records : mapping of (str, int) to dict
        By label and number of the split; cells that did not run are left out.

    Returns
    -------
    Summary
    """
    table = _Table(metrics[0], test_ratios, records)
    candidates = benchmark.candidates
    cells = [record for candidate in candidates for record in table.cells(candidate.label)]
    differences = _with_holm(
        [
            difference
            for method in benchmark.methods
            for metric in metrics
            for difference in _differences(table, method.label, benchmark.baselines, metric)
        ],
        metrics[0],
    )
    return Summary(
        benchmark=benchmark,
        metrics=tuple(metrics),
        n_splits=table.n_splits,
        scores=tuple(
            _score(table, candidate, "method" if candidate in benchmark.methods else "baseline", m)
            for candidate in candidates
            for m in metrics
        ),
        differences=tuple(differences),
        verdicts=tuple(_verdicts(benchmark, table, differences)),
        claim=_check_claim(benchmark, metrics, table, differences),
        errors=tuple(_errors(table, candidates)),
        searched=any(record.get("inner_score") is not None for record in cells),
        n_trials_run=max((record.get("n_trials_run", 0) for record in cells), default=0),
    )


def _score(table: _Table, candidate: Candidate, role: str, metric: Metric) -> Score:
    label = candidate.label
    values = table.values(label, metric.name)
    known = values[~np.isnan(values)]
    return Score(
        candidate=label,
        role=role,
        metric=metric.name,
        interval=table.interval(values, table.replicates(label, metric)),
        seed_sd=table.seed_sd(label, metric.name),
        split_sd=float(known.std(ddof=1)) if len(known) > 1 else np.nan,
        n_splits=len(known),
        n_failed=sum(record["status"] != "ok" for record in table.cells(label)),
        search_cpu_s=table.mean_cost(label, "search_cpu_s"),
        fit_cpu_s=table.mean_cost(label, "fit_cpu_s"),
        predict_s_per_1000=table.mean_cost(label, "predict_s_per_1000"),
        peak_bytes=table.mean_cost(label, "peak_bytes"),
    )


def _differences(
    table: _Table, method: str, baselines: Sequence[Candidate], metric: Metric
) -> list[Difference]:
    """Return the differences of a method to every baseline, and to the best in each split."""
    own, own_replicates = table.values(method, metric.name), table.replicates(method, metric)
    labels = [baseline.label for baseline in baselines]
    values = [table.values(label, metric.name) for label in labels]
    replicates = [table.replicates(label, metric) for label in labels]

    def difference(baseline: str, other: Floats, resampled: Floats | None) -> Difference:
        both = None if own_replicates is None or resampled is None else own_replicates - resampled
        return Difference(
            method=method,
            baseline=baseline,
            metric=metric.name,
            interval=table.interval(own - other, both),
            n_better=count_better(own - other, metric.greater_is_better),
            n_ties=int(np.sum(own == other)),
            n_splits=int(np.sum(~np.isnan(own - other))),
        )

    found = [difference(*parts) for parts in zip(labels, values, replicates, strict=True)]
    if metric != table.deciding or len(labels) < 2:
        return found
    inner = np.array([metric.sign * table.inner(label) for label in labels])
    chosen = best_baseline(np.where(np.isnan(values), np.nan, inner))
    counts = Counter(labels[index] for index in chosen if index >= 0)
    if not counts:
        return found
    best = difference("", pick(values, chosen), replicates[chosen[0]])
    return [*found, replace(best, chosen=tuple(counts.most_common()))]


def _with_holm(differences: Sequence[Difference], deciding: Metric) -> list[Difference]:
    """Adjust the p-values of the headline differences for the number of methods.

    The headline of a method is its difference to the best baseline of each split, or to its
    only baseline.
    """
    of_method = Counter(d.method for d in differences if d.metric == deciding.name)
    headlines = [
        index
        for index, d in enumerate(differences)
        if d.metric == deciding.name and (not d.baseline or of_method[d.method] == 1)
    ]
    adjusted = list(differences)
    p_values = holm([differences[index].interval.p_value for index in headlines])
    for index, p_value in zip(headlines, p_values, strict=True):
        adjusted[index] = replace(differences[index], p_adjusted=float(p_value))
    return adjusted


def _verdicts(
    benchmark: BenchmarkSpec, table: _Table, differences: Sequence[Difference]
) -> list[Verdict]:
    """Say which methods beat every baseline.

    Being better than each is one claim (an intersection-union test): its p-value is the
    largest, and only the number of methods asks for a correction.
    """
    metric = table.deciding
    against: dict[str, list[Difference]] = {method.label: [] for method in benchmark.methods}
    for difference in differences:
        if difference.metric == metric.name and difference.baseline:
            against[difference.method].append(difference)
    p_values = [
        max((_p_better(d.interval, metric.sign) for d in found), default=1.0)
        for found in against.values()
    ]
    verdicts = []
    for (method, found), p_value in zip(against.items(), holm(p_values), strict=True):
        better = {d.baseline for d in found if _is_better(d.interval, metric.sign)}
        worse = tuple(d.baseline for d in found if _is_better(d.interval, -metric.sign))
        missing = tuple(d.baseline for d in found if d.n_splits < min(2, table.n_splits))
        unclear = tuple(
            d.baseline for d in found if np.isnan(d.interval.low) and d.baseline not in missing
        )
        undecided = tuple(
            d.baseline for d in found if d.baseline not in better.union(worse, missing, unclear)
        )
        lacking = map(table.lacks, [method, *(d.baseline for d in found)])
        incomplete = tuple(filter(None, lacking))
        beats_all = (
            bool(found) and len(better) == len(found) and p_value <= LEVEL and not incomplete
        )
        verdicts.append(Verdict(method, beats_all, worse, undecided, missing, unclear, incomplete))
    return verdicts


def _is_better(interval: Interval, sign: int) -> bool:
    return (interval.low if sign > 0 else -interval.high) > 0


def _p_better(interval: Interval, sign: int) -> float:
    on_good_side = sign * interval.mean > 0
    return interval.p_value if on_good_side and not np.isnan(interval.p_value) else 1.0


def _check_claim(
    benchmark: BenchmarkSpec,
    metrics: Sequence[Metric],
    table: _Table,
    differences: Sequence[Difference],
) -> ClaimResult | None:
    """Return what was measured of the claim; None if one of its candidates was not run."""
    claim = benchmark.claim
    if claim is None or not benchmark.methods:
        return None
    by_name = dict(zip(benchmark.metrics, metrics, strict=True))
    metric = by_name.get(claim.metric, metrics[0])
    method = claim.method or benchmark.methods[0].label
    baseline = claim.baseline or (benchmark.baselines[0].label if benchmark.baselines else "")
    run = {"", *(candidate.label for candidate in benchmark.candidates)}
    if method not in run or baseline not in run:
        return None
    own, other = table.values(method, metric.name), table.values(baseline, metric.name)
    both = ~np.isnan(own) & ~np.isnan(other)
    interval = next(
        (
            d.interval
            for d in differences
            if (d.method, d.baseline, d.metric) == (method, baseline, metric.name)
        ),
        Interval(np.nan, np.nan, np.nan, np.nan),
    )
    if claim.relative is None or not both.any():
        return ClaimResult(claim, np.nan, None, interval)
    measured = relative_improvement(
        float(own[both].mean()), float(other[both].mean()), metric.greater_is_better
    )
    holds = None if np.isnan(measured) else measured >= claim.relative
    return ClaimResult(claim, measured, holds, interval)


def _errors(table: _Table, candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Return (label, error) for every different error of a candidate.

    A cell that has its deciding score may still lack another metric, or an interval.
    """
    found = (
        (candidate.label, f"{_STATUS.get(record['status'], record['status'])}: {record['error']}")
        for candidate in candidates
        for record in table.cells(candidate.label)
        if record["error"]
    )
    return list(dict.fromkeys(found))
