"""Delay embedding: a signal beside delayed copies of itself.

Takens: what a system does next shows in what its output did before. Each copy is shifted by
``lag`` samples against the one before it, and all are cut to a common window.
"""

from numbers import Integral

import numpy as np

from skrepr.base import Interval, StrOptions

#: Constraints of the parameters that every estimator with an embedding has.
EMBEDDING_CONSTRAINTS = {
    "order": [Interval(Integral, 1, None, closed="left")],
    "lag": [Interval(Integral, 1, None, closed="left")],
    "trim": [StrOptions({"moabb", "full"})],
}
#: A covariance needs this many samples.
_LEAST_WINDOW = 2


def window_length(n_times, order, lag, trim="moabb"):
    """Return how many samples of an epoch each delayed copy keeps.

    Parameters
    ----------
    n_times : int
        Samples of an epoch.
    order, lag : int
        Number of copies, and the delay between one and the next, in samples.
    trim : {"moabb", "full"}, default="moabb"
        See :class:`DelayEmbedding`.

    Returns
    -------
    int
        May be 0 or negative, where the epoch is too short.
    """
    if order == 1:
        return n_times
    return n_times - (order if trim == "moabb" else order - 1) * lag


def check_window(n_times, order, lag, trim):
    """Return the window's length, or raise if it leaves too few samples for a covariance."""
    window = window_length(n_times, order, lag, trim)
    if window < _LEAST_WINDOW:
        what = "order*lag" if trim == "moabb" else "(order-1)*lag"
        raise ValueError(
            f"{what} = {n_times - window} leaves {max(window, 0)} samples of n_times={n_times}; "
            f"need at least {_LEAST_WINDOW}."
        )
    return window


def delay_embed(X, order, lag, trim="moabb"):
    """Return epochs beside their delayed copies.

    Parameters
    ----------
    X : ndarray of shape (n_epochs, n_channels, n_times)
        Epochs.
    order, lag : int
        Number of copies, and the delay between one and the next, in samples.
    trim : {"moabb", "full"}, default="moabb"
        See :class:`DelayEmbedding`.

    Returns
    -------
    ndarray of shape (n_epochs, order * n_channels, n_window)
        Row ``p * n_channels + i`` is channel i from sample ``p * lag`` on. Order 1 gives a copy.
    """
    window = window_length(X.shape[-1], order, lag, trim)
    # By start and length: the slice X[p*lag : -(order-p)*lag] of the official code is empty
    # for order 1.
    starts = range(0, order * lag, lag)
    return np.concatenate([X[..., start : start + window] for start in starts], axis=-2)
