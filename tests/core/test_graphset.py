"""GraphSet: every kind of index that scikit-learn uses, and clear refusals."""

import copy
import pickle

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.model_selection import KFold, train_test_split
from sklearn.utils import _safe_indexing

from skrepr.graphset import GraphSet


@pytest.fixture
def graphs():
    adjacencies = [csr_array(np.eye(n)) for n in (1, 2, 3, 4)]
    labels = [np.arange(n) for n in (1, 2, 3, 4)]
    return GraphSet(adjacencies, labels)


def sizes(graphs):
    return [adjacency.shape[0] for adjacency in graphs.adjacencies]


def test_an_integer_gives_one_graph_with_its_labels(graphs):
    for index in (2, np.int64(2), -2, (2,), (2, ...)):
        adjacency, labels = graphs[index]
        assert adjacency.shape == (3, 3)
        np.testing.assert_array_equal(labels, [0, 1, 2])


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (slice(1, None, 2), [2, 4]),
        ([3, 0], [4, 1]),
        (np.array([1, 1]), [2, 2]),
        (np.array([True, False, False, True]), [1, 4]),
        ([], []),
        ((np.array([3, 0]), ...), [4, 1]),
    ],
    ids=["slice", "list", "repeats", "mask", "empty", "tuple"],
)
def test_every_other_index_gives_a_graph_set(graphs, index, expected):
    chosen = graphs[index]
    assert isinstance(chosen, GraphSet)
    assert sizes(chosen) == expected
    assert [len(labels) for labels in chosen.node_labels] == expected


def test_iteration_ends_and_yields_pairs(graphs):
    assert [len(labels) for _, labels in graphs] == [1, 2, 3, 4]


def test_labels_may_be_absent():
    graphs = GraphSet([np.eye(2), np.eye(3)])
    assert graphs.shape == (2,)
    assert graphs[0][1] is None
    assert graphs[[1]].node_labels is None


def test_csr_arrays_are_kept_and_everything_else_becomes_one():
    adjacency = csr_array(np.eye(2))
    graphs = GraphSet([adjacency, np.eye(2)])
    assert graphs.adjacencies[0] is adjacency
    assert isinstance(graphs.adjacencies[1], csr_array)


def test_scikit_learn_slices_it(graphs):
    assert sizes(_safe_indexing(graphs, np.array([2, 1]))) == [3, 2]
    train, test = train_test_split(graphs, test_size=1, shuffle=False)
    assert (sizes(train), sizes(test)) == ([1, 2, 3], [4])
    assert [sizes(graphs[test]) for _, test in KFold(2).split(graphs)] == [[1, 2], [3, 4]]


def test_copies_hold_the_same_graphs(graphs):
    for other in (copy.deepcopy(graphs), pickle.loads(pickle.dumps(graphs))):
        assert sizes(other) == sizes(graphs)
        assert other.adjacencies[0] is not graphs.adjacencies[0]


def test_the_repr_counts_graphs_and_nodes(graphs):
    assert repr(graphs) == "GraphSet(4 graphs, 10 nodes)"


@pytest.mark.parametrize(
    ("adjacencies", "labels", "message"),
    [
        ([np.ones((2, 3))], None, r"adjacencies\[0\] must have shape \(n_nodes, n_nodes\)"),
        ([np.eye(2)], [[0, 1], [0]], "one entry a graph; got 2 for 1 graphs"),
        ([np.eye(2)], [[0]], "graph 0 has 2 nodes but 1 node labels"),
    ],
    ids=["not-square", "one-label-array-too-many", "one-label-too-few"],
)
def test_what_does_not_fit_together_is_refused(adjacencies, labels, message):
    with pytest.raises(ValueError, match=message):
        GraphSet(adjacencies, labels)


def test_an_index_outside_or_on_a_second_axis_is_refused(graphs):
    for index in (4, [7], (0, 1)):
        with pytest.raises(IndexError):
            graphs[index]
