"""Many graphs as one indexable collection."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

#: One graph: its adjacency, and its node labels where it has any.
Graph: TypeAlias = tuple[csr_array, NDArray[Any] | None]


class GraphSet:
    """A sequence of graphs that scikit-learn's splitters can slice.

    An integer index gives one graph, every other index a smaller ``GraphSet``.

    Parameters
    ----------
    adjacencies : iterable of sparse or dense arrays of shape (n_nodes, n_nodes)
        One square adjacency a graph; the number of nodes may differ. Stored as
        ``csr_array``; nothing is copied that is one already.
    node_labels : iterable of ndarray of shape (n_nodes,) or (n_nodes, n_attributes), or None
        Aligned with `adjacencies`: integer labels or float attributes of the nodes.

    Attributes
    ----------
    adjacencies : list of csr_array
        The adjacencies.
    node_labels : list of ndarray or None
        The labels.
    shape : tuple of int
        ``(n_graphs,)``.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr import GraphSet
    >>> edge = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> graphs = GraphSet([edge, edge, np.zeros((3, 3))])
    >>> len(graphs[[0, 2]])
    2
    >>> adjacency, node_labels = graphs[2]
    >>> adjacency.shape
    (3, 3)
    """

    def __init__(
        self,
        adjacencies: Iterable[Any],
        node_labels: Iterable[ArrayLike] | None = None,
    ) -> None:
        self.adjacencies = [_as_csr(adjacency) for adjacency in adjacencies]
        self.node_labels = None if node_labels is None else [np.asarray(a) for a in node_labels]
        self._check()

    def _check(self) -> None:
        for i, adjacency in enumerate(self.adjacencies):
            if adjacency.ndim != 2 or adjacency.shape[0] != adjacency.shape[1]:
                raise ValueError(
                    f"adjacencies[{i}] must have shape (n_nodes, n_nodes); got {adjacency.shape}."
                )
        if self.node_labels is None:
            return
        if len(self.node_labels) != len(self.adjacencies):
            raise ValueError(
                f"node_labels must have one entry a graph; got {len(self.node_labels)} "
                f"for {len(self.adjacencies)} graphs."
            )
        for i, (adjacency, labels) in enumerate(
            zip(self.adjacencies, self.node_labels, strict=True)
        ):
            n_labels = labels.shape[0] if labels.ndim else 0
            if n_labels != adjacency.shape[0]:
                raise ValueError(
                    f"graph {i} has {adjacency.shape[0]} nodes but {n_labels} node labels."
                )

    @property
    def shape(self) -> tuple[int]:
        return (len(self.adjacencies),)

    def __len__(self) -> int:
        return len(self.adjacencies)

    def __iter__(self) -> Iterator[Graph]:
        for i in range(len(self)):
            yield self._graph(i)

    @overload
    def __getitem__(self, index: int | np.integer[Any]) -> Graph: ...
    @overload
    def __getitem__(self, index: slice | ArrayLike | tuple[Any, ...]) -> GraphSet: ...
    def __getitem__(self, index: Any) -> Graph | GraphSet:
        if isinstance(index, tuple):
            index = _strip_ellipsis(index)
        if isinstance(index, int | np.integer):
            return self._graph(operator.index(index))
        chosen = np.arange(len(self))[_as_index(index)]
        labels = None if self.node_labels is None else [self.node_labels[i] for i in chosen]
        return GraphSet([self.adjacencies[i] for i in chosen], labels)

    def _graph(self, i: int) -> Graph:
        labels = None if self.node_labels is None else self.node_labels[i]
        return self.adjacencies[i], labels

    def __repr__(self) -> str:
        n_nodes = sum(adjacency.shape[0] for adjacency in self.adjacencies)
        return f"GraphSet({len(self)} graphs, {n_nodes} nodes)"


def _as_csr(adjacency: Any) -> csr_array:
    if isinstance(adjacency, csr_array):
        return adjacency
    return csr_array(adjacency)


def _strip_ellipsis(index: tuple[Any, ...]) -> Any:
    # scikit-learn asks for X[rows, ...] of everything that has a shape.
    if len(index) == 2 and index[1] is Ellipsis:
        return index[0]
    if len(index) == 1:
        return index[0]
    raise IndexError(f"a GraphSet has one axis; got the index {index!r}.")


def _as_index(index: Any) -> Any:
    if isinstance(index, slice):
        return index
    index = np.asarray(index)
    # An empty list becomes a float array, which numpy refuses as an index.
    return index.astype(np.intp) if index.size == 0 and index.dtype != bool else index
