"""Epochs, covariance matrices and sequences: one array each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._axes import AXES, as_array


def check_epochs(X: Any, *, estimator: Any = None) -> NDArray[Any]:
    """Validate epochs: equally long pieces of a signal with several channels.

    Parameters
    ----------
    X : array-like of shape (n_epochs, n_channels, n_times), or object with ``get_data``
        The signal. What has a ``get_data`` and is no array, such as ``mne.Epochs``, is asked
        for its array.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of shape (n_epochs, n_channels, n_times)
        float32 and float64 are kept, everything else becomes float64.

    Raises
    ------
    ValueError
        If X has other axes, an empty axis, NaN or infinity.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_epochs
    >>> check_epochs(np.zeros((5, 3, 20), dtype=np.float32)).shape
    (5, 3, 20)
    >>> check_epochs(np.zeros((64, 22)))
    Traceback (most recent call last):
        ...
    ValueError: X must have shape (n_epochs, n_channels, n_times); got (64, 22).
    """
    if hasattr(X, "get_data") and not hasattr(X, "__array__"):
        X = X.get_data()
    return as_array(X, AXES["epochs"], estimator=estimator)


def check_spd(X: Any, *, ridge: float = 0.0, estimator: Any = None) -> NDArray[Any]:
    """Validate symmetric positive definite matrices.

    Parameters
    ----------
    X : array-like of shape (n_matrices, n_channels, n_channels)
        The matrices.
    ridge : float, default=0.0
        This share of the mean of its diagonal is added to the diagonal of each matrix, before
        it is checked.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of shape (n_matrices, n_channels, n_channels)
        float32 and float64 are kept, everything else becomes float64.

    Raises
    ------
    ValueError
        If X has other axes, NaN or infinity, or if a matrix is not symmetric (to the square
        root of the precision of its type) or not positive definite; the message says which.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_spd
    >>> check_spd([np.eye(3)]).shape
    (1, 3, 3)
    >>> check_spd([np.eye(3), -np.eye(3)])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: X[1] must be positive definite; its smallest eigenvalue is -1. ...
    """
    axes = AXES["spd"]
    matrices = as_array(X, axes, estimator=estimator)
    if matrices.shape[1] != matrices.shape[2]:
        raise ValueError(f"X must have shape {axes}; got {matrices.shape}.")
    tolerance = np.sqrt(np.finfo(matrices.dtype).eps) * np.abs(matrices).max(axis=(1, 2))
    asymmetry = np.abs(matrices - matrices.transpose(0, 2, 1)).max(axis=(1, 2))
    if np.any(asymmetry > tolerance):
        i = int(np.argmax(asymmetry > tolerance))
        raise ValueError(f"X[{i}] must be symmetric; it differs by up to {asymmetry[i]:.3g}.")
    if ridge:
        means = matrices.trace(axis1=1, axis2=2) / matrices.shape[1]
        identity = np.eye(matrices.shape[1], dtype=matrices.dtype)
        matrices = matrices + np.asarray(ridge, matrices.dtype) * means[:, None, None] * identity
    smallest = np.linalg.eigvalsh(matrices)[:, 0]
    if np.any(smallest <= 0):
        i = int(np.argmax(smallest <= 0))
        raise ValueError(
            f"X[{i}] must be positive definite; its smallest eigenvalue is {smallest[i]:.3g}. "
            "Shrink it or add a ridge."
        )
    return matrices


def check_sequences(X: Any, *, estimator: Any = None) -> NDArray[Any]:
    """Validate sequences of tokens, numbered from zero.

    Parameters
    ----------
    X : array-like of int of shape (n_sequences, length)
        The sequences.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of int of shape (n_sequences, length)
        The integer type is kept.

    Raises
    ------
    ValueError
        If X has other axes, is not of an integer type, or holds a negative token.

    Examples
    --------
    >>> from skrepr.validation import check_sequences
    >>> check_sequences([[0, 2, 1], [1, 1, 0]]).max()
    np.int64(2)
    """
    tokens = as_array(X, AXES["sequences"], dtype=None, estimator=estimator)
    if tokens.dtype.kind not in "iu":
        raise ValueError(f"X must hold integers, one a token; got dtype {tokens.dtype}.")
    if tokens.min() < 0:
        raise ValueError(f"X must hold tokens >= 0; the smallest is {tokens.min()}.")
    return tokens


def check_input_shape(estimator: Any, X: NDArray[Any]) -> None:
    """Refuse samples of another shape than those of ``fit``.

    Parameters
    ----------
    estimator : estimator
        Fitted; its ``input_shape_`` is ``X.shape[1:]`` of ``fit``.
    X : ndarray of shape (n_samples, ...)
        New samples.

    Raises
    ------
    ValueError
        With both shapes.
    """
    if X.shape[1:] != tuple(estimator.input_shape_):
        raise ValueError(
            f"X has samples of shape {X.shape[1:]}, but {type(estimator).__name__} was fitted "
            f"on samples of shape {tuple(estimator.input_shape_)}."
        )
