"""Coding rates: how many nats it takes to tell points apart up to a precision.

For points on the unit sphere R = 1/2 logdet(I + d / (n eps) Z^T Z) grows with the volume that
they span. The same with memberships as weights, summed over groups, is what is left to be
told inside the groups; the difference is large when each group is flat and the groups are
orthogonal.
"""

import math

import numpy as np

from ._arrays import as_matrix, check_positive

#: Bytes of one temporary array; the sums over samples run in blocks below it.
_BLOCK_BYTES = 2**28
#: Added to the weight of a group, so that an empty one counts nothing.
_TINY = 1e-8


def coding_rate(Z, *, eps=0.1):
    """Return the coding rate R(Z) = 1/2 logdet(I + d / (n eps) Z^T Z).

    Parameters
    ----------
    Z : array-like or Tensor of shape (n_samples, d)
        Points, as a rule of unit length.
    eps : float, default=0.1
        Squared precision up to which a point is told.

    Returns
    -------
    rate : float or Tensor
        In nats; a Tensor carries the gradient.

    Raises
    ------
    ValueError
        If ``eps`` is not above 0, or Z is no finite matrix.

    References
    ----------
    .. [1] Y. Yu, K. H. R. Chan, C. You, C. Song, Y. Ma, "Learning Diverse and Discriminative
       Representations via the Principle of Maximal Coding Rate Reduction", NeurIPS 2020,
       arXiv:2006.08558.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_cluster import coding_rate
    >>> print(f"{coding_rate(np.eye(2), eps=0.1):.4f}")  # two orthogonal points
    2.3979
    >>> print(f"{coding_rate(np.ones((2, 2)) / np.sqrt(2), eps=0.1):.4f}")  # the same point twice
    1.5223
    """
    Z, xp = as_matrix(Z, "Z")
    check_positive(eps, "eps")
    return spread_rate(Z, eps, xp)


def rate_reduction(Z, gamma, *, eps=0.1):
    """Return R(Z) - R_c(Z, gamma): what is saved when the groups are known.

    Column j of ``gamma`` weights the samples in group j. With t_j its sum,
    R_c = sum_j t_j / (2 n) logdet(I + d / (t_j eps) Z^T diag(gamma_j) Z).

    Parameters
    ----------
    Z : array-like or Tensor of shape (n_samples, d)
        Points, as a rule of unit length.
    gamma : array-like or Tensor of shape (n_samples, n_groups)
        Memberships, not negative: 0 and 1 with a column for each of k groups, or a doubly
        stochastic matrix with a column for each sample (:func:`doubly_stochastic`).
    eps : float, default=0.1
        Squared precision up to which a point is told.

    Returns
    -------
    reduction : float or Tensor
        In nats; a Tensor carries the gradient.

    Raises
    ------
    ValueError
        If ``eps`` is not above 0, a matrix is not finite, ``gamma`` is negative somewhere, or
        the numbers of samples differ.

    Notes
    -----
    Takes n_samples n_groups d^2 operations and n_groups d^3 / 3 for the determinants; temporary
    arrays stay below 256 MB unless a gradient is kept.

    References
    ----------
    .. [1] T. Ding, S. Tong, K. H. R. Chan, X. Dai, Y. Ma, B. D. Haeffele, "Unsupervised Manifold
       Linearizing and Clustering", ICCV 2023, arXiv:2301.01805.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_cluster import rate_reduction
    >>> Z = np.repeat(np.eye(2), 3, axis=0)
    >>> print(f"{rate_reduction(Z, Z):.3f}")  # the two groups are orthogonal
    0.876
    >>> print(f"{abs(rate_reduction(Z, np.ones((6, 1)))):.3f}")  # one group saves nothing
    0.000
    """
    Z, xp = as_matrix(Z, "Z")
    gamma, _ = as_matrix(gamma, "gamma")
    check_positive(eps, "eps")
    if gamma.shape[0] != Z.shape[0]:
        raise ValueError(
            f"gamma must have a row for each row of Z; got {gamma.shape[0]} for {Z.shape[0]}."
        )
    if bool(xp.any(gamma < 0)):
        raise ValueError("gamma must not be negative.")
    return spread_rate(Z, eps, xp) - compression_rate(Z, gamma, eps, xp)


