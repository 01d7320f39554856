"""From the name of a metric to a function that returns its raw value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sklearn import metrics as sklearn_metrics
from sklearn.metrics import get_scorer, get_scorer_names

from .._plugins import nearest
from ..catalogue import find_specs, get_spec, load_object
from ..catalogue import get_scorer as get_plugin_scorer
from ..exceptions import UnknownNameError
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
    """A scorer, the name it is shown by, and which way is better."""

    name: str
    score: Callable[..., float]
    greater_is_better: bool = True
    uses: Pairs = ()
    needs: Needs = "prediction"

    @property
    def sign(self) -> int:
        """1 if greater is better, else -1."""
        return 1 if self.greater_is_better else -1

    @property
    def heading(self) -> str:
        """The name with an arrow in the good direction."""
        return f"{self.name} {'↑' if self.greater_is_better else '↓'}"

    def __call__(self, estimator: Any, X: Any, y: Any, data: Mapping[str, Any]) -> float:
        """Return the raw value for the scored rows ``X``, ``y``."""
        extras = {keyword: data[cast(str, key)] for keyword, key in self.uses}
        return float(self.score(estimator, X, y, **extras))


def resolve_metric(name: str, protocol: str = "inductive") -> Metric:
    """Return the metric called ``name``.

    Parameters
    ----------
    name : str
        In this order: a scorer of a plugin, one of scikit-learn, ``"module:function"``.
    protocol : str, default='inductive'
        Under ``"clustering"`` scikit-learn's clustering metrics read ``labels_``.

    Returns
    -------
    Metric

    Raises
    ------
    UnknownNameError
        If the name is none of these; the message suggests the nearest.
    """
    plugin_scorers = find_specs("scorers")
    if name in plugin_scorers:
        return _from_plugin(name)
    if name in get_scorer_names():
        if protocol == "clustering" and name in _CLUSTERING:
            return Metric(name, _LabelsScorer(getattr(sklearn_metrics, name)), needs="labels")
        if name.startswith("neg_"):
            return Metric(name.removeprefix("neg_"), _Negated(get_scorer(name)), False)
        return Metric(name, get_scorer(name))
    if ":" in name:
        scorer = load_object(name)
        return Metric(
            name.partition(":")[2], scorer, bool(getattr(scorer, "greater_is_better", True))
        )
    known = [*plugin_scorers, *get_scorer_names()]
    raise UnknownNameError(
        f"the metric must be a scorer of a plugin, one of scikit-learn, or 'module:function'; "
        f"got {name!r}{nearest(name, known)}"
    )


def _from_plugin(name: str) -> Metric:
    spec = cast(ScorerSpec, get_spec(name, "scorers"))
    return Metric(name, get_plugin_scorer(name), spec.greater_is_better, spec.uses, spec.needs)


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
