"""The arithmetic of a fair comparison: pure functions on arrays with one entry a split.

Splits share training rows, so differences between two candidates are correlated over splits
and the usual t test finds far too much. The intervals here are widened for that [1]_.

References
----------
.. [1] C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
   52, 2003.
.. [2] S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
   Journal of Statistics 6, 1979.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

#: With few labelled and many scored rows ``n_test / n_train`` asks for intervals that nothing
#: could ever leave. In simulated label draws the ratio that keeps the level stays below this.
MAX_TEST_RATIO = 2.0

#: An interval from resampled rows needs this share of the resamples.
MIN_KEPT = 0.95

#: Below this number of splits an interval is printed with a warning.
FEW_SPLITS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A mean over splits with its interval, and the p-value of "the mean is 0"."""

    mean: float
    low: float
    high: float
    p_value: float

    @property
    def half_width(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2


def corrected_interval(
    values: ArrayLike, test_ratio: float, *, confidence: float = 0.95
) -> Interval:
    """Return the mean over splits with an interval that allows for shared training rows.

    The half width is ``t(J - 1) * sqrt((1/J + min(test_ratio, 2)) * s**2)`` for J splits.

    Parameters
    ----------
    values : array-like of shape (n_splits,)
        One value a split: scores, or differences that are paired by split.
    test_ratio : float
        Scored rows over labelled rows of a split.
    confidence : float, default=0.95
        Coverage of the interval.

    Returns
    -------
    Interval
        Its bounds and p-value are NaN for fewer than two splits, and for values that are all
        equal: no spread says nothing about how large it is on other splits.

    Examples
    --------
    >>> from skrepr.comparison._statistics import corrected_interval
    >>> interval = corrected_interval([0.1, 0.2, 0.3], test_ratio=0.25)
    >>> print(f"{interval.mean:.2f} ± {interval.half_width:.3f}")
    0.20 ± 0.329
    """
    values = np.asarray(values, dtype=np.float64)
    n_splits = len(values)
    mean = float(values.mean()) if n_splits else np.nan
    if n_splits < 2 or _all_equal(values):
        return Interval(mean, np.nan, np.nan, np.nan)
    factor = 1 / n_splits + min(test_ratio, MAX_TEST_RATIO)
    error = float(np.sqrt(factor * values.var(ddof=1)))
    half = float(stats.t.ppf((1 + confidence) / 2, n_splits - 1)) * error
    p_value = float(2 * stats.t.sf(abs(mean) / error, n_splits - 1))
    return Interval(mean, mean - half, mean + half, p_value)


def _all_equal(values: Floats) -> bool:
    """Return whether values differ by no more than rounding."""
    return bool(np.ptp(values) <= 1e-12 * np.abs(values).max())


def percentile_interval(
    value: float, resampled: ArrayLike, *, confidence: float = 0.95
) -> Interval:
    """Return ``value`` with the percentile interval of its bootstrap replicates.

    Parameters
    ----------
    value : float
        The statistic on the sample itself.
    resampled : array-like of shape (n_replicates,)
        The statistic on samples drawn from it with replacement, NaN where it is not defined.
    confidence : float, default=0.95
        Coverage of the interval.

    Returns
    -------
    Interval
        The p-value is twice the smaller share of replicates on one side of 0, at least
        ``2 / (n_replicates + 1)``. Bounds and p-value are NaN if more than a twentieth of the
        replicates is lost, or if all are equal.
    """
    drawn = np.asarray(resampled, dtype=np.float64)
    kept = drawn[~np.isnan(drawn)]
    if not len(kept) or len(kept) < MIN_KEPT * len(drawn) or _all_equal(kept):
        return Interval(value, np.nan, np.nan, np.nan)
    tail = (1 - confidence) / 2
    low, high = np.quantile(kept, [tail, 1 - tail])
    side = min(np.sum(kept <= 0), np.sum(kept >= 0)) + 1
    return Interval(value, float(low), float(high), min(1.0, 2 * side / (len(kept) + 1)))


def holm(p_values: ArrayLike) -> Floats:
    """Return p-values adjusted for their number by Holm's step-down procedure [2]_.

    Parameters
    ----------
    p_values : array-like of shape (n_tests,)
        NaN stands for a test that could not be made; it stays NaN and does not count.

    Returns
    -------
    ndarray of shape (n_tests,)

    Examples
    --------
    >>> from skrepr.comparison._statistics import holm
    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p_values.shape, np.nan)
    made = np.flatnonzero(~np.isnan(p_values))
    order = made[np.argsort(p_values[made], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(factors * p_values[order]))
    return adjusted


def best_baseline(inner_scores: ArrayLike) -> NDArray[np.int64]:
    """Return, for each split, the baseline with the best inner score there.

    One choice for all splits would be made with rows that other splits score, and flatters
    the baseline that it finds.

    Parameters
    ----------
    inner_scores : array-like of shape (n_baselines, n_splits)
        Greater is better; NaN where a baseline has none.

    Returns
    -------
    ndarray of shape (n_splits,)
        Index of the baseline; -1 in a split where no baseline has an inner score.
    """
    inner = np.asarray(inner_scores, dtype=np.float64)
    inner = np.where(np.isnan(inner), -np.inf, inner)
    return np.where(np.isneginf(inner).all(axis=0), -1, inner.argmax(axis=0)).astype(np.int64)


def pick(values: ArrayLike, chosen: NDArray[np.int64]) -> Floats:
    """Return ``values[chosen[j], j]`` for each split j, NaN where nothing was chosen."""
    values = np.asarray(values, dtype=np.float64)
    picked = values[np.maximum(chosen, 0), np.arange(values.shape[1])]
    return np.where(chosen < 0, np.nan, picked)


def count_better(differences: ArrayLike, greater_is_better: bool) -> int:
    """Return in how many splits the difference is on the good side of 0."""
    signed = np.asarray(differences, dtype=np.float64) * (1 if greater_is_better else -1)
    return int(np.sum(signed > 0))


def relative_improvement(method: float, baseline: float, greater_is_better: bool) -> float:
    """Return by which fraction of the baseline's value the method is better.

    Examples
    --------
    >>> from skrepr.comparison._statistics import relative_improvement
    >>> relative_improvement(1.5, 2.0, greater_is_better=False)
    0.25
    """
    if baseline == 0:
        return float("nan")
    gain = method - baseline if greater_is_better else baseline - method
    return gain / abs(baseline)
