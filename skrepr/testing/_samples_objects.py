"""Tiny inputs that are more than one array: scenes, videos, items."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState

from ._parts import N_FIT, N_NEW, NAN, OTHER_SHAPE, Bad, Parts, axes_pattern, classes, with_value

_N = N_FIT + N_NEW


def scenes(rng: RandomState) -> Parts:
    """Dark images with one or two bright boxes."""
    X = rng.uniform(0.0, 0.3, size=(_N, 3, 16, 16))
    boxes = []
    for i in range(_N):
        corners = rng.randint(0, 9, size=(1 + i % 2, 2))
        boxes.append(np.hstack([corners, corners + 6]).astype(np.float64))
        for left, top in corners:
            X[i, classes(_N)[i], top : top + 6, left : left + 6] = 0.9
    X, X_new, pattern = X[:N_FIT], X[N_FIT:], axes_pattern("scenes")
    bad: Bad = {
        "one_axis_less": (X[:, 0], pattern),
        "nan": (with_value(X, np.nan), NAN),
        "no_samples": (X[:0], pattern),
    }
    bad_new: Bad = {
        "one_axis_less": (X_new[:, 0], pattern),
        "nan": (with_value(X_new, np.nan), NAN),
    }
    return Parts(X, boxes[:N_FIT], X_new, bad, bad_new)


def videos(rng: RandomState) -> Parts:
    """Clips of 4 to 6 frames; the class decides how fast they fade in."""
    clips = []
    for i, label in enumerate(classes(_N)):
        fade = np.linspace(0.0, 0.3 * (label + 1), 4 + i % 3)[:, None, None, None]
        clips.append(rng.uniform(0.0, 0.1, size=(len(fade), 2, 6, 6)) + fade)
    X, X_new, pattern = clips[:N_FIT], clips[N_FIT:], axes_pattern("videos")
    bad: Bad = {
        "images": (np.stack([clip[0] for clip in X]), pattern),
        "nan": ([with_value(X[0], np.nan), *X[1:]], NAN),
        "no_samples": ([], pattern),
    }
    bad_new: Bad = {
        "images": (np.stack([clip[0] for clip in X_new]), pattern),
        "one_channel_less": ([clip[:, :-1] for clip in X_new], OTHER_SHAPE),
        "nan": ([with_value(X_new[0], np.nan), *X_new[1:]], NAN),
    }
    return Parts(X, classes(N_FIT), X_new, bad, bad_new)


def items(rng: RandomState) -> Parts:
    """Words of 4 to 8 letters; the class decides the alphabet."""
    alphabets = ("abcd", "ijkl", "wxyz")
    words = [
        "".join(rng.choice(list(alphabets[label]), size=rng.randint(4, 9))) for label in classes(_N)
    ]
    X, X_new = words[:N_FIT], words[N_FIT:]
    bad: Bad = {
        "one_string": ("a" * N_FIT, r"n_items"),
        "missing": ([None, *X[1:]], r"None|missing"),
        "no_samples": ([], r"n_items|empty|0 sample"),
    }
    bad_new: Bad = {"missing": ([None, *X_new[1:]], r"None|missing")}
    return Parts(X, classes(N_FIT), X_new, bad, bad_new)
