"""Wrong in what new samples get: rows, order, precision, labels, names."""

import numpy as np
from conformance_references import (
    ClipStatistics,
    ColourMeans,
    Covariances,
    DegreeHistogram,
    Extents,
    HalfClusterer,
    NearestCovariance,
    NodeAxes,
    PatchDetector,
    RandomAxes,
    TokenCounts,
    Undersampler,
    WordNeighbors,
)
from mutants import mutant
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted


@mutant("dtype_kept")
class AlwaysDouble(Covariances):
    """Widens float32."""

    def transform(self, X):
        return super().transform(X).astype(np.float64)


@mutant("dtype_kept")
class AlwaysSingle(ColourMeans):
    """Rounds float64."""

    def transform(self, X):
        return super().transform(X).astype(np.float32)


@mutant("labels_kept")
class CodesForLabels(NearestCovariance):
    """Returns the numbers of the classes."""

    def predict(self, X):
        return np.searchsorted(self.classes_, super().predict(X)) if self._fitted() else None

    def _fitted(self):
        check_is_fitted(self)
        return True


@mutant("subset_invariant")
class CentresTheBatch(RandomAxes):
    """Uses the mean of whatever comes together."""

    def transform(self, X):
        projected = super().transform(X)
        return projected - projected.mean(axis=0)


@mutant("subset_invariant")
class RanksTheBatch(ClipStatistics):
    """Divides by the largest value of the batch."""

    def transform(self, X):
        statistics = super().transform(X)
        return statistics / np.abs(statistics).max(axis=0)


@mutant("subset_invariant")
class NeighboursInTheBatch(NodeAxes):
    """Shares edges between new nodes that come together."""

    def transform(self, X):
        vectors = np.asarray(super().transform(X))
        return vectors + vectors.sum(axis=0, dtype=vectors.dtype)


@mutant("order_equivariant")
class AddsThePosition(ClipStatistics):
    """Knows how many samples came before."""

    def transform(self, X):
        statistics = np.asarray(super().transform(X))
        return statistics + np.arange(len(statistics), dtype=statistics.dtype)[:, None]


@mutant("order_equivariant")
class SmoothsOverTime(Extents):
    """Mixes each cloud with the one before."""

    def transform(self, X):
        spread = np.asarray(super().transform(X))
        return np.concatenate([spread[:1], spread[1:] + spread[:-1]])


@mutant("single_row")
class SqueezesOneImage(ColourMeans):
    """Drops the axis of samples when there is one."""

    def transform(self, X):
        return super().transform(X).squeeze()


@mutant("single_row")
class SqueezesOneWord(WordNeighbors):
    """Drops it from both results."""

    def kneighbors(self, X):
        distances, indices = super().kneighbors(X)
        return (distances[0], indices[0]) if len(X) == 1 else (distances, indices)


@mutant("new_rows")
class ReturnsTheTrainingRows(Covariances):
    """Ignores what it is asked."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.covariances_ = super().transform(X)
        return self

    def transform(self, X):
        super().transform(X)
        return self.covariances_


@mutant("new_rows")
class LogarithmOfZero(TokenCounts):
    """Gives minus infinity for tokens that do not occur."""

    def transform(self, X):
        with np.errstate(divide="ignore"):
            return np.log(super().transform(X))


@mutant("new_rows")
class LosesImagesWithoutAFind(PatchDetector):
    """Leaves out images."""

    def predict(self, X):
        return super().predict(X)[:-1] if len(X) > 1 else super().predict(X)


@mutant("fit_transform_equal")
class FitTransformOfItsOwn(RandomAxes):
    """Takes a short cut that leads elsewhere."""

    def fit_transform(self, X, y=None):
        return super().fit(X, y).transform(X) + 1


@mutant("fit_transform_equal")
class OtherRowsThanItSays(Undersampler):
    """Reports other rows than it returns."""

    def fit_resample(self, X, y):
        X_chosen, y_chosen = super().fit_resample(X, y)
        return X_chosen[::-1], y_chosen[::-1]


@mutant("fit_transform_equal")
class RelabelsAtOnce(HalfClusterer):
    """Numbers the clusters anew in fit_predict."""

    def fit_predict(self, X, y=None):
        return 1 - super().fit_predict(X)


@mutant("cross_validates")
class WantsBlocksOfSix(DegreeHistogram):
    """Refuses a fold whose size it does not like."""

    def fit(self, X, y=None):
        super().fit(X, y)
        if len(X) % 6:
            raise ValueError(f"n_graphs={len(X)} must be a multiple of 6")
        return self


@mutant("feature_names")
class OneNameTooMany(Extents):
    """Names more columns than there are."""

    def get_feature_names_out(self, input_features=None):
        return np.append(super().get_feature_names_out(), "volume").astype(object)


@mutant("feature_names")
class OneNameForAll(DegreeHistogram):
    """Gives all columns the same name."""

    def get_feature_names_out(self, input_features=None):
        return np.full(self._n_features_out, "degree", dtype=object)


@mutant("feature_names", needs="pandas")
class IgnoresColumnNames(RandomAxes):
    """Takes renamed columns for the same."""

    def transform(self, X):
        check_is_fitted(self)
        X = check_array(X, dtype=[np.float64, np.float32])
        return super().transform(X) if X.shape[1] else X


@mutant("feature_names")
class NamesForMatrices(Covariances):
    """Names the columns of something that has none."""

    def get_feature_names_out(self, input_features=None):
        return np.array(["covariance"], dtype=object)


@mutant("set_output_or_refuses", needs="pandas")
class SetOutputDoesNothing(ColourMeans):
    """Promises frames and returns arrays."""

    def set_output(self, *, transform=None):
        return self
