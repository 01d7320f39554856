"""From the name of a metric to a function that returns its raw value."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sklearn import metrics as sklearn_metrics
from sklearn.metrics import get_scorer, get_scorer_names

from .._importing import Entry, load_object
from .._plugins import nearest
from ..catalogue import find_entry, find_specs
from ..exceptions import AmbiguousNameError, UnknownNameError
from ..specs import Needs, Pairs, ScorerSpec

#: scikit-learn's scorers of these call ``predict``, which not every clusterer has.
_CLUSTERING = frozenset(
    {
        "adjusted_mutual_info_score",
        "adjusted_rand_score",
        "completeness_score",
        "fowlkes_mallows_score",
        "homogeneity_score",
        "mutual_info_score",
        "normalized_mutual_info_score",
        "rand_score",
        "v_measure_score",
    }
)


@dataclass(frozen=True)
class Metric:
    """A scorer, the name it is shown by, and which way is better.

    ``target`` is its import string where it is not one of scikit-learn.
    """

    name: str
    score: Callable[..., float]
    greater_is_better: bool = True
    uses: Pairs = ()
    needs: Needs = "prediction"
    target: str = ""

    @property
    def sign(self) -> int:
        """1 if greater is better, else -1."""
        return 1 if self.greater_is_better else -1

    @property
    def heading(self) -> str:
        """The name with an arrow in the good direction."""
        return f"{self.name} {'↑' if self.greater_is_better else '↓'}"

    @property
    def module(self) -> str:
        """The module of the function that computes the value, below all wrappers."""
        function: Any = self.score
        while inner := _inner_function(function):
            function = inner
        return getattr(function, "__module__", None) or type(function).__module__

    def __call__(self, estimator: Any, X: Any, y: Any, data: Mapping[str, Any]) -> float:
        """Return the raw value for the scored rows ``X``, ``y``."""
        extras = {keyword: data[cast(str, key)] for keyword, key in self.uses}
        return float(self.score(estimator, X, y, **extras))


def _inner_function(function: Any) -> Any:
    if isinstance(function, functools.partial):
        return function.func
    names = ("_score_func", "scorer", "metric")  # scikit-learn's scorers, and those below
    return next((vars(function)[n] for n in names if n in getattr(function, "__dict__", ())), None)


def resolve_metric(name: str, protocol: str = "inductive", *, prefer: str | None = None) -> Metric:
    """Return the metric called ``name``.

    Parameters
    ----------
    name : str
        In this order: a scorer of a plugin, one of scikit-learn, ``"module:function"``.
    protocol : str, default='inductive'
        Under ``"clustering"`` scikit-learn's clustering metrics read ``labels_``.
    prefer : str, default=None
        Distribution whose benchmark uses the name. Its own scorers come first, then those of
        scikit-learn: what else is installed must not change the benchmark.

    Returns
    -------
    Metric

    Raises
    ------
    UnknownNameError
        If the name is none of these; the message suggests the nearest.
    """
    entry = _find_scorer(name, prefer)
    of_sklearn = name in get_scorer_names()
    if entry and not (of_sklearn and prefer not in (None, entry.distribution)):
        return _from_plugin(name, entry)
    if of_sklearn:
        return _from_sklearn(name, protocol)
    if ":" in name:
        scorer = load_object(name)
        greater_is_better = bool(getattr(scorer, "greater_is_better", True))
        return Metric(name.partition(":")[2], scorer, greater_is_better, target=name)
    known = [*find_specs("scorers"), *get_scorer_names()]
    raise UnknownNameError(
        f"the metric must be a scorer of a plugin, one of scikit-learn, or 'module:function'; "
        f"got {name!r}{nearest(name, known)}"
    )


def _find_scorer(name: str, prefer: str | None) -> Entry | None:
    try:
        return find_entry(name, "scorers", prefer=prefer)
    except AmbiguousNameError:
        if name in get_scorer_names():
            return None
        raise
    except UnknownNameError:
        return None


def _from_plugin(name: str, entry: Entry) -> Metric:
    spec = cast(ScorerSpec, entry.spec)
    scorer = load_object(spec.target, entry)
    return Metric(
        name,
        scorer() if spec.factory else scorer,
        spec.greater_is_better,
        spec.uses,
        spec.needs,
        spec.target,
    )


def _from_sklearn(name: str, protocol: str) -> Metric:
    if protocol == "clustering" and name in _CLUSTERING:
        return Metric(name, _LabelsScorer(getattr(sklearn_metrics, name)), needs="labels")
    if name.startswith("neg_"):
        return Metric(name.removeprefix("neg_"), _Negated(get_scorer(name)), False)
    return Metric(name, get_scorer(name))


@dataclass(frozen=True)
class _Negated:
    """Undo the sign of scikit-learn's ``neg_...`` scorers."""

    scorer: Callable[..., float]

    def __call__(self, estimator: Any, X: Any, y: Any) -> float:
        return -self.scorer(estimator, X, y)


@dataclass(frozen=True)
class _LabelsScorer:
    """Compare ``labels_`` of a clusterer, whose rows are the scored ones, with ``y``."""

    metric: Callable[..., float]

    def __call__(self, estimator: Any, X: Any, y: Any) -> float:
        return self.metric(y, estimator.labels_)
