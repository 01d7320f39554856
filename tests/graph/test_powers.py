"""The pure functions of FastRP."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from skrepr_graph import (
    combine_powers,
    fastrp_powers,
    fastrp_projection,
    pair_features,
    transition_matrix,
)


def test_transition_rows_sum_to_one_and_empty_rows_stay_empty():
    A = sparse.csr_array([[0, 1, 2], [0, 0, 0], [5, 0, 0]])
    M = transition_matrix(A)
    np.testing.assert_allclose(M.sum(axis=1), [1, 0, 1])
    assert M.nnz == A.nnz
    assert A.data.tolist() == [1, 2, 5]


def test_degrees_of_float32_weights_are_summed_in_float64():
    weights = np.full((1, 200_000), 0.1, dtype=np.float32)
    M = transition_matrix(weights)
    assert M.dtype == np.float32
    assert M.data[0] == np.float32(np.float32(0.1) / (np.float64(np.float32(0.1)) * 200_000))


def test_a_stored_zero_row_divides_nothing_by_zero():
    A = sparse.csr_array((np.zeros(1), [1], [0, 1, 1]), shape=(2, 2))
    assert transition_matrix(A).toarray().tolist() == [[0, 0], [0, 0]]


def test_powers_come_one_at_a_time(graph):
    M = transition_matrix(graph)
    asked = []

    class Watched:
        shape = M.shape

        def __matmul__(self, other):
            asked.append(other.shape)
            return M @ other

    powers = fastrp_powers([Watched()], np.eye(30), 3)
    assert asked == []
    next(powers)
    assert len(asked) == 1


def test_row_blocks_give_the_same_bits_as_the_whole(graph):
    M = transition_matrix(graph)
    start = fastrp_projection(np.ones(30), 4, random_state=0)
    whole = list(fastrp_powers(M, start, 3))
    blocks = list(fastrp_powers([M[:11], M[11:12], M[12:]], start, 3, n_jobs=2))
    np.testing.assert_array_equal(blocks, whole)


def test_two_buffers_take_the_powers_in_turn(graph):
    M = transition_matrix(graph)
    out = np.empty((2, 30, 30))
    powers = [power.copy() for power in fastrp_powers(M, np.eye(30), 4, out=tuple(out))]
    np.testing.assert_array_equal(powers, list(fastrp_powers(M, np.eye(30), 4)))
    np.testing.assert_array_equal(out, powers[2:])


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**31), st.integers(1, 4))
def test_powers_equal_matrix_powers(seed, n_powers):
    rng = np.random.default_rng(seed)
    A = rng.uniform(size=(12, 12)) * (rng.uniform(size=(12, 12)) < 0.5)
    M, start = transition_matrix(A), rng.normal(size=(12, 3))
    for k, power in enumerate(fastrp_powers(M, start, n_powers), start=1):
        np.testing.assert_allclose(power, np.linalg.matrix_power(M.toarray(), k) @ start)


def test_inner_products_of_projected_powers_approach_those_of_the_powers(graph):
    M, degrees, k = transition_matrix(graph), graph.sum(axis=1), 3
    dense = np.linalg.matrix_power(M.toarray(), k)
    exact = dense @ np.diag(degrees**-1.2) @ dense.T
    mean = np.zeros((30, 30))
    for seed in range(200):
        start = fastrp_projection(degrees, 64, degree_power=-0.6, random_state=seed)
        *_, power = fastrp_powers(M, start, k)
        mean += power @ power.T / 200
    assert np.abs(mean - exact).max() < 0.05 * exact.max()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sums_of_normalised_powers(dtype):
    rng = np.random.default_rng(0)
    powers = [rng.normal(size=(5000, 3)).astype(dtype) for _ in range(3)]
    powers[2][7] = 0
    embedding = combine_powers(iter(powers), (2, 0, -1))
    assert embedding.dtype == dtype
    expected = 2 * normalize(powers[0]) - normalize(powers[2])
    np.testing.assert_allclose(embedding, expected, atol=1e-6)
    plain = combine_powers(powers, (2, 0, -1), normalize=False)
    np.testing.assert_allclose(plain, 2 * powers[0] - powers[2], rtol=1e-6)


def test_concatenation_ignores_the_values_of_the_weights():
    powers = [np.eye(2), 2 * np.eye(2)]
    both = combine_powers(powers, (0, 9), normalize=False, combine="concatenate")
    np.testing.assert_array_equal(both, np.hstack(powers))


def test_the_projection_is_the_one_of_scikit_learn():
    X = np.zeros((1, 50))
    for kind, cls in (("sparse", SparseRandomProjection), ("gaussian", GaussianRandomProjection)):
        start = fastrp_projection(
            np.arange(50.0), 8, degree_power=-1, projection=kind, random_state=3
        )
        R = cls(8, random_state=3).fit(X).components_.T
        R = R.toarray() if sparse.issparse(R) else R
        start = start.toarray() if sparse.issparse(start) else start
        np.testing.assert_allclose(start[1:], R[1:] / np.arange(1, 50)[:, None])
        assert not start[0].any()


@pytest.mark.parametrize(
    ("how", "expected"),
    [("hadamard", [3, -8]), ("l1", [2, 6]), ("l2", [4, 36]), ("average", [2, 1])],
)
def test_pair_features(how, expected):
    Z = np.array([[1.0, 4.0], [3.0, -2.0]])
    assert pair_features(Z, [(0, 1), (1, 0)], how).tolist() == [expected, expected]


REFUSALS = {
    "blocks that miss rows": (lambda: fastrp_powers([np.eye(2)], np.eye(3), 1), "got 2 rows"),
    "buffers of another shape": (
        lambda: fastrp_powers(transition_matrix(np.eye(3)), np.eye(3), 1, out=(np.eye(2),) * 2),
        r"out must be a pair of arrays of shape \(3, 3\)",
    ),
    "too few powers": (lambda: combine_powers([np.eye(2)], (1, 1)), "got 1 for 2"),
    "unknown combine": (lambda: combine_powers([np.eye(2)], (1,), combine="max"), "combine must"),
    "negative weights": (lambda: transition_matrix(-np.eye(2)), "adjacency must be >= 0"),
    "unknown pair rule": (lambda: pair_features(np.eye(2), [(0, 1)], "dot"), "how must be one of"),
    "embedding of one axis": (lambda: pair_features(np.ones(3), [(0, 1)]), "n_components"),
    "pairs of three": (lambda: pair_features(np.eye(3), [(0, 1, 2)]), r"\(n_pairs, 2\)"),
    "pairs of floats": (lambda: pair_features(np.eye(3), [(0.0, 1.0)]), "integers"),
    "pairs out of range": (lambda: pair_features(np.eye(3), [(0, 3)]), "0 to 2; got 0 to 3"),
    "negative pairs": (lambda: pair_features(np.eye(3), [(-1, 0)]), "got -1 to 0"),
}


@pytest.mark.parametrize(("call", "message"), REFUSALS.values(), ids=REFUSALS)
def test_functions_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()
