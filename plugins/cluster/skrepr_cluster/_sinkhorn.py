"""Doubly stochastic matrices by the balancing of rows and columns in turn.

Gamma maximises <Gamma, K> + eta H(Gamma) over matrices whose rows and columns sum to 1. It has
the form exp((K + u + v) / eta); a half-step sets the potentials u so that rows sum to 1, the
next one v so that columns do.
"""

from ._arrays import as_matrix, check_positive


def doubly_stochastic(K, *, eta=0.175, n_iter=5):
    """Return the entropic projection of similarities onto doubly stochastic matrices.

    Parameters
    ----------
    K : array-like or Tensor of shape (n_samples, n_samples)
        Similarities.
    eta : float, default=0.175
        Weight of the entropy: the larger, the more even is the result.
    n_iter : int, default=5
        Half-steps. The first balances rows, the second columns, and so on: after an odd
        number rows sum to 1 exactly and columns about, and the result is not symmetric.

    Returns
    -------
    gamma : ndarray or Tensor of shape (n_samples, n_samples)
        Positive. The gradient of a Tensor goes through all half-steps.

    Raises
    ------
    ValueError
        If ``eta`` is not above 0, ``n_iter`` below 1, or K no finite square matrix.

    Notes
    -----
    All half-steps are taken on logarithms, which neither overflow nor lose a whole row. Below
    ``eta=0.02`` give float64.

    References
    ----------
    .. [1] M. Cuturi, "Sinkhorn Distances: Lightspeed Computation of Optimal Transport",
       NeurIPS 2013, arXiv:1306.0895.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_cluster import doubly_stochastic
    >>> K = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.3], [0.1, 0.3, 1.0]])
    >>> doubly_stochastic(K, n_iter=201).round(3)
    array([[0.638, 0.357, 0.005],
           [0.357, 0.628, 0.014],
           [0.005, 0.014, 0.981]])
    """
    K, xp = as_matrix(K, "K")
    check_positive(eta, "eta")
    if n_iter < 1:
        raise ValueError(f"n_iter must be at least 1; got {n_iter!r}.")
    if K.shape[0] != K.shape[1]:
        raise ValueError(f"K must be square; got {tuple(K.shape)}.")
    return balance(K, eta, n_iter, xp)[0]


def balance(K, eta, n_iter, xp, *, settle=lambda v: v):
    """Return the projection of a checked matrix and the potentials v / eta of its columns.

    Parameters
    ----------
    K : ndarray or Tensor of shape (n, n)
    eta : float
    n_iter : int
    xp : module
        Namespace of K.
    settle : callable, default=identity
        Applied to v after each update. The authors' layer detaches it: their gradient goes
        through K and the updates of u only.

    Returns
    -------
    gamma : ndarray or Tensor of shape (n, n)
    v : ndarray or Tensor of shape (n,)
    """
    S = K / eta
    u = v = xp.zeros_like(S[0])
    for half_step in range(n_iter):
        if half_step % 2 == 0:
            u = -_log_sum_exp(S + v, 1, xp)
        else:
            v = settle(-_log_sum_exp(S + u[:, None], 0, xp))
    return xp.exp(S + u[:, None] + v), v


def _log_sum_exp(A, axis, xp):
    top = xp.max(A, axis=axis, keepdims=True)
    return xp.squeeze(top, axis=axis) + xp.log(xp.sum(xp.exp(A - top), axis=axis))
