"""A transformer that sees every row, a probe that sees only the rows with a label.

When a split hides labels but not rows, the runner marks a hidden label by -1 (a whole row of
-1 in a label indicator, NaN in a regression target). scikit-learn's final estimators do not
know that mark: ``LogisticRegression`` learns -1 as one more class and says nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.utils import get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_consistent_length, check_is_fitted


def has_label(y: Any, *, regression: bool = False) -> NDArray[np.bool_]:
    """Return which rows of ``y`` carry a label.

    Parameters
    ----------
    y : ndarray of shape (n_samples,) or (n_samples, n_outputs)
        Hidden rows are -1 in every column, or NaN where ``regression`` is set.
    regression : bool, default=False
        Whether ``y`` holds quantities, among which -1 is a value like any other.

    Returns
    -------
    ndarray of shape (n_samples,)
    """
    y = np.asarray(y)
    if regression and y.dtype.kind == "f":
        hidden = np.isnan(y)
    elif not regression and y.dtype.kind in "if":
        hidden = y == -1
    else:
        return np.ones(len(y), dtype=bool)
    visible: NDArray[np.bool_] = ~(hidden if y.ndim == 1 else hidden.all(axis=1))
    return visible


def _probe_has(method: str) -> Any:
    def check(self: LabelledRows) -> bool:
        return hasattr(getattr(self, "probe_", self.probe), method)

    return check


class LabelledRows(BaseEstimator):  # type: ignore[misc]
    """Fit a transformer on all rows and a probe on those whose label is visible.

    It is how a representation enters a benchmark in which ``fit`` may see the rows that are
    scored, but not their labels. The transformer is fitted without labels.

    Parameters
    ----------
    transformer : estimator
        Unfitted, with ``transform``.
    probe : estimator
        Unfitted classifier or regressor for the transformed rows.

    Attributes
    ----------
    transformer_ : estimator
        Fitted on all rows.
    probe_ : estimator
        Fitted on the rows with a label.
    n_labelled_ : int
        Their number.
    classes_ : ndarray
        The probe's classes; only where it has some.
    n_features_in_ : int
        Only where the transformer has it.
    feature_names_in_ : ndarray of str
        Only where the transformer has it.

    See Also
    --------
    sklearn.pipeline.Pipeline : Where every row has a label.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.decomposition import PCA
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skrepr.comparison import LabelledRows
    >>> X, y = load_iris(return_X_y=True)
    >>> hidden = np.where(np.arange(150) % 10 == 0, y, -1)
    >>> model = LabelledRows(PCA(2), LogisticRegression()).fit(X, hidden)
    >>> model.n_labelled_, f"{model.score(X, y):.2f}"
    (15, '0.89')
    """

    def __init__(self, transformer: Any, probe: Any) -> None:
        self.transformer = transformer
        self.probe = probe

    def fit(self, X: Any, y: Any) -> LabelledRows:
        """Fit both parts.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), or what the transformer takes
            All rows.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            Labels. A row is hidden if it is -1 (in every column), or NaN for a regressor.

        Returns
        -------
        LabelledRows
            Fitted.
        """
        if y is None:
            raise ValueError(
                "LabelledRows requires y to be passed, but the target y is None: "
                "the probe needs labels; mark those that are hidden by -1."
            )
        y = y.toarray() if sparse.issparse(y) else np.asarray(y)
        check_consistent_length(X, y)
        regression = get_tags(self.probe).estimator_type == "regressor"
        visible = np.flatnonzero(has_label(y, regression=regression))
        if len(visible) == 0:
            raise ValueError("y must hold a label for at least one row; got only hidden ones.")
        self.transformer_ = clone(self.transformer)
        Z = self._embed_training_rows(X)
        self.probe_ = clone(self.probe).fit(Z[visible], y[visible])
        self.n_labelled_ = len(visible)
        return self

    def _embed_training_rows(self, X: Any) -> Any:
        if hasattr(self.transformer_, "fit_transform"):
            return self.transformer_.fit_transform(X)
        return self.transformer_.fit(X).transform(X)

    def _ask_probe(self, method: str, X: Any, *args: Any) -> Any:
        check_is_fitted(self)
        return getattr(self.probe_, method)(self.transformer_.transform(X), *args)

    def predict(self, X: Any) -> Any:
        """Return the probe's predictions."""
        return self._ask_probe("predict", X)

    @available_if(_probe_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Any:
        """Return the probe's class probabilities."""
        return self._ask_probe("predict_proba", X)

    @available_if(_probe_has("decision_function"))  # type: ignore[untyped-decorator]
    def decision_function(self, X: Any) -> Any:
        """Return the probe's decision values."""
        return self._ask_probe("decision_function", X)

    @available_if(_probe_has("score"))  # type: ignore[untyped-decorator]
    def score(self, X: Any, y: Any) -> float:
        """Return the probe's score."""
        return float(self._ask_probe("score", X, y))

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "probe_")

    @property
    def classes_(self) -> Any:
        return self.probe_.classes_

    @property
    def n_features_in_(self) -> int:
        check_is_fitted(self)
        return int(self.transformer_.n_features_in_)

    @property
    def feature_names_in_(self) -> Any:
        return self.transformer_.feature_names_in_

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        rows, labels = get_tags(self.transformer), get_tags(self.probe)
        tags.input_tags = rows.input_tags
        tags.input_tags.allow_nan &= labels.input_tags.allow_nan
        tags.estimator_type = labels.estimator_type
        tags.target_tags = labels.target_tags
        tags.classifier_tags = labels.classifier_tags
        tags.regressor_tags = labels.regressor_tags
        tags.non_deterministic = rows.non_deterministic or labels.non_deterministic
        return tags
