"""Tiny inputs that are one array."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from ._parts import (
    INFINITE,
    N_FIT,
    N_NEW,
    NAN,
    OTHER_SHAPE,
    Bad,
    Parts,
    axes_pattern,
    bad_numbers,
    classes,
    split,
    with_value,
)

_N = N_FIT + N_NEW


def table(rng: RandomState) -> Parts:
    """Three blobs of positive numbers (some estimators accept no others)."""
    centres = 1.0 + 4.0 * np.eye(3, 4)
    X, X_new, y = split(np.abs(centres[classes(_N)] + 0.5 * rng.standard_normal((_N, 4))))
    bad = {
        "one_axis": (X[:, 0], r"2D|dim|n_features"),
        "three_axes": (X[:, :, None], r"dim|n_features"),
        **bad_numbers(X),
    }
    bad_new: Bad = {
        "one_feature_less": (X_new[:, :-1], r"feature"),
        "infinity": (with_value(X_new, np.inf), INFINITE),
        "nan": (with_value(X_new, np.nan), NAN),
    }
    return Parts(X, y, X_new, bad, bad_new)


def epochs(rng: RandomState) -> Parts:
    """Noise with a sine in one channel, which one depends on the class."""
    X = rng.standard_normal((_N, 3, 16))
    rows = np.arange(_N)
    X[rows, classes(_N)] += 3.0 * np.sin(np.linspace(0, 6 * np.pi, 16))
    return _parts("epochs", X)


def spd(rng: RandomState) -> Parts:
    """Covariances of short noise; the class decides which channel is loud."""
    signal = rng.standard_normal((_N, 3, 40))
    signal[np.arange(_N), classes(_N)] *= 2.5
    parts = _parts("spd", signal @ signal.transpose(0, 2, 1) / 40)
    lopsided = parts.X.copy()
    lopsided[2, 0, 1] += 1.0
    indefinite = parts.X.copy()
    indefinite[2] -= 2 * np.trace(indefinite[2]) * np.eye(3)
    parts.bad["not_square"] = (parts.X[:, :, :-1], axes_pattern("spd"))
    parts.bad["not_symmetric"] = (lopsided, r"symmetric")
    parts.bad["not_positive_definite"] = (indefinite, r"positive definite")
    parts.bad_new["one_channel_less"] = (parts.X_new[:, :-1, :-1], OTHER_SHAPE)
    return parts


def images(rng: RandomState) -> Parts:
    """Noise in [0, 1]; the class decides which colour is bright."""
    X = rng.uniform(0.0, 0.5, size=(_N, 3, 8, 8))
    X[np.arange(_N), classes(_N)] += 0.5
    return _parts("images", X)


def points(rng: RandomState) -> Parts:
    """Clouds stretched along the axis of their class; every third has padded rows."""
    X = rng.standard_normal((_N, 10, 3))
    X[np.arange(_N), :, classes(_N)] *= 4.0
    X[::3, 8:] = np.nan
    X, X_new, y = split(X)
    partly = X.copy()
    partly[1, 0, 0] = np.nan
    without = X.copy()
    without[1] = np.nan
    bad = {
        "one_axis_less": (X[:, :, 0], axes_pattern("points")),
        "partly_nan": (partly, NAN),
        "no_points": (without, r"point"),
        "infinity": (with_value(X, np.inf), INFINITE),
        "no_samples": (X[:0], axes_pattern("points")),
    }
    bad_new: Bad = {
        "one_coordinate_less": (X_new[:, :, :-1], OTHER_SHAPE),
        "infinity": (with_value(X_new, np.inf), INFINITE),
    }
    return Parts(X, y, X_new, bad, bad_new)


def sequences(rng: RandomState) -> Parts:
    """Tokens 0..4; the class decides which token is frequent."""
    X = rng.randint(5, size=(_N, 12))
    X[:, ::2] = classes(_N)[:, None]
    X, X_new, y = split(X)
    pattern = axes_pattern("sequences")
    bad: Bad = {
        "one_axis": (X[:, 0], pattern),
        "fractions": (X + 0.5, r"integer"),
        "negative": (X - 5, r">= 0|negative"),
        "no_samples": (X[:0], pattern),
    }
    bad_new: Bad = {"one_axis": (X_new[:, 0], pattern), "fractions": (X_new + 0.5, r"integer")}
    return Parts(X, y, X_new, bad, bad_new)


def _parts(kind: str, X: NDArray[Any]) -> Parts:
    X, X_new, y = split(X)
    pattern = axes_pattern(kind)
    bad = bad_numbers(X)
    bad["no_samples"] = (X[:0], pattern)
    bad["one_axis_less"] = (X[..., 0], pattern)
    bad["empty_axis"] = (X[..., :0], pattern)
    bad_new: Bad = {
        "one_axis_less": (X_new[..., 0], pattern),
        "nan": (with_value(X_new, np.nan), NAN),
        "infinity": (with_value(X_new, np.inf), INFINITE),
    }
    if kind != "spd":
        bad_new["one_channel_less"] = (X_new[:, :-1], OTHER_SHAPE)
    return Parts(X, y, X_new, bad, bad_new)
