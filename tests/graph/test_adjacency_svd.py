"""AdjacencySVD: closed forms, agreement with dense decompositions, and new nodes."""

import copy

import numpy as np
import pytest
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.estimator_checks import parametrize_with_checks

from skrepr_graph import AdjacencySVD


@parametrize_with_checks([AdjacencySVD()])
def test_scikit_learn_finds_nothing_to_complain_about(estimator, check):
    check(estimator)


@pytest.mark.parametrize("n_components", [6, 20])
def test_raw_embedding_is_the_left_vectors_times_the_root_of_the_values(make_graph, n_components):
    A = make_graph(30, directed=True)
    svd = AdjacencySVD(n_components, random_state=0).fit(A)
    U, S, _ = np.linalg.svd(A.toarray())
    U, S = U[:, :n_components], S[:n_components]
    np.testing.assert_allclose(svd.singular_values_, S)
    np.testing.assert_allclose(np.abs(svd.transform(A)), np.abs(U * np.sqrt(S)), atol=1e-8)


@pytest.mark.parametrize("n_components", [6, 20])
def test_normalised_embedding_is_that_of_the_degree_divided_adjacency(graph, n_components):
    svd = AdjacencySVD(n_components, normalized=True, random_state=0).fit(graph)
    A = graph.toarray()
    rows, columns = np.sqrt(A.sum(axis=1, keepdims=True)), np.sqrt(A.sum(axis=0))
    U, S, _ = np.linalg.svd(A / rows / columns)
    expected = normalize((U * S)[:, :n_components] / rows)
    np.testing.assert_allclose(svd.singular_values_, S[:n_components])
    np.testing.assert_allclose(np.abs(svd.transform(graph)), np.abs(expected), atol=1e-8)


@pytest.mark.parametrize("normalized", [False, True])
def test_large_graphs_are_decomposed_nearly_exactly(make_graph, normalized):
    A = make_graph(300, density=0.02)
    svd = AdjacencySVD(20, normalized=normalized, random_state=0).fit(A)
    exact = AdjacencySVD(280, normalized=normalized).fit(A).singular_values_[:20]
    np.testing.assert_allclose(svd.singular_values_, exact, rtol=0.03)
    np.testing.assert_allclose(svd.singular_values_[0], exact[0], rtol=1e-6)


def test_equal_singular_values_leave_the_result_to_the_seed_alone(graph):
    A = sparse.block_diag([graph] * 20, format="csr")
    fits = [AdjacencySVD(30, normalized=True, random_state=0).fit(A) for _ in range(2)]
    np.testing.assert_array_equal(fits[0].components_, fits[1].components_)


def test_the_largest_value_of_a_normalised_graph_is_one(graph):
    svd = AdjacencySVD(2, normalized=True).fit(graph)
    assert svd.singular_values_[0] == pytest.approx(1)


@pytest.mark.parametrize("normalized", [False, True])
def test_a_copy_of_a_node_gets_its_place(graph, normalized):
    svd = AdjacencySVD(4, normalized=normalized, random_state=0)
    Z = svd.fit_transform(graph)
    np.testing.assert_allclose(svd.transform(graph[[7]]), Z[[7]], atol=1e-12)


def test_values_of_zero_carry_nothing():
    A = np.kron(np.eye(2), np.ones((3, 3)))
    Z = AdjacencySVD(6).fit_transform(A)
    assert np.isfinite(Z).all()
    np.testing.assert_allclose(np.sort(np.abs(Z).max(axis=0))[:4], 0, atol=1e-12)
    np.testing.assert_allclose(Z @ Z.T, A, atol=1e-12)


def test_default_components_shrink_to_the_graph(graph):
    assert AdjacencySVD().fit(graph).components_.shape == (30, 30)
    large = sparse.block_diag([graph] * 10)
    assert AdjacencySVD(random_state=0).fit(large).components_.shape == (128, 300)


def test_the_callers_matrix_is_left_alone(graph):
    before = copy.deepcopy(graph)
    for array in (graph.data, graph.indices, graph.indptr):
        array.flags.writeable = False
    AdjacencySVD(3, normalized=True).fit(graph).transform(graph)
    np.testing.assert_array_equal(graph.data, before.data)
    np.testing.assert_array_equal(graph.indices, before.indices)


@pytest.mark.parametrize("normalized", [False, True])
def test_float32_stays_float32(graph, normalized):
    svd = AdjacencySVD(3, normalized=normalized).fit(graph.astype(np.float32))
    assert svd.transform(graph.astype(np.float32)).dtype == np.float32


def test_a_new_node_without_known_neighbours_is_reported(graph):
    svd = AdjacencySVD(3).fit(graph)
    with pytest.warns(UserWarning, match="1 of 2 nodes have no edge"):
        Z = svd.transform(np.eye(30)[:2] * [[1], [0]])
    assert not Z[1].any()


BAD = {
    "more components than nodes": (
        {"n_components": 6},
        np.ones((5, 5)),
        "n_components=6 must be at most the number of nodes; got n_nodes=5",
    ),
    "no components": ({"n_components": 0}, np.ones((5, 5)), "'n_components' parameter"),
    "normalized in words": ({"normalized": "yes"}, np.ones((5, 5)), "'normalized' parameter"),
    "not square": ({}, np.ones((3, 5)), r"\(n_nodes, n_nodes\); got \(3, 5\)"),
    "negative": ({}, -np.ones((5, 5)), ">= 0"),
    "one node": ({}, np.ones((1, 1)), "n_samples=1"),
}


@pytest.mark.parametrize(("params", "X", "message"), BAD.values(), ids=BAD)
def test_fit_refuses(params, X, message):
    svd = AdjacencySVD(**params)
    with pytest.raises(ValueError, match=message):
        svd.fit(X)
    assert not [name for name in vars(svd) if name.endswith("_")]


def test_transform_refuses_another_number_of_nodes():
    svd = AdjacencySVD(2).fit(np.ones((5, 5)))
    with pytest.raises(ValueError, match="4 features, but AdjacencySVD is expecting 5"):
        svd.transform(np.ones((2, 4)))
