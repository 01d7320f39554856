"""Noise spreads evenly over the coefficients of a basis, a signal does not: small ones are noise.

Donoho and Johnstone's universal threshold, with a basis of Walsh functions.
"""

from numbers import Real

import numpy as np
from scipy.linalg import hadamard
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from skrepr.base import Interval, fit_context


def orthogonal_basis(n_features):
    """Return an orthogonal matrix of shape (n_features, n_features), Walsh's where it exists."""
    size = 1 << (n_features - 1).bit_length()
    walsh = hadamard(size)[:n_features, :n_features].astype(float)
    q, _ = np.linalg.qr(walsh + 1e-3 * np.eye(n_features))
    return q


def soft_threshold(values, width):
    """Return ``values`` moved towards zero by ``width``, those below it to zero."""
    return np.sign(values) * np.maximum(np.abs(values) - width, 0)


class WalshShrinkage(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Shrink the small coefficients of every row.

    Parameters
    ----------
    strength : float, default=1.0
        Factor of the threshold that is learned in ``fit``.

    Attributes
    ----------
    threshold_ : float
        Width below which a coefficient counts as noise.
    n_features_in_ : int
        Number of features seen during ``fit``.

    Examples
    --------
    >>> import numpy as np
    >>> from outsider_waves._shrinkage import WalshShrinkage
    >>> X = np.tile([1.0, -1.0], (4, 2))
    >>> WalshShrinkage(strength=0).fit_transform(X).round(6)[0, 0].item()
    1.0
    """

    _parameter_constraints = {"strength": [Interval(Real, 0, None, closed="left")]}

    def __init__(self, strength=1.0):
        self.strength = strength

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Learn how large the noise is.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Signals, one a row.
        y : None
            Ignored.

        Returns
        -------
        self : WalshShrinkage
        """
        X = validate_data(self, X, dtype=["float64", "float32"], ensure_min_samples=2)
        coefficients = X @ orthogonal_basis(X.shape[1]).astype(X.dtype)
        self.threshold_ = float(np.median(np.abs(coefficients)) / 0.6745)
        return self

    def transform(self, X):
        """Shrink the rows of X.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Signals, one a row.

        Returns
        -------
        ndarray of shape (n_samples, n_features)
        """
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=["float64", "float32"])
        basis = orthogonal_basis(X.shape[1]).astype(X.dtype)
        width = X.dtype.type(self.strength * self.threshold_)
        return soft_threshold(X @ basis, width) @ basis.T

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
