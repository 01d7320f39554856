"""Means, tangent vectors and distances of covariance matrices, as pyriemann computes them."""

import numpy as np
from pyriemann.geometry.distance import distance
from pyriemann.geometry.mean import gmean
from pyriemann.geometry.tangentspace import tangent_space

from skrepr.base import StrOptions

#: Metrics for which pyriemann has a mean, a tangent space and a distance.
METRIC_CONSTRAINT = {
    "metric": [StrOptions({"riemann", "logeuclid", "euclid", "logchol", "wasserstein"})]
}


def mean_of(matrices, metric):
    """Return the mean of matrices of shape (n_epochs, d, d)."""
    return gmean(matrices, metric=metric)


def tangent_vectors(matrices, reference, metric):
    """Return coordinates in the tangent space at the reference, of shape (n_epochs, d(d+1)/2)."""
    return tangent_space(matrices, reference, metric=metric)


def distances_to(matrices, means, metric):
    """Return distances of shape (n_epochs, n_means)."""
    return np.concatenate([distance(matrices, mean, metric) for mean in means], axis=1)
