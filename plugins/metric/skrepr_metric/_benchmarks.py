"""The candidates of this plugin's benchmarks, unfitted."""

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from ._loki import LokiClassifier


def loki(labels, distances, *, C=10.0, temperature=1.0, scale=False):
    """Return Loki around a logistic regression."""
    return LokiClassifier(
        argmax(C=C, scale=scale), labels=labels, distances=distances, temperature=temperature
    )


def argmax(*, C=10.0, scale=False):
    """Return the same logistic regression by itself."""
    classifier = ("classifier", LogisticRegression(C=C, max_iter=2000))
    return Pipeline([("scaler", StandardScaler()), classifier] if scale else [classifier])


def rounded_ridge(labels):
    """Return a ridge regression on the label itself, rounded to the nearest label."""
    ridge = Pipeline([("scaler", StandardScaler()), ("ridge", Ridge())])
    return TransformedTargetRegressor(
        ridge, func=np.asarray, inverse_func=_Rounded(np.asarray(labels)), check_inverse=False
    )


class _Rounded:
    """Round to the nearest of some numbers."""

    def __init__(self, labels):
        self.labels = np.sort(labels)

    def __call__(self, values):
        middles = (self.labels[1:] + self.labels[:-1]) / 2
        return self.labels[np.searchsorted(middles, values)]
