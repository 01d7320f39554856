r"""The generalized Bures-Wasserstein geometry of SPD matrices, for numpy arrays and torch tensors.

A metric matrix M and a power theta set the metric

    g_P(V, W) = 1/2 tr(L_{P,M}[V] W),   S = L_{P,M}[V] solves  M S P + P S M = V,

pulled back by P -> P^theta; M = I and theta = 1 is the Wasserstein geometry of pyRiemann. Every
function maps to that case by an isometry, works on stacks, and returns what its first argument is:
kind, precision, device. For tensors all of them can be differentiated, also at equal eigenvalues.
"""

import warnings
from numbers import Real

import numpy as np
from array_api_compat import array_namespace, is_torch_array
from sklearn.exceptions import ConvergenceWarning

from . import _plain_bures as plain
from ._isometry import Isometry
from ._spectral import FROM_IDENTITY, LYAPUNOV, TO_IDENTITY, kernel_map


def gbw_lyapunov(P, V, metric_matrix=None):
    """Solve M S P + P S M = V.

    Parameters
    ----------
    P : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    V : array-like of shape (..., d, d)
        Symmetric matrices.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.

    Returns
    -------
    S : ndarray or Tensor of shape (..., d, d)

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, or their sizes differ.

    Examples
    --------
    >>> from skrepr_signals import gbw_lyapunov
    >>> gbw_lyapunov([[1.0, 0.0], [0.0, 3.0]], [[2.0, 4.0], [4.0, 6.0]])
    array([[1., 1.],
           [1., 1.]])
    """
    P, V, M = _as_matrices(P=P, V=V, metric_matrix=metric_matrix)
    isometry = Isometry(M, 1)
    solution = kernel_map(isometry.flat(P), isometry.flat_vector(P, V), LYAPUNOV)
    return isometry.flat(solution)  # M^-1/2 on both sides once more


def gbw_inner(P, V, W, metric_matrix=None, *, theta=1.0):
    """Return the inner product of tangent vectors at P.

    Parameters
    ----------
    P : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    V, W : array-like of shape (..., d, d)
        Symmetric matrices, tangent at P.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0.

    Returns
    -------
    inner : float, ndarray or Tensor of shape (...)

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, their sizes differ, or theta is not
        above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import gbw_inner
    >>> print(gbw_inner(np.eye(2), np.eye(2), np.diag([1.0, 3.0])))
    1.0
    """
    P, V, W, M = _as_matrices(P=P, V=V, W=W, metric_matrix=metric_matrix)
    isometry = Isometry(M, _check_theta(theta))
    at, V, W = isometry.flat(P), isometry.flat_vector(P, V), isometry.flat_vector(P, W)
    return plain.trace(kernel_map(at, V, LYAPUNOV) @ W) / (2 * theta**2)


def gbw_distance(P, Q, metric_matrix=None, *, theta=1.0, squared=False):
    """Return the distance between P and Q.

    For theta = 1 the square is tr(M^-1 P) + tr(M^-1 Q) - 2 tr((P M^-1 Q M^-1)^1/2).

    Parameters
    ----------
    P, Q : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0; the distance is that of P^theta and Q^theta over
        theta.
    squared : bool, default=False
        Return the squared distance. It can be differentiated at P = Q, the distance cannot.

    Returns
    -------
    distance : float, ndarray or Tensor of shape (...)
        In the unit of P^(theta / 2). It is a difference of traces: below about 1e-8 of the
        root of the trace it is rounding.

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, their sizes differ, or theta is not
        above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import gbw_distance
    >>> print(gbw_distance(np.diag([1.0, 4.0]), np.diag([1.0, 9.0])))
    1.0
    >>> print(gbw_distance(np.diag([1.0, 4.0]), np.diag([1.0, 9.0]), 4 * np.eye(2)))
    0.5
    """
    P, Q, M = _as_matrices(P=P, Q=Q, metric_matrix=metric_matrix)
    isometry = Isometry(M, _check_theta(theta))
    squares = plain.squared_distance(isometry.flat(P), isometry.flat(Q)) / theta**2
    return squares if squared else array_namespace(squares).sqrt(squares)


def gbw_log(P, Q, metric_matrix=None, *, theta=1.0):
    """Return the tangent vector at P that leads to Q.

    For theta = 1 it is M (M^-1 P M^-1 Q)^1/2 + (Q M^-1 P M^-1)^1/2 M - 2 P.

    Parameters
    ----------
    P, Q : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0.

    Returns
    -------
    V : ndarray or Tensor of shape (..., d, d)
        Symmetric; its squared norm at P is the squared distance.

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, their sizes differ, or theta is not
        above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import gbw_log
    >>> gbw_log(np.eye(2), np.diag([1.0, 9.0]))
    array([[0., 0.],
           [0., 4.]])
    """
    P, Q, M = _as_matrices(P=P, Q=Q, metric_matrix=metric_matrix)
    isometry = Isometry(M, _check_theta(theta))
    return isometry.back_vector(P, plain.log(isometry.flat(P), isometry.flat(Q)))


def gbw_exp(P, V, metric_matrix=None, *, theta=1.0):
    """Return where the tangent vector V leads from P.

    For theta = 1 it is P + V + M L P L M with L = L_{P,M}[V].

    Parameters
    ----------
    P : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    V : array-like of shape (..., d, d)
        Symmetric matrices, tangent at P.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0.

    Returns
    -------
    Q : ndarray or Tensor of shape (..., d, d)
        Symmetric positive semidefinite. It undoes :func:`gbw_log` as long as V does not lead
        past the border of the cone, where the geodesic folds back.

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, their sizes differ, or theta is not
        above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import gbw_exp
    >>> gbw_exp(np.eye(2), np.diag([0.0, 4.0]))
    array([[1., 0.],
           [0., 9.]])
    """
    P, V, M = _as_matrices(P=P, V=V, metric_matrix=metric_matrix)
    isometry = Isometry(M, _check_theta(theta))
    return isometry.back(plain.exp(isometry.flat(P), isometry.flat_vector(P, V)))


