"""Tiny graphs, stored as untidily as scipy allows: unsorted indices, an explicit zero."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..graphset import GraphSet
from ._parts import (
    INFINITE,
    N_FIT,
    N_NEW,
    NAN,
    NO_SAMPLES,
    Bad,
    Parts,
    axes_pattern,
    classes,
)


def graph(rng: RandomState) -> Parts:
    """One graph with three communities; no node, old or new, is without neighbours."""
    adjacency = _communities(rng, N_FIT + N_NEW)
    X = _untidy(adjacency[:N_FIT, :N_FIT])
    X_new = _untidy(adjacency[N_FIT:, :N_FIT])
    bad: Bad = {
        "not_square": (csr_array(X[:, :-1]), axes_pattern("graph")),
        "nan": (_with_weight(X, np.nan), NAN),
        "infinity": (_with_weight(X, np.inf), INFINITE),
        "no_samples": (csr_array((0, 0)), rf"{NO_SAMPLES}|{axes_pattern('graph')}"),
    }
    bad_new: Bad = {
        "one_node_less": (csr_array(X_new[:, :-1]), r"feature|node"),
        "nan": (_with_weight(X_new, np.nan), NAN),
        "infinity": (_with_weight(X_new, np.inf), INFINITE),
    }
    return Parts(X, classes(N_FIT), X_new, bad, bad_new)


def graphs(rng: RandomState) -> Parts:
    """Graphs of 5 to 9 nodes; the class decides how dense they are and how labelled."""
    labels = classes(N_FIT + N_NEW)
    sizes = rng.randint(5, 10, size=len(labels))
    adjacencies = [_random_graph(rng, n, 0.2 + 0.3 * c) for n, c in zip(sizes, labels, strict=True)]
    node_labels = [rng.randint(c + 1, size=n) for n, c in zip(sizes, labels, strict=True)]
    whole = GraphSet([_untidy(a) for a in adjacencies], node_labels)
    X, X_new = whole[:N_FIT], whole[N_FIT:]
    broken = GraphSet([_with_weight(X.adjacencies[0], np.nan), *X.adjacencies[1:]], X.node_labels)
    pairs = list(X)
    bad: Bad = {
        "not_square": ([(csr_array(pairs[0][0][:, :-1]), pairs[0][1]), *pairs[1:]], "n_nodes"),
        "one_array": (np.ones((N_FIT, 4)), "n_nodes|GraphSet"),
        "nan": (broken, NAN),
        "no_samples": (X[:0], rf"{NO_SAMPLES}|n_graphs"),
    }
    bad_new: Bad = {"nan": (broken, NAN), "one_array": (np.ones((N_FIT, 4)), "n_nodes|GraphSet")}
    return Parts(X, classes(N_FIT), X_new, bad, bad_new)


def _communities(rng: RandomState, n_nodes: int) -> NDArray[np.float64]:
    together = classes(n_nodes)[:, None] == classes(n_nodes)[None, :]
    chance = np.where(together, 0.7, 0.1)
    adjacency = np.triu(rng.uniform(size=chance.shape) < chance, k=1).astype(np.float64)
    # Steps of 12 leave every node a neighbour outside its fold of ten.
    for step in (1, 12):
        adjacency[np.arange(n_nodes - step), np.arange(step, n_nodes)] = 1.0
    adjacency *= rng.uniform(0.5, 2.0, size=adjacency.shape)
    return adjacency + adjacency.T


def _random_graph(rng: RandomState, n_nodes: int, density: float) -> NDArray[np.float64]:
    upper = np.triu(rng.uniform(size=(n_nodes, n_nodes)) < density, k=1).astype(np.float64)
    upper[np.arange(n_nodes - 1), np.arange(1, n_nodes)] = 1.0
    return upper + upper.T


def _untidy(adjacency: NDArray[np.float64]) -> csr_array:
    """Store the matrix with the indices of each row descending, and edge 0-3 as a zero."""
    adjacency = adjacency.copy()
    adjacency[[0, 3], [3, 0]] = 0.0
    stored = adjacency != 0
    stored[[0, 3], [3, 0]] = True
    rows, reversed_columns = np.nonzero(stored[:, ::-1])
    columns = adjacency.shape[1] - 1 - reversed_columns
    indptr = np.concatenate([[0], np.cumsum(stored.sum(axis=1))])
    return csr_array((adjacency[rows, columns], columns, indptr), shape=adjacency.shape)


def _with_weight(adjacency: Any, value: float) -> csr_array:
    changed = csr_array(adjacency, copy=True)
    changed.data[0] = value
    return changed
