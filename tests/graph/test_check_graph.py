"""check_graph: formats, untouched input, and what it says."""

import copy
import re

import numpy as np
import pytest
from scipy import sparse

from skrepr.validation import check_graph


@pytest.mark.parametrize("kind", ["csr", "csc", "coo", "lil", "dok", "dia", "bsr"])
@pytest.mark.parametrize("family", ["array", "matrix"])
def test_every_format_becomes_a_csr_array(graph, kind, family):
    X = getattr(sparse, f"{kind}_{family}")(graph.toarray())
    checked = check_graph(X)
    assert isinstance(checked, sparse.csr_array)
    np.testing.assert_array_equal(checked.toarray(), graph.toarray())


def test_csr_is_neither_copied_nor_sorted_nor_flagged(graph):
    graph = sparse.csr_array((graph.data, graph.indices, graph.indptr), shape=graph.shape)
    before = copy.deepcopy(vars(graph))
    checked = check_graph(graph)
    assert np.shares_memory(checked.data, graph.data)
    assert vars(graph).keys() == before.keys()
    np.testing.assert_array_equal(graph.indices, before["indices"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [("float32", "float32"), ("float64", "float64"), ("int8", "float64"), ("bool", "float64")],
)
def test_floats_are_kept_and_all_else_becomes_float64(given, kept):
    assert check_graph(np.ones((3, 3), dtype=given)).dtype == kept


def test_repeated_entries_add_up():
    X = sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(2, 2))
    assert check_graph(X).toarray().tolist() == [[0, 3], [0, 0]]


def test_a_block_of_new_nodes_need_not_be_square():
    assert check_graph(np.ones((1, 3)), square=False).shape == (1, 3)
    assert check_graph([[0, -1], [1, 0]], non_negative=False).nnz == 2


BAD = {
    "not square": ({}, np.ones((2, 3)), r"(n_nodes, n_nodes); got (2, 3)."),
    "three axes": ({}, np.ones((2, 2, 2)), r"(n_nodes, n_nodes); got shape (2, 2, 2)."),
    "one new node as a row": (
        {"square": False},
        np.ones(3),
        "(n_new, n_nodes); got shape (3,). Reshape your data: X.reshape(1, -1) is one node.",
    ),
    "too small": ({"min_nodes": 3}, np.ones((2, 2)), "at least 3 nodes; got n_samples=2."),
    "negative": ({"name": "graph"}, [[0, -1], [1, 0]], "graph must be >= 0; the smallest is -1.0"),
    "negative, with reader": (
        {"estimator": "FastRP"},
        sparse.csr_array([[0, -0.5], [1, 0]]),
        "Negative values in data passed to FastRP",
    ),
}


@pytest.mark.parametrize(("options", "X", "message"), BAD.values(), ids=BAD)
def test_messages_name_the_axes_and_the_value(options, X, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_graph(X, **options)
