"""Items: anything that can be counted and indexed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._axes import AXES


def check_items(X: Any, *, estimator: Any = None) -> Any:
    """Validate a collection of items: strings, records, arrays.

    Parameters
    ----------
    X : sequence of shape (n_items,)
        Has ``__len__`` and ``__getitem__`` with an integer; no string, no mapping.
    estimator : estimator or str, default=None
        Named in messages.

    Returns
    -------
    X : sequence of shape (n_items,)
        The same object.

    Raises
    ------
    ValueError
        If X is no such collection, is empty, or holds None, NaN or infinity.

    Examples
    --------
    >>> from skrepr.validation import check_items
    >>> len(check_items(["a word", "another"]))
    2
    """
    axes, who = AXES["items"], _reader(estimator)
    indexable = hasattr(X, "__len__") and hasattr(X, "__getitem__")
    if not indexable or isinstance(X, str | bytes | dict):
        raise ValueError(f"X must be a sequence of shape {axes}{who}; got {type(X).__name__}.")
    if len(X) == 0:
        raise ValueError(f"X must be a sequence of shape {axes}{who}; got an empty one.")
    for i in range(len(X)):
        if _is_missing(X[i]):
            raise ValueError(f"X must hold no missing item{who}; X[{i}] is {X[i]!r}.")
    return X


def _reader(estimator: Any) -> str:
    if estimator is None:
        return ""
    name = estimator if isinstance(estimator, str) else type(estimator).__name__
    return f" for {name}"


def _is_missing(item: Any) -> bool:
    if isinstance(item, float | np.ndarray | np.floating) and np.asarray(item).dtype.kind == "f":
        return not bool(np.isfinite(item).all())
    return item is None
