"""The estimator under test, on one kind of input."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.utils import get_tags

from ..specs import EstimatorSpec, InputKind
from ._samples import Sample
from ._targets import target_for

#: Methods whose result has one row a sample.
ROWWISE = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "transform",
    "score_samples",
    "kneighbors",
)
#: Fitted results of an estimator that has none of these methods.
FITTED_RESULTS = ("labels_", "embedding_", "sample_indices_")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """How to make the estimator, and what to feed it.

    Every call that a check makes through this class gets its own deep copy of the data: an
    estimator that writes into X fails the check that looks for it and no other.

    Parameters
    ----------
    cls : type
        The class under test. No check may branch on it.
    kind : str
        Input kind.
    roles : tuple of str
        From the spec; of a bare estimator, from its methods and mixins.
    spec : EstimatorSpec or None
        None for a bare estimator.
    sample : Sample
        The data.
    params : dict
        Constructor parameters of the house checks.
    default_params : dict
        The default constructor, with the effort parameters among the quick ones.
    suite_params : dict
        The same without what the example brings, unless the constructor requires it.
    effort_params : tuple of str
        The quick parameters that say how much work is done.
    """

    cls: type[Any]
    kind: InputKind
    roles: tuple[str, ...]
    spec: EstimatorSpec | None
    sample: Sample
    params: Mapping[str, Any] = field(default_factory=dict)
    default_params: Mapping[str, Any] = field(default_factory=dict)
    suite_params: Mapping[str, Any] = field(default_factory=dict)
    effort_params: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.cls.__name__ if self.spec is None else self.spec.name

    @property
    def transductive(self) -> bool:
        return self.spec is not None and self.spec.transductive

    @cached_property
    def signature(self) -> dict[str, inspect.Parameter]:
        parameters = inspect.signature(self.cls).parameters
        kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        return {name: p for name, p in parameters.items() if p.kind not in kinds}

    @cached_property
    def y(self) -> Any:
        return target_for(self.roles, self.sample)

    @cached_property
    def needs_target(self) -> bool:
        """Whether the method that fits has a y without a default, or asks for y without one.

        Of a pipeline or a search only the latter shows what its inner estimators need.
        """
        fit = getattr(self.cls, "fit", getattr(self.cls, "fit_resample", None))
        y = inspect.signature(fit).parameters.get("y") if fit else None
        required = bool(get_tags(self.seeded()).target_tags.required)
        if required or (y is not None and y.default is inspect.Parameter.empty):
            return True
        try:
            self.seeded().fit(self.data()[0])
        except Exception as error:
            return re.search(r"\by\b", str(error)) is not None
        return False

    def make(self, **changes: Any) -> Any:
        """Return a new estimator with the house parameters."""
        return self._build({**self.params, **changes})

    def make_patient(self) -> Any:
        """Return a new estimator with the house parameters but for those that spare effort."""
        kept = {n: value for n, value in self.params.items() if n not in self.effort_params}
        if "random_state" in self.signature:
            kept.setdefault("random_state", 0)
        return self._build(kept)

    def make_default(self) -> Any:
        return self._build(self.default_params)

    def make_for_suite(self) -> Any:
        return self._build(self.suite_params)

    def _build(self, params: Mapping[str, Any]) -> Any:
        # Not clone: an __init__ that changes what it is given is the business of one check.
        return self.cls(**{name: clone(value, safe=False) for name, value in params.items()})

    def seeded(self, **changes: Any) -> Any:
        """Return a new estimator whose result should not depend on chance."""
        if "random_state" in self.signature:
            changes.setdefault("random_state", 0)
        return self.make(**changes)

    def fit(self, estimator: Any, X: Any = None, y: Any = None, **fit_params: Any) -> Any:
        """Fit on copies of the data, by default on the sample's, and return the estimator."""
        X, y = self.data() if X is None else copy.deepcopy((X, y))
        return self.fit_on(estimator, X, y, **copy.deepcopy(fit_params))

    def fit_on(self, estimator: Any, X: Any, y: Any, **fit_params: Any) -> Any:
        """Fit on these very objects, for the checks that watch what becomes of them."""
        if "resampler" in self.roles:
            estimator.fit_resample(X, y)
        else:
            estimator.fit(X, y, **fit_params)
        return estimator

    def fitted(self, **changes: Any) -> Any:
        """Return an estimator fitted on the sample with a fixed seed."""
        return self.fit(self.seeded(**changes))

    def data(self, index: Any = None) -> tuple[Any, Any]:
        """Return copies of X and y of ``fit``, all rows or those of ``index``."""
        X, y = self.sample.X, self.y
        if index is not None:
            X, y = self.sample.take_fit(X, index), take_rows(y, index)
        return copy.deepcopy(X), copy.deepcopy(y)

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """The row-wise methods of the fitted estimator."""
        estimator = self.fitted()
        return tuple(method for method in ROWWISE if hasattr(estimator, method))

    @cached_property
    def transforms_to_2d(self) -> bool:
        """Whether the result of ``transform`` has two axes."""
        return len(getattr(self.call(self.fitted(), "transform"), "shape", ())) == 2

    @property
    def transforms_to_table(self) -> bool:
        """Whether the columns of ``transform`` mean something: tokens have two axes, too."""
        if self.spec is not None and self.roles[0] in ("transformer", "selector"):
            return self.spec.output == "table"
        return self.transforms_to_2d

    def call(self, estimator: Any, method: str, X: Any = None) -> Any:
        """Call a row-wise method on a copy of X, by default on the new samples."""
        return getattr(estimator, method)(copy.deepcopy(self.sample.X_new if X is None else X))

    def outputs(self, estimator: Any, X: Any = None) -> dict[str, Any]:
        """Return everything that the fitted estimator has to say about the new samples."""
        results = {method: self.call(estimator, method, X) for method in self.methods}
        if hasattr(estimator, "sample"):
            results["sample"] = estimator.sample(5)
        if not results:
            results = {n: getattr(estimator, n) for n in FITTED_RESULTS if hasattr(estimator, n)}
        return results


def take_rows(y: Any, index: Any) -> Any:
    """Return rows of a target, which may be an array or a list."""
    if isinstance(y, list):
        return [y[i] for i in np.arange(len(y))[index]]
    return y[index]
