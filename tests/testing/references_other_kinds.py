"""Good estimators on everything that is no table."""

from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils import check_consistent_length, check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from skrepr._sklearn_compat import Interval, _fit_context
from skrepr.validation import (
    check_epochs,
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
