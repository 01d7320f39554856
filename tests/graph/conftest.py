"""Graphs that the tests of this plugin share."""

import numpy as np
import pytest
from scipy import sparse


def random_graph(n_nodes, density=0.2, seed=0, directed=False):
    """Return a weighted graph whose rows have unsorted indices and a stored zero."""
    rng = np.random.default_rng(seed)
    A = rng.uniform(0.5, 2, (n_nodes, n_nodes)) * (rng.uniform(size=(n_nodes, n_nodes)) < density)
    A[np.arange(n_nodes), (np.arange(n_nodes) + 1) % n_nodes] = 1
    np.fill_diagonal(A, 0)
    if not directed:
        A = np.maximum(A, A.T)
    rows, columns = np.nonzero(A)
    order = np.lexsort((-columns, rows))
    data, columns = A[rows, columns][order], columns[order]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_nodes))])
    graph = sparse.csr_array((data, columns, indptr), shape=A.shape)
    graph.data[0] = 0
    assert not graph.has_sorted_indices
    return graph


@pytest.fixture
def graph():
    return random_graph(30)


@pytest.fixture
def make_graph():
    return random_graph
