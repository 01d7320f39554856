"""Resampling the scored rows, for a benchmark whose publishers gave one split."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import wraps
from typing import Any

import numpy as np

from ._scoring import Metric
from ._slicing import take
from ._splits import Indices

N_REPLICATES = 200
_ROW_WISE = ("predict", "predict_proba", "decision_function", "transform")


class _Replay:
    """A fitted estimator that answers for resampled rows by looking up its first answer.

    It is asked for row numbers instead of rows, so that every method runs once.
    """

    def __init__(self, estimator: Any, X: Any) -> None:
        self._estimator = estimator
        self._X = X
        self._answers: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._estimator, name)
        if name not in _ROW_WISE:
            return value

        @wraps(value)  # scikit-learn's scorers read its name
        def replay(rows: Indices) -> Any:
            if name not in self._answers:
                self._answers[name] = value(self._X)
            return take(self._answers[name], rows)

        return replay


def bootstrap_scores(
    metric: Metric, estimator: Any, X: Any, y: Any, data: Mapping[str, Any], name: str
) -> list[float]:
    """Return the metric on resampled scored rows; all candidates get the same resamples.

    Parameters
    ----------
    metric : Metric
        One that needs predictions or a transform; others give an empty list.
    estimator : estimator
        Fitted.
    X, y : array-like
        The scored rows.
    data : mapping
        The data set.
    name : str
        Name of the benchmark, from which the resamples derive.

    Returns
    -------
    list of float
    """
    if metric.needs not in ("prediction", "transform") or y is None:
        return []
    n_rows = y.shape[0] if hasattr(y, "shape") else len(y)
    replay = _Replay(estimator, X)
    generator = np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))
    scores = []
    for _ in range(N_REPLICATES):
        rows = generator.integers(n_rows, size=n_rows)
        scores.append(metric(replay, rows, take(y, rows), data))
    return scores
