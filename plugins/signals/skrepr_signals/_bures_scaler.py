"""Batch normalisation without training: centre SPD matrices, and stretch them to unit spread.

The Bures-Wasserstein mean of the training matrices goes to the identity along parallel
transport, and tangent vectors are divided by their root mean square. What differs between
recordings, rather than within them, is removed when each is scaled by itself.
"""

from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, fit_context
from skrepr.validation import check_spd

from . import _plain_bures as plain
from ._bures import gbw_mean
from ._isometry import Isometry
from ._matrices import (
    GEOMETRY_CONSTRAINTS,
    check_metric_matrix,
    check_new,
    check_size,
    set_spd_tags,
)
from ._samples import set_shape
from ._spectral import ROOT, spectral_map


class BuresWassersteinScaler(DocsLink, TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):
    """Centre SPD matrices at their mean and divide their spread out.

    Parameters
    ----------
    metric_matrix : array-like of shape (n_channels, n_channels), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0.
    mean_iter : int, default=50
        Fixed-point steps to the mean at most.
    with_std : bool, default=True
        Divide tangent vectors by ``dispersion_``.

    Attributes
    ----------
    mean_ : ndarray of shape (n_channels, n_channels)
        Mean of the training matrices.
    dispersion_ : float
        Root of the mean squared distance to it; 1 if all matrices are equal.
    n_folded_ : int
        Training matrices that scaling leads past the border of the cone, see Notes.
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        Shape of a sample.

    Notes
    -----
    The mean goes to M^(1/theta), the identity where M is. Computed in float64 and returned in
    the precision of X; memory is a few arrays of the size of X.

    A stretched tangent vector can lead past the border of the cone, where the exponential folds
    back: the result is positive definite, but no longer centred, and ``inverse_transform``
    cannot know. It happens to matrices far below the mean in one direction, in units of the
    spread; ``with_std=False`` or a smaller theta avoids most of it.

    References
    ----------
    .. [1] R. Wang, S. Jin, Z. Chen, X. Luo, X.-J. Wu, "Learning to Normalize on the SPD Manifold
       under Bures-Wasserstein Geometry", CVPR 2025, arXiv:2504.00660.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import BuresWassersteinScaler, gbw_mean
    >>> X = np.array([[[1.0, 0.5], [0.5, 1.0]], [[4.0, 1.0], [1.0, 9.0]]])
    >>> scaler = BuresWassersteinScaler().fit(X)
    >>> print(f"{scaler.dispersion_:.3f}")
    1.135
    >>> print(abs(gbw_mean(scaler.transform(X)) - np.eye(2)).max() < 1e-8)
    True
    """

    _parameter_constraints: ClassVar[dict] = {**GEOMETRY_CONSTRAINTS, "with_std": ["boolean"]}

    def __init__(self, metric_matrix=None, *, theta=1.0, mean_iter=50, with_std=True):
        self.metric_matrix = metric_matrix
        self.theta = theta
        self.mean_iter = mean_iter
        self.with_std = with_std

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Compute mean and dispersion.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.
        y : None
            Ignored.

        Returns
        -------
        self : BuresWassersteinScaler
            The fitted transformer.

        Raises
        ------
        ValueError
            If a parameter is impossible, X is no stack of two SPD matrices or more, or
            ``metric_matrix`` is not SPD of their size.
        """
        M = check_metric_matrix(self.metric_matrix)
        X = check_spd(X, estimator=self)
        check_size(M, X)
        if len(X) < 2:
            raise ValueError("n_samples=1: a spread needs two matrices at least.")
        isometry = Isometry(M, self.theta)
        flat = isometry.flat(X.astype(np.float64))
        B = gbw_mean(flat, n_iter=self.mean_iter)
        spread = np.sqrt(plain.squared_distance(B, flat).mean()) / self.theta

        set_shape(self, X)
        self.mean_ = isometry.back(B)
        # distances below this are rounding
        self.dispersion_ = float(spread) if spread > 1e-7 * np.sqrt(plain.trace(B)) else 1.0
        smallest = np.linalg.eigvalsh(self._root(flat, B))[:, 0]
        self.n_folded_ = int(np.sum(smallest < 0))
        return self

    def transform(self, X):
        """Centre and scale matrices.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.

        Returns
        -------
        Y : ndarray of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite.
        """
        check_is_fitted(self)
        X = check_new(self, X)
        isometry = Isometry(check_metric_matrix(self.metric_matrix), self.theta)
        flat = isometry.flat(X.astype(np.float64))
        root = self._root(flat, isometry.flat(self.mean_))
        return _symmetric(isometry.back(root @ root)).astype(X.dtype, copy=False)

    def inverse_transform(self, X):
        """Undo :meth:`transform`.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Centred and scaled matrices.

        Returns
        -------
        X_original : ndarray of shape (n_samples, n_channels, n_channels)
            Exact for matrices that were not folded, see Notes.
        """
        check_is_fitted(self)
        X = check_new(self, X)
        isometry = Isometry(check_metric_matrix(self.metric_matrix), self.theta)
        root = spectral_map(isometry.flat(X.astype(np.float64)), ROOT)
        T = 2 * self._scale() * (root - np.eye(len(root[0])))
        flat = plain.exp_from_identity(isometry.flat(self.mean_), T)
        return _symmetric(isometry.back(flat)).astype(X.dtype, copy=False)

    def _root(self, flat, B):
        """Return I + V / (2 dispersion) with the logarithm V; its square is the result."""
        Z, _ = plain.centred(flat, B)
        identity = plain.identity_like(B)
        return identity + (Z - identity) / self._scale()

    def _scale(self):
        return self.dispersion_ if self.with_std else 1.0

    def __sklearn_tags__(self):
        return set_spd_tags(super().__sklearn_tags__())


def _symmetric(X):
    return (X + X.mT) / 2
