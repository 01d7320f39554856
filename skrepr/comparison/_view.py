"""What ``fit`` and the scorer get to see of a data set: slices of X, labels with marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy import sparse
from sklearn.utils import get_tags

from ..specs import Candidate
from ._scoring import Metric
from ._slicing import take
from ._splits import Rows, Split


def target_for_fit(y: Any, split: Split, *, regression: bool) -> Any:
    """Return y of the rows in ``split.fit`` with a mark where the label is hidden.

    Parameters
    ----------
    y : array of shape (n_samples,) or (n_samples, n_outputs), or sparse matrix
        All labels.
    split : Split
        Which of them are seen.
    regression : bool
        Mark by NaN instead of -1.

    Returns
    -------
    array or None
        None where no label is seen at all.
    """
    visible = np.isin(split.fit, split.label)
    if y is None or not visible.any():
        return None
    seen = take(y, split.fit)
    if visible.all():
        return seen
    seen = seen.toarray() if sparse.issparse(seen) else np.asarray(seen)
    if regression:
        seen = seen.astype(np.float64)
    elif seen.dtype.kind in "bu":  # neither holds a -1
        seen = seen.astype(np.int64)
    else:
        seen = seen.copy()
    seen[~visible] = np.nan if regression else -1
    return seen


def with_room_for_marks(y: Any, splits: Sequence[Split], *, regression: bool) -> Any:
    """Encode the classes as 0..K-1 if -1 is one, or if labels are hidden and are no numbers."""
    if y is None or regression or sparse.issparse(y) or np.ndim(y) != 1:
        return y
    values = np.asarray(y)
    if values.dtype.kind in "iufb":
        encode = bool((values == -1).any())
    else:
        encode = any(not np.isin(s.fit, s.label).all() for s in splits if len(s.label))
    return np.unique(values, return_inverse=True)[1] if encode else y


@dataclass(frozen=True)
class Material:
    """What all cells of a benchmark share.

    Parameters
    ----------
    data : mapping
        The data set.
    rows : Rows
        How its rows are drawn, for the inner splits.
    metrics : tuple of Metric
        The first decides.
    graph : bool
        ``data["data"]`` is a graph: rows and columns are both nodes.
    regression : bool
        The target holds quantities.
    single_split : bool
        The benchmark has no other split, so the scored rows are resampled instead.
    """

    data: Mapping[str, Any]
    rows: Rows
    metrics: tuple[Metric, ...]
    graph: bool
    regression: bool
    single_split: bool


class View:
    """A data set as one candidate sees it."""

    def __init__(self, candidate: Candidate, material: Material, build: Callable[..., Any]) -> None:
        data = material.data
        self._build = build
        self._params = dict(candidate.params)
        self._params |= {name: data[cast(str, key)] for name, key in candidate.uses}
        self._X = data[candidate.input]
        self._y = data.get("target")
        self._extras = {name: data[cast(str, key)] for name, key in candidate.fit_params}
        self._regression = material.regression
        # a graph is cut on both axes even for an estimator without the tag, which would
        # otherwise see the edges to rows that it may not see
        self._pairwise = (material.graph and candidate.input == "data") or _is_pairwise(
            self.make({}, 0)
        )

    def make(self, params: Mapping[str, Any], seed: int) -> Any:
        """Return a new estimator with every ``random_state`` in it set to ``seed``."""
        estimator = self._build(**self._params)
        if not hasattr(estimator, "get_params"):
            return estimator
        estimator.set_params(**params)
        return estimator.set_params(**dict.fromkeys(seed_params(estimator), seed))

    def own_params(self) -> dict[str, Any]:
        """Return the parameters that the candidate has without a search."""
        estimator = self.make({}, seed=0)
        return dict(estimator.get_params()) if hasattr(estimator, "get_params") else {}

    def fit(self, estimator: Any, split: Split) -> Any:
        """Fit on what ``split`` shows."""
        X = take(self._X, split.fit, split.fit if self._pairwise else None)
        y = target_for_fit(self._y, split, regression=self._regression)
        extras = {name: take(values, split.fit) for name, values in self._extras.items()}
        if y is None:
            return estimator.fit(X, **extras)
        fitted = estimator.fit(X, y, **extras)
        if not self._regression and not np.isin(split.fit, split.label).all():
            _refuse_mark_as_class(fitted)
        return fitted

    def scored(self, split: Split) -> tuple[Any, Any]:
        """Return X and y of the scored rows; of a graph, their edges to the fitted nodes."""
        X = take(self._X, split.score, split.fit if self._pairwise else None)
        return X, None if self._y is None else take(self._y, split.score)


def seed_params(estimator: Any) -> list[str]:
    """Return the names of the parameters that seed an estimator and what is inside it."""
    return [
        name
        for name in estimator.get_params()
        if name == "random_state" or name.endswith("__random_state")
    ]


def _refuse_mark_as_class(estimator: Any) -> None:
    """Raise if the mark of a hidden label was learned like a class."""
    final = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    classes = getattr(final, "classes_", ())
    of_outputs = classes if isinstance(classes, list) else [classes]
    if any(np.any(np.asarray(each) == -1) for each in of_outputs):
        raise ValueError(
            f"{type(final).__name__} took -1, the mark of a hidden label, for a class: "
            "wrap it in skrepr.comparison.LabelledRows"
        )


def _is_pairwise(estimator: Any) -> bool:
    has_tags = hasattr(estimator, "__sklearn_tags__")
    return has_tags and bool(get_tags(estimator).input_tags.pairwise)