def spread_rate(Z, eps, xp):
    """Return R of checked points, see :func:`coding_rate`."""
    n, d = Z.shape
    return _logdet(d / (n * eps) * _gram(Z), xp) / 2


def compression_rate(Z, gamma, eps, xp):
    """Return R_c of checked arrays, see :func:`rate_reduction`."""
    n, d = Z.shape
    n_groups = gamma.shape[1]
    block = max(1, _BLOCK_BYTES // (d * d * Z.dtype.itemsize))
    total = 0.0
    for start in range(0, n_groups, block):
        weights = gamma[:, start : start + block]
        sizes = xp.sum(weights, axis=0) + _TINY
        moments = _second_moments(Z, weights / sizes, block, xp)
        total = total + xp.sum(sizes * _logdet(d / eps * moments, xp))
    return total / (2 * n)


def _second_moments(Z, weights, block, xp):
    """Return Z^T diag(w) Z for each column w, (n_columns, d, d), by matrix products.

    A row of the second factor holds the products of two coordinates of a sample, each pair
    once: half the work and memory of all d^2.
    """
    n, d = Z.shape
    first, second = (xp.asarray(index) for index in np.triu_indices(d))
    place = np.zeros((d, d), dtype=np.int64)
    place[np.triu_indices(d)] = np.arange(d * (d + 1) // 2)
    place = xp.asarray(np.maximum(place, place.T).ravel())
    total = 0.0
    for start in range(0, n, block):
        rows = Z[start : start + block]
        pairs = xp.take(rows, first, axis=1) * xp.take(rows, second, axis=1)
        total = total + weights[start : start + block].T @ pairs
    return xp.reshape(xp.take(total, place, axis=1), (-1, d, d))


def coding_length(X, labels, *, eps=0.1):
    """Return how many nats it takes to code points cluster by cluster, labels included.

    L = sum_k (m_k + d) / 2 logdet(I + d / (eps m_k) X_k^T X_k) + m_k ln(n / m_k). Of several
    clusterings of the same points the one with the least length is preferred, whatever its
    number of clusters.

    Parameters
    ----------
    X : array-like or Tensor of shape (n_samples, d)
        Points.
    labels : array-like of shape (n_samples,)
        The cluster of each.
    eps : float, default=0.1
        Squared precision up to which a point is told.

    Returns
    -------
    length : float or Tensor
        In nats.

    Raises
    ------
    ValueError
        If ``eps`` is not above 0, X is no finite matrix, or there is not one label a sample.

    References
    ----------
    .. [1] Y. Ma, H. Derksen, W. Hong, J. Wright, "Segmentation of Multivariate Mixed Data via
       Lossy Data Coding and Compression", IEEE TPAMI 29, 2007.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_cluster import coding_length
    >>> X = np.repeat(np.eye(4), 25, axis=0)
    >>> for labels in (np.zeros(100), np.arange(100) // 25, np.arange(100) // 5):
    ...     print(f"{coding_length(X, labels):.0f}")
    499
    354
    634
    """
    X, xp = as_matrix(X, "X")
    check_positive(eps, "eps")
    n, d = X.shape
    labels = labels if hasattr(labels, "shape") else np.asarray(labels)
    if tuple(labels.shape) != (n,):
        raise ValueError(f"labels must have shape ({n},), one a row; got {tuple(labels.shape)}.")
    total = 0.0
    for label in np.unique(np.asarray(labels)):
        members = X[xp.asarray(labels == label)]
        m = members.shape[0]
        # the determinant is that of the smaller of the two products
        gram = _gram(members) if d <= m else _gram(members.T)
        total = total + (m + d) / 2 * _logdet(d / (eps * m) * gram, xp) + m * math.log(n / m)
    return total


def _gram(A):
    return A.T @ A


def _logdet(A, xp):
    """Return logdet(I + A) of each symmetric positive semidefinite matrix."""
    root = xp.linalg.cholesky(A + xp.eye(A.shape[-1], dtype=A.dtype))
    return 2 * xp.sum(xp.log(xp.linalg.diagonal(root)), axis=-1)
