"""AFNN: the lag from mutual information, the order where neighbours stop being false.

Cao's averaged false neighbours (1997): one more delay moves neighbours apart until the embedding
has room for the dynamics; from there on the mean growth of their distance stays what it is.
"""

import numpy as np

from ._mutual_information import first_minimum, self_mutual_information

_MAX_LAG, _MAX_ORDER = 30, 30


def afnn(epochs):
    """Choose order and lag for epochs.

    Parameters
    ----------
    epochs : ndarray of shape (n_epochs, n_channels, n_times)
        Epochs.

    Returns
    -------
    order, lag : int
        The choice.
    details : dict
        ``mutual_information`` of shape (n_epochs, n_delays + 1), averaged over channels, and
        ``growth`` of shape (n_epochs, n_orders), Cao's E1 from order 1 on, likewise.
    """
    information = np.mean(
        [[self_mutual_information(s, _MAX_LAG) for s in epoch] for epoch in epochs], axis=1
    )
    lag = first_minimum(information.mean(axis=0))
    growths = np.stack([[growth(s, lag) for s in epoch] for epoch in epochs])
    by_epoch = _mean(growths, axis=1)
    details = {"mutual_information": information, "growth": by_epoch}
    return _turning_point(_mean(growths, axis=(0, 1))), lag, details


def growth(s, lag):
    """Return Cao's E1 of a series at orders 1, 2, ...

    Parameters
    ----------
    s : ndarray of shape (n_times,)
        A series.
    lag : int
        Delay between coordinates.

    Returns
    -------
    ndarray of shape (n_orders,)
        E(d + 1) / E(d), E(d) the mean factor by which the distance to the nearest neighbour at
        order d grows at d + 1. At most 30, fewer in short series, none in very short ones; NaN
        for a constant.

    Notes
    -----
    Neighbours are more than ``lag`` samples apart and not at the same place. Memory is n_times^2
    numbers.
    """
    n_orders = min(_MAX_ORDER, (len(s) - 3 * lag - 13) // lag - 1)
    if n_orders < 1:
        return np.empty(0)
    steps = np.subtract.outer(np.arange(len(s)), np.arange(len(s)))
    too_near = np.abs(steps) <= lag
    # Squared distances between all points: one more coordinate adds one more square.
    squares = np.subtract.outer(s, s) ** 2
    distances, factors = np.zeros_like(squares), []
    for d in range(n_orders + 1):
        n_points = len(s) - (d + 1) * lag
        at = slice(d * lag, len(s))
        distances = distances[: len(s) - d * lag, : len(s) - d * lag] + squares[at, at]
        old = distances[:n_points, :n_points]
        new = old + squares[(d + 1) * lag :, (d + 1) * lag :]
        allowed = np.where(too_near[:n_points, :n_points] | (old == 0), np.inf, old)
        nearest = allowed.argmin(axis=1)
        rows = np.flatnonzero(np.isfinite(allowed.min(axis=1)))
        ratio = new[rows, nearest[rows]] / old[rows, nearest[rows]]
        factors.append(np.sqrt(ratio).mean() if len(rows) else np.nan)
    return np.array(factors[1:]) / np.array(factors[:-1])


def _turning_point(mean_growth):
    """Return the first order >= 2 at a local maximum of E1, or else at its maximum."""
    if not np.isfinite(mean_growth).any():
        return 1
    for i in range(1, len(mean_growth) - 1):
        before, here, after = mean_growth[i - 1 : i + 2]
        if here >= before and here > after:
            return i + 1
    return 1 + int(np.nanargmax(mean_growth))


def _mean(values, axis):
    """Return the mean of what is no NaN, NaN where nothing is left."""
    known = np.isfinite(values)
    counts = known.sum(axis=axis)
    sums = np.where(known, values, 0).sum(axis=axis)
    return np.divide(sums, counts, out=np.full(np.shape(sums), np.nan), where=counts > 0)
