"""Reading results of unknown type: arrays, sparse matrices, frames, lists and tuples of these."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from scipy import sparse

from ..graphset import GraphSet


def n_rows(result: Any) -> int:
    """Return the number of rows; of a tuple of arrays, which must agree, that of each."""
    if isinstance(result, tuple):
        counts = {n_rows(part) for part in result}
        return counts.pop() if len(counts) == 1 else -1
    if hasattr(result, "shape"):
        return int(result.shape[0]) if len(result.shape) else -1
    return len(result) if hasattr(result, "__len__") else -1


def n_axes(result: Any) -> Any:
    """Return the number of axes; of a tuple that of each part, of a list 1."""
    if isinstance(result, tuple):
        return tuple(n_axes(part) for part in result)
    return len(result.shape) if hasattr(result, "shape") else 1


def rows(result: Any, index: Any) -> Any:
    """Return rows of a result."""
    if isinstance(result, tuple):
        return tuple(rows(part, index) for part in result)
    if isinstance(result, list):
        return [result[i] for i in np.arange(len(result))[index]]
    if hasattr(result, "iloc"):
        return result.iloc[index]
    return result[index]


def arrays_in(value: Any) -> list[np.ndarray[Any, Any]]:
    """Return the numpy arrays that hold the numbers of a sample or a result."""
    if isinstance(value, np.ndarray):
        return [value]
    if sparse.issparse(value):
        return [part for part in vars(value).values() if isinstance(part, np.ndarray)]
    if isinstance(value, GraphSet):
        return arrays_in([value.adjacencies, value.node_labels])
    if hasattr(value, "to_numpy"):
        return [value.to_numpy()]
    if isinstance(value, list | tuple):
        return [array for part in value for array in arrays_in(part)]
    return []


def is_finite(result: Any) -> bool:
    return all(np.isfinite(a).all() for a in arrays_in(result) if a.dtype.kind in "fc")


def cast_floats(X: Any, dtype: Any) -> Any:
    """Return a copy of X with its floats in another precision."""
    if isinstance(X, list):
        return [cast_floats(x, dtype) for x in X]
    if isinstance(X, GraphSet):
        return GraphSet([cast_floats(a, dtype) for a in X.adjacencies], X.node_labels)
    is_float = getattr(X, "dtype", np.dtype(object)).kind == "f"
    return X.astype(dtype) if is_float else copy.deepcopy(X)


def is_float_kind(X: Any) -> bool:
    return any(array.dtype.kind == "f" for array in arrays_in(X))
