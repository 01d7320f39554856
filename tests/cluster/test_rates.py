"""Coding rates and coding length: the authors' values, identities, two backends."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from skrepr_cluster import _rates, coding_length, coding_rate, rate_reduction

EPS = (0.1, 0.5)


def unit_rows(n, d, seed=0):
    Z = np.random.default_rng(seed).normal(size=(n, d))
    return Z / np.linalg.norm(Z, axis=1, keepdims=True)


def one_hot(labels):
    return (labels[:, None] == np.unique(labels)).astype(float)


@pytest.mark.parametrize("eps", EPS)
def test_rates_are_those_of_the_authors(oracle, eps):
    Z, gamma = oracle["Z"], oracle["gamma_eta0.175_it5"]
    np.testing.assert_allclose(coding_rate(Z, eps=eps), oracle[f"R_eps{eps}"], rtol=1e-10)
    np.testing.assert_allclose(-coding_rate(Z, eps=eps), oracle[f"tcr_eps{eps}"], rtol=1e-10)
    reduction = rate_reduction(Z, gamma, eps=eps)
    np.testing.assert_allclose(-reduction, oracle[f"loss_eps{eps}"], atol=1e-6)
    compression = coding_rate(Z, eps=eps) - reduction
    np.testing.assert_allclose(compression, oracle[f"Rc_eps{eps}"], rtol=1e-6)


def test_coding_lengths_are_those_of_the_authors(oracle):
    X = oracle["X"] / np.linalg.norm(oracle["X"], axis=1, keepdims=True)
    for name, labels in (("true_labels", oracle["y"]), ("one_cluster", np.zeros(len(X)))):
        expected = oracle[f"coding_length_{name}_eps0.1"]
        np.testing.assert_allclose(coding_length(X, labels), expected, rtol=1e-4)


def test_blocks_of_equal_columns_give_the_rate_reduction_of_classes():
    Z, labels = unit_rows(30, 5), np.arange(30) % 4
    classes = one_hot(labels)
    blocks = (classes / classes.sum(axis=0)) @ classes.T
    assert rate_reduction(Z, blocks) == pytest.approx(rate_reduction(Z, classes), abs=1e-6)
    d, n = 5, 30
    by_class = sum(
        len(part)
        / (2 * n)
        * np.linalg.slogdet(np.eye(d) + d / (len(part) * 0.1) * part.T @ part)[1]
        for part in (Z[labels == k] for k in range(4))
    )
    assert coding_rate(Z) - rate_reduction(Z, classes) == pytest.approx(by_class, abs=1e-6)


def test_equal_memberships_save_nothing():
    Z = unit_rows(20, 4)
    assert rate_reduction(Z, np.full((20, 20), 1 / 20)) == pytest.approx(0, abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**31), eps=st.floats(0.01, 2))
def test_a_rotation_changes_no_rate(seed, eps):
    rng = np.random.default_rng(seed)
    Z, gamma = unit_rows(12, 4, seed), rng.uniform(size=(12, 12))
    Q, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    assert coding_rate(Z @ Q, eps=eps) == pytest.approx(coding_rate(Z, eps=eps), rel=1e-9)
    assert rate_reduction(Z @ Q, gamma, eps=eps) == pytest.approx(
        rate_reduction(Z, gamma, eps=eps), rel=1e-9, abs=1e-9
    )


def test_blocks_of_samples_and_groups_change_nothing(monkeypatch):
    Z, gamma = unit_rows(40, 5), np.random.default_rng(1).uniform(size=(40, 33))
    whole = rate_reduction(Z, gamma)
    monkeypatch.setattr(_rates, "_BLOCK_BYTES", 7 * 25 * 8)
    assert rate_reduction(Z, gamma) == pytest.approx(whole, rel=1e-12)


def test_numpy_and_torch_agree_and_gradients_are_right():
    Z, gamma = unit_rows(9, 4), np.random.default_rng(1).uniform(size=(9, 5))
    labels = np.arange(9) % 2
    tensors = [torch.tensor(part, requires_grad=True) for part in (Z, gamma)]
    assert coding_rate(tensors[0]).item() == pytest.approx(coding_rate(Z), rel=1e-12)
    assert rate_reduction(*tensors).item() == pytest.approx(rate_reduction(Z, gamma), rel=1e-12)
    for codes in (labels, torch.as_tensor(labels)):
        length = coding_length(tensors[0], codes)
        assert length.item() == pytest.approx(coding_length(Z, labels), rel=1e-12)
    assert torch.autograd.gradcheck(rate_reduction, tensors)
    assert torch.autograd.gradcheck(lambda A: coding_length(A, labels), tensors[:1])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_precision_is_that_of_the_points(dtype):
    Z, labels = unit_rows(9, 4).astype(dtype), np.arange(9) % 2
    for value in (coding_rate(Z), rate_reduction(Z, Z @ Z.T + 1), coding_length(Z, labels)):
        assert value.dtype == dtype


def test_wide_and_tall_clusters_are_coded_alike():
    X = unit_rows(6, 9)
    m, d = X.shape
    gram = np.eye(d) + d / (m * 0.1) * X.T @ X
    expected = (m + d) / 2 * np.linalg.slogdet(gram)[1]
    assert coding_length(X, np.zeros(6)) == pytest.approx(expected, rel=1e-12)


def test_names_serve_as_labels():
    X = unit_rows(6, 3)
    assert coding_length(X, list("aabbab")) == coding_length(X, [0, 0, 1, 1, 0, 1])


Z = np.eye(3)
BAD = {
    "eps": (lambda: coding_rate(Z, eps=0), "eps must be > 0; got 0"),
    "eps of groups": (lambda: rate_reduction(Z, Z, eps=-1.0), "eps must be > 0; got -1.0"),
    "eps of labels": (lambda: coding_length(Z, [0, 1, 1], eps=0), "eps must be > 0"),
    "one axis": (lambda: coding_rate(np.ones(3)), r"Z must have shape .*; got \(3,\)"),
    "nan": (lambda: coding_rate(Z * np.nan), "Z contains NaN or infinity"),
    "nan of torch": (lambda: coding_rate(torch.full((2, 2), torch.nan)), "Z contains NaN"),
    "rows": (lambda: rate_reduction(Z, np.ones((2, 2))), "a row for each row of Z; got 2 for 3"),
    "negative": (lambda: rate_reduction(Z, -Z), "gamma must not be negative"),
    "labels": (lambda: coding_length(Z, [0, 1]), r"labels must have shape \(3,\).*; got \(2,\)"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_they_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()
