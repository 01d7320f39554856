"""Lagged products of epochs, shared by all delay embeddings of a search.

The scatter matrix of an augmented epoch consists of sums of x[t] x[t + k]^T over windows. For
one delay k these windows differ by a few samples between embeddings, and between the blocks
of one of them: each sum is taken once over a long window, and corrected at its ends.
"""

import numpy as np

from ._embedding import window_length


class LaggedProducts:
    """Sums of products of epochs with themselves, delayed.

    Parameters
    ----------
    X : ndarray of shape (n_epochs, n_channels, n_times)
        Epochs, in double precision.
    n_common : int, default=None
        Leading samples that every embedding asked for uses; None is all. Products and the
        mean that is taken off are of these: an artefact in samples that no window holds
        must not enter, for the rounding of its removal would stay.

    Notes
    -----
    Sums are remembered by delay: n_epochs * n_channels^2 numbers each. Correcting the ends of a
    window costs ``2 * lag`` sample products a block in place of all of the window.
    """

    def __init__(self, X, n_common=None):
        self.n_common = X.shape[2] if n_common is None else n_common
        self.X = X - X[:, :, : self.n_common].mean(axis=2, keepdims=True)
        self._products = {}
        # Sums of samples before t, for the means of all windows at once.
        self._sums = np.zeros((*X.shape[:2], X.shape[2] + 1))
        np.cumsum(self.X, axis=2, out=self._sums[:, :, 1:])

    def prepare(self, delays):
        """Take the sums at these delays now, so that several threads can read them."""
        for delay in delays:
            self.product(delay)

    def product(self, delay):
        """Return the sum of x[t] x[t + delay]^T over t < n_common - delay.

        Returns
        -------
        ndarray of shape (n_epochs, n_channels, n_channels)
        """
        if delay not in self._products:
            self._products[delay] = self._between(0, self._end(delay), delay)
        return self._products[delay]

    def scatter(self, order, lag, trim="moabb"):
        """Return scatter matrices of augmented epochs about their means.

        Parameters
        ----------
        order, lag, trim
            As in :class:`DelayEmbedding`.

        Returns
        -------
        scatter : ndarray of shape (n_epochs, order * n_channels, order * n_channels)
            Sum over the window of (x - m) (x - m)^T; divided by its length it is the sample
            covariance.
        means : ndarray of shape (n_epochs, order, n_channels)
            m of each delayed copy, of the signal without its overall mean.
        """
        window = window_length(self.X.shape[2], order, lag, trim)
        n_epochs, n_channels, _ = self.X.shape
        blocks = np.empty((n_epochs, order, n_channels, order, n_channels))
        for distance in range(order):
            delay = distance * lag
            block = self.product(delay) + self._between(self._end(delay), window, delay)
            for p in range(order - distance):
                if p:
                    first = (p - 1) * lag
                    block = block - self._between(first, first + lag, delay)
                    block += self._between(first + window, first + window + lag, delay)
                blocks[:, p, :, p + distance] = block
                blocks[:, p + distance, :, p] = block.transpose(0, 2, 1)
        means = self.means(order, lag, window)
        scatter = blocks.reshape(n_epochs, order * n_channels, order * n_channels)
        flat = means.reshape(n_epochs, -1)
        scatter -= window * flat[:, :, None] * flat[:, None, :]
        return scatter, means

    def means(self, order, lag, window):
        """Return the mean of each delayed copy, of shape (n_epochs, order, n_channels)."""
        starts = np.arange(order) * lag
        sums = self._sums[:, :, starts + window] - self._sums[:, :, starts]
        return (sums / window).transpose(0, 2, 1)

    def _end(self, delay):
        return max(self.n_common - delay, 0)

    def _between(self, start, stop, delay):
        """Return the sum over start <= t < stop, negative if stop lies before start."""
        if stop < start:
            return -self._between(stop, start, delay)
        now, later = self.X[:, :, start:stop], self.X[:, :, start + delay : stop + delay]
        return now @ later.transpose(0, 2, 1)


def common_samples(n_times, cells, trim="moabb"):
    """Return how many leading samples each of these (order, lag) uses some of.

    Parameters
    ----------
    n_times : int
        Samples of an epoch.
    cells : iterable of (int, int)
        Orders and lags.
    trim : {"moabb", "full"}, default="moabb"
        As in :class:`DelayEmbedding`.
    """
    return min(window_length(n_times, o, lag, trim) + (o - 1) * lag for o, lag in cells)
