"""Generalized Bures-Wasserstein geometry: the authors' values, identities, gradients, bad input."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pyriemann.geometry.distance import distance_wasserstein
from pyriemann.geometry.mean import mean_wasserstein
from sklearn.exceptions import ConvergenceWarning

from skrepr_signals import (
    bw_transport_identity,
    gbw_distance,
    gbw_exp,
    gbw_geodesic,
    gbw_inner,
    gbw_log,
    gbw_lyapunov,
    gbw_mean,
)
from skrepr_signals._spectral import (
    ABSOLUTE,
    INVERSE_ROOT,
    LOG,
    ROOT,
    floor,
    kernel_map,
    power,
    power_derivative,
    spectral_map,
)

ORACLE = dict(np.load(Path(__file__).parent / "oracles" / "gbwbn" / "basic.npz"))
BACKENDS = {"numpy": np.asarray, "torch": torch.from_numpy}
THETAS = (0.25, 0.5, 1.0, 2.0)


def random_spd(rng, *shape, condition=10.0):
    """Return SPD matrices of shape (*shape, d, d) of a given condition number."""
    *_, d = shape
    Q = np.linalg.qr(rng.normal(size=(*shape, d)))[0]
    s = condition ** np.linspace(-0.5, 0.5, d)
    return (Q * s) @ Q.mT


def symmetric(A):
    return (A + A.mT) / 2


ORACLE_CASES = {
    "lyap_P_V": lambda P, X, V, W, M: gbw_lyapunov(P, V),
    "bw_log_P_X": lambda P, X, V, W, M: gbw_log(P, X),
    "bw_exp_P_V": lambda P, X, V, W, M: gbw_exp(P, V),
    "bw_dist2_X_P": lambda P, X, V, W, M: gbw_distance(X, P, squared=True),
    "bw_geodesic_P_W_0.3": lambda P, X, V, W, M: gbw_geodesic(P, W, 0.3),
    "bw_mean_1iter_X": lambda P, X, V, W, M: gbw_mean(X, n_iter=1, tol=0),
    "bw_mean_X": lambda P, X, V, W, M: gbw_mean(X),
    "pt_P_to_I_then_exp": lambda P, X, V, W, M: gbw_exp(np.eye(5), bw_transport_identity(P, V)),
    "pt_I_to_P": lambda P, X, V, W, M: bw_transport_identity(P, V, inverse=True),
    "gbw_lyap_P_V": lambda P, X, V, W, M: gbw_lyapunov(P, V, M),
    "gbw_inner_P_V0_V1": lambda P, X, V, W, M: gbw_inner(P, V[0], V[1], M),
    "gbw_log_P_X": lambda P, X, V, W, M: gbw_log(P, X, M),
    "gbw_exp_P_V": lambda P, X, V, W, M: gbw_exp(P, V, M),
    "gbw_dist2_P_X": lambda P, X, V, W, M: gbw_distance(P, X, M, squared=True),
    "gbw_dist2_theta0.5_P_X": lambda P, X, V, W, M: gbw_distance(P, X, M, theta=0.5, squared=True),
    "gbw_mean_X": lambda P, X, V, W, M: gbw_mean(X, M),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("key", ORACLE_CASES)
def test_values_are_those_of_the_authors(key, backend):
    arrays = {name: BACKENDS[backend](ORACLE[name]) for name in "PXVWM"}
    result = ORACLE_CASES[key](**arrays)
    assert isinstance(result, torch.Tensor) == (backend == "torch")
    tolerance = {"rtol": 1e-8} if "mean" in key else {"rtol": 0, "atol": 1e-10}
    np.testing.assert_allclose(np.asarray(result), ORACLE[key], **tolerance)


def test_the_plain_case_is_pyriemanns_wasserstein_geometry():
    X = random_spd(np.random.default_rng(0), 12, 6)
    np.testing.assert_allclose(gbw_distance(X[0], X), distance_wasserstein(X[0], X), atol=1e-7)
    np.testing.assert_allclose(gbw_mean(X), mean_wasserstein(X, tol=1e-12), rtol=1e-8)


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 2**31),
    d=st.integers(1, 6),
    theta=st.sampled_from(THETAS),
    flat_condition=st.sampled_from((1.0, 30.0, 1e4)),  # roots see its square
)
def test_a_logarithm_leads_there_and_is_as_long_as_the_distance(seed, d, theta, flat_condition):
    rng = np.random.default_rng(seed)
    P, Q = random_spd(rng, 2, d, condition=min(flat_condition ** (1 / theta), 1e6))
    M = random_spd(rng, d, condition=5)
    V = gbw_log(P, Q, M, theta=theta)
    scale = np.abs(Q).max()
    np.testing.assert_allclose(gbw_exp(P, V, M, theta=theta), Q, atol=1e-6 * scale)
    squared = gbw_distance(P, Q, M, theta=theta, squared=True)
    np.testing.assert_allclose(gbw_inner(P, V, V, M, theta=theta), squared, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(
        gbw_distance(Q, P, M, theta=theta, squared=True), squared, rtol=1e-8, atol=1e-8
    )


@pytest.mark.parametrize("theta", THETAS)
def test_a_geodesic_is_walked_at_constant_speed(theta):
    P, Q, M = random_spd(np.random.default_rng(0), 3, 4)
    whole = gbw_distance(P, Q, M, theta=theta)
    for t in (0.0, 0.25, 0.7, 1.0):
        R = gbw_geodesic(P, Q, t, M, theta=theta)
        assert gbw_distance(P, R, M, theta=theta) == pytest.approx(t * whole, abs=1e-6)
        V = t * gbw_log(P, Q, M, theta=theta)
        np.testing.assert_allclose(gbw_exp(P, V, M, theta=theta), R, atol=1e-9)


@pytest.mark.parametrize("theta", THETAS)
def test_logarithms_at_the_mean_cancel(theta):
    X = random_spd(np.random.default_rng(0), 7, 4)
    M = random_spd(np.random.default_rng(1), 4)
    G = gbw_mean(X, M, theta=theta, tol=1e-13)
    assert np.abs(gbw_log(G, X, M, theta=theta).mean(axis=0)).max() < 1e-9


def test_the_lyapunov_solution_solves_the_equation():
    rng = np.random.default_rng(0)
    P, M, S = random_spd(rng, 4), random_spd(rng, 4), symmetric(rng.normal(size=(3, 4, 4)))
    np.testing.assert_allclose(gbw_lyapunov(P, M @ S @ P + P @ S @ M, M), S, atol=1e-12)


def test_transport_keeps_inner_products_and_has_an_inverse():
    rng = np.random.default_rng(0)
    P, (V, W) = random_spd(rng, 4), symmetric(rng.normal(size=(2, 4, 4)))
    V_I, W_I = bw_transport_identity(P, V), bw_transport_identity(P, W)
    assert gbw_inner(np.eye(4), V_I, W_I) == pytest.approx(gbw_inner(P, V, W))
    np.testing.assert_allclose(bw_transport_identity(P, V_I, inverse=True), V, atol=1e-12)


def test_equal_matrices_have_distance_zero_and_others_have_not():
    X = random_spd(np.random.default_rng(0), 5, 4)
    D = gbw_distance(X[:, None], X)
    np.testing.assert_allclose(D.diagonal(), 0, atol=1e-7)
    assert D[~np.eye(5, dtype=bool)].min() > 0.1


@pytest.mark.parametrize("theta", THETAS)
def test_of_commuting_matrices_everything_is_known(theta):
    a, b = np.array([1.0, 4.0, 9.0]), np.array([2.0, 3.0, 5.0])
    m = np.array([1.0, 2.0, 4.0])
    root = a ** (theta / 2) - b ** (theta / 2)
    expected = np.sqrt(np.sum(root**2 / m)) / theta
    P, Q, M = map(np.diag, (a, b, m))
    assert gbw_distance(P, Q, M, theta=theta) == pytest.approx(expected)
    mean = ((a ** (theta / 2) + b ** (theta / 2)) / 2) ** (2 / theta)
    np.testing.assert_allclose(gbw_mean([P, Q], M, theta=theta), np.diag(mean), atol=1e-8)


@pytest.mark.parametrize("backend", BACKENDS)
def test_float32_stays_float32(backend):
    P, Q = (BACKENDS[backend](A) for A in random_spd(np.random.default_rng(0), 2, 4))
    for A in (gbw_log(P, Q), gbw_mean(BACKENDS[backend](np.stack([P, Q])), tol=1e-5)):
        assert str(A.dtype).endswith("float64")
    P, Q = (BACKENDS[backend](np.asarray(A, dtype=np.float32)) for A in (P, Q))
    V = gbw_log(P, Q, theta=0.5)
    results = [V, gbw_exp(P, V), gbw_distance(P, Q), gbw_geodesic(P, Q, 0.5, np.eye(4))]
    assert all(str(A.dtype).endswith("float32") for A in results)


def test_a_mean_that_has_not_settled_warns_unless_all_steps_are_asked_for():
    X = random_spd(np.random.default_rng(0), 5, 4, condition=1e6)
    with pytest.warns(ConvergenceWarning, match="n_iter=1 steps"):
        gbw_mean(X, n_iter=1)
    gbw_mean(X, n_iter=1, tol=0)


#: Base points with all eigenvalues equal, some equal or nearly, and none.
POINTS = {
    "identity": torch.eye(3).double(),
    "ties": torch.diag(torch.tensor([1.0, 1.0, 2.0]).double()),
    "near tie": torch.diag(torch.tensor([1.0, 1.0 + 1e-9, 2.0]).double()),
    "generic": torch.tensor([[2.0, 0.3, 0.1], [0.3, 1.0, 0.2], [0.1, 0.2, 0.5]]).double(),
}
DIFFERENTIABLE = {
    "log": lambda P, X, V, M, theta: gbw_log(P, X, M, theta=theta),
    "exp": lambda P, X, V, M, theta: gbw_exp(P, V / 10, M, theta=theta),
    "inner": lambda P, X, V, M, theta: gbw_inner(P, V, V, M, theta=theta),
    "distance": lambda P, X, V, M, theta: gbw_distance(P, X, M, theta=theta, squared=True),
    "geodesic": lambda P, X, V, M, theta: gbw_geodesic(P, X, 0.3, M, theta=theta),
    "batch of points": lambda P, X, V, M, theta: gbw_inner(X, V, V, M, theta=theta),
}


@pytest.mark.parametrize("theta", [1.0, 0.5])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_gradients_are_right_where_eigenvalues_are_equal_too(name, point, theta):
    rng = np.random.default_rng(0)
    X = torch.from_numpy(random_spd(rng, 2, 3)).requires_grad_()
    V = torch.from_numpy(rng.normal(size=(2, 3, 3))).requires_grad_()
    P = POINTS[point].clone().requires_grad_()
    M = torch.eye(3).double().requires_grad_()

    def function(P, X, V, M):
        return DIFFERENTIABLE[name](*map(symmetric, (P, X, V, M)), theta)

    assert torch.autograd.gradcheck(function, (P, X, V, M), fast_mode=True)


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-7, 1e-4, 1.0])
@pytest.mark.parametrize(
    "function",
    [ROOT, INVERSE_ROOT, LOG, power(0.3), power(3.0), floor(0.5), ABSOLUTE],
    ids=["root", "inverse root", "log", "power 0.3", "power 3", "floor", "absolute"],
)
def test_divided_differences_do_not_cancel(function, gap):
    s = np.array([2.0, 2.0 + gap])
    slopes = function.slopes(np, s)
    with np.errstate(invalid="ignore"):
        s = s.astype(np.longdouble)  # 1e-7 of accuracy at a gap of 1e-12
        rise = np.diff(function.value(np, s))[0] / np.diff(s)[0] if gap else slopes[0, 1]
    assert float(slopes[0, 1]) == pytest.approx(float(rise), rel=1e-6)
    # between the derivatives at both ends
    low, high = sorted(slopes.diagonal())
    assert low - 1e-12 <= slopes[0, 1] <= high + 1e-12


def test_the_derivative_of_a_power_is_its_kernel():
    rng = np.random.default_rng(0)
    P, V = random_spd(rng, 4), symmetric(rng.normal(size=(4, 4)))
    h = 1e-5
    change = spectral_map(P + h * V, power(0.4)) - spectral_map(P - h * V, power(0.4))
    np.testing.assert_allclose(kernel_map(P, V, power_derivative(0.4)), change / 2 / h, atol=1e-8)


BAD = {
    "not square": (lambda: gbw_log(np.ones((3, 2)), np.eye(3)), r"P must have .* got \(3, 2\)"),
    "one axis": (lambda: gbw_distance(np.eye(2), np.ones(2)), r"Q must have shape \(\.\.\., d, d"),
    "two sizes": (lambda: gbw_exp(np.eye(2), np.eye(3)), "P and V .* one size; got 2 and 3"),
    "metric of another size": (
        lambda: gbw_geodesic(np.eye(2), np.eye(2), 0.5, np.eye(3)),
        "P and metric_matrix must hold matrices of one size",
    ),
    "theta 0": (lambda: gbw_distance(np.eye(2), np.eye(2), theta=0), "theta must .* got 0"),
    "mean of one matrix without a stack": (lambda: gbw_mean(np.eye(2)), r"\(n_matrices, d, d\)"),
    "mean of nothing": (lambda: gbw_mean(np.empty((0, 2, 2))), r"got \(0, 2, 2\)"),
}


@pytest.mark.parametrize(("call", "message"), BAD.values(), ids=BAD)
def test_what_is_no_stack_of_matrices_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
