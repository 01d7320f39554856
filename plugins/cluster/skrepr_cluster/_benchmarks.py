"""The candidates of this plugin's benchmarks, unfitted.

All take images; ``labels_`` are those of the images that were fitted.
"""

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, clone
from sklearn.cluster import KMeans, SpectralClustering

from ._ds_spectral import DoublyStochasticSpectralClustering


class OnPixels(ClusterMixin, BaseEstimator):
    """Cluster the pixels of images as rows."""

    def __init__(self, clusterer):
        self.clusterer = clusterer

    def fit(self, X, y=None):
        rows = np.reshape(X, (len(X), -1))
        rows = rows / 255 if rows.dtype == np.uint8 else rows
        self.labels_ = clone(self.clusterer).fit_predict(rows)
        return self


class OnFeatures(ClusterMixin, BaseEstimator):
    """Cluster what a transformer makes of images."""

    def __init__(self, transformer, clusterer):
        self.transformer = transformer
        self.clusterer = clusterer

    def fit(self, X, y=None):
        features = clone(self.transformer).fit_transform(X)
        self.labels_ = clone(self.clusterer).fit_predict(features)
        return self


def mlc(n_clusters=10, **params):
    """Return MLC with linear layers, as it was measured first."""
    from ._mlc import MLC

    return MLC(n_clusters, backbone=linear_trunk, **params)


def linear_trunk(input_shape, hidden):
    """Return MLC's trunk of rows, for images."""
    from torch import nn

    from ._mlc_net import row_trunk

    return nn.Sequential(nn.Flatten(), row_trunk(int(np.prod(input_shape)), hidden))


def trained_encoder(n_clusters=10, warmup_epochs=160):
    """Return k-means on what stage 1 of MLC learns in as many epochs as both stages have."""
    encoder = mlc(n_clusters, warmup_epochs=warmup_epochs, max_epochs=0)
    return OnFeatures(encoder, KMeans(n_clusters, n_init=10))


def kmeans(n_clusters=10):
    """Return k-means on pixels."""
    return OnPixels(KMeans(n_clusters, n_init=10))


def spectral(n_clusters=10):
    """Return spectral clustering of ten nearest neighbours."""
    return OnPixels(SpectralClustering(n_clusters, affinity="nearest_neighbors", n_neighbors=10))


def doubly_stochastic(n_clusters=10):
    """Return MLC's spectral step on pixels."""
    return OnPixels(DoublyStochasticSpectralClustering(n_clusters))