def gbw_geodesic(P, Q, t, metric_matrix=None, *, theta=1.0):
    """Return the point at t on the shortest way from P to Q.

    Parameters
    ----------
    P, Q : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    t : float
        0 is P, 1 is Q.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0.

    Returns
    -------
    R : ndarray or Tensor of shape (..., d, d)

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, their sizes differ, or theta is not
        above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import gbw_geodesic
    >>> gbw_geodesic(np.eye(2), np.diag([1.0, 9.0]), 0.5)
    array([[1., 0.],
           [0., 4.]])
    """
    P, Q, M = _as_matrices(P=P, Q=Q, metric_matrix=metric_matrix)
    isometry = Isometry(M, _check_theta(theta))
    return isometry.back(plain.geodesic(isometry.flat(P), isometry.flat(Q), t))


def gbw_mean(X, metric_matrix=None, *, theta=1.0, n_iter=50, tol=1e-10):
    """Return the matrix with the least mean squared distance to those of X.

    Fixed point from the arithmetic mean of the flat matrices:
    G <- G^-1/2 (mean_i (G^1/2 X_i G^1/2)^1/2)^2 G^-1/2.

    Parameters
    ----------
    X : array-like of shape (n_matrices, d, d)
        Symmetric positive definite matrices.
    metric_matrix : array-like of shape (d, d), default=None
        M, symmetric positive definite; None is the identity.
    theta : float, default=1.0
        Power of the deformation, above 0.
    n_iter : int, default=50
        Steps at most.
    tol : float, default=1e-10
        The last step changes the mean by less, relative to its norm. 0 takes all steps and
        never warns.

    Returns
    -------
    G : ndarray or Tensor of shape (d, d)

    Raises
    ------
    ValueError
        If X is not a stack of square matrices, metric_matrix has another size, or theta is
        not above 0.

    Warns
    -----
    ConvergenceWarning
        If ``n_iter`` steps are not enough for ``tol``.

    Examples
    --------
    Of matrices that commute it is the square of the mean of their roots:

    >>> import numpy as np
    >>> from skrepr_signals import gbw_mean
    >>> gbw_mean([np.diag([1.0, 4.0]), np.diag([1.0, 16.0])]).round(6)
    array([[1., 0.],
           [0., 9.]])
    """
    X, M = _as_matrices(X=X, metric_matrix=metric_matrix)
    if X.ndim != 3 or not X.shape[0]:
        raise ValueError(f"X must have shape (n_matrices, d, d); got {tuple(X.shape)}.")
    isometry = Isometry(M, _check_theta(theta))
    G, reached = plain.mean(isometry.flat(X), n_iter, tol)
    if tol and not reached:
        warnings.warn(
            f"The mean did not settle to tol={tol} in n_iter={n_iter} steps.",
            ConvergenceWarning,
            stacklevel=2,
        )
    return isometry.back(G)


def bw_transport_identity(P, V, *, inverse=False):
    """Carry tangent vectors from P to the identity, or back, for M = I and theta = 1.

    In the eigenbasis of P entry (i, j) is multiplied by sqrt(2 / (s_i + s_j)); inverse: by
    sqrt((s_i + s_j) / 2). This is parallel transport between P and I, which commute.

    Parameters
    ----------
    P : array-like of shape (..., d, d)
        Symmetric positive definite matrices.
    V : array-like of shape (..., d, d)
        Symmetric matrices, tangent at P; with ``inverse`` tangent at I.
    inverse : bool, default=False
        Carry from I to P.

    Returns
    -------
    W : ndarray or Tensor of shape (..., d, d)
        Of the same norm at the other point.

    Raises
    ------
    ValueError
        If an argument does not hold square matrices, or their sizes differ.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import bw_transport_identity
    >>> bw_transport_identity(4 * np.eye(2), np.eye(2))
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    P, V = _as_matrices(P=P, V=V)
    return kernel_map(P, V, FROM_IDENTITY if inverse else TO_IDENTITY)


def _check_theta(theta):
    if not (isinstance(theta, Real) and theta > 0):
        raise ValueError(f"theta must be a number above 0; got {theta!r}.")
    return theta


def _as_matrices(**named):
    """Return arrays like the first one that hold square matrices of one size; None stays None."""
    like = next((a for a in named.values() if is_torch_array(a)), None)
    arrays = {name: _as_array(a, like) for name, a in named.items() if a is not None}
    for name, array in arrays.items():
        if array.ndim < 2 or array.shape[-1] != array.shape[-2]:
            raise ValueError(f"{name} must have shape (..., d, d); got {tuple(array.shape)}.")
    (first, array), *others = arrays.items()
    xp = array_namespace(array)
    for name, other in others:
        if other.shape[-1] != array.shape[-1]:
            raise ValueError(
                f"{first} and {name} must hold matrices of one size; got {array.shape[-1]} and "
                f"{other.shape[-1]}."
            )
        arrays[name] = xp.astype(other, array.dtype, copy=False)
    return [arrays.get(name) for name in named]


def _as_array(array, like):
    if is_torch_array(array):
        return array
    array = np.asarray(array)
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    return array if like is None else array_namespace(like).asarray(array, device=like.device)
