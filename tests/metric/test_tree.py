"""Moments on trees against matrices of distances."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from skrepr_metric._tree import build_tree, is_tree, spanned_nodes, tree_variance, undirected


def star(n_leaves):
    return undirected(
        sparse.coo_array(
            (np.ones(n_leaves), (np.zeros(n_leaves, int), np.arange(1, n_leaves + 1))),
            shape=(n_leaves + 1,) * 2,
        )
    )


def path(n_nodes):
    return undirected(sparse.diags_array(np.ones(n_nodes - 1), offsets=1))


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(n_nodes=st.integers(1, 60), seed=st.integers(0, 2**31))
def test_variances_equal_weights_times_squared_distances(make_tree, n_nodes, seed):

    rng = np.random.default_rng(seed)
    graph = undirected(make_tree(n_nodes, seed))
    sources = rng.permutation(n_nodes)[: rng.integers(1, n_nodes + 1)]
    candidates = rng.permutation(n_nodes)[: rng.integers(1, n_nodes + 1)]
    weights = rng.dirichlet(np.ones(len(sources)), size=37)
    D = dijkstra(graph)
    variance = tree_variance(weights, build_tree(graph), sources, candidates)
    exact = weights @ D[np.ix_(sources, candidates)] ** 2
    np.testing.assert_allclose(variance, exact, rtol=1e-10, atol=1e-12)


def test_variance_is_convex_along_every_path(make_tree):
    graph = undirected(make_tree(200, seed=3))
    weights = np.random.default_rng(0).dirichlet(np.ones(200), size=10)
    variance = tree_variance(weights, build_tree(graph), np.arange(200), np.arange(200))
    for row in variance:
        edges = graph.tocoo()
        no_worse = np.ones(200, dtype=bool)
        no_worse[edges.row[row[edges.col] < row[edges.row]]] = False
        # A node no worse than its neighbours is the best of all.
        np.testing.assert_array_equal(np.flatnonzero(no_worse), [row.argmin()])


@pytest.mark.parametrize(("graph", "n_levels"), [(path(101), 51), (star(50), 2), (path(1), 1)])
def test_the_root_gives_the_fewest_levels(graph, n_levels):
    tree = build_tree(graph)
    assert len(tree["levels"]) - 1 == n_levels
    np.testing.assert_array_equal(tree["rank"][tree["order"]], np.arange(graph.shape[0]))


def test_children_of_a_node_are_neighbours_in_the_order(make_tree):
    tree = build_tree(undirected(make_tree(500, seed=1)))
    assert (np.diff(tree["parent"]) >= 0).all()
    np.testing.assert_array_equal(
        tree["parent"][tree["families"] - 1] != tree["parent"][tree["families"]], True
    )


def test_a_tree_is_told_from_other_graphs(make_tree):
    assert is_tree(undirected(make_tree(30)))
    assert is_tree(path(1))
    cycle = path(5).tolil()
    cycle[0, 4] = cycle[4, 0] = 1
    assert not is_tree(sparse.csr_array(cycle))
    # As many edges as a tree of five nodes, in a triangle beside an edge and a lone node.
    apart = np.zeros((5, 5))
    apart[0, 1] = apart[1, 2] = apart[0, 2] = apart[3, 4] = 1
    assert not is_tree(undirected(sparse.csr_array(apart)))


def test_spanned_nodes_of_a_path_lie_between():
    np.testing.assert_array_equal(
        np.flatnonzero(spanned_nodes(path(9), np.array([6, 2]))), range(2, 7)
    )


def test_edges_may_stand_once_or_twice_and_loops_and_zeros_are_none():
    once = sparse.csr_array([[5, 2, 0], [0, 0, 3], [0, 0, 0]], dtype=float)
    twice = undirected(once)
    assert twice.toarray().tolist() == [[0, 2, 0], [2, 0, 3], [0, 3, 0]]
    np.testing.assert_array_equal(undirected(twice).toarray(), twice.toarray())
    stored_zero = sparse.csr_array(([0.0], ([0], [1])), shape=(2, 2))
    assert undirected(stored_zero).nnz == 0
