"""FastRP: the authors' values, new nodes, folds, cached powers, threads, dtypes."""

import copy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib import Memory
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import scale
from sklearn.random_projection import SparseRandomProjection
from sklearn.utils.estimator_checks import parametrize_with_checks

import skrepr
from skrepr.exceptions import DisconnectedNodesWarning
from skrepr_graph import FastRP, _fastrp

ORACLES = Path(__file__).parent / "oracles"


@parametrize_with_checks([FastRP()])
def test_scikit_learn_finds_nothing_to_complain_about(estimator, check):
    check(estimator)


def assert_close(actual, desired, rtol=1e-12):
    """Compare relative to the largest entry, as the oracles ask."""
    np.testing.assert_allclose(actual, desired, rtol=0, atol=rtol * np.abs(desired).max())


@pytest.mark.parametrize(
    ("name", "normalize"), [("sparse-transition", True), ("gaussian-unnormalised", False)]
)
def test_powers_and_embedding_are_those_of_the_authors(name, normalize):
    oracle = np.load(ORACLES / f"{name}.npz")
    (i, j), n_nodes = oracle["edges"].T, int(oracle["n_nodes"])
    A = sparse.coo_array((oracle["weight"], (i, j)), shape=(n_nodes, n_nodes))
    beta = float(oracle["degree_power"])
    fastrp = FastRP(
        oracle["projection"].shape[1],
        weights=oracle["combine_weights"],
        degree_power=0.0 if np.isnan(beta) else beta,
        projection=oracle["projection"],
        normalize=normalize,
    ).fit(A + A.T)
    for base, power in zip(fastrp.base_[1:], oracle["powers"], strict=False):
        assert_close(base, power)
    assert_close(fastrp.embedding_, oracle["embedding"])


