"""Minimum distance to the mean, in the generalized Bures-Wasserstein geometry.

A class is the mean of its training matrices, and a matrix belongs to the nearest of them.
"""

from typing import ClassVar

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, fit_context
from skrepr.validation import check_spd

from ._bures import gbw_distance, gbw_mean
from ._matrices import (
    GEOMETRY_CONSTRAINTS,
    check_labels,
    check_metric_matrix,
    check_new,
    check_size,
    set_spd_tags,
)
from ._samples import set_shape


class BuresWassersteinMDM(
    DocsLink, ClassifierMixin, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator
):
    """Classify SPD matrices by the nearest mean of a class.

    Parameters
    ----------
    metric_matrix : array-like of shape (n_channels, n_channels), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0. The smaller, the more small eigenvalues count.
    mean_iter : int, default=50
        Fixed-point steps to a mean at most.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels.
    means_ : ndarray of shape (n_classes, n_channels, n_channels)
        The mean of each class.
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        Shape of a sample.

    Notes
    -----
    With M = I and theta = 1 it is pyRiemann's ``MDM(metric="wasserstein")`` up to the tolerance
    of its mean. Memory: a few arrays of the size of X.

    References
    ----------
    .. [1] A. Han, B. Mishra, P. Jawanpuria, J. Gao, "Learning with Symmetric Positive Definite
       Matrices via Generalized Bures-Wasserstein Geometry", GSI 2023.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import BuresWassersteinMDM
    >>> X = np.array([np.diag(d) for d in [(1.0, 4.0), (1.0, 9.0), (4.0, 1.0), (9.0, 1.0)]])
    >>> mdm = BuresWassersteinMDM().fit(X, ["left", "left", "right", "right"])
    >>> mdm.transform(np.eye(2)[None]).round(3)
    array([[1.5, 1.5]])
    >>> print(mdm.predict([np.diag([1.0, 2.0])])[0])
    left
    """

    _parameter_constraints: ClassVar[dict] = GEOMETRY_CONSTRAINTS

    def __init__(self, metric_matrix=None, *, theta=1.0, mean_iter=50):
        self.metric_matrix = metric_matrix
        self.theta = theta
        self.mean_iter = mean_iter

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Compute the mean of each class.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.
        y : array-like of shape (n_samples,)
            Labels.

        Returns
        -------
        self : BuresWassersteinMDM
            The fitted classifier.

        Raises
        ------
        ValueError
            If a parameter is impossible, X is no stack of SPD matrices, ``metric_matrix`` is
            not SPD of their size, or y does not hold two classes at least.
        """
        M = check_metric_matrix(self.metric_matrix)
        X = check_spd(X, estimator=self)
        check_size(M, X)
        y = check_labels(y, X)
        classes, codes = np.unique(y, return_inverse=True)
        means = [
            gbw_mean(
                X[codes == code].astype(np.float64), M, theta=self.theta, n_iter=self.mean_iter
            )
            for code in range(len(classes))
        ]

        set_shape(self, X)
        self.classes_ = classes
        self.means_ = np.stack(means)
        return self

    def transform(self, X):
        """Return the distance to the mean of each class.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.

        Returns
        -------
        distances : ndarray of shape (n_samples, n_classes)
        """
        check_is_fitted(self)
        X = check_new(self, X)
        M = check_metric_matrix(self.metric_matrix)
        matrices = X.astype(np.float64)
        distances = [gbw_distance(mean, matrices, M, theta=self.theta) for mean in self.means_]
        return np.stack(distances, axis=1).astype(X.dtype, copy=False)

    def predict(self, X):
        """Return the class whose mean is nearest.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.

        Returns
        -------
        y_pred : ndarray of shape (n_samples,)
        """
        check_is_fitted(self)
        return self.classes_[self.transform(X).argmin(axis=1)]

    @property
    def _n_features_out(self):
        return len(self.classes_)

    def __sklearn_tags__(self):
        return set_spd_tags(super().__sklearn_tags__())
