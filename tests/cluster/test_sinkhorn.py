"""Balancing to doubly stochastic matrices: the authors' values, sums, gradients."""

import numpy as np
import pytest
import torch
from array_api_compat import torch as xp

from skrepr_cluster import doubly_stochastic
from skrepr_cluster._sinkhorn import balance


def cosines(n=12, seed=0):
    C = np.random.default_rng(seed).normal(size=(n, 4))
    C /= np.linalg.norm(C, axis=1, keepdims=True)
    return np.abs(C @ C.T)


@pytest.mark.parametrize("eta", [0.175, 0.5])
@pytest.mark.parametrize("n_iter", [1, 2, 5, 6, 200])
def test_half_steps_are_those_of_the_authors(oracle, eta, n_iter):
    expected = oracle[f"gamma_eta{eta}_it{n_iter}"]
    gamma = doubly_stochastic(np.abs(oracle["C"] @ oracle["C"].T), eta=eta, n_iter=n_iter)
    np.testing.assert_allclose(gamma[: len(expected)], expected, atol=1e-6)


def test_many_half_steps_on_raw_cosines_are_those_of_the_authors(oracle):
    X = oracle["X"] / np.linalg.norm(oracle["X"], axis=1, keepdims=True)
    expected = oracle["gamma_rawcos_eta0.05_it201"]
    gamma = doubly_stochastic(np.abs(X @ X.T), eta=0.05, n_iter=201)
    np.testing.assert_allclose(gamma[: len(expected)], expected, atol=1e-6)


def test_it_ends_on_rows_or_on_columns_and_converges_to_both():
    K = cosines()
    np.testing.assert_allclose(doubly_stochastic(K, n_iter=5).sum(axis=1), 1, rtol=1e-12)
    assert np.abs(doubly_stochastic(K, n_iter=5).sum(axis=0) - 1).max() > 1e-6
    np.testing.assert_allclose(doubly_stochastic(K, n_iter=6).sum(axis=0), 1, rtol=1e-12)
    converged = doubly_stochastic(K, n_iter=500)
    np.testing.assert_allclose(converged, converged.T, atol=1e-6)
    np.testing.assert_allclose(converged.sum(axis=1), 1, atol=1e-6)


def test_it_maximises_similarity_and_entropy():
    K, eta = cosines(), 0.3
    gamma = doubly_stochastic(K, eta=eta, n_iter=1001)

    def value(G):
        return np.sum(G * K) - eta * np.sum(G * np.log(G))

    rng = np.random.default_rng(1)
    for _ in range(20):
        step = rng.normal(size=K.shape)
        step -= step.mean(axis=0) + step.mean(axis=1, keepdims=True) - step.mean()
        assert value(gamma + 1e-3 * gamma.min() * step) < value(gamma) + 1e-12


def test_a_small_entropy_neither_overflows_nor_underflows():
    gamma = doubly_stochastic(cosines(), eta=1e-4, n_iter=51)
    np.testing.assert_allclose(gamma.sum(axis=1), 1, rtol=1e-9)


def test_numpy_and_torch_agree_and_the_gradient_is_right():
    K = torch.tensor(cosines(), requires_grad=True)
    np.testing.assert_allclose(
        doubly_stochastic(K).detach().numpy(), doubly_stochastic(cosines()), rtol=1e-12
    )
    assert torch.autograd.gradcheck(doubly_stochastic, (K,))


def test_detaching_the_columns_changes_the_gradient_only():
    K = torch.tensor(cosines(), requires_grad=True)
    weights = torch.tensor(np.random.default_rng(1).normal(size=K.shape))
    values, gradients = [], []
    for settle in (torch.detach, lambda v: v):
        gamma, _ = balance(K, 0.175, 5, xp, settle=settle)
        values.append(gamma.detach())
        gradients.append(torch.autograd.grad((gamma * weights).sum(), K)[0])
    torch.testing.assert_close(*values, rtol=0, atol=0)
    assert (gradients[0] - gradients[1]).abs().max() > 1e-3


BAD = {
    "eta": (lambda: doubly_stochastic(np.eye(2), eta=0.0), "eta must be > 0; got 0.0"),
    "n_iter": (lambda: doubly_stochastic(np.eye(2), n_iter=0), "n_iter must be at least 1; got 0"),
    "square": (lambda: doubly_stochastic(np.ones((2, 3))), r"K must be square; got \(2, 3\)"),
    "nan": (lambda: doubly_stochastic(np.full((2, 2), np.nan)), "K contains NaN"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_it_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
