"""The candidates of the benchmarks on Bures-Wasserstein geometry, unfitted.

``source`` says what comes in: "spd" matrices, "epochs" for shrunk covariances of them, "acm"
for covariances of a delay embedding. Where a network follows, matrices are divided by the mean
of their diagonals first, since the published layer expects them around the identity.
"""

import numpy as np
from pyriemann.classification import MDM
from pyriemann.estimation import Covariances
from pyriemann.tangentspace import TangentSpace
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from ._augmented import AugmentedCovariances
from ._bures_mdm import BuresWassersteinMDM
from ._bures_scaler import BuresWassersteinScaler


def network(source="spd", **params):
    """Return the network, with or without batch norm."""
    from ._gbwbn import GBWBNClassifier  # the others need no torch

    return Pipeline(
        [*_source(source), ("unit", MeanVariance()), ("net", GBWBNClassifier(**params))]
    )


def log_euclidean(source="spd", *, scale=False, metric="logeuclid"):
    """Return logistic regression on tangent vectors, centred and scaled before or not."""
    scaler = [("spd_scaler", BuresWassersteinScaler())] if scale else []
    return Pipeline(
        [
            *_source(source),
            *scaler,
            ("tangent", TangentSpace(metric=metric)),
            ("scaler", StandardScaler()),
            ("classifier", LogisticRegression(max_iter=5000)),
        ]
    )


def bures_mdm(source="spd"):
    """Return the nearest generalized Bures-Wasserstein mean."""
    return Pipeline([*_source(source), ("mdm", BuresWassersteinMDM())])


def mdm(source="spd", *, metric="riemann"):
    """Return pyRiemann's nearest mean."""
    return Pipeline([*_source(source), ("mdm", MDM(metric=metric))])


class MeanVariance(TransformerMixin, BaseEstimator):
    """Divide matrices by the mean of the diagonals of the training matrices."""

    def fit(self, X, y=None):
        self.mean_ = np.trace(X, axis1=1, axis2=2).mean() / X.shape[1]
        return self

    def transform(self, X):
        return X / self.mean_


def _source(source):
    return {
        "spd": [],
        "epochs": [("covariances", Covariances("oas"))],
        "acm": [("covariances", AugmentedCovariances(order=6, lag=2))],
    }[source]
