"""Small estimators that keep every promise: one for each kind of input, and for most roles.

They say what the suite asks for, in as few lines as it can be said.
"""

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
from sklearn.utils import check_consistent_length, check_random_state
from sklearn.utils.extmath import safe_sparse_dot
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import check_is_fitted, check_X_y, validate_data

from skrepr._sklearn_compat import Interval, _fit_context
from skrepr.specs import EstimatorSpec
from skrepr.testing import Example
from skrepr.validation import (
    check_epochs,
    check_graph,
    check_graphs,
    check_images,
    check_input_shape,
    check_items,
    check_points,
    check_scenes,
    check_sequences,
    check_spd,
    check_videos,
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


class _NotATable:
    """The tag of everything that takes no table."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.transformer_tags = None
        return tags


class DegreeHistogram(_NotATable, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Count the degrees of the nodes of each graph.

    >>> import numpy as np
    >>> DegreeHistogram(n_bins=3).fit_transform([np.eye(2), np.ones((2, 2))])
    array([[0., 2., 0.],
           [0., 0., 2.]])
    """

    _parameter_constraints: ClassVar = {"n_bins": _AT_LEAST_ONE}

    def __init__(self, n_bins=5):
        self.n_bins = n_bins

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        self.n_graphs_ = len(check_graphs(X))
        self._n_features_out = self.n_bins
        return self

    def transform(self, X):
        check_is_fitted(self)
        degrees = [np.diff(adjacency.indptr) for adjacency in check_graphs(X).adjacencies]
        clipped = [np.minimum(d, self.n_bins - 1) for d in degrees]
        return np.array([np.bincount(d, minlength=self.n_bins) for d in clipped], dtype=float)


class NearestCovariance(_NotATable, ClassifierMixin, BaseEstimator):
    """Predict the class whose mean covariance matrix is nearest.

    >>> import numpy as np
    >>> X = [np.eye(2), 2 * np.eye(2)]
    >>> NearestCovariance().fit(X, [0, 1]).predict([1.9 * np.eye(2)])
    array([1])
    """

    def fit(self, X, y):
        X = check_spd(X, estimator=self)
        check_consistent_length(X, y)
        check_classification_targets(y)
        validate_data(self, X, skip_check_array=True)
        self.input_shape_ = X.shape[1:]
        self.classes_, codes = np.unique(y, return_inverse=True)
        self.means_ = np.array([X[codes == c].mean(axis=0) for c in range(len(self.classes_))])
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = check_spd(X, estimator=self)
        check_input_shape(self, X)
        distances = np.linalg.norm(X[:, None] - self.means_, axis=(2, 3))
        return self.classes_[distances.argmin(axis=1)]


class Covariances(_NotATable, TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):
    """The covariance of the channels of each epoch, ridged.

    >>> import numpy as np
    >>> Covariances().fit_transform(np.ones((2, 3, 9))).shape
    (2, 3, 3)
    """

    _parameter_constraints: ClassVar = {"alpha": [Interval(Real, 0, None, closed="left")]}

    def __init__(self, alpha=0.1):
        self.alpha = alpha

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        X = check_epochs(X, estimator=self)
        validate_data(self, X, skip_check_array=True)
        self.input_shape_ = X.shape[1:]
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = check_epochs(X, estimator=self)
        check_input_shape(self, X)
        covariances = X @ X.transpose(0, 2, 1) / X.shape[2]
        return covariances + X.dtype.type(self.alpha) * np.eye(X.shape[1], dtype=X.dtype)


class ColourMeans(_NotATable, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """The mean of each channel of an image, in a random order.

    >>> import numpy as np
    >>> ColourMeans(random_state=0).fit_transform(np.full((1, 3, 2, 2), 0.5))
    array([[0.5, 0.5, 0.5]])
    """

    _parameter_constraints: ClassVar = {"random_state": ["random_state"]}

    def __init__(self, random_state=None):
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        X = check_images(X, estimator=self)
        validate_data(self, X, skip_check_array=True)
        self.input_shape_ = X.shape[1:]
        self.order_ = check_random_state(self.random_state).permutation(X.shape[1])
        self._n_features_out = X.shape[1]
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = check_images(X, estimator=self)
        check_input_shape(self, X)
        return X.mean(axis=(2, 3))[:, self.order_]


class BrightSegmenter(_NotATable, BaseEstimator):
    """Segment by one threshold, chosen so that as many pixels are bright as in the masks.

    >>> import numpy as np
    >>> X = np.array([[[[0.1, 0.9]]]])
    >>> BrightSegmenter().fit(X, np.array([[[0, 1]]])).predict(X)
    array([[[0, 1]]])
    """

    def fit(self, X, y):
        X = check_images(X, estimator=self)
        check_consistent_length(X, y)
        validate_data(self, X, skip_check_array=True)
        self.input_shape_ = X.shape[1:]
        self.threshold_ = np.quantile(X.mean(axis=1), 1 - np.mean(y))
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = check_images(X, estimator=self)
        check_input_shape(self, X)
        return (X.mean(axis=1) > self.threshold_).astype(int)


class Extents(_NotATable, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """The spread of each cloud along each coordinate.

    >>> import numpy as np
    >>> Extents().fit_transform([np.array([[0.0, 0.0], [2.0, 4.0]])])
    array([[1., 2.]])
    """

    def fit(self, X, y=None):
        X = check_points(X, estimator=self)
        self.n_coordinates_ = X.shape[2]
        self._n_features_out = X.shape[2]
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = check_points(X, estimator=self)
        if X.shape[2] != self.n_coordinates_:
            raise ValueError(
                f"X must have {self.n_coordinates_} coordinates as in fit; got {X.shape[2]}."
            )
        return np.nanstd(X, axis=1)


class PatchDetector(_NotATable, BaseEstimator):
    """Find the brightest patch of the mean size of the boxes of ``fit``.

    >>> import numpy as np
    >>> X = np.zeros((1, 3, 4, 4))
    >>> X[0, :, 1:3, 2:4] = 1.0
    >>> PatchDetector().fit(X, [[[2, 1, 4, 3]]]).predict(X)
    [array([[2., 1., 4., 3.]])]
    """

    def fit(self, X, y):
        X, boxes = check_scenes(X, y, estimator=self)
        validate_data(self, X, skip_check_array=True)
        self.input_shape_ = X.shape[1:]
        corners = np.concatenate(boxes)
        self.side_ = int(np.round((corners[:, 2:] - corners[:, :2]).mean()))
        return self

    def predict(self, X):
        check_is_fitted(self)
        X, _ = check_scenes(X, estimator=self)
        check_input_shape(self, X)
        windows = np.lib.stride_tricks.sliding_window_view(
            X.sum(axis=1), (self.side_, self.side_), axis=(1, 2)
        ).sum(axis=(3, 4))
        tops, lefts = np.unravel_index(
            windows.reshape(len(X), -1).argmax(axis=1), windows.shape[1:]
        )
        corners = np.stack([lefts, tops, lefts + self.side_, tops + self.side_], axis=1)
        return [box[None].astype(float) for box in corners]


class ClipStatistics(_NotATable, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Mean and change of brightness of each clip.

    >>> import numpy as np
    >>> ClipStatistics().fit_transform([np.full((2, 1, 3, 3), 0.25)])
    array([[0.25, 0.  ]])
    """

    def fit(self, X, y=None):
        self.n_channels_ = check_videos(X, estimator=self)[0].shape[1]
        self._n_features_out = 2
        return self

    def transform(self, X):
        check_is_fitted(self)
        clips = check_videos(X, estimator=self)
        for i, clip in enumerate(clips):
            if clip.shape[1] != self.n_channels_:
                raise ValueError(
                    f"X[{i}] must have {self.n_channels_} channels as in fit; got {clip.shape[1]}."
                )
        brightness = [clip.mean(axis=(1, 2, 3)) for clip in clips]
        return np.array([[b.mean(), b[-1] - b[0]] for b in brightness])


class WordNeighbors(_NotATable, BaseEstimator):
    """Find the words with the most similar letters.

    >>> distances, indices = WordNeighbors(n_neighbors=1).fit(["ab", "xyz"]).kneighbors(["xy"])
    >>> indices
    array([[1]])
    """

    _parameter_constraints: ClassVar = {"n_neighbors": _AT_LEAST_ONE}

    def __init__(self, n_neighbors=3):
        self.n_neighbors = n_neighbors

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        self.counts_ = _letter_counts(check_items(X, estimator=self))
        return self

    def kneighbors(self, X):
        check_is_fitted(self)
        distances = cdist(_letter_counts(check_items(X, estimator=self)), self.counts_)
        indices = distances.argsort(axis=1, kind="stable")[:, : self.n_neighbors]
        return np.take_along_axis(distances, indices, axis=1), indices


def _letter_counts(words):
    return np.array([np.bincount([ord(c) % 32 for c in w], minlength=32) for w in words])


class TokenCounts(_NotATable, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Count the tokens of each sequence; tokens that ``fit`` did not see share a column.

    >>> TokenCounts().fit_transform([[0, 1, 1]])
    array([[1., 2., 0.]])
    """

    def fit(self, X, y=None):
        X = check_sequences(X, estimator=self)
        validate_data(self, X, skip_check_array=True)
        self.n_tokens_ = int(X.max()) + 1
        self._n_features_out = self.n_tokens_ + 1
        return self

    def transform(self, X):
        check_is_fitted(self)
        known = np.minimum(check_sequences(X, estimator=self), self.n_tokens_)
        width = self._n_features_out
        return np.array([np.bincount(tokens, minlength=width) for tokens in known], dtype=float)


def words_example(kind, seed):
    """Show that an example may give parameters."""
    return Example(params={"n_neighbors": 2})


def _spec(cls, kind, *roles, **more):
    more.setdefault("stochastic", "random_state" in cls().get_params())
    return EstimatorSpec(
        name=cls.__name__,
        target=f"{__name__}:{cls.__name__}",
        roles=roles,
        inputs=(kind,),
        summary=cls.__doc__.partition("\n")[0],
        **more,
    )


SPECS = [
    _spec(RandomAxes, "table", "transformer", param_grid=(("n_components", (1, 3)),)),
    _spec(
        NearestMean,
        "table",
        "classifier",
        metadata=("sample_weight",),
        param_grid=(("shrinkage", (0.0, 0.5)),),
    ),
    _spec(Undersampler, "table", "resampler"),
    _spec(GaussianSampler, "table", "generator"),
    _spec(
        HalfClusterer,
        "table",
        "clusterer",
        param_grid=(("quantile", (0.3, 0.7)),),
        transductive=True,
        exceptions=(("new_rows", "the quantile is one of the given rows"),),
    ),
    _spec(NodeAxes, "graph", "transformer", quick_params=(("n_components", 3),)),
    _spec(DegreeHistogram, "graphs", "transformer"),
    _spec(NearestCovariance, "spd", "classifier"),
    _spec(Covariances, "epochs", "transformer", output="array"),
    _spec(ColourMeans, "images", "transformer"),
    _spec(BrightSegmenter, "images", "segmenter", output="images"),
    _spec(Extents, "points", "transformer"),
    _spec(PatchDetector, "scenes", "detector", output="items"),
    _spec(ClipStatistics, "videos", "transformer"),
    _spec(
        WordNeighbors,
        "items",
        "neighbors",
        output="items",
        example=f"{__name__}:words_example",
    ),
    _spec(TokenCounts, "sequences", "transformer"),
]
