"""Arrays of numpy and tensors of torch, checked alike: one formula serves both."""

import numpy as np
from array_api_compat import array_namespace, is_array_api_obj


def as_matrix(A, name):
    """Return a finite floating matrix and the namespace of its functions.

    Parameters
    ----------
    A : array-like or Tensor of shape (n_rows, n_columns)
        What has no array type of its own becomes an ndarray; integers become the default
        floating type.
    name : str
        Of the argument, for messages.

    Returns
    -------
    A : ndarray or Tensor
    xp : module

    Raises
    ------
    ValueError
        If A has other than two axes, an empty one, NaN or infinity.
    """
    A = A if is_array_api_obj(A) else np.asarray(A)
    xp = array_namespace(A)
    if A.ndim != 2 or 0 in A.shape:
        raise ValueError(f"{name} must have shape (n_rows, n_columns); got {tuple(A.shape)}.")
    if not xp.isdtype(A.dtype, "real floating"):
        A = xp.astype(A, xp.asarray(1.0).dtype)
    if not bool(xp.all(xp.isfinite(A))):
        raise ValueError(f"{name} contains NaN or infinity.")
    return A, xp


def check_positive(value, name):
    """Refuse what is not above zero."""
    if not value > 0:
        raise ValueError(f"{name} must be > 0; got {value!r}.")
