"""Validate one graph: the adjacency of its nodes, or edges from new nodes to known ones.

A graph is a matrix of non-negative edge weights whose row i holds the edges that leave node
i. The caller's matrix is read, never sorted, cast in place or flagged.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils import check_array


def check_graph(
    X: Any,
    *,
    square: bool = True,
    min_nodes: int = 2,
    non_negative: bool = True,
    dtype: Sequence[Any] = (np.float64, np.float32),
    name: str = "X",
    estimator: Any = None,
) -> Any:
    """Return the adjacency as a CSR array of floats, or say what is wrong with it.

    Parameters
    ----------
    X : {array-like, sparse matrix} of shape (n_nodes, n_nodes) or (n_new, n_nodes)
        Edge weights, any sparse format or dense. Stored zeros, unsorted indices and repeated
        entries (which add up) are allowed.
    square : bool, default=True
        Require as many rows as columns. False reads a block of edges from ``n_new`` other
        nodes to ``n_nodes`` known ones.
    min_nodes : int, default=2
        Smallest number of nodes of a square adjacency.
    non_negative : bool, default=True
        Refuse negative weights.
    dtype : tuple of dtype, default=(float64, float32)
        Types that are kept; everything else becomes the first.
    name : str, default="X"
        What messages call the matrix.
    estimator : estimator or str, default=None
        What messages call the reader.

    Returns
    -------
    adjacency : csr_array of shape (n_nodes, n_nodes) or (n_new, n_nodes)
        Shares its buffers with ``X`` where ``X`` is CSR of an accepted type: do not write
        into it and do not sort it.

    Raises
    ------
    ValueError
        If the matrix is not two-dimensional, not square, too small, or has weights that are
        negative, NaN or infinite.

    Examples
    --------
    >>> from skrepr.validation import check_graph
    >>> check_graph([[0, 2], [2, 0]]).nnz
    2
    >>> check_graph([[0, 2, 1], [2, 0, 1]])
    Traceback (most recent call last):
        ...
    ValueError: X must be a square adjacency matrix of shape (n_nodes, n_nodes); got (2, 3).
    """
    graph = check_array(
        X,
        accept_sparse="csr",
        dtype=list(dtype),
        ensure_2d=False,
        allow_nd=True,
        input_name=name,
        estimator=estimator,
    )
    rows = "n_nodes" if square else "n_new"
    if graph.ndim != 2:
        hint = f" Reshape your data: {name}.reshape(1, -1) is one node." if graph.ndim == 1 else ""
        raise ValueError(
            f"{name} must be an adjacency matrix of shape ({rows}, n_nodes); "
            f"got shape {graph.shape}.{hint}"
        )
    if square and graph.shape[0] != graph.shape[1]:
        raise ValueError(
            f"{name} must be a square adjacency matrix of shape (n_nodes, n_nodes); "
            f"got {graph.shape}."
        )
    if square and graph.shape[0] < min_nodes:
        raise ValueError(
            f"{name} must be a graph of at least {min_nodes} nodes; got n_samples={graph.shape[0]}."
        )
    graph = sparse.csr_array(graph)
    # graph.min() would sort the indices, and they may be the caller's.
    smallest = graph.data.min(initial=0)
    if non_negative and smallest < 0:
        reader = estimator if isinstance(estimator, str) else type(estimator).__name__
        by = "" if estimator is None else f" passed to {reader}"
        raise ValueError(
            f"Negative values in data{by}: the edge weights of {name} must be >= 0; "
            f"the smallest is {float(smallest)}."
        )
    return graph
