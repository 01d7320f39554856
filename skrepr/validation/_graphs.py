"""Many graphs: a GraphSet, or a list that becomes one."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse

from ..graphset import GraphSet
from ._axes import AXES, FLOATS


def check_graphs(X: Any, *, directed: bool = False) -> GraphSet:
    """Validate a set of graphs.

    Parameters
    ----------
    X : GraphSet or list
        The entries of a list are adjacencies of shape (n_nodes, n_nodes) or pairs of an
        adjacency and its node labels.
    directed : bool, default=False
        Accept adjacencies that are not symmetric.

    Returns
    -------
    graphs : GraphSet
        Copies with sorted indices and neither stored zeros nor repeated entries; float32
        and float64 are kept, everything else becomes float64.

    Raises
    ------
    ValueError
        If X is no set of graphs or is empty, or if a graph has no nodes, NaN, infinite or
        negative weights, or is not symmetric; the message names the graph.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr.validation import check_graphs
    >>> len(check_graphs([np.eye(3), np.eye(2)]))
    2
    >>> check_graphs([np.eye(3), np.ones((2, 3))])
    Traceback (most recent call last):
        ...
    ValueError: graph 1 must have shape (n_nodes, n_nodes); got (2, 3).
    """
    adjacencies, labels = _split(X)
    adjacencies = [_check_adjacency(a, i, directed) for i, a in enumerate(adjacencies)]
    return GraphSet(adjacencies, labels)


def _split(X: Any) -> tuple[list[Any], list[Any] | None]:
    if isinstance(X, GraphSet):
        adjacencies, labels = X.adjacencies, X.node_labels
    elif isinstance(X, list | tuple):
        pairs = [graph if isinstance(graph, tuple) else (graph, None) for graph in X]
        adjacencies = [adjacency for adjacency, _ in pairs]
        labels = [node_labels for _, node_labels in pairs]
        n_unlabelled = sum(node_labels is None for node_labels in labels)
        if 0 < n_unlabelled < len(labels):
            raise ValueError(
                "all graphs or none must have node labels; "
                f"{n_unlabelled} of {len(labels)} lack them."
            )
        labels = None if n_unlabelled else labels
    else:
        raise ValueError(
            f"X must be a GraphSet or a list of graphs, each of shape {AXES['graph']}; "
            f"got {type(X).__name__}."
        )
    if not adjacencies:
        raise ValueError(f"X must hold at least one graph, shape {AXES['graphs']}; it is empty.")
    return adjacencies, labels


def _check_adjacency(adjacency: Any, i: int, directed: bool) -> csr_array:
    if not issparse(adjacency):
        adjacency = np.asarray(adjacency)
    if adjacency.ndim != 2 or adjacency.shape[0] != adjacency.shape[1]:
        raise ValueError(f"graph {i} must have shape {AXES['graph']}; got {adjacency.shape}.")
    if adjacency.shape[0] == 0:
        raise ValueError(f"graph {i} has no nodes.")
    dtype = adjacency.dtype if adjacency.dtype in FLOATS else np.float64
    graph = csr_array(adjacency, dtype=dtype, copy=True)
    graph.sum_duplicates()
    graph.eliminate_zeros()
    if not np.isfinite(graph.data).all():
        raise ValueError(f"graph {i} has a weight that is NaN or infinite.")
    if graph.data.min(initial=0) < 0:
        raise ValueError(f"graph {i} has a negative weight, {graph.data.min()}.")
    if not directed and (graph != graph.T).nnz:
        raise ValueError(f"graph {i} must be symmetric.")
    return graph
