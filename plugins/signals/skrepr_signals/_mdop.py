"""MDOP: coordinates of an embedding chosen one by one, each where it unfolds the most.

Neighbours in the embedding so far that some other channel, at some delay, tears apart were no
neighbours: that channel at that delay is the next coordinate (Nichkawde 2013). It stops when
few false neighbours are left, or when they become more.
"""

import numpy as np

from ._mutual_information import first_minimum, self_mutual_information
from ._neighbours import nearest_outside

#: What the authors ran: largest delays of the coordinates and for the Theiler window, the
#: growth of a distance that makes a neighbour false, their share at which to stop.
_MAX_DELAY, _MAX_THEILER = 50, 100
_GROWTH, _FEW, _MAX_CYCLES = 2.0, 0.05, 50


def mdop(epoch):
    """Choose the coordinates of an embedding of one epoch.

    Parameters
    ----------
    epoch : ndarray of shape (n_channels, n_times)
        A multivariate signal.

    Returns
    -------
    delays : list of int
        Delay of each coordinate, the first is 0.
    channels : list of int
        Its channel.
    fnn : list of float
        Share of false nearest neighbours after each cycle, one less than coordinates.

    Notes
    -----
    Delays go from 0 to 50, in epochs of less than 200 samples to a quarter of their length.
    Terms of the statistic with two equal values, as integer signals have, are left out.
    """
    scale = epoch.std(axis=1, ddof=1)
    kept = np.flatnonzero(scale > 0)
    if not len(kept):
        return [0], [0], []
    signal = ((epoch - epoch.mean(axis=1, keepdims=True))[kept] / scale[kept, None]).T
    window = max(first_minimum(self_mutual_information(s, _MAX_THEILER)) for s in signal.T)
    max_delay = min(_MAX_DELAY, len(signal) // 4)

    betas = [beta(signal[:, [a]], signal, max_delay, window) for a in range(signal.shape[1])]
    first, delay, channel = np.unravel_index(np.argmax(betas), np.shape(betas))
    delays, channels, fnn = [0, int(delay)], [int(first), int(channel)], []
    points = signal[:, [first]]
    _, old = nearest_outside(points, window)
    for _ in range(_MAX_CYCLES):
        n_points = len(signal) - max(delays)
        points = np.column_stack(
            [points[:n_points], _delayed(signal, channels[-1], delays[-1], n_points)]
        )
        _, new = nearest_outside(points, window)
        fnn.append(false_neighbours(old[:n_points], new))
        rises = len(fnn) > 1 and fnn[-1] > fnn[-2]
        if fnn[-1] <= _FEW or rises or n_points - max_delay < window + 2:
            break
        statistic = beta(points, signal, max_delay, window)
        delay, channel = np.unravel_index(np.argmax(statistic), statistic.shape)
        delays.append(int(delay))
        channels.append(int(channel))
        old = new
    n_chosen = len(fnn) + 1
    return delays[:n_chosen], [int(kept[c]) for c in channels[:n_chosen]], fnn


def _delayed(signal, channel, delay, n_points):
    return signal[delay : delay + n_points, channel]


def beta(points, signal, max_delay, window):
    """Return how far neighbours are apart in every channel at every delay.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dimensions)
        The embedding so far.
    signal : ndarray of shape (n_times, n_channels)
        Standardised channels.
    max_delay : int
        Delays go from 0 to this.
    window : int
        Theiler window.

    Returns
    -------
    beta : ndarray of shape (max_delay + 1, n_channels)
        Mean over points of log10(|s[i + delay] - s[j + delay]| / ||Y_i - Y_j||), j the nearest
        neighbour of i; minus infinity where no term is finite.
    """
    n_points = len(points) - max_delay
    neighbours, distances = nearest_outside(points[:n_points], window)
    usable = np.flatnonzero((neighbours >= 0) & (distances > 0))
    later = np.arange(max_delay + 1)
    here = signal[usable[:, None] + later]
    there = signal[neighbours[usable][:, None] + later]
    with np.errstate(divide="ignore"):
        terms = np.log10(np.abs(here - there)) - np.log10(distances[usable])[:, None, None]
    finite = np.isfinite(terms)
    counts = finite.sum(axis=0)
    sums = np.where(finite, terms, 0).sum(axis=0)
    return np.divide(sums, counts, out=np.full(sums.shape, -np.inf), where=counts > 0)


def false_neighbours(old, new):
    """Return the share of near neighbours that a new coordinate takes far away.

    Parameters
    ----------
    old, new : ndarray of shape (n_points,)
        Distances to nearest neighbours before and after.

    Returns
    -------
    float
        1 where none is: as in the authors' package.
    """
    near = (old < 1 / _GROWTH) & np.isfinite(new)
    false = near & (new > _GROWTH * old)
    return float(false.sum() / near.sum()) if false.any() else 1.0
