"""The axes of every kind of input, and the one way to refuse an array that lacks them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import check_array

#: What the axes of X are called, by input kind.
AXES: dict[str, str] = {
    "table": "(n_samples, n_features)",
    "graph": "(n_nodes, n_nodes)",
    "graphs": "(n_graphs,)",
    "spd": "(n_matrices, n_channels, n_channels)",
    "epochs": "(n_epochs, n_channels, n_times)",
    "images": "(n_images, n_channels, height, width)",
    "points": "(n_clouds, n_points, n_coordinates)",
    "scenes": "(n_images, n_channels, height, width)",
    "videos": "(n_videos, n_frames, n_channels, height, width)",
    "items": "(n_items,)",
    "sequences": "(n_sequences, length)",
}

FLOATS = (np.float64, np.float32)


def as_array(
    X: Any,
    axes: str,
    *,
    name: str = "X",
    dtype: Any = FLOATS,
    finite: bool | str = True,
    estimator: Any = None,
) -> NDArray[Any]:
    """Return X as an array with these axes, or say which axes it should have.

    Parameters
    ----------
    X : array-like
        What the caller was given.
    axes : str
        Names of the axes, ``"(n_epochs, n_channels, n_times)"``.
    name : str, default="X"
        What messages call the array.
    dtype : sequence of dtype, "numeric" or None, default=(float64, float32)
        As for :func:`sklearn.utils.check_array`: types that are kept.
    finite : bool or "allow-nan", default=True
        Whether NaN and infinity are refused.
    estimator : estimator or str, default=None
        Named in messages.
    """
    array: NDArray[Any] = check_array(
        X,
        dtype=list(dtype) if isinstance(dtype, tuple) else dtype,
        ensure_2d=False,
        allow_nd=True,
        ensure_min_samples=0,
        ensure_all_finite=finite,
        input_name=name,
        estimator=estimator,
    )
    if array.ndim != axes.count(",") + 1:
        raise ValueError(f"{name} must have shape {axes}; got {array.shape}.")
    if 0 in array.shape:
        raise ValueError(f"{name} must have shape {axes} with no empty axis; got {array.shape}.")
    return array
