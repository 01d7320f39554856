"""Equality by content, for results and for fitted state.

Hashes will not do: scipy notes in a sparse matrix that its flags have been read, and a hash of
the matrix changes although nothing did.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

#: Kept by scipy and skorch beside the content: flags that were read, durations.
_NOTES = {"_has_sorted_indices", "_has_canonical_format", "dur"}
_BY_REFERENCE = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, np.ufunc)


def same(a: Any, b: Any, *, tolerance: float = 0.0) -> bool:
    """Tell whether two objects hold the same content, floats to a relative tolerance."""
    return _Comparison(tolerance).same(a, b)


class _Comparison:
    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self._open: set[tuple[int, int]] = set()

    def same(self, a: Any, b: Any) -> bool:
        # Of an object that contains itself, the second visit adds nothing.
        pair = (id(a), id(b))
        if a is b or pair in self._open:
            return True
        self._open.add(pair)
        try:
            return self._same(a, b)
        finally:
            self._open.discard(pair)

    def _same(self, a: Any, b: Any) -> bool:
        if isinstance(a, np.generic | np.ndarray) or isinstance(b, np.generic | np.ndarray):
            return self._arrays(np.asarray(a), np.asarray(b))
        if isinstance(a, float) and isinstance(b, float):
            return self._arrays(np.asarray(a), np.asarray(b))
        if type(a) is not type(b):
            return False
        if sparse.issparse(a):
            return self._sparse(a, b)
        if isinstance(a, dict):
            a, b = _without_notes(a), _without_notes(b)
            return a.keys() == b.keys() and all(self.same(a[key], b[key]) for key in a)
        if isinstance(a, list | tuple):
            return len(a) == len(b) and all(map(self.same, a, b))
        if isinstance(a, str | bytes | int | complex | type | set | frozenset | range | slice):
            return bool(a == b)
        return self._objects(a, b)

    def _arrays(self, a: NDArray[Any], b: NDArray[Any]) -> bool:
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        if a.dtype == object:
            return all(map(self.same, a.ravel().tolist(), b.ravel().tolist()))
        if a.dtype.kind in "fc":
            return np.allclose(a, b, rtol=self.tolerance, atol=self.tolerance, equal_nan=True)
        return np.array_equal(a, b)

    def _sparse(self, a: Any, b: Any) -> bool:
        if a.shape != b.shape or a.format != b.format:
            return False
        parts = [vars(matrix) for matrix in (a, b)]
        arrays = [{k: v for k, v in p.items() if isinstance(v, np.ndarray)} for p in parts]
        if self.tolerance:
            return self._arrays(a.toarray(), b.toarray())
        return self.same(*arrays)

    def _objects(self, a: Any, b: Any) -> bool:
        content = _content_of(a)
        if content is not None:
            return self.same(content(a), content(b))
        return False  # copied by reference, and not identical


def _without_notes(mapping: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in mapping.items() if key not in _NOTES}


def _content_of(a: Any) -> Callable[[Any], Any] | None:
    """Return the function that lays out the content of objects like ``a``, None if it has none."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(a, torch.Tensor):
        return lambda tensor: tensor.detach().cpu().numpy()
    if torch is not None and isinstance(a, torch.Generator):
        return lambda generator: generator.get_state().numpy()
    if isinstance(a, np.random.RandomState):
        return lambda random_state: random_state.get_state(legacy=False)
    if isinstance(a, np.random.Generator):
        return lambda generator: generator.bit_generator.state
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(a, pandas.DataFrame):
        return lambda frame: (list(frame.columns), list(frame.index), frame.to_numpy())
    if isinstance(a, functools.partial):
        return lambda partial: (partial.func, partial.args, partial.keywords)
    if isinstance(a, types.MethodType):
        return lambda method: (method.__func__, method.__self__)
    if isinstance(a, _BY_REFERENCE):
        return None
    if hasattr(a, "__dict__"):
        return vars
    return lambda compiled: compiled.__reduce_ex__(4)[1:3]
