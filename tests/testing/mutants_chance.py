"""Wrong in how random numbers are drawn, and in what a second fit remembers."""

import random

import numpy as np
from conformance_references import (
    ColourMeans,
    DegreeHistogram,
    GaussianSampler,
    NodeAxes,
    RandomAxes,
    Undersampler,
)
from mutants import mutant
from sklearn.utils import check_random_state


@mutant("refit_equal")
class KeepsTheFirstMean(RandomAxes):
    """Starts from what an earlier fit left."""

    def fit(self, X, y=None):
        first = getattr(self, "mean_", None)
        super().fit(X, y)
        if first is not None and first.shape == self.mean_.shape:
            self.mean_ = first
        return self


@mutant("refit_equal")
class CountsGraphsOfAllFits(DegreeHistogram):
    """Adds to a counter that it never resets."""

    def fit(self, X, y=None):
        before = getattr(self, "n_graphs_", 0)
        super().fit(X, y)
        self.n_graphs_ += before
        return self

    def transform(self, X):
        return super().transform(X) / self.n_graphs_


@mutant("seed_reproduces")
class IgnoresTheSeed(RandomAxes):
    """Has a random_state and draws from the entropy of the machine."""

    def fit(self, X, y=None):
        super().fit(X, y)
        noise = np.random.default_rng().standard_normal(self.components_.shape)
        self.components_ = noise.astype(self.components_.dtype)
        return self


@mutant("seed_reproduces")
class IgnoresTheSeedOnAGraph(NodeAxes):
    """The same on a graph."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.vectors_ = self.vectors_ + np.random.default_rng().uniform()
        return self


@mutant("seed_reproduces")
class SamplesWithoutASeed(GaussianSampler):
    """Fits by the seed and samples without."""

    def sample(self, n_samples=1):
        drawn = super().sample(n_samples)
        return drawn + np.random.default_rng().standard_normal(drawn.shape).astype(drawn.dtype)


@mutant("seed_reproduces")
class ResamplesWithoutASeed(Undersampler):
    """Chooses other rows each time."""

    def fit_resample(self, X, y):
        super().fit_resample(X, y)
        rng = np.random.default_rng()
        self.sample_indices_ = rng.choice(len(y), len(self.sample_indices_), replace=False)
        return np.asarray(X)[self.sample_indices_], np.asarray(y)[self.sample_indices_]


@mutant("random_state_forms")
class IntegerSeedsOnly(ColourMeans):
    """Takes no RandomState."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.order_ = np.random.RandomState(self.random_state).permutation(len(self.order_))
        return self


@mutant("random_state_forms")
class IgnoresAGivenGenerator(NodeAxes):
    """Takes an integer, and overlooks a RandomState."""

    def fit(self, X, y=None):
        super().fit(X, y)
        if isinstance(self.random_state, np.random.RandomState):
            self.vectors_ = self.vectors_ + np.random.default_rng().uniform()
        return self


@mutant("n_jobs_equal")
class OneSeedAJob(RandomAxes):
    """Draws as many seeds as there are jobs."""

    def fit(self, X, y=None):
        super().fit(X, y)
        if self.n_jobs is not None:
            self.components_ = self.components_ * self.n_jobs
        return self


@mutant("global_rng_untouched")
class SeedsNumpyForEverybody(RandomAxes):
    """Reproduces its result at everybody's expense."""

    def fit(self, X, y=None):
        super().fit(X, y)
        np.random.seed(check_random_state(self.random_state).randint(2**31))  # noqa: NPY002
        noise = np.random.standard_normal(self.components_.shape)  # noqa: NPY002
        self.components_ = noise.astype(self.components_.dtype)
        return self


@mutant("global_rng_untouched")
class DrawsFromPython(ColourMeans):
    """Shuffles with the generator of the standard library."""

    def transform(self, X):
        random.random()
        return super().transform(X)
