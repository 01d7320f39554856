"""Covariances of augmented epochs from shared lagged products.

pyriemann's ``cov``, ``scm``, ``corr``, ``oas`` and ``lwf`` need of the samples only their scatter
matrix, and ``lwf`` the squared norm of each sample. The others are computed from the augmented
signal itself, by pyriemann.
"""

import numpy as np
from pyriemann.geometry.covariance import covariances

from skrepr.base import StrOptions

from ._embedding import delay_embed, window_length
from ._lagged import LaggedProducts, common_samples

#: Estimators with an exact form in lagged products.
SHARED = ("cov", "scm", "corr", "oas", "lwf")
#: Cheaper approximations of ``cov`` and ``scm``.
APPROXIMATE = ("nested", "toeplitz")
#: Estimators that pyriemann computes, and what makes them repeatable.
_DIRECT = {"sch": {}, "hub": {}, "stu": {}, "tyl": {}, "mcd": {"random_state": 0}}

ESTIMATOR_CONSTRAINT = {
    "estimator": [StrOptions({*SHARED, *APPROXIMATE, *_DIRECT}), callable],
}


class SharedCovariances:
    """Covariances of the same epochs for several delay embeddings.

    Parameters
    ----------
    X : ndarray of shape (n_epochs, n_channels, n_times)
        Epochs.
    cells : sequence of (int, int)
        The (order, lag) that will be asked for.
    estimator : str or callable
        As in :class:`AugmentedCovariances`.
    trim : {"moabb", "full"}
        As in :class:`DelayEmbedding`.
    """

    def __init__(self, X, cells, estimator, trim):
        self.X = np.asarray(X, dtype=np.float64)
        self.estimator = estimator
        self.trim = trim
        self._largest = {lag: max(o for o, other in cells if other == lag) for _, lag in cells}
        self._products = None
        if estimator in (*SHARED, *APPROXIMATE):
            n_times = self.X.shape[2]
            # the autocovariances of "toeplitz" are of whole epochs
            whole = estimator == "toeplitz"
            n_common = n_times if whole else common_samples(n_times, cells, trim)
            self._products = LaggedProducts(self.X, n_common)
            self._products.prepare(sorted({d * lag for order, lag in cells for d in range(order)}))

    def __call__(self, order, lag):
        """Return matrices of shape (n_epochs, order * n_channels, order * n_channels)."""
        if self._products is None:
            augmented = delay_embed(self.X, order, lag, self.trim)
            return covariances(augmented, self.estimator, **_DIRECT.get(self.estimator, {}))
        if self.estimator == "toeplitz":
            return block_toeplitz(self._products, order, lag)
        if self.estimator == "nested":
            return self._nested(order, lag)
        window = window_length(self.X.shape[2], order, lag, self.trim)
        scatter, means = self._products.scatter(order, lag, self.trim)
        if self.estimator == "lwf":
            norms = squared_norms(self._products.X, means, lag, window)
            return ledoit_wolf(scatter, window, norms)
        return _FROM_SCATTER[self.estimator](scatter, window)

    def _nested(self, order, lag):
        """Cut the matrix of this order from that of the largest order at this lag."""
        largest = self._largest[lag] if order > 1 else 1
        window = window_length(self.X.shape[2], largest, lag, self.trim)
        scatter, _ = self._products.scatter(largest, lag, self.trim)
        size = order * self.X.shape[1]
        return cov(scatter, window)[:, :size, :size]


def augmented_covariances(X, order, lag, estimator="oas", trim="moabb"):
    """Return covariances of augmented epochs, in double precision.

    Parameters
    ----------
    X : ndarray of shape (n_epochs, n_channels, n_times)
        Epochs.
    order, lag, estimator, trim
        As in :class:`AugmentedCovariances`.

    Returns
    -------
    ndarray of shape (n_epochs, order * n_channels, order * n_channels)
    """
    return SharedCovariances(X, [(order, lag)], estimator, trim)(order, lag)


def cov(scatter, n_samples):
    """Return the unbiased covariance."""
    return scatter / (n_samples - 1)


