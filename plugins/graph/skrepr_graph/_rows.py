"""Rows of an adjacency: their sums, their blocks, and products of them in threads."""

import warnings

import numpy as np
from joblib import Parallel, delayed, effective_n_jobs
from scipy import sparse

from skrepr.exceptions import DisconnectedNodesWarning
from skrepr.validation import check_graph

#: Most rows of a product at a time: temporaries stay small beside the result.
_BLOCK = 16384


def transition_matrix(adjacency):
    """Return the one-step transition probabilities D^-1 A of a random walk.

    Parameters
    ----------
    adjacency : {array-like, sparse matrix} of shape (n_rows, n_nodes)
        Non-negative edge weights; row i holds the edges that leave node i.

    Returns
    -------
    transition : csr_array of shape (n_rows, n_nodes)
        Every row divided by its sum; the row of a node without an edge stays zero. Shares the
        index arrays of ``adjacency`` where that is CSR.

    Raises
    ------
    ValueError
        If the weights are negative, NaN or infinite.

    Examples
    --------
    >>> from skrepr_graph import transition_matrix
    >>> transition_matrix([[0, 3, 1], [2, 0, 0], [0, 0, 0]]).toarray()
    array([[0.  , 0.75, 0.25],
           [1.  , 0.  , 0.  ],
           [0.  , 0.  , 0.  ]])
    """
    return divide_rows(check_graph(adjacency, square=False, name="adjacency"))


def divide_rows(graph):
    """Divide each row of a validated CSR array by its sum, taken in float64."""
    degrees = node_degrees(graph)
    degrees[degrees == 0] = 1
    data = (graph.data / np.repeat(degrees, np.diff(graph.indptr))).astype(graph.dtype, copy=False)
    return sparse.csr_array((data, graph.indices, graph.indptr), shape=graph.shape)


def node_degrees(graph):
    """Return the weighted out-degrees (n_rows,) of a CSR array, summed in float64."""
    return graph @ np.ones(graph.shape[1])


def warn_if_lonely(graph):
    """Warn about new nodes without an edge to a fitted one, of which nothing is known."""
    lonely = np.count_nonzero(node_degrees(graph) == 0)
    if lonely:
        warnings.warn(
            f"{lonely} of {graph.shape[0]} nodes have no edge to a fitted node; "
            "their embedding says nothing about them.",
            DisconnectedNodesWarning,
            stacklevel=3,
        )


def row_product(blocks, operand, n_jobs, out=None):
    """Return the product of stacked row blocks with one operand as a dense array.

    Threads, and never processes, because each writes its own rows of ``out``; scipy lets go
    of the interpreter's lock during a product. A row of the result depends on one row of the
    matrix only, hence not on how the rows are cut.
    """
    stops = np.cumsum([block.shape[0] for block in blocks])
    if out is None:
        out = np.empty((stops[-1], operand.shape[1]), dtype=operand.dtype)

    def write(index):
        block = blocks[index]
        product = block @ operand
        rows = slice(stops[index] - block.shape[0], stops[index])
        out[rows] = product.toarray() if sparse.issparse(product) else product

    Parallel(n_jobs=n_jobs, require="sharedmem")(delayed(write)(i) for i in range(len(stops)))
    return out


class RowSlices:
    """A CSR matrix as a sequence of row blocks with about equally many entries each."""

    def __init__(self, matrix, n_jobs):
        matrix = sparse.csr_array(matrix)
        n_threads = effective_n_jobs(n_jobs)
        # Four blocks for each thread even out rows of unequal cost.
        n_blocks = max(4 * n_threads if n_threads > 1 else 1, -(-matrix.shape[0] // _BLOCK))
        targets = np.linspace(0, matrix.indptr[-1], n_blocks + 1)[1:-1]
        cuts = np.searchsorted(matrix.indptr, targets)
        self.matrix = matrix
        self.bounds = np.unique(np.concatenate([[0], cuts, [matrix.shape[0]]]))

    def __len__(self):
        return len(self.bounds) - 1

    def __getitem__(self, index):
        if index >= len(self):
            raise IndexError(index)
        matrix, (start, stop) = self.matrix, self.bounds[index : index + 2]
        return csr_rows(matrix.data, matrix.indices, matrix.indptr, matrix.shape[1], start, stop)


def csr_rows(data, indices, indptr, n_columns, start, stop):
    """Return rows ``start`` to ``stop`` of a CSR matrix without copying their entries."""
    first, last = indptr[start], indptr[stop]
    return sparse.csr_array(
        (data[first:last], indices[first:last], indptr[start : stop + 1] - first),
        shape=(stop - start, n_columns),
    )
