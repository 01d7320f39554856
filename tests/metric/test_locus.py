"""Loci and the choice of the next class: the authors' values and closed forms."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from skrepr_metric import label_locus, next_class
from skrepr_metric._locus import pair_locus
from skrepr_metric._tree import undirected


def grid_distances(n_rows, n_columns):
    """L1 distances between the points of a grid, row by row."""
    points = np.stack(np.meshgrid(range(n_rows), range(n_columns), indexing="ij"), -1)
    points = points.reshape(-1, 2)
    return np.abs(points[:, None] - points).sum(axis=2).astype(float)


def cycle(n_nodes):
    i = np.arange(n_nodes)
    return sparse.csr_array((np.ones(n_nodes), (i, (i + 1) % n_nodes)), shape=(n_nodes,) * 2)


def test_the_locus_is_that_of_the_authors(oracle):
    nodes = oracle["labels"][oracle["observed"]]
    locus = label_locus(nodes, graph=oracle["graph"])
    np.testing.assert_array_equal(np.flatnonzero(locus), np.sort(oracle["locus_nodes"]))


def test_the_next_classes_are_those_of_the_authors(oracle):
    nodes = oracle["labels"][oracle["observed"]]
    picks = next_class(nodes, graph=oracle["graph"], n_select=3)
    np.testing.assert_array_equal(picks, oracle["next_nodes"])


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**31))
def test_on_trees_the_linear_programmes_agree_with_the_sweep(make_tree, seed):

    rng = np.random.default_rng(seed)
    graph = make_tree(12, seed, lengths=False)
    observed = rng.permutation(12)[: rng.integers(1, 5)]
    D = dijkstra(undirected(graph))
    by_sweep = label_locus(observed, graph=graph)
    for tie in ("any", "unique"):
        np.testing.assert_array_equal(label_locus(observed, distances=D, tie=tie), by_sweep)


def test_all_leaves_of_a_tree_reach_everything(make_tree):
    graph = make_tree(40)
    leaves = np.flatnonzero((undirected(graph) > 0).sum(axis=1) == 1)
    assert label_locus(leaves, graph=graph).all()
    assert not label_locus(leaves[1:], graph=graph).all()


def test_labels_at_equal_distance_are_reached_only_when_observed():
    np.testing.assert_array_equal(
        label_locus([1, 4], distances=1 - np.eye(6)), [False, True, False, False, True, False]
    )


def test_three_of_nine_on_a_cycle_reach_everything():
    assert label_locus([0, 3, 6], graph=cycle(9)).all()


@pytest.mark.parametrize(
    ("shape", "corners", "any_tie", "unique"),
    [
        ((4, 4), "two", 16, 2),
        ((4, 4), "three", 16, 7),
        ((4, 4), "four", 16, 16),
        ((3, 5), "two", 15, 2),
        ((3, 5), "three", 15, 7),
        ((3, 5), "four", 15, 15),
    ],
)
def test_corners_of_a_grid(shape, corners, any_tie, unique):
    n_rows, n_columns = shape
    last = n_rows * n_columns - 1
    observed = {
        "two": [0, last],
        "three": [0, n_columns - 1, last],
        "four": [0, n_columns - 1, last - n_columns + 1, last],
    }[corners]
    D = grid_distances(*shape)
    assert label_locus(observed, distances=D, tie="any").sum() == any_tie
    assert label_locus(observed, distances=D, tie="unique").sum() == unique


def test_inner_nodes_that_are_no_labels_are_passed_through():
    star = np.zeros((4, 4))
    star[0, 1:] = 1  # the centre is no label
    locus = label_locus([0, 1], graph=star, label_nodes=[1, 2, 3])
    # At equal probabilities all three leaves have variance 2, 2 and 4.
    np.testing.assert_array_equal(locus, [True, True, False])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**31))
def test_pairs_reach_what_some_weight_minimises(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 6, size=(2, 10)).astype(float)
    reached = np.zeros(10, dtype=bool)
    # All ratios at which two of these integers can tie, and points between them.
    steps = sorted({a / (a + b) for a in range(6) for b in range(6) if a + b})
    for w in [*steps, *np.convolve(steps, [0.5, 0.5], "valid")]:
        value = w * first + (1 - w) * second
        reached |= value <= value.min() + 1e-9
    np.testing.assert_array_equal(pair_locus(first, second), reached)


def test_a_pick_on_a_tree_adds_its_distance_to_the_locus(make_tree):
    graph = make_tree(60, lengths=False)
    observed = [3, 20]
    for _ in range(5):
        before = label_locus(observed, graph=graph)
        (pick,) = next_class(observed, graph=graph)
        gap = dijkstra(undirected(graph), indices=pick)[before].min()
        observed.append(int(pick))
        assert label_locus(observed, graph=graph).sum() == before.sum() + gap


def test_candidates_limit_the_choice_and_ties_go_to_the_lowest():
    star = np.zeros((5, 5))
    star[0, 1:] = 1
    assert next_class([1], graph=star, n_select=3).tolist() == [2, 3, 4]
    assert next_class([1], graph=star, candidates=[4, 3]).tolist() == [3]
    with pytest.raises(ValueError, match="between 1 and the number of candidates, 1; got 2"):
        next_class([1], graph=star, candidates=[4], n_select=2)


def test_on_a_cycle_the_opposite_node_is_picked():
    assert next_class([0], graph=cycle(8)).tolist() == [4]


BAD = {
    "no metric": (lambda: label_locus([0]), "Exactly one of graph and distances"),
    "two metrics": (lambda: label_locus([0], graph=cycle(3), distances=np.eye(3)), "Exactly one"),
    "unknown tie": (lambda: label_locus([0], graph=cycle(3), tie="all"), "tie must be"),
    "nodes for distances": (
        lambda: label_locus([0], distances=1 - np.eye(2), label_nodes=[0, 1]),
        "label_nodes needs graph",
    ),
    "none observed": (lambda: label_locus([], graph=cycle(3)), "observed must name at least one"),
    "observed out of range": (lambda: label_locus([3], graph=cycle(3)), "between 0 and 2; got 3"),
    "observed twice": (lambda: label_locus([1, 1], graph=cycle(3)), "observed must be distinct"),
    "observed by name": (lambda: label_locus(["a"], graph=cycle(3)), "sequence of integers"),
    "candidates out of range": (
        lambda: next_class([0], graph=cycle(3), candidates=[5]),
        "candidates must lie",
    ),
    "nothing left": (lambda: next_class([0, 1, 2], graph=cycle(3)), "number of candidates, 0"),
    "disconnected": (lambda: next_class([0], graph=np.zeros((2, 2))), "0 and 1 are not connected"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_they_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()