def test_the_projection_is_drawn_as_scikit_learn_draws_it():
    oracle = np.load(ORACLES / "blogcatalog-rows.npz")
    A = skrepr.load_dataset("blogcatalog").data
    fastrp = FastRP(64, weights=(0, 0, 1, 6.67), degree_power=-0.64, random_state=42)
    Z = fastrp.fit_transform(A)
    np.testing.assert_allclose(Z[oracle["rows"]], oracle["embedding"], rtol=0, atol=1e-9)
    columns = np.array([Z.min(axis=0), Z.max(axis=0), (Z**3).mean(axis=0)])
    np.testing.assert_allclose(columns, oracle["column_check"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("similarity", ["transition", "adjacency"])
@pytest.mark.parametrize("combine", ["sum", "concatenate"])
def test_transform_of_training_rows_equals_fit_transform(make_graph, directed, similarity, combine):
    A = make_graph(40, directed=directed)
    fastrp = FastRP(16, similarity=similarity, combine=combine, random_state=0)
    Z = fastrp.fit_transform(A)
    assert Z.shape == (40, 64 if combine == "concatenate" else 16)
    np.testing.assert_allclose(fastrp.transform(A), Z, rtol=0, atol=1e-12)


def test_powers_equal_those_of_dense_matrices(graph):
    A = graph.toarray()
    degrees = A.sum(axis=1)
    R = np.random.default_rng(0).normal(size=(30, 5))
    fastrp = FastRP(
        5, weights=(1, 2, 0.5), degree_power=-0.3, projection=R, normalize=False, standardize=False
    ).fit(graph)
    M = A / degrees[:, None]
    U = [np.linalg.matrix_power(M, k) @ np.diag(degrees**-0.3) @ R for k in range(4)]
    for base, power in zip(fastrp.base_, U, strict=False):
        np.testing.assert_allclose(base, power, rtol=1e-12)
    np.testing.assert_allclose(fastrp.embedding_, U[1] + 2 * U[2] + 0.5 * U[3], rtol=1e-12)


def test_permuted_nodes_give_permuted_rows(graph):
    R = np.random.default_rng(0).normal(size=(30, 5))
    order = np.random.default_rng(1).permutation(30)
    Z = FastRP(5, projection=R).fit_transform(graph)
    Z_permuted = FastRP(5, projection=R[order]).fit_transform(graph[order][:, order])
    np.testing.assert_allclose(Z_permuted, Z[order], atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(st.floats(1e-3, 1e3))
def test_the_unit_of_the_edge_weights_does_not_matter(unit):
    A = np.random.default_rng(0).uniform(size=(20, 20))
    Z = FastRP(6, random_state=0).fit_transform(A)
    np.testing.assert_allclose(FastRP(6, random_state=0).fit_transform(unit * A), Z, atol=1e-7)


def test_columns_are_standardised_as_by_scikit_learn(graph):
    raw = FastRP(8, standardize=False, random_state=0).fit_transform(graph)
    fastrp = FastRP(8, random_state=0).fit(graph)
    np.testing.assert_allclose(fastrp.embedding_, scale(raw), atol=1e-12)
    np.testing.assert_allclose(fastrp.mean_, raw.mean(axis=0), atol=1e-14)


def test_rows_have_unit_length_only_without_standardisation(graph):
    one_power = FastRP(8, weights=(0, 1), standardize=False, random_state=0)
    np.testing.assert_allclose(np.linalg.norm(one_power.fit_transform(graph), axis=1), 1)
    rows = np.linalg.norm(FastRP(8, weights=(0, 1), random_state=0).fit_transform(graph), axis=1)
    assert rows.std() > 0.1


def test_a_constant_column_stays_finite():
    # A complete graph with loops: every row of every power is the same.
    Z = FastRP(4, random_state=0).fit_transform(np.ones((5, 5)))
    np.testing.assert_allclose(Z, 0, atol=1e-6)


@pytest.mark.parametrize("degree_power", [-1, -0.6, 0, 0.5])
def test_isolated_nodes_and_sinks_have_finite_rows(degree_power):
    A = np.zeros((5, 5))
    A[0, 1] = A[1, 2] = A[3, 0] = 1  # 2 is a sink, 4 is isolated
    Z = FastRP(8, degree_power=degree_power, standardize=False, random_state=0).fit_transform(A)
    assert np.isfinite(Z).all()
    assert not Z[[2, 4]].any()


def test_more_components_than_nodes_are_legal_and_silent(graph):
    assert FastRP(100, random_state=0).fit_transform(graph).shape == (30, 100)


def test_one_power_of_a_bipartite_graph_never_compares_the_sides():
    A = np.kron([[0, 1], [1, 0]], np.ones((4, 4)))
    raw = {"n_components": 512, "standardize": False, "degree_power": 0, "random_state": 0}
    one = FastRP(weights=(0, 0, 1), projection="gaussian", **raw).fit_transform(A)
    assert abs(one[0] @ one[4]) < 0.2
    two = FastRP(weights=(0, 0, 1, 1), projection="gaussian", **raw).fit_transform(A)
    assert two[0] @ two[4] > 1.5


def test_powers_beyond_the_last_weight_are_not_computed(graph):
    assert len(FastRP(4, weights=(1, 0, 2, 0, 0), random_state=0).fit(graph).base_) == 3


def test_the_first_base_is_as_sparse_as_the_projection(graph):
    A = sparse.block_diag([graph] * 20, format="csr")
    fastrp = FastRP(16, random_state=3).fit(A)
    R = SparseRandomProjection(16, random_state=3).fit(A).components_
    assert fastrp.base_[0].nnz == R.nnz
    share = R.nnz / np.prod(R.shape)
    assert abs(share - 1 / np.sqrt(600)) < 0.01


@pytest.mark.parametrize("density", [1.0, 1 / 3])
def test_density_is_the_share_of_entries_that_are_not_zero(graph, density):
    base = FastRP(400, density=density, degree_power=0, random_state=0).fit(graph).base_[0]
    values = base.toarray() if sparse.issparse(base) else base
    assert abs((values != 0).mean() - density) < 0.02
    np.testing.assert_allclose(np.abs(values[values != 0]), np.sqrt(1 / density / 400))
    np.testing.assert_allclose(values.var() * 400, 1, atol=0.05)


@pytest.mark.parametrize("n_jobs", [2, 3, -1])
def test_every_number_of_threads_gives_the_same_bits(make_graph, n_jobs):
    A = make_graph(200, density=0.05)
    one = FastRP(16, random_state=0).fit(A)
    many = FastRP(16, random_state=0, n_jobs=n_jobs).fit(A)
    np.testing.assert_array_equal(many.embedding_, one.embedding_)
    np.testing.assert_array_equal(many.transform(A), one.transform(A))


@pytest.mark.parametrize("convert", [sparse.csr_matrix, sparse.coo_array, np.asarray])
def test_every_format_gives_the_same_embedding(graph, convert):
    Z = FastRP(8, random_state=0).fit_transform(graph)
    dense = graph.toarray()
    np.testing.assert_allclose(FastRP(8, random_state=0).fit_transform(convert(dense)), Z)


def test_float32_stays_float32_and_close(graph):
    Z = FastRP(8, random_state=0).fit_transform(graph)
    fastrp = FastRP(8, random_state=0).fit(graph.astype(np.float32))
    assert fastrp.embedding_.dtype == np.float32
    assert all(base.dtype == np.float32 for base in fastrp.base_)
    assert fastrp.transform(graph.astype(np.float32)).dtype == np.float32
    np.testing.assert_allclose(fastrp.embedding_, Z, atol=1e-4)
    assert FastRP(8).fit_transform((graph > 0).astype(int)).dtype == np.float64


def test_the_callers_matrix_is_left_alone(graph):
    before = copy.deepcopy(graph)
    for array in (graph.data, graph.indices, graph.indptr):
        array.flags.writeable = False
    FastRP(8, random_state=0).fit(graph).transform(graph)
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(graph, name), getattr(before, name))


def test_a_new_node_without_known_neighbours_is_reported(graph):
    fastrp = FastRP(8, standardize=False, random_state=0).fit(graph)
    edges = np.zeros((3, 30))
    edges[0, 4] = 1
    with pytest.warns(UserWarning, match="2 of 3 nodes have no edge"):
        Z = fastrp.transform(edges)
    assert Z[0].any()
    assert not Z[1:].any()


def test_rows_that_have_become_equal_are_reported(make_graph):
    A = make_graph(300, density=0.5)
    with pytest.warns(UserWarning, match="rows of power 4 are nearly equal"):
        FastRP(32, weights=(1, 0, 0, 1), random_state=0).fit(A)
    FastRP(32, weights=(1,), random_state=0).fit(A)


@pytest.fixture
def count_products(monkeypatch):
    """Count the sparse products of ``fit``: they all go through one function."""
    products = []
    original = _fastrp.fastrp_powers

    def counted(similarity, projection, n_powers, **options):
        products.append(n_powers)
        return original(similarity, projection, n_powers, **options)

    monkeypatch.setattr(_fastrp, "fastrp_powers", counted)
    return products


def test_a_grid_over_weights_multiplies_once_for_each_degree_power(graph, tmp_path, count_products):
    grid = {
        "degree_power": [-1.0, 0.0],
        "weights": [(0, 0, 1, w) for w in (1, 2, 4)],
        "normalize": [True, False],
    }
    y = np.arange(30) % 2
    search = GridSearchCV(
        make_pipeline(
            FastRP(8, memory=Memory(tmp_path, verbose=0), random_state=0), LogisticRegression()
        ),
        {f"fastrp__{name}": values for name, values in grid.items()},
        cv=StratifiedKFold(2),
    ).fit(graph, y)
    # Two degree powers in each of two folds, and the final fit on everything; 25 fits in all.
    assert len(search.cv_results_["params"]) == 12
    assert count_products == [4] * 5


def test_cached_powers_give_the_same_embedding(graph, tmp_path, count_products):
    fresh = FastRP(8, random_state=0).fit_transform(graph)
    cached = FastRP(8, random_state=0, memory=str(tmp_path))
    for _ in range(2):
        np.testing.assert_array_equal(cached.fit_transform(graph), fresh)
        assert not graph.has_canonical_format  # asking leaves a flag in the matrix
    assert len(count_products) == 2


def test_a_draw_that_is_not_fixed_is_never_cached(graph, tmp_path, count_products):
    for random_state in (None, np.random.RandomState(0)):
        fastrp = FastRP(8, random_state=random_state, memory=str(tmp_path))
        assert not np.array_equal(fastrp.fit_transform(graph), fastrp.fit_transform(graph))
    given_array = FastRP(8, projection=np.ones((30, 8)), memory=str(tmp_path))
    given_array.fit(graph)
    given_array.fit(graph)
    assert len(count_products) == 5


def test_cross_validation_hides_the_edges_to_test_nodes(graph):
    seen = []

    class Spy(FastRP):
        def fit_transform(self, X, y=None):
            seen.append(X.shape)
            return super().fit_transform(X)

        def transform(self, X):
            seen.append(X.shape)
            return super().transform(X)

    cross_val_score(
        make_pipeline(Spy(4, random_state=0), LogisticRegression()), graph, np.arange(30) % 2, cv=3
    )
    assert seen == [(20, 20), (10, 20)] * 3


def test_a_growing_graph_keeps_old_rows_of_the_projection(make_graph):
    A = make_graph(40)
    R = np.random.default_rng(0).normal(size=(40, 8))
    R[20:] = 0  # nobody meets at the new nodes
    old = FastRP(8, projection=R[:20], standardize=False).fit_transform(A[:20, :20])
    A = sparse.block_diag([A[:20, :20], A[20:, 20:]], format="csr")
    new = FastRP(8, projection=R, standardize=False).fit_transform(A)
    np.testing.assert_allclose(new[:20], old, atol=1e-12)


def test_cora_new_nodes_are_classified_as_well_as_the_paper_page_says():
    cora = skrepr.load_dataset("cora")
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    model = make_pipeline(FastRP(random_state=0), LogisticRegression(max_iter=1000))
    with pytest.warns(DisconnectedNodesWarning, match="have no edge to a fitted node"):
        accuracy = cross_val_score(model, cora.data, cora.target, cv=folds)
    assert accuracy.mean() >= 0.70


BAD_FIT = {
    "no components": ({"n_components": 0}, None, "'n_components' parameter"),
    "not a number of components": ({"n_components": 2.5}, None, "'n_components' parameter"),
    "no weights": ({"weights": ()}, None, "weights must"),
    "weights all zero": ({"weights": (0, 0)}, None, "weights must hold at least one"),
    "infinite weight": ({"weights": (1, np.inf)}, None, "weights must be .* finite"),
    "weights in words": ({"weights": "heavy"}, None, "weights"),
    "infinite degree power": ({"degree_power": np.inf}, None, "'degree_power' parameter"),
    "unknown degree power": ({"degree_power": None}, None, "'degree_power' parameter"),
    "unknown similarity": ({"similarity": "cosine"}, None, "'similarity' parameter"),
    "unknown projection": ({"projection": "hash"}, None, "'projection' parameter"),
    "unknown combine": ({"combine": "mean"}, None, "'combine' parameter"),
    "density 0": ({"density": 0}, None, "'density' parameter"),
    "density above 1": ({"density": 1.5}, None, "'density' parameter"),
    "projection of another shape": (
        {"projection": np.ones((4, 3)), "n_components": 3},
        None,
        r"\(n_nodes, n_components\) = \(5, 3\); got shape \(4, 3\)",
    ),
    "projection with nan": (
        {"projection": np.full((5, 3), np.nan), "n_components": 3},
        None,
        "projection must",
    ),
    "not square": ({}, np.ones((3, 5)), r"square .* \(n_nodes, n_nodes\); got \(3, 5\)"),
    "negative": ({}, -np.ones((5, 5)), "edge weights of X must be >= 0; the smallest is -1.0"),
    "nan": ({}, np.full((5, 5), np.nan), "NaN"),
    "infinite": ({}, np.full((5, 5), np.inf), "infinity"),
    "one node": ({}, np.ones((1, 1)), "at least 2 nodes; got n_samples=1"),
    "no graph": ({}, np.ones(5), r"\(n_nodes, n_nodes\)"),
}


@pytest.mark.parametrize(("params", "X", "message"), BAD_FIT.values(), ids=BAD_FIT)
def test_fit_refuses(params, X, message):
    fastrp = FastRP(**params)
    with pytest.raises(ValueError, match=message):
        fastrp.fit(np.ones((5, 5)) if X is None else X)
    assert not [name for name in vars(fastrp) if name.endswith("_")]


BAD_NEW = {
    "another number of nodes": (np.ones((2, 7)), "7 features, but FastRP is expecting 5 features"),
    "negative": (-np.ones((2, 5)), ">= 0"),
    "nan": (np.full((2, 5), np.nan), "NaN"),
}


@pytest.mark.parametrize(("X", "message"), BAD_NEW.values(), ids=BAD_NEW)
def test_transform_refuses(X, message):
    fastrp = FastRP(3).fit(np.ones((5, 5)))
    with pytest.raises(ValueError, match=message):
        fastrp.transform(X)


def test_the_documentation_is_linked():
    assert FastRP()._get_doc_link().endswith("/generated/FastRP.html")
