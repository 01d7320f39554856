"""Point clouds: rows of NaN pad the smaller ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._axes import AXES, FLOATS, as_array


def check_points(X: Any, *, estimator: Any = None) -> NDArray[Any]:
    """Validate point clouds.

    Parameters
    ----------
    X : array-like of shape (n_clouds, n_points, n_coordinates), or list of array-like
        Coordinates, followed by features of the points where there are any. Clouds with
        fewer points end in rows of NaN, or come as a list of (n_points, n_coordinates).
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of shape (n_clouds, n_points, n_coordinates)
        Padded with rows of NaN; float32 and float64 are kept, everything else becomes
        float64.

    Raises
    ------
    ValueError
        If X has other axes, infinity, a row that is NaN in some columns only, or a cloud
        without points.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_points
    >>> clouds = check_points([np.zeros((4, 3)), np.ones((2, 3))])
    >>> clouds.shape, int(np.isnan(clouds).sum())
    ((2, 4, 3), 6)
    """
    if isinstance(X, list | tuple):
        X = _pad(X)
    clouds = as_array(X, AXES["points"], finite="allow-nan", estimator=estimator)
    missing = np.isnan(clouds)
    partly = missing.any(axis=2) & ~missing.all(axis=2)
    if partly.any():
        i, j = np.argwhere(partly)[0]
        raise ValueError(f"X[{i}, {j}] is partly NaN; a row that pads is NaN in all columns.")
    empty = missing.all(axis=(1, 2))
    if empty.any():
        raise ValueError(f"X[{np.argmax(empty)}] has no points.")
    return clouds


def _pad(clouds: Any) -> NDArray[Any]:
    axes = AXES["points"]
    clouds = [np.asarray(cloud) for cloud in clouds]
    if not clouds:
        raise ValueError(f"X must have shape {axes}; got an empty list.")
    for i, cloud in enumerate(clouds):
        if cloud.ndim != 2 or cloud.shape[1] != clouds[0].shape[-1]:
            raise ValueError(
                f"X must have shape {axes}; X[{i}] has shape {cloud.shape}, X[0] {clouds[0].shape}."
            )
    dtype = np.result_type(*clouds)
    padded = np.full(
        (len(clouds), max(map(len, clouds)), clouds[0].shape[1]),
        np.nan,
        dtype=dtype if dtype in FLOATS else np.float64,
    )
    for row, cloud in zip(padded, clouds, strict=True):
        row[: len(cloud)] = cloud
    return padded
