"""Tiny valid inputs, new inputs and invalid ones for every kind of input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np

from ..specs import InputKind
from . import _samples_arrays, _samples_graphs, _samples_objects
from ._parts import Parts


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A tiny data set, and what is wrong with the data that an estimator must refuse.

    Parameters
    ----------
    kind : str
        Input kind.
    X, y : object
        Samples and targets of ``fit``: three classes, for scenes one array of boxes an image.
    X_new : object
        Further samples, what ``predict`` gets.
    groups : ndarray
        Groups of the samples of ``fit``.
    fit_params : dict
        Aligned extras of ``fit`` that metadata routing carries.
    bad : dict of str to (X, regex)
        What ``fit`` must refuse, and what the message must match.
    bad_new : dict of str to (X, regex)
        The same for the methods that take new samples.
    """

    kind: InputKind
    X: Any
    y: Any
    X_new: Any
    groups: Any = None
    fit_params: Mapping[str, Any] = field(default_factory=dict)
    bad: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    bad_new: Mapping[str, tuple[Any, str]] = field(default_factory=dict)

    def take(self, X: Any, index: Any) -> Any:
        """Return rows of X, as ``predict`` gets them."""
        if isinstance(X, list):
            return [X[i] for i in np.arange(len(X))[index]]
        return X[index]

    def take_fit(self, X: Any, index: Any) -> Any:
        """Return the samples of X that ``fit`` would get: of a graph rows and columns."""
        rows = self.take(X, index)
        return rows[:, index] if self.kind == "graph" else rows


@dataclass(frozen=True, kw_only=True)
class Example:
    """What a spec's plain data cannot say: returned by the function that it names.

    Parameters
    ----------
    params : dict
        Constructor parameters that the estimator needs for this kind of input, for example
        an inner estimator or a distance; they go under ``quick_params``.
    sample : Sample or None
        Replaces what :func:`make_input` would give.
    """

    params: Mapping[str, Any] = field(default_factory=dict)
    sample: Sample | None = None


_MAKERS: dict[str, Callable[[np.random.RandomState], Parts]] = {
    "table": _samples_arrays.table,
    "graph": _samples_graphs.graph,
    "graphs": _samples_graphs.graphs,
    "spd": _samples_arrays.spd,
    "epochs": _samples_arrays.epochs,
    "images": _samples_arrays.images,
    "points": _samples_arrays.points,
    "scenes": _samples_objects.scenes,
    "videos": _samples_objects.videos,
    "items": _samples_objects.items,
    "sequences": _samples_arrays.sequences,
}


def make_input(kind: InputKind, seed: int = 0) -> Sample:
    """Make a tiny valid input, with what must be refused beside it.

    Parameters
    ----------
    kind : str
        Input kind, one of :data:`skrepr.specs.InputKind`.
    seed : int, default=0
        Seed of the draw.

    Returns
    -------
    sample : Sample
        30 samples of three classes and 12 new ones.

    Raises
    ------
    ValueError
        If the kind is unknown.

    Examples
    --------
    >>> from skrepr.testing import make_input
    >>> sample = make_input("epochs", seed=0)
    >>> sample.X.shape
    (30, 3, 16)
    """
    if kind not in _MAKERS:
        raise ValueError(f"'kind' must be one of {', '.join(get_args(InputKind))}; got {kind!r}.")
    rng = np.random.RandomState(seed)
    parts = _MAKERS[kind](rng)
    return Sample(
        kind=kind,
        groups=np.repeat(np.arange(6), 5),
        fit_params={"sample_weight": rng.uniform(0.1, 4.0, size=30)},
        **vars(parts),
    )
