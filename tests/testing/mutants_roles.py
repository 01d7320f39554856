"""Wrong in what a role promises, in large batches, and towards the process."""

import os

import numpy as np
from conformance_references import (
    ColourMeans,
    Covariances,
    Extents,
    GaussianSampler,
    NearestCovariance,
    RandomAxes,
    WordNeighbors,
)
from mutants import mutant
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.validation import check_is_fitted

_MEANS = {}


@mutant("learns")
class FarthestCovariance(NearestCovariance):
    """Takes the largest distance for the smallest."""

    def predict(self, X):
        nearest = np.searchsorted(self.classes_, super().predict(X)) if self._fitted() else 0
        return self.classes_[(nearest + 1) % len(self.classes_)]

    def _fitted(self):
        check_is_fitted(self)
        return True


@mutant("learns")
class OneClassForAll(NearestCovariance):
    """Predicts the same, whatever it sees."""

    def predict(self, X):
        labels = super().predict(X)
        return np.full_like(labels, self.classes_[0])


class _Probabilities(NearestCovariance):
    """A reference with probabilities."""

    def predict_proba(self, X):
        check_is_fitted(self)
        return 0.1 + 0.7 * (self.predict(X)[:, None] == self.classes_)


@mutant("probabilities_valid")
class SumsToMore(_Probabilities):
    """Does not normalise."""

    def predict_proba(self, X):
        return super().predict_proba(X) * 2


@mutant("probabilities_valid")
class OneColumnTooFew(_Probabilities):
    """Leaves out the last class."""

    def predict_proba(self, X):
        return super().predict_proba(X)[:, :-1]


@mutant("probabilities_valid")
class OtherClassIsLikeliest(_Probabilities):
    """Has its columns in another order."""

    def predict_proba(self, X):
        return super().predict_proba(X)[:, ::-1] / 1.0000001


@mutant("role_results_valid")
class AlwaysFiveSamples(GaussianSampler):
    """Ignores how many are asked for."""

    def sample(self, n_samples=1):
        return super().sample(5)


@mutant("role_results_valid")
class SamplesInfinity(GaussianSampler):
    """Lets one number overflow."""

    def sample(self, n_samples=1):
        drawn = super().sample(n_samples)
        drawn[0] = np.inf
        return drawn


@mutant("role_results_valid")
class FarthestWordFirst(WordNeighbors):
    """Sorts the wrong way."""

    def kneighbors(self, X):
        distances, indices = super().kneighbors(X)
        return distances[:, ::-1], indices[:, ::-1]


@mutant("role_results_valid")
class CountsFromTheEnd(WordNeighbors):
    """Returns indices that are negative."""

    def kneighbors(self, X):
        distances, indices = super().kneighbors(X)
        return distances, indices - len(self.counts_)


@mutant("refit_equal")
class CachesByShape(RandomAxes):
    """Takes other data of the same shape for the same."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.mean_ = _MEANS.setdefault((np.shape(X), self.mean_.dtype), self.mean_)
        return self


@mutant("new_rows")
class DropsTheLastBatch(Extents):
    """Leaves out what fills no batch of 128."""

    def transform(self, X):
        spread = super().transform(X)
        return spread[: len(spread) // 128 * 128 or None]


@mutant("subset_invariant")
class CentresLargeBatches(ColourMeans):
    """Uses statistics of the batch where there are enough samples."""

    def transform(self, X):
        means = super().transform(X)
        return means - means.mean(axis=0) if len(means) > 100 else means


@mutant("order_equivariant")
class OtherwiseInTheSecondBatch(Covariances):
    """Treats what comes after the first 128 samples in another way."""

    def transform(self, X):
        covariances = super().transform(X)
        covariances[128:] *= 2
        return covariances


@mutant("bad_new_input")
class SilentInfinity(ColourMeans):
    """Clips what is infinite in new images only."""

    def transform(self, X):
        return super().transform(np.where(np.isinf(X), 1.0, X) if np.ndim(X) == 4 else X)


@mutant("global_rng_untouched")
class SilencesNumpy(Extents):
    """Turns numpy's warnings off for everybody."""

    def fit(self, X, y=None):
        np.seterr(all="ignore")
        return super().fit(X, y)


@mutant("global_rng_untouched")
class SetsAnEnvironmentVariable(Extents):
    """Configures the process by the way."""

    def fit(self, X, y=None):
        os.environ["MUTANT_THREADS"] = "1"
        return super().fit(X, y)


@mutant("global_rng_untouched")
class GoesElsewhere(Extents):
    """Changes the working directory."""

    def fit(self, X, y=None):
        os.chdir("/")
        return super().fit(X, y)


@mutant("global_rng_untouched")
class Talks(Extents):
    """Prints its progress without being asked."""

    def fit(self, X, y=None):
        print("fitting")
        return super().fit(X, y)


@mutant("metadata_routed")
class DropsWeightsOffTheTable(NearestCovariance):
    """Takes weights and does not use them; its spec does not speak of them."""

    def fit(self, X, y, sample_weight=None):
        return super().fit(X, y)


@mutant("role_results_valid", like="RandomAxes", roles=("transformer", "selector"), param_grid=())
class SelectsOthersThanItSays(SelectorMixin, RandomAxes):
    """Returns the columns in another order than get_support."""

    def _get_support_mask(self):
        check_is_fitted(self)
        return np.arange(self.n_features_in_) < min(2, self.n_features_in_)

    def transform(self, X):
        return -super().transform(X)
