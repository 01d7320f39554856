"""Good estimators on tables and on one graph."""

from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.utils import check_random_state
from sklearn.utils.extmath import safe_sparse_dot
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import check_is_fitted, check_X_y, validate_data

from skrepr._sklearn_compat import Interval, _fit_context
from skrepr.validation import (
    check_graph,
)

_FLOATS = [np.float64, np.float32]
_AT_LEAST_ONE = [Interval(Integral, 1, None, closed="left")]


class RandomAxes(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Project centred rows on random axes.

    >>> import numpy as np
    >>> RandomAxes(random_state=0).fit_transform(np.eye(3)).shape
    (3, 2)
    """

    _parameter_constraints: ClassVar = {
        "n_components": _AT_LEAST_ONE,
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
    }

    def __init__(self, n_components=2, *, n_jobs=None, random_state=None):
        self.n_components = n_components
        self.n_jobs = n_jobs
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        X = validate_data(self, X, dtype=_FLOATS)
        self.mean_ = X.mean(axis=0)
        seeds = check_random_state(self.random_state).randint(2**31, size=self.n_components)
        axes = Parallel(n_jobs=self.n_jobs)(
            delayed(_random_axis)(seed, X.shape[1]) for seed in seeds
        )
        self.components_ = np.array(axes).astype(X.dtype)
        self._n_features_out = self.n_components
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=_FLOATS, reset=False)
        return (X - self.mean_) @ self.components_.T

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _random_axis(seed, n_features):
    return np.random.RandomState(seed).standard_normal(n_features)


class NearestMean(ClassifierMixin, BaseEstimator):
    """Predict the class whose weighted mean is nearest.

    >>> NearestMean().fit([[0.0], [1.0]], [3, 5]).predict([[0.9]])
    array([5])
    """

    _parameter_constraints: ClassVar = {"shrinkage": [Interval(Real, 0, 1, closed="both")]}

    def __init__(self, shrinkage=0.0):
        self.shrinkage = shrinkage

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, sample_weight=None):
        X, y = validate_data(self, X, y, dtype=_FLOATS)
        check_classification_targets(y)
        weights = _check_weights(sample_weight, len(X))
        X, y, weights = X[weights > 0], y[weights > 0], weights[weights > 0]
        self.classes_, codes = np.unique(y, return_inverse=True)
        members = [codes == c for c in range(len(self.classes_))]
        means = np.array([np.average(X[m], axis=0, weights=weights[m]) for m in members])
        overall = np.average(X, axis=0, weights=weights)
        self.means_ = (1 - self.shrinkage) * means + self.shrinkage * overall
        return self

    def decision_function(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=_FLOATS, reset=False)
        scores = -cdist(X, self.means_)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=_FLOATS, reset=False)
        return self.classes_[cdist(X, self.means_).argmin(axis=1)]


def _check_weights(sample_weight, n_samples):
    if sample_weight is None:
        return np.ones(n_samples)
    weights = np.asarray(sample_weight, dtype=float)
    if weights.shape != (n_samples,):
        raise ValueError(f"sample_weight must have shape ({n_samples},); got {weights.shape}.")
    if not weights.any():
        raise ValueError("sample_weight must not be all zero.")
    return weights


class Undersampler(BaseEstimator):
    """Draw equally many samples of each class, a share of the smallest one.

    >>> X, y = Undersampler(random_state=0).fit_resample([[1.0], [2.0], [3.0]], [0, 0, 1])
    >>> len(y)
    2
    """

    _parameter_constraints: ClassVar = {
        "share": [Interval(Real, 0, 1, closed="right")],
        "random_state": ["random_state"],
    }

    def __init__(self, share=1.0, *, random_state=None):
        self.share = share
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit_resample(self, X, y):
        X, y = check_X_y(X, y, dtype=_FLOATS)
        rng = check_random_state(self.random_state)
        labels, counts = np.unique(y, return_counts=True)
        size = int(np.ceil(self.share * counts.min()))
        chosen = [rng.choice(np.flatnonzero(y == c), size, replace=False) for c in labels]
        validate_data(self, X, skip_check_array=True)
        self.sample_indices_ = np.sort(np.concatenate(chosen))
        return X[self.sample_indices_], y[self.sample_indices_]


class GaussianSampler(BaseEstimator):
    """Fit a normal distribution and draw from it.

    >>> GaussianSampler(random_state=0).fit([[0.0, 1.0], [1.0, 0.0]]).sample(4).shape
    (4, 2)
    """

    _parameter_constraints: ClassVar = {"random_state": ["random_state"]}

    def __init__(self, random_state=None):
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        X = validate_data(self, X, dtype=_FLOATS)
        self.seed_ = check_random_state(self.random_state).randint(2**31)
        self.mean_, self.scale_ = X.mean(axis=0), X.std(axis=0)
        return self

    def sample(self, n_samples=1):
        check_is_fitted(self)
        shape = (n_samples, len(self.mean_))
        noise = np.random.RandomState(self.seed_).standard_normal(shape)
        return self.mean_ + self.scale_ * noise.astype(self.mean_.dtype)


class HalfClusterer(ClusterMixin, BaseEstimator):
    """Cluster the given rows by a quantile of their first feature, and no others.

    >>> HalfClusterer().fit_predict([[0.0], [2.0], [3.0]])
    array([0, 0, 1])
    """

    _parameter_constraints: ClassVar = {"quantile": [Interval(Real, 0, 1, closed="both")]}

    def __init__(self, quantile=0.5):
        self.quantile = quantile

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        X = validate_data(self, X, dtype=_FLOATS)
        self.labels_ = (X[:, 0] > np.quantile(X[:, 0], self.quantile)).astype(int)
        return self


class NodeAxes(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Average random vectors over the neighbours of each node.

    >>> import numpy as np
    >>> NodeAxes(random_state=0).fit_transform(np.ones((4, 4))).shape
    (4, 2)
    """

    _parameter_constraints: ClassVar = {
        "n_components": _AT_LEAST_ONE,
        "random_state": ["random_state"],
    }

    def __init__(self, n_components=2, *, random_state=None):
        self.n_components = n_components
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        adjacency = check_graph(X, estimator=self)
        validate_data(self, X, skip_check_array=True)
        rng = check_random_state(self.random_state)
        vectors = rng.standard_normal((adjacency.shape[0], self.n_components))
        self.vectors_ = vectors.astype(adjacency.dtype)
        self._n_features_out = self.n_components
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=_FLOATS, reset=False)
        return safe_sparse_dot(check_graph(X, square=False, estimator=self), self.vectors_)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
