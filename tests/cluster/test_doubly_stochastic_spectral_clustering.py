"""DoublyStochasticSpectralClustering: the authors' labels, landmarks, no torch, bad input."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score

from skrepr_cluster import DoublyStochasticSpectralClustering
from skrepr_cluster._spectral import landmark_affinity, laplacian_vectors


def test_labels_are_those_of_the_authors(oracle):
    model = DoublyStochasticSpectralClustering(3, eta=0.05, n_iter=201, random_state=0)
    labels = model.fit_predict(oracle["X"])
    assert adjusted_rand_score(oracle["spectral_labels_rawcos"], labels) == 1


def test_signs_and_lengths_of_rows_do_not_matter(arcs):
    X, _ = arcs
    rng = np.random.default_rng(0)
    scaled = X * rng.choice([-1, 1], len(X))[:, None] * rng.uniform(0.1, 9, len(X))[:, None]
    labels = [
        DoublyStochasticSpectralClustering(3, random_state=0).fit(part).labels_
        for part in (X, scaled)
    ]
    assert adjusted_rand_score(*labels) == 1


def test_rows_of_fit_keep_their_cluster_and_others_join_theirs(arcs):
    X, y = arcs
    model = DoublyStochasticSpectralClustering(3, random_state=0).fit(X[:120])
    assert np.mean(model.predict(X[:120]) == model.labels_) > 0.95
    assert adjusted_rand_score(y, np.r_[model.labels_, model.predict(X[120:])]) > 0.95


def test_a_part_of_the_rows_labels_the_rest(arcs):
    X, y = arcs
    model = DoublyStochasticSpectralClustering(3, max_landmarks=60, random_state=0).fit(X)
    assert len(model.landmarks_C_) == 60
    assert adjusted_rand_score(y, model.labels_) > 0.95


def test_digits_are_clustered_as_well_as_measured():
    X, y = load_digits(return_X_y=True)
    labels = DoublyStochasticSpectralClustering(10, random_state=0).fit_predict(X[:900])
    assert adjusted_rand_score(y[:900], labels) > 0.65


def test_a_row_of_zeros_is_like_no_other():
    X = np.vstack([np.zeros(4), np.repeat(np.eye(4)[:2], 5, axis=0)])
    with pytest.warns(UserWarning, match="more than n_clusters=2 separate parts"):
        DoublyStochasticSpectralClustering(2, random_state=0).fit(X)
    labels = DoublyStochasticSpectralClustering(3, random_state=0).fit(X).labels_
    assert adjusted_rand_score([0] + [1] * 5 + [2] * 5, labels) == 1


def test_the_iterative_solver_finds_the_vectors_of_the_exact_one(monkeypatch):
    affinity = np.random.default_rng(0).uniform(size=(100, 100))
    exact, _ = laplacian_vectors(affinity, 4, np.random.RandomState(0))
    monkeypatch.setattr("skrepr_cluster._spectral._SMALL", 0)
    iterated, _ = laplacian_vectors(affinity, 4, np.random.RandomState(0))
    np.testing.assert_allclose(np.abs(np.diag(exact.T @ iterated)), 1, rtol=1e-8)


def test_parts_that_hardly_touch_do_not_stall_the_solver():
    C = np.kron(np.eye(30), np.ones((17, 1)))  # 30 eigenvalues that coincide
    gamma, _ = landmark_affinity(C, 0.02, 5)
    vectors, n_parts = laplacian_vectors(gamma, 10, np.random.RandomState(0))
    assert n_parts == 11
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(10), atol=1e-8)


def test_it_and_the_functions_import_no_torch():
    code = (
        "import sys, numpy as np, skrepr_cluster as s\n"
        "X = np.random.default_rng(0).normal(size=(30, 4))\n"
        "labels = s.DoublyStochasticSpectralClustering(2, random_state=0).fit_predict(X)\n"
        "print(s.coding_length(X, labels) > 0, s.rate_reduction(X, np.ones((30, 2))) < 1)\n"
        "print({'torch', 'skorch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["True True", "set()"], done.stderr


X = np.random.default_rng(0).normal(size=(20, 4))
BAD = {
    "no clusters": ({"n_clusters": 0}, X, "The 'n_clusters' parameter"),
    "too many": ({"n_clusters": 21}, X, "n_samples=20 should be >= n_clusters=21"),
    "few landmarks": (
        {"n_clusters": 5, "max_landmarks": 4},
        X,
        "max_landmarks=4 should be >= n_clusters=5",
    ),
    "eta": ({"eta": 0}, X, "The 'eta' parameter"),
    "one row": ({}, X[:1], "n_samples=1 should be at least 2"),
    "nan": ({}, X * np.nan, "contains NaN"),
}


@pytest.mark.parametrize(("params", "X", "message"), BAD.values(), ids=BAD)
def test_it_refuses(params, X, message):
    model = DoublyStochasticSpectralClustering(**params)
    with pytest.raises(ValueError, match=message):
        model.fit(X)
    assert not [name for name in vars(model) if name.endswith("_")]
