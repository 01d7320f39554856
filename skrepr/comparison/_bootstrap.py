"""Resampling the scored rows, for a benchmark whose publishers gave one split."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._scoring import Metric
from ._slicing import take
from ._splits import Indices

N_REPLICATES = 2000

#: Methods whose answer for a row does not depend on the other rows that are asked for.
_ROW_WISE = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "score_samples",
    "transform",
    "kneighbors",
)


class CannotResampleError(Exception):
    """The metric cannot be computed again from answers that were given once."""


class _Replay:
    """A fitted estimator that answers for resampled rows by looking up its first answer.

    It is asked for row numbers instead of rows, so that every method runs once.
    """

    def __init__(self, estimator: Any, X: Any) -> None:
        self._estimator = estimator
        self._X = X
        self._answers: dict[tuple[str, str], Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._estimator, name)
        if name.startswith("_") or not callable(value):
            return value

        @wraps(value)  # scikit-learn's scorers read its name
        def replay(*args: Any, **kwargs: Any) -> Any:
            if not args and not kwargs:  # it is not asked about rows
                return value()
            if name not in _ROW_WISE or not args:
                raise CannotResampleError(f"the metric calls {name}")
            rows, *others = args
            key = name, repr((others, sorted(kwargs.items())))
            if key not in self._answers:
                self._answers[key] = value(self._X, *others, **kwargs)
            return _rows_of_answer(self._answers[key], rows)

        return replay


def _rows_of_answer(answer: Any, rows: Indices) -> Any:
    """Return rows of an array, or of each array where a method returns several."""
    if isinstance(answer, tuple):  # distances and indices
        return tuple(take(part, rows) for part in answer)
    if isinstance(answer, list) and answer and np.ndim(answer[0]) == 2:  # one for each output
        return [take(part, rows) for part in answer]
    return take(answer, rows)


def bootstrap_scores(
    metric: Metric,
    estimator: Any,
    X: Any,
    y: Any,
    data: Mapping[str, Any],
    name: str,
    *,
    value: float,
    groups: NDArray[Any] | None = None,
) -> list[float | None]:
    """Return the metric on resampled scored rows; all candidates get the same resamples.

    Parameters
    ----------
    metric : Metric
        One that needs predictions, a transform or neighbours; others give an empty list.
    estimator : estimator
        Fitted.
    X, y : array-like
        The scored rows.
    data : mapping
        The data set.
    name : str
        Name of the benchmark, from which the resamples derive.
    value : float
        The metric on the scored rows themselves.
    groups : ndarray of shape (n_rows,), default=None
        Rows that belong together and are drawn together.

    Returns
    -------
    list of float or None
        None for a resample on which the metric is not defined.

    Raises
    ------
    CannotResampleError
        If the metric asks for more than answers for single rows.
    """
    if metric.needs not in ("prediction", "transform", "neighbors") or y is None:
        return []
    n_rows = y.shape[0] if hasattr(y, "shape") else len(y)
    replay = _Replay(estimator, X)
    replayed = metric(replay, np.arange(n_rows), y, data)
    if not math.isclose(replayed, value, rel_tol=1e-9, abs_tol=1e-12):
        raise CannotResampleError("the metric depends on more than the answers for single rows")
    generator = np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))
    scores = []
    for _ in range(N_REPLICATES):
        rows = _resample(n_rows, groups, generator)
        scores.append(_finite_score(metric, replay, rows, take(y, rows), data))
    return scores


def _resample(n_rows: int, groups: NDArray[Any] | None, generator: np.random.Generator) -> Indices:
    """Draw rows with replacement, or whole groups of them."""
    if groups is None:
        return generator.integers(n_rows, size=n_rows)
    members, sizes = np.unique(groups, return_inverse=True, return_counts=True)[1:]
    starts = np.split(np.argsort(members, kind="stable"), np.cumsum(sizes)[:-1])
    drawn = generator.integers(len(sizes), size=len(sizes))
    return np.concatenate([starts[group] for group in drawn])


def _finite_score(
    metric: Metric, replay: _Replay, rows: Indices, y: Any, data: Mapping[str, Any]
) -> float | None:
    try:
        score = metric(replay, rows, y, data)
    except CannotResampleError:
        raise
    except Exception:  # for example without a row of one of the classes
        return None
    return score if math.isfinite(score) else None
