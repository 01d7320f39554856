"""The common ground of the makers of tiny inputs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..validation import AXES

N_FIT, N_NEW, N_CLASSES = 30, 12, 3
# Lengths are often compared first: X without samples comes with 30 targets.
NO_SAMPLES = r"0 sample|empty|no sample|at least|inconsistent number"
NAN = r"NaN"
INFINITE = r"infin|inf\b"
OTHER_SHAPE = r"shape|channel|feature|coordinate"

#: What is invalid about an input, and what a message must say about it.
Bad = dict[str, tuple[Any, str]]


@dataclass
class Parts:
    """What a maker of one kind of input knows about it."""

    X: Any
    y: Any
    X_new: Any
    bad: Bad = field(default_factory=dict)
    bad_new: Bad = field(default_factory=dict)


def axes_pattern(kind: str) -> str:
    """Return the pattern of a message that names the axes of this kind of input."""
    return re.escape(AXES[kind].strip("()"))


def classes(n_samples: int) -> NDArray[np.intp]:
    """Return labels that go round, so that every fold and every half holds all classes."""
    return np.arange(n_samples) % N_CLASSES


def with_value(X: NDArray[Any], value: float) -> NDArray[Any]:
    """Return a copy of X in which the last entry of the second sample is ``value``."""
    X = X.copy()
    X[(1, *(-1,) * (X.ndim - 1))] = value
    return X


def bad_numbers(X: NDArray[Any]) -> Bad:
    """Return X with a NaN, with an infinity and without samples."""
    return {
        "nan": (with_value(X, np.nan), NAN),
        "infinity": (with_value(X, np.inf), INFINITE),
        "no_samples": (X[:0], NO_SAMPLES),
    }


def split(X: NDArray[Any]) -> tuple[Any, Any, NDArray[np.intp]]:
    """Return samples of ``fit``, new ones, and the classes of the former."""
    return X[:N_FIT], X[N_FIT:], classes(N_FIT)
