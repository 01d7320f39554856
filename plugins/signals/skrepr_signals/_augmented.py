"""Augmented covariances as a transformer from epochs to matrices.

The matrix goes to whatever takes positive definite matrices: pyriemann's classifiers, tangent
space, or the networks of this plugin.
"""

from typing import ClassVar

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, fit_context
from skrepr.validation import check_epochs

from ._covariance import ESTIMATOR_CONSTRAINT, augmented_covariances
from ._embedding import EMBEDDING_CONSTRAINTS, check_window
from ._epochs import check_channels
from ._samples import set_shape


class AugmentedCovariances(DocsLink, TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):
    """Covariance matrix of each epoch beside delayed copies of itself.

    Parameters
    ----------
    order : int, default=4
        Number of copies, the undelayed one included; 1 is the plain covariance.
    lag : int, default=2
        Delay between one copy and the next, in samples.
    estimator : str or callable, default="oas"
        "cov", "scm", "corr", "oas" and "lwf" are pyriemann's, computed from lagged products of
        the signal without embedding it. "sch", "hub", "stu", "tyl" and "mcd" are pyriemann's
        on the embedded signal, and so is a callable, from (n_channels, n_times) to a matrix.
        Two approximations: "toeplitz", biased autocovariances of the whole epoch in a block
        Toeplitz matrix (the Yule-Walker matrix); "nested", which a search by
        :class:`ACMClassifierCV` cuts from the "cov" of its largest order, and which for a
        single order is "cov".
    trim : {"moabb", "full"}, default="moabb"
        See :class:`DelayEmbedding`. "toeplitz" uses all samples.

    Attributes
    ----------
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        (n_channels, n_times) of ``fit``.

    Notes
    -----
    Entry (p * n_channels + i, q * n_channels + j) is the covariance of channel i after p * lag
    samples with channel j after q * lag samples. Each copy is centred by its own mean, so the
    blocks along a diagonal are not exactly equal.

    Matrices are computed in double precision and returned in the precision of X. "cov" in single
    precision may lose positive definiteness: give float64, or take a shrunk estimator.

    "oas" and "lwf" shrink towards the mean variance, and that shrinks delayed covariances too: no
    estimator is best everywhere.

    References
    ----------
    .. [1] I. Carrara, T. Papadopoulo, "Classification of BCI-EEG based on augmented covariance
       matrix", IEEE Transactions on Biomedical Engineering, 2024, arXiv:2302.04508.

    Examples
    --------
    A sine: after a quarter of its period of 8 samples nothing is left of the covariance.

    >>> import numpy as np
    >>> from skrepr_signals import AugmentedCovariances
    >>> X = np.sin(np.arange(33) * np.pi / 4).reshape(1, 1, 33)
    >>> C = AugmentedCovariances(order=2, lag=2, estimator="scm", trim="full").fit_transform(X)
    >>> C.shape, bool(abs(C[0, 0, 1]) < 0.02)
    ((1, 2, 2), True)
    """

    _parameter_constraints: ClassVar[dict] = {**EMBEDDING_CONSTRAINTS, **ESTIMATOR_CONSTRAINT}

    def __init__(self, order=4, lag=2, *, estimator="oas", trim="moabb"):
        self.order = order
        self.lag = lag
        self.estimator = estimator
        self.trim = trim

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Check that the epochs are long enough.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs.
        y : None
            Not used.

        Returns
        -------
        self : AugmentedCovariances
            The fitted transformer.

        Raises
        ------
        ValueError
            If a parameter is impossible, X has other axes, or the epochs are too short.
        """
        X = check_epochs(X, estimator=self)
        check_window(X.shape[2], self.order, self.lag, self.trim)
        set_shape(self, X)
        return self

    def transform(self, X):
        """Return the augmented covariances.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``, of any sufficient length.

        Returns
        -------
        matrices : ndarray of shape (n_epochs, order * n_channels, order * n_channels)
            Symmetric, positive semidefinite; in the dtype of X.
        """
        check_is_fitted(self)
        X = check_epochs(X, estimator=self)
        check_channels(self, X)
        check_window(X.shape[2], self.order, self.lag, self.trim)
        matrices = augmented_covariances(X, self.order, self.lag, self.estimator, self.trim)
        return matrices.astype(X.dtype, copy=False)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags
