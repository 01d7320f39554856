"""Wrong in what is refused, and in what happens to the caller's data."""

import numpy as np
from conformance_references import (
    ClipStatistics,
    ColourMeans,
    Covariances,
    Extents,
    NearestCovariance,
    NodeAxes,
    PatchDetector,
    RandomAxes,
    TokenCounts,
    WordNeighbors,
)
from mutants import mutant
from sklearn.utils.validation import check_is_fitted, validate_data

from skrepr.validation import check_epochs, check_graph


@mutant("bad_input_names_axes")
class SaysBadShape(Covariances):
    """Does not say which axes it expects."""

    def fit(self, X, y=None):
        try:
            return super().fit(X, y)
        except ValueError as error:
            if "n_epochs" not in str(error):
                raise
            raise ValueError("bad shape") from error


@mutant("bad_input_names_axes")
class SilentNaN(ColourMeans):
    """Replaces NaN in fit without a word."""

    def fit(self, X, y=None):
        return super().fit(np.clip(np.nan_to_num(X), 0, 1) if np.ndim(X) == 4 and len(X) else X)


@mutant("bad_input_names_axes")
class AcceptsIndefiniteMatrices(NearestCovariance):
    """Takes any symmetric matrix for a covariance."""

    def fit(self, X, y):
        X = np.array(X)
        if X.ndim == 3 and X.shape[1] == X.shape[2] and X.size and np.isfinite(X).all():
            lowest = np.linalg.eigvalsh(X).min()
            X += max(0.0, 1e-3 - lowest) * np.eye(X.shape[1])
        return super().fit(X, y)


@mutant("bad_input_names_axes")
class TakesAStringForWords(WordNeighbors):
    """Reads one string as a list of letters."""

    def fit(self, X, y=None):
        return super().fit(list(X) if isinstance(X, str) else X, y)


@mutant("bad_input_names_axes")
class OverlooksAMissingTarget(NearestCovariance):
    """Takes the first matrices where there are fewer targets."""

    def fit(self, X, y):
        return super().fit(X if len(y) == 30 or len(y) < 20 else X[: len(y)], y)


@mutant("bad_new_input")
class AcceptsAnotherShape(Covariances):
    """Forgets what shape it was fitted on."""

    def transform(self, X):
        check_is_fitted(self)
        X = check_epochs(X)
        return X @ X.transpose(0, 2, 1) / X.shape[2]


@mutant("bad_new_input")
class SilentNaNInNewImages(ColourMeans):
    """Is strict in fit only."""

    def transform(self, X):
        return super().transform(np.nan_to_num(X))


@mutant("bad_new_input")
class IgnoresMissingNodes(NodeAxes):
    """Fills the edges to nodes that are not given with nothing."""

    def transform(self, X):
        check_is_fitted(self)
        graph = check_graph(X, square=False)
        return graph @ self.vectors_[: graph.shape[1]]


@mutant("bad_param_named")
class UnnamedParameter(Covariances):
    """Refuses a parameter without saying which."""

    def fit(self, X, y=None):
        if not isinstance(self.alpha, float):
            raise ValueError("must be a number")
        return super().fit(X, y)


@mutant("bad_param_named")
class NeverLooksAtAParameter(Extents):
    """Accepts whatever it is given."""

    def __init__(self, unit="metre"):
        self.unit = unit


@mutant("bad_param_named")
class FailsInsideForAWrongParameter(TokenCounts):
    """Lets a comparison deep inside complain."""

    def __init__(self, n_most=100):
        self.n_most = n_most

    def fit(self, X, y=None):
        if self.n_most < 1:
            raise ValueError("n_most must be >= 1")
        return super().fit(X, y)


@mutant("refusal_before_work")
class ChecksXFirst(Covariances):
    """Reads all data before it refuses a parameter."""

    def fit(self, X, y=None):
        check_epochs(X)
        return super().fit(X, y)


@mutant("refusal_before_work")
class LeavesTracesOfARefusedFit(PatchDetector):
    """Sets attributes and then checks."""

    def fit(self, X, y):
        validate_data(self, X, skip_check_array=True)
        return super().fit(X, y)


@mutant("X_unchanged")
class CentresInPlace(Covariances):
    """Writes into the epochs of its caller."""

    def fit(self, X, y=None):
        super().fit(X, y)
        X = check_epochs(X)
        X -= X.mean(axis=2, keepdims=True)
        return self


@mutant("X_unchanged")
class SortsTheIndicesOfTheCaller(NodeAxes):
    """Tidies up a matrix that is not its own."""

    def fit(self, X, y=None):
        super().fit(X, y)
        check_graph(X).sort_indices()
        return self


@mutant("X_unchanged")
class FillsPaddingInPlace(Extents):
    """Writes into new clouds."""

    def transform(self, X):
        spread = super().transform(X)
        if isinstance(X, np.ndarray):
            X[np.isnan(X)] = 0.0
        return spread


@mutant("X_unchanged")
class DimsTheFirstClip(ClipStatistics):
    """Writes into one array of a list."""

    def fit(self, X, y=None):
        super().fit(X, y)
        X[0] *= 0.5
        return self


@mutant("X_unchanged")
class SortsTheTarget(RandomAxes):
    """Writes into y."""

    def fit(self, X, y=None):
        super().fit(X, y)
        if isinstance(y, np.ndarray):
            y.sort()
        return self