def scm(scatter, n_samples):
    """Return the sample covariance, the maximum likelihood estimate."""
    return scatter / n_samples


def corr(scatter, n_samples):
    """Return correlation coefficients; a channel without variance gives NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt(np.diagonal(scatter, axis1=1, axis2=2))
        return np.clip(scatter / scale[:, :, None] / scale[:, None, :], -1, 1)


def oas(scatter, n_samples):
    """Return the oracle approximating shrinkage of Chen et al., as scikit-learn computes it."""
    S = scm(scatter, n_samples)
    size = S.shape[1]
    mean_square = np.mean(S**2, axis=(1, 2))
    mu_square = _mean_variance(S) ** 2
    return _shrunk(
        S,
        mean_square + mu_square,
        (n_samples + 1) * (mean_square - mu_square / size),
    )


def ledoit_wolf(scatter, n_samples, norms):
    """Return the shrinkage of Ledoit and Wolf.

    ``norms`` of shape (n_epochs, n_samples) are the squared norms of the centred samples: the
    fourth moments come down to the sum of their squares.
    """
    S = scm(scatter, n_samples)
    size = S.shape[1]
    mu = _mean_variance(S)
    square = np.sum(S**2, axis=(1, 2))
    beta = (np.sum(norms**2, axis=1) / n_samples - square) / (size * n_samples)
    delta = square / size - mu**2
    # one dimension leaves nothing to shrink to, and rounding in both
    return _shrunk(S, np.minimum(beta, delta) if size > 1 else np.zeros(len(S)), delta)


def _mean_variance(S):
    return np.trace(S, axis1=1, axis2=2) / S.shape[1]


def _shrunk(S, numerator, denominator):
    """Move S towards the mean variance by a ratio, at most all the way."""
    shrinkage = np.ones(len(S))
    np.divide(numerator, denominator, out=shrinkage, where=denominator > 0)
    shrinkage = np.minimum(shrinkage, 1)
    shrunk = (1 - shrinkage)[:, None, None] * S
    diagonal = np.arange(S.shape[1])
    shrunk[:, diagonal, diagonal] += (shrinkage * _mean_variance(S))[:, None]
    return shrunk


_FROM_SCATTER = {"cov": cov, "scm": scm, "corr": corr, "oas": oas}


def squared_norms(X, means, lag, window):
    """Return ||x - m||^2 of each augmented sample, of shape (n_epochs, window).

    X is the signal and ``means`` those of its copies, (n_epochs, order, n_channels).
    """
    energy = np.sum(X**2, axis=1)
    total = np.zeros((len(X), window))
    for p in range(means.shape[1]):
        part = slice(p * lag, p * lag + window)
        m = means[:, p, :, None]
        cross = np.sum(m * X[:, :, part], axis=1)
        total += energy[:, part] - 2 * cross + np.sum(m**2, axis=1)
    return total


def block_toeplitz(products, order, lag):
    """Return the Yule-Walker matrix of biased autocovariances, never indefinite."""
    n_epochs, n_channels, n_times = products.X.shape
    blocks = np.empty((n_epochs, order, n_channels, order, n_channels))
    for distance in range(order):
        block = products.product(distance * lag) / n_times
        for p in range(order - distance):
            blocks[:, p, :, p + distance] = block
            blocks[:, p + distance, :, p] = block.transpose(0, 2, 1)
    return blocks.reshape(n_epochs, order * n_channels, order * n_channels)


def check_definite(matrices, order, lag):
    """Raise if a matrix is singular, or as good as that in double precision."""
    if np.isfinite(matrices).all():
        values = np.linalg.eigvalsh(matrices)
        rounding = values.shape[1] * np.finfo(float).eps
        singular = ~(values[:, 0] > rounding * values[:, -1])
    else:
        singular = ~np.isfinite(matrices).all(axis=(1, 2))
    if singular.any():
        raise ValueError(
            f"{np.sum(singular)} of {len(matrices)} augmented covariances are singular at "
            f"order={order}, lag={lag}: take estimator='oas' or 'lwf', or a larger lag."
        )
