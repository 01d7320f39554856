"""Wrong in what is kept, where it is kept, and who else can reach it."""

import pickle

import numpy as np
from conformance_references import (
    BrightSegmenter,
    ColourMeans,
    Covariances,
    DegreeHistogram,
    Extents,
    NearestCovariance,
    NodeAxes,
    RandomAxes,
    TokenCounts,
    WordNeighbors,
)
from mutants import mutant
from sklearn.utils.validation import check_is_fitted

_FITTED_RESULTS = {}
_LAST = {}


@mutant("pickle_fresh_process")
class HoldsALambda(Extents):
    """Keeps a function that has no name."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.scale_ = lambda spread: spread
        return self


@mutant("pickle_fresh_process")
class ForgetsItsVectors(NodeAxes):
    """Leaves what it needs out of its state."""

    def __getstate__(self):
        state = dict(super().__getstate__())
        state.pop("vectors_", None)
        return state


@mutant("pickle_fresh_process")
class FitsIntoAModuleGlobal(DegreeHistogram):
    """Keeps what it has learned outside itself."""

    def fit(self, X, y=None):
        super().fit(X, y)
        _FITTED_RESULTS["n_graphs"] = self.n_graphs_
        return self

    def transform(self, X):
        return super().transform(X) / _FITTED_RESULTS["n_graphs"]


class Threshold:
    """Of a type that no reader of saved models knows."""

    def __init__(self, value):
        self.value = value


@mutant("skops_roundtrip", needs="skops")
class HoldsAnUnknownType(BrightSegmenter):
    """Keeps an object of its own where a number would do."""

    def fit(self, X, y):
        super().fit(X, y)
        self.kept_ = Threshold(self.threshold_)
        return self


@mutant("skops_roundtrip", needs="skops")
class HoldsAPickle(Covariances):
    """Keeps raw bytes, which could run anything."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.blob_ = pickle.dumps(self.input_shape_)
        return self


@mutant("skops_roundtrip", needs="skops", trusted=("functools.partial",))
class TrustsAFunctionCaller(ColourMeans):
    """Wants a type trusted through which a file could run code."""


@mutant("predict_keeps_state")
class CountsItsCalls(NearestCovariance):
    """Notes in an attribute how often it was asked."""

    def predict(self, X):
        labels = super().predict(X)
        self.n_calls_ = getattr(self, "n_calls_", 0) + 1
        return labels


@mutant("predict_keeps_state")
class LearnsNewTokens(TokenCounts):
    """Adapts to what it sees after fit."""

    def transform(self, X):
        counts = super().transform(X)
        self.seen_ = counts.sum(axis=0)
        return counts


@mutant("threads_agree")
class ResultThroughAModuleGlobal(ColourMeans):
    """Hands its result on through a place that all threads share."""

    def transform(self, X):
        _LAST["means"] = super().transform(X)
        return _LAST["means"]


@mutant("threads_agree")
class BufferOfTheClass(WordNeighbors):
    """Works in a buffer that all threads share."""

    _buffer = np.zeros((512, 2))

    def kneighbors(self, X):
        distances, indices = super().kneighbors(X)
        n_words = len(X)
        self._buffer[:n_words] = distances
        return self._buffer[:n_words].copy(), indices


@mutant("threads_agree")
class SwitchesModeWhileItWorks(RandomAxes):
    """Changes the fitted state and changes it back."""

    def fit(self, X, y=None):
        super().fit(X, y)
        self.factor_ = 1
        return self

    def transform(self, X):
        check_is_fitted(self)
        self.factor_ = 2
        projected = super().transform(X) * self.factor_
        self.factor_ = 1
        return projected
