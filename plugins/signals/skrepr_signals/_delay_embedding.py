"""The delay embedding as a transformer from epochs to epochs.

It goes before anything that takes epochs: spatial filters, covariance estimators, networks.
"""

from typing import ClassVar

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, fit_context
from skrepr.validation import check_epochs

from ._embedding import EMBEDDING_CONSTRAINTS, check_window, delay_embed
from ._epochs import check_channels
from ._samples import set_shape


class DelayEmbedding(DocsLink, TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):
    """Stack each epoch with delayed copies of itself.

    Parameters
    ----------
    order : int, default=4
        Number of copies, the undelayed one included; 1 returns the epochs as they are.
    lag : int, default=2
        Delay between one copy and the next, in samples.
    trim : {"moabb", "full"}, default="moabb"
        Which common window is kept of an epoch of T samples. "moabb": T - order * lag, which
        is ``lag`` samples less than there are, as in the authors' code and in their figures.
        "full": T - (order - 1) * lag, all there are.

    Attributes
    ----------
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        (n_channels, n_times) of ``fit``.

    Notes
    -----
    Nothing is learned: ``fit`` looks at shapes. Memory is ``order`` times that of the epochs;
    :class:`AugmentedCovariances` gets to the covariances without it.

    References
    ----------
    .. [1] I. Carrara, T. Papadopoulo, "Classification of BCI-EEG based on augmented covariance
       matrix", IEEE Transactions on Biomedical Engineering, 2024, arXiv:2302.04508.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import DelayEmbedding
    >>> X = np.arange(8.0).reshape(1, 1, 8)
    >>> DelayEmbedding(order=3, lag=2, trim="full").fit_transform(X)
    array([[[0., 1., 2., 3.],
            [2., 3., 4., 5.],
            [4., 5., 6., 7.]]])
    """

    _parameter_constraints: ClassVar[dict] = EMBEDDING_CONSTRAINTS

    def __init__(self, order=4, lag=2, *, trim="moabb"):
        self.order = order
        self.lag = lag
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
        self : DelayEmbedding
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
        """Return the epochs with their delayed copies.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``, of any sufficient length.

        Returns
        -------
        X_new : ndarray of shape (n_epochs, order * n_channels, n_window)
            Row ``p * n_channels + i`` is channel i, ``p * lag`` samples later; the dtype of X.
        """
        check_is_fitted(self)
        X = check_epochs(X, estimator=self)
        check_channels(self, X)
        check_window(X.shape[2], self.order, self.lag, self.trim)
        return delay_embed(X, self.order, self.lag, self.trim)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags
