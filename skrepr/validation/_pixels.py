"""Images, images with boxes, and videos: pixels are bytes, or floats in [0, 1]."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._axes import AXES, FLOATS, as_array

_IMAGE = "(n_channels, height, width)"
_VIDEO = "(n_frames, n_channels, height, width)"


def check_images(X: Any, *, varying: bool = False, estimator: Any = None) -> Any:
    """Validate images, channels first.

    Parameters
    ----------
    X : array-like of shape (n_images, n_channels, height, width)
        uint8 in 0..255 or float in [0, 1]. With ``varying``, a list of arrays of shape
        (n_channels, height, width) as well.
    varying : bool, default=False
        Accept a list of images of different sizes.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of shape (n_images, n_channels, height, width) or list of ndarray
        float32 and float64 are kept, uint8 becomes float32 divided by 255.

    Raises
    ------
    ValueError
        If X has other axes, an empty axis, NaN or infinity.

    Warns
    -----
    UserWarning
        If a float lies outside [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_images
    >>> check_images(np.full((2, 3, 8, 8), 255, dtype=np.uint8)).max()
    np.float32(1.0)
    """
    return _check_pixels(X, AXES["images"], _IMAGE, varying=varying, estimator=estimator)


def check_videos(X: Any, *, varying: bool = True, estimator: Any = None) -> Any:
    """Validate videos, frames first.

    Parameters
    ----------
    X : array-like of shape (n_videos, n_frames, n_channels, height, width)
        uint8 in 0..255 or float in [0, 1]. With ``varying``, a list of arrays of shape
        (n_frames, n_channels, height, width) as well.
    varying : bool, default=True
        Accept a list of videos of different lengths and sizes.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of shape (n_videos, n_frames, n_channels, height, width) or list of ndarray
        float32 and float64 are kept, uint8 becomes float32 divided by 255.

    Raises
    ------
    ValueError
        If X has other axes, an empty axis, NaN or infinity.

    Warns
    -----
    UserWarning
        If a float lies outside [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_videos
    >>> clips = check_videos([np.zeros((4, 1, 8, 8)), np.zeros((6, 1, 8, 8))])
    >>> [len(clip) for clip in clips]
    [4, 6]
    """
    return _check_pixels(X, AXES["videos"], _VIDEO, varying=varying, estimator=estimator)


def check_scenes(
    X: Any, boxes: Any = None, *, estimator: Any = None
) -> tuple[NDArray[Any], list[NDArray[Any]] | None]:
    """Validate images together with the boxes of what they show.

    Parameters
    ----------
    X : array-like of shape (n_images, n_channels, height, width)
        The images.
    boxes : list of array-like of shape (n_boxes, 4), or array-like of shape \
(n_images, n_boxes, 4), default=None
        Left, top, right and bottom of each box in pixels; in the array, rows of NaN pad.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : ndarray of shape (n_images, n_channels, height, width)
        As :func:`check_images` returns it.
    boxes : list of ndarray of shape (n_boxes, 4), or None
        float64, without padding.

    Raises
    ------
    ValueError
        If X is no set of images, if there is not one set of boxes an image, or if a box is
        not finite or has no area; the message names image and box.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_scenes
    >>> X, boxes = check_scenes(np.zeros((1, 3, 9, 9)), [[[0, 0, 4, 5]]])
    >>> boxes[0].shape
    (1, 4)
    """
    X = check_images(X, estimator=estimator)
    if boxes is None:
        return X, None
    if len(boxes) != len(X):
        raise ValueError(f"y must have one set of boxes an image; got {len(boxes)} for {len(X)}.")
    return X, [_check_boxes(image_boxes, i) for i, image_boxes in enumerate(boxes)]


def _check_pixels(X: Any, axes: str, sample_axes: str, *, varying: bool, estimator: Any) -> Any:
    if not (varying and isinstance(X, list | tuple)):
        return _scale(as_array(X, axes, dtype=None, estimator=estimator))
    if not len(X):
        raise ValueError(f"X must have shape {axes}; got an empty list.")
    samples = [
        as_array(sample, sample_axes, name=f"X[{i}]", dtype=None, estimator=estimator)
        for i, sample in enumerate(X)
    ]
    return [_scale(sample) for sample in samples]


def _scale(X: NDArray[Any]) -> NDArray[Any]:
    if X.dtype == np.uint8:
        return X.astype(np.float32) / np.float32(255)
    if X.dtype not in FLOATS:
        X = X.astype(np.float64)
    if X.min() < 0 or X.max() > 1:
        warnings.warn(
            f"pixels should lie in [0, 1]; X has values from {X.min():.3g} to {X.max():.3g}.",
            UserWarning,
            stacklevel=4,
        )
    return X


def _check_boxes(boxes: Any, i: int) -> NDArray[Any]:
    array = np.asarray(boxes, dtype=np.float64)
    if array.size == 0:  # an image without boxes, perhaps given as []
        array = array.reshape(-1, 4)
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(f"y[{i}] must have shape (n_boxes, 4); got {array.shape}.")
    array = array[~np.isnan(array).all(axis=1)]
    for j, box in enumerate(array):
        if not np.isfinite(box).all() or box[0] >= box[2] or box[1] >= box[3]:
            raise ValueError(
                f"y[{i}][{j}] must be left < right, top < bottom, all finite; got {box.tolist()}."
            )
    return array
