"""The candidates of ACM's benchmarks, unfitted, and how the rows of MAMEM are split."""

import numpy as np
from pyriemann.classification import MDM
from pyriemann.estimation import Covariances
from pyriemann.spatialfilters import CSP
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from ._augmented import AugmentedCovariances
from ._delay_embedding import DelayEmbedding


def augmented_mdm(*, order=1, lag=1, estimator="oas"):
    """Return augmented covariances and pyriemann's nearest mean."""
    covariances = AugmentedCovariances(order, lag, estimator=estimator)
    return Pipeline([("covariances", covariances), ("mdm", MDM())])


def plain_mdm():
    """Return pyriemann's own pipeline: covariances and nearest mean."""
    return Pipeline([("covariances", Covariances("oas")), ("mdm", MDM())])


def spatial_filters(*, order=1, lag=1, n_filters=6):
    """Return common spatial patterns and a linear discriminant; of order 2 this is CSSP."""
    return Pipeline(
        [
            ("embedding", DelayEmbedding(order, lag)),
            ("covariances", Covariances("oas")),
            ("filters", CSP(nfilter=n_filters)),
            ("classifier", LinearDiscriminantAnalysis()),
        ]
    )


def log_spectrum(sfreq, *, C=0.01, low=4.0, high=30.0):
    """Return a logistic regression on log amplitudes of a frequency band."""
    classifier = LogisticRegression(C=C, max_iter=2000)
    return Pipeline([("spectrum", LogSpectrum(sfreq, low, high)), ("classifier", classifier)])


class LogSpectrum(TransformerMixin, BaseEstimator):
    """Log amplitude spectrum of each channel between two frequencies, in hertz."""

    def __init__(self, sfreq, low, high):
        self.sfreq = sfreq
        self.low = low
        self.high = high

    def fit(self, X, y=None):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def transform(self, X):
        frequencies = np.fft.rfftfreq(X.shape[2], 1 / self.sfreq)
        band = (frequencies >= self.low) & (frequencies <= self.high)
        amplitude = np.abs(np.fft.rfft(X, axis=2))[:, :, band]
        # a silent channel has no logarithm; the floor is relative, as units are unknown
        floor = np.finfo(float).tiny + 1e-12 * amplitude.max(axis=(1, 2), keepdims=True)
        return np.log(np.maximum(amplitude, floor)).reshape(len(X), -1)


def grouped(data, *, n_splits, n_repeats, random_state):
    """Return ``GroupKFold`` without shuffling: consecutive windows of a trial stay together."""
    folds = GroupKFold(n_splits).split(data["data"], data["target"], data["groups"])
    return [(train, test) for train, test in folds]
