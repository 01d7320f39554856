"""Mutual information of a signal with itself, some samples later.

Its first minimum is the delay at which a sample says least of what the one before has not said.
"""

import numpy as np

#: Expected pairs in a cell of the joint histogram, and the bounds of its bins.
_PAIRS_A_CELL = 5
_LEAST_BINS, _MOST_BINS = 2, 16


def self_mutual_information(s, max_delay):
    """Return the mutual information of a series with its delays.

    Parameters
    ----------
    s : ndarray of shape (n_times,)
        A series.
    max_delay : int
        Largest delay; at most a quarter of the series is taken.

    Returns
    -------
    information : ndarray of shape (n_delays + 1,)
        In nats, at delays 0, 1, ...

    Notes
    -----
    Of a histogram whose bins hold equal counts of the whole series, about
    sqrt(n_times / 5) of them, between 2 and 16.
    """
    n_times = len(s)
    max_delay = min(max_delay, n_times // 4)
    n_bins = int(np.sqrt((n_times - max_delay) / _PAIRS_A_CELL))
    n_bins = min(max(n_bins, _LEAST_BINS), _MOST_BINS)
    codes = np.empty(n_times, dtype=np.intp)
    codes[np.argsort(s, kind="stable")] = np.arange(n_times) * n_bins // n_times
    information = np.empty(max_delay + 1)
    for delay in range(max_delay + 1):
        pairs = codes[: n_times - delay] * n_bins + codes[delay:]
        joint = np.bincount(pairs, minlength=n_bins**2).reshape(n_bins, n_bins) / len(pairs)
        independent = joint.sum(axis=1)[:, None] * joint.sum(axis=0)
        some = joint > 0
        information[delay] = np.sum(joint[some] * np.log(joint[some] / independent[some]))
    return information


def first_minimum(information):
    """Return the delay >= 1 of the first local minimum; if there is none, of the least value.

    Parameters
    ----------
    information : ndarray of shape (n_delays + 1,)
        At delays 0, 1, ...

    Returns
    -------
    int
        1 for a series without delays.
    """
    for delay in range(1, len(information) - 1):
        before, here, after = information[delay - 1 : delay + 2]
        if here < before and here <= after:
            return delay
    return 1 + int(np.argmin(information[1:])) if len(information) > 1 else 1
