"""Choose order and lag from the signal alone, without labels and without a search."""

from numbers import Integral

import numpy as np
from sklearn.utils import check_random_state

from skrepr.validation import check_epochs

from ._afnn import afnn
from ._mdop import mdop

METHODS = ("mdop", "afnn")


def select_embedding(X, method="mdop", *, n_selection_epochs=20, random_state=None):
    """Choose order and lag of a delay embedding.

    Parameters
    ----------
    X : array-like of shape (n_epochs, n_channels, n_times)
        Epochs.
    method : {"mdop", "afnn"}, default="mdop"
        "mdop": for each epoch, coordinates (channel and delay) are chosen one by one where they
        take most false neighbours apart; the order is their mean number, the lag their mean
        delay, each averaged over epochs and rounded. "afnn": the lag is the first minimum of
        the mutual information, the order where Cao's averaged false neighbours stop growing.
    n_selection_epochs : int, default=20
        Look at so many epochs, drawn without replacement; at all if there are no more.
    random_state : int, RandomState instance or None, default=None
        For the draw.

    Returns
    -------
    embedding : tuple of int
        (order, lag), each at least 1.
    details : dict
        ``epochs``: the rows of X that were looked at. Of "mdop" for each of them ``orders`` and
        ``lags`` (arrays), ``delays``, ``channels`` and ``fnn`` (lists: the coordinates, and the
        share of false neighbours after each cycle). Of "afnn" ``mutual_information`` (in nats,
        n_epochs x n_delays) and ``growth`` (Cao's E1, n_epochs x n_orders).

    Raises
    ------
    ValueError
        If a parameter is impossible or X has other axes.

    Notes
    -----
    On broadband signals "mdop" finds 6 to 7 coordinates and mean delays of 20 samples and more;
    then ``order * lag`` may exceed the epoch. The first coordinate counts, and so does its delay
    of 0.

    It takes about 0.2 s an epoch of 6 channels and 900 samples.

    References
    ----------
    .. [1] C. Nichkawde, "Optimal state-space reconstruction using derivatives on projected
       manifold", Physical Review E 87, 2013.
    .. [2] L. Cao, "Practical method for determining the minimum embedding dimension of a scalar
       time series", Physica D 110, 1997.

    Examples
    --------
    The Henon map has two dimensions: one coordinate tells neighbours from strangers badly.

    >>> import numpy as np
    >>> from skrepr_signals import select_embedding
    >>> x = [0.1, 0.3]
    >>> for _ in range(499):
    ...     x.append(1 - 1.4 * x[-1] ** 2 + 0.3 * x[-2])
    >>> (order, lag), details = select_embedding(np.reshape(x[1:], (1, 1, 500)), "afnn")
    >>> order > 1, round(float(details["growth"][0, 0]), 1)
    (True, 0.0)
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got {method!r}.")
    if not isinstance(n_selection_epochs, Integral) or n_selection_epochs < 1:
        raise ValueError(f"n_selection_epochs must be an int >= 1; got {n_selection_epochs!r}.")
    X = check_epochs(X).astype(np.float64, copy=False)
    rows = np.arange(len(X))
    if n_selection_epochs < len(X):
        drawn = check_random_state(random_state).permutation(len(X))[:n_selection_epochs]
        rows = np.sort(drawn)
    if method == "afnn":
        order, lag, details = afnn(X[rows])
    else:
        order, lag, details = _average_mdop(X[rows])
    return (order, lag), {"epochs": rows, **details}


def _average_mdop(epochs):
    chosen = [mdop(epoch) for epoch in epochs]
    delays, channels, fnn = (list(part) for part in zip(*chosen, strict=True))
    orders = np.array([len(each) for each in delays])
    lags = np.array([round(np.mean(each)) for each in delays])
    details = {"orders": orders, "lags": lags, "delays": delays, "channels": channels, "fnn": fnn}
    return max(1, round(orders.mean())), max(1, round(lags.mean())), details
