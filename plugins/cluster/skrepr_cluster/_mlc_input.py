"""What MLC takes, and how many clusters it is to look for."""

from numbers import Integral, Real

import numpy as np
import torch
from sklearn.utils.validation import check_array, validate_data

from skrepr.base import HasMethods, Interval, StrOptions
from skrepr.validation import check_images, check_input_shape

from ._spectral import check_n_clusters

#: Numbers of clusters for "auto".
_CANDIDATES = range(2, 21)

PARAMETER_CONSTRAINTS = {
    "n_clusters": [Interval(Integral, 1, None, closed="left"), StrOptions({"auto"}), None],
    "n_components": [Interval(Integral, 1, None, closed="left")],
    "backbone": [torch.nn.Module, callable, None],
    "hidden": [Interval(Integral, 1, None, closed="left")],
    "augment": [StrOptions({"auto"}), callable, None],
    "eps": [Interval(Real, 0, None, closed="neither")],
    "gamma": [Interval(Real, 0, None, closed="left")],
    "eta": [Interval(Real, 0, None, closed="neither")],
    "sinkhorn_iter": [Interval(Integral, 1, None, closed="left")],
    "sinkhorn_grad": [StrOptions({"official", "unrolled"})],
    "gamma_reg": [Interval(Real, 0, None, closed="left")],
    "invariance": [Interval(Real, 0, None, closed="left")],
    "n_anchors": [Interval(Integral, 1, None, closed="left"), None],
    "warmup_epochs": [Interval(Integral, 0, None, closed="left"), None],
    "max_epochs": [Interval(Integral, 0, None, closed="left"), None],
    "max_steps": [Interval(Integral, 1, None, closed="left"), None],
    "batch_size": [Interval(Integral, 2, None, closed="left")],
    "lr": [Interval(Real, 0, None, closed="neither")],
    "lr_cluster": [Interval(Real, 0, None, closed="neither")],
    "momentum": [Interval(Real, 0, 1, closed="left")],
    "weight_decay": [Interval(Real, 0, None, closed="left")],
    "weight_decay_cluster": [Interval(Real, 0, None, closed="left")],
    "n_init": [Interval(Integral, 1, None, closed="left")],
    "candidates": ["array-like", range, None],
    "max_landmarks": [Interval(Integral, 1, None, closed="left")],
    "memory": [str, HasMethods(["cache"]), None],
    "device": [str],
    "verbose": ["verbose"],
    "random_state": ["random_state"],
}


def check_samples(X, estimator, *, reset=True):
    """Return rows or images as floating numbers."""
    X = X if hasattr(X, "shape") else np.asarray(X)
    if len(X.shape) == 4:
        X = check_images(X, estimator=estimator)
    elif len(X.shape) == 3 or len(X.shape) > 4:
        raise ValueError(
            "X must have shape (n_samples, n_features) or "
            f"(n_images, n_channels, height, width); got {tuple(X.shape)}."
        )
    elif reset or len(estimator.input_shape_) == 3:
        X = check_array(X, dtype=[np.float64, np.float32], estimator=estimator)
    else:
        return validate_data(estimator, X, dtype=[np.float64, np.float32], reset=False)
    if not reset:
        check_input_shape(estimator, X)
    return X


def check_candidates(candidates):
    """Return numbers of clusters in rising order, None where none are given."""
    if candidates is None:
        return None
    numbers = list(candidates)
    if not numbers or not all(isinstance(k, Integral) and k >= 1 for k in numbers):
        raise ValueError(f"candidates must hold whole numbers, 1 at least; got {candidates!r}.")
    return sorted({int(k) for k in numbers})


def try_candidates(n_clusters, numbers, n_samples, max_landmarks):
    """Return the numbers of clusters to try, in rising order.

    Parameters
    ----------
    n_clusters : int, "auto" or None
    numbers : list of int or None
        From :func:`check_candidates`, for "auto".
    n_samples, max_landmarks : int

    Returns
    -------
    list of int
        One, unless ``n_clusters`` is "auto".
    """
    limits = n_samples, max_landmarks
    if n_clusters != "auto":
        return [check_n_clusters(n_clusters, *limits)]
    if numbers is None:
        numbers = [k for k in _CANDIDATES if 2 * k <= min(limits)] or [2]
    return [check_n_clusters(k, *limits) for k in numbers]
