"""Spectral clustering of balanced absolute cosines: MLC without the network.

Directions in a linear subspace have large absolute cosines whatever their sign. Balancing
them to a doubly stochastic matrix sharpens them and gives hubs no more weight than others.
"""

from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.preprocessing import normalize
from sklearn.utils import check_array, check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from skrepr.base import DocsLink, Interval, fit_context

from ._spectral import (
    check_n_clusters,
    draw_landmarks,
    landmark_affinity,
    laplacian_vectors,
    nearest_landmarks,
    spectral_labels,
    spread_labels,
    warn_if_split,
)


class DoublyStochasticSpectralClustering(DocsLink, ClusterMixin, BaseEstimator):
    """Cluster rows by spectral clustering of their balanced absolute cosines.

    What :class:`MLC` does with learned features, done with the features as they are.

    Parameters
    ----------
    n_clusters : int, default=None
        Number of clusters. None is 8, and on less than 16 rows half as many.
    eta : float, default=0.02
        Weight of the entropy in the balancing: the smaller, the more do only the nearest
        directions count.
    n_iter : int, default=50
        Half-steps of the balancing.
    n_init : int, default=10
        Starts of k-means.
    max_landmarks : int, default=4000
        With more rows, so many of them, drawn at random, are clustered; the others are
        labelled as new ones are.
    random_state : int, RandomState instance or None, default=None
        Of landmarks, eigenvectors and k-means.

    Attributes
    ----------
    labels_ : ndarray of int of shape (n_samples,)
        Cluster of each row.
    n_clusters_ : int
        Number of clusters.
    landmarks_C_ : ndarray of shape (n_landmarks, n_features)
        Rows that were clustered, scaled to unit length.
    landmarks_v_ : ndarray of shape (n_landmarks,)
        Potentials of their columns in the balancing, in units of ``eta``.
    landmarks_labels_ : ndarray of int of shape (n_landmarks,)
        Their clusters.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Column names, if ``X`` was a data frame with string names.

    See Also
    --------
    MLC : Learns the features.

    Notes
    -----
    Memory is about 40 n_landmarks^2 bytes, 640 MB at 4,000. Only directions count: rows are
    scaled to unit length, and a row of zeros is like no other one.

    New rows have no counterpart in the paper. ``predict`` forms the row of the balanced matrix
    that a sample would get, with the columns' potentials as they are, and takes the cluster
    with the largest sum.

    References
    ----------
    .. [1] T. Ding, S. Tong, K. H. R. Chan, X. Dai, Y. Ma, B. D. Haeffele, "Unsupervised Manifold
       Linearizing and Clustering", ICCV 2023, arXiv:2301.01805.
    .. [2] D. Lim, R. Vidal, B. D. Haeffele, "Doubly Stochastic Subspace Clustering", 2020,
       arXiv:2011.14859.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.metrics import normalized_mutual_info_score
    >>> from skrepr_cluster import DoublyStochasticSpectralClustering
    >>> X, y = load_digits(return_X_y=True)
    >>> model = DoublyStochasticSpectralClustering(n_clusters=10, random_state=0).fit(X[:600])
    >>> print(f"{normalized_mutual_info_score(y[:600], model.labels_):.2f}")
    0.84
    >>> model.predict(X[600:605])
    array([7, 0, 4, 6, 0])
    """

    _parameter_constraints: ClassVar[dict] = {
        "n_clusters": [Interval(Integral, 1, None, closed="left"), None],
        "eta": [Interval(Real, 0, None, closed="neither")],
        "n_iter": [Interval(Integral, 1, None, closed="left")],
        "n_init": [Interval(Integral, 1, None, closed="left")],
        "max_landmarks": [Interval(Integral, 1, None, closed="left")],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        n_clusters=None,
        *,
        eta=0.02,
        n_iter=50,
        n_init=10,
        max_landmarks=4000,
        random_state=None,
    ):
        self.n_clusters = n_clusters
        self.eta = eta
        self.n_iter = n_iter
        self.n_init = n_init
        self.max_landmarks = max_landmarks
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Cluster the rows of X.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Rows.
        y : Ignored
            Present for API consistency.

        Returns
        -------
        self : DoublyStochasticSpectralClustering
            The fitted estimator.

        Raises
        ------
        ValueError
            If there are fewer rows, or fewer landmarks, than clusters.

        Warns
        -----
        UserWarning
            If the balanced matrix falls into more parts than there are clusters.
        """
        rows = check_array(X, dtype=np.float64, estimator=self)
        n_clusters = check_n_clusters(self.n_clusters, len(rows), self.max_landmarks)

        validate_data(self, X, skip_check_array=True)
        random_state = check_random_state(self.random_state)
        self.n_clusters_ = n_clusters
        C = normalize(rows)
        landmarks = draw_landmarks(len(C), self.max_landmarks, random_state)
        self.landmarks_C_ = C[landmarks]
        gamma, self.landmarks_v_ = landmark_affinity(self.landmarks_C_, self.eta, self.n_iter)
        vectors, n_parts = laplacian_vectors(gamma, n_clusters, random_state)
        warn_if_split(n_parts, n_clusters)
        self.landmarks_labels_ = spectral_labels(vectors, n_clusters, self.n_init, random_state)
        self.labels_ = spread_labels(C, landmarks, self.landmarks_labels_, self._nearest)
        return self

    def predict(self, X):
        """Return the cluster of each row.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Rows, new ones too.

        Returns
        -------
        labels : ndarray of int of shape (n_samples,)
            For rows of ``fit`` nearly always those of ``labels_``.
        """
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self._nearest(normalize(X))

    def _nearest(self, C):
        return nearest_landmarks(
            C, self.landmarks_C_, self.landmarks_v_, self.landmarks_labels_, self.eta
        )
