"""Layers and steps: the authors' values and corrected gradients, invariances, manifolds."""

from pathlib import Path

import numpy as np
import pytest
import torch

from skrepr_signals import (
    BiMap,
    GBWBatchNorm,
    LogEig,
    ReEig,
    RiemannianSGD,
    bw_transport_identity,
    gbw_distance,
    gbw_exp,
    gbw_log,
    gbw_mean,
)
from skrepr_signals._spd_layers import Vectorize

ORACLE = dict(np.load(Path(__file__).parent / "oracles" / "gbwbn" / "basic.npz"))
CASES = [(theta, metric) for theta in (1.0, 0.5) for metric in ("I", "M")]


def tensor(key):
    return torch.from_numpy(ORACLE[key].copy())


def spd(*shape, seed=0):
    A = torch.randn(*shape, shape[-1], generator=torch.Generator().manual_seed(seed)).double()
    return A @ A.mT / shape[-1] + 0.3 * torch.eye(shape[-1])


def orthogonal(d, seed=1):
    A = torch.randn(d, d, generator=torch.Generator().manual_seed(seed)).double()
    return torch.linalg.qr(A).Q


def norm_of_the_oracle(theta, metric):
    norm = GBWBatchNorm(5, theta=theta)
    with torch.no_grad():
        norm.location.copy_(tensor("W"))
        norm.shift.fill_(1.3)
        if metric == "M":
            norm.metric.copy_(tensor("M"))
    return norm


def assert_close(found, key, tolerance):
    np.testing.assert_allclose(found.detach().numpy(), ORACLE[key], rtol=0, atol=tolerance)


@pytest.mark.parametrize(("theta", "metric"), CASES)
def test_the_layer_computes_what_the_authors_compute(theta, metric):
    norm, case = norm_of_the_oracle(theta, metric), f"theta{theta}_{metric}"
    assert_close(norm(tensor("X")), f"bn_train_{case}", 1e-10)
    assert_close(norm.running_mean, f"bn_running_mean_{case}", 1e-10)
    assert_close(norm.running_var.expand(5), f"bn_running_var_{case}", 1e-10)
    assert_close(norm.eval()(tensor("X")), f"bn_eval_{case}", 1e-10)


@pytest.mark.parametrize(("theta", "metric"), CASES)
def test_its_gradients_are_the_corrected_ones(theta, metric):
    norm, case = norm_of_the_oracle(theta, metric), f"theta{theta}_{metric}"
    X = tensor("X").requires_grad_()
    (norm(X) * tensor("V")).sum().backward()
    assert_close(X.grad, f"bn_gradX_{case}", 1e-8)
    assert_close(norm.location.grad, f"bn_gradW_{case}", 1e-8)
    assert_close(norm.metric.grad, f"bn_gradM_{case}", 1e-8)
    assert_close(norm.shift.grad[None], f"bn_gradshift_{case}", 1e-8)


@pytest.mark.parametrize("theta", [1.0, 0.5, 0.7])
def test_gradients_at_the_initial_identity_agree_with_differences(theta):
    norm = GBWBatchNorm(3, theta=theta).eval()  # M = W = I; statistics are constants
    norm.running_mean.copy_(spd(3))

    def layer(X, W, M, s):
        state = {"location": (W + W.mT) / 2, "metric": (M + M.mT) / 2, "shift": s}
        return torch.func.functional_call(norm, state, ((X + X.mT) / 2,))

    identity = torch.eye(3).double()
    inputs = [spd(2, 3), identity.clone(), identity.clone(), torch.tensor(1.2).double()]
    assert torch.autograd.gradcheck(layer, [i.requires_grad_() for i in inputs])


def test_off_diagonal_entries_of_the_metric_get_a_gradient_from_the_start():
    norm = GBWBatchNorm(4)
    norm(spd(6, 4)).pow(2).sum().backward()
    gradient = norm.metric.grad
    assert gradient[~torch.eye(4, dtype=bool)].abs().min() > 1e-6


@pytest.mark.parametrize("theta", [1.0, 0.5])
def test_a_layer_is_the_composition_of_its_parts(theta):
    norm = GBWBatchNorm(4, theta=theta, mean_iter=3).requires_grad_(False)
    norm.location.copy_(spd(4, seed=5))
    norm.shift.fill_(1.7)
    X, identity = spd(6, 4), torch.eye(4).double()

    def power(A, p):
        s, U = torch.linalg.eigh(A)
        return (U * s[..., None, :] ** p) @ U.mT

    flat, W = power(X, theta), power(norm.location, theta)
    B = gbw_mean(flat, n_iter=3, tol=0)
    variance = gbw_distance(flat, identity, squared=True).mean() / theta**2
    Y = gbw_exp(identity, bw_transport_identity(B, gbw_log(B, flat)))
    Y = gbw_exp(identity, 1.7 / (variance + 1e-5).sqrt() * gbw_log(identity, Y))
    Y = gbw_exp(W, bw_transport_identity(W, gbw_log(identity, Y), inverse=True))
    torch.testing.assert_close(norm(X), power(Y, 1 / theta), rtol=0, atol=1e-10)


@pytest.mark.parametrize("theta", [1.0, 0.5])
def test_turning_the_batch_turns_the_output(theta):
    X, Q = spd(6, 4), orthogonal(4)
    outputs = [GBWBatchNorm(4, theta=theta)(A) for A in (X, Q @ X @ Q.mT)]
    torch.testing.assert_close(outputs[1], Q @ outputs[0] @ Q.mT, rtol=0, atol=1e-10)


def test_with_a_settled_mean_the_output_has_mean_one_and_unit_dispersion():
    Y = GBWBatchNorm(4, mean_iter=60, dispersion="mean")(spd(9, 4)).detach()
    identity = torch.eye(4).double()
    torch.testing.assert_close(gbw_mean(Y), identity, rtol=0, atol=1e-8)
    assert gbw_distance(identity, Y, squared=True).mean().item() == pytest.approx(1, abs=1e-4)


def test_about_the_mean_the_unit_of_the_signal_does_not_matter_until_the_batch_folds():
    X = spd(9, 4)

    def outputs(dispersion, *units):
        return [GBWBatchNorm(4, dispersion=dispersion, eps=0)(c * X) for c in units]

    torch.testing.assert_close(*outputs("mean", 1e-4, 1), rtol=0, atol=1e-8)
    for dispersion, unit in (("identity", 1e-4), ("mean", 1e4)):
        other, one = outputs(dispersion, unit, 1)
        assert (other - one).abs().max() > 0.1


def folding_batch():
    """Return a batch with one matrix that scaling leads past the border of the cone."""
    roots = torch.ones(9, 2).double()
    roots[:, 0] += torch.linspace(-0.1, 0.1, 9)
    roots[0, 1] = 0.2
    return torch.diag_embed(roots**2)


def test_scaling_past_the_border_folds_back_and_a_clamp_stops_it():
    X = folding_batch()
    folded = GBWBatchNorm(2, dispersion="mean")(X)
    clamped = GBWBatchNorm(2, dispersion="mean", clamp=True)(X)
    # root of the small entry: 1 + (0.2 - mean) / deviation < -1, so its square exceeds 1
    assert folded[0, 1, 1] > 1 > folded[1, 0, 0]
    assert clamped[0, 1, 1] < 1e-11
    torch.testing.assert_close(clamped[1:], folded[1:])


def test_eval_normalises_a_matrix_alike_in_any_batch():
    norm = GBWBatchNorm(4)
    for seed in range(3):
        norm(spd(6, 4, seed=seed))
    X = spd(5, 4, seed=9)
    whole = norm.eval()(X)
    torch.testing.assert_close(torch.cat([norm(x[None]) for x in X]), whole)
    torch.testing.assert_close(norm(X[0]), whole[0])
    torch.testing.assert_close(norm(X.reshape(5, 1, 4, 4)), whole[:, None])


def test_statistics_change_in_training_only_and_get_no_gradient():
    norm = GBWBatchNorm(4)
    norm(spd(6, 4))
    before = norm.running_mean.clone(), norm.running_var.clone()
    norm.eval()(spd(6, 4, seed=3))
    assert torch.equal(norm.running_mean, before[0])
    assert torch.equal(norm.running_var, before[1])
    assert norm.running_var.shape == ()
    assert {name for name, _ in norm.named_parameters()} == {"location", "metric", "shift"}


def test_an_unknown_dispersion_is_refused():
    with pytest.raises(ValueError, match="dispersion must be 'identity' or 'mean'; got 'median'"):
        GBWBatchNorm(2, dispersion="median")


def test_bimap_keeps_matrices_positive_definite_and_refuses_to_enlarge_them():
    layer, X = BiMap(5, 3), spd(7, 5)
    torch.testing.assert_close(layer.frame.mT @ layer.frame, torch.eye(3).double())
    assert torch.linalg.eigvalsh(layer(X)).min() >= torch.linalg.eigvalsh(X).min()
    with pytest.raises(ValueError, match="out_size must be between 1 and in_size=3; got 4"):
        BiMap(3, 4)


def test_reeig_raises_small_eigenvalues_and_leaves_the_others():
    s, U = torch.linalg.eigh(spd(6, 4))
    floor = float(s.median())
    raised = (U * s.clamp(min=floor)[:, None]) @ U.mT
    torch.testing.assert_close(ReEig(floor)((U * s[:, None]) @ U.mT), raised)


def test_logeig_undoes_the_exponential():
    V = spd(6, 4) - torch.eye(4)
    torch.testing.assert_close(LogEig()(torch.matrix_exp(V)), V)


@pytest.mark.parametrize("layer", [ReEig(0.5), LogEig()], ids=["ReEig", "LogEig"])
def test_layers_have_gradients_where_eigenvalues_are_equal(layer):
    X = torch.diag(torch.tensor([2.0, 2.0, 1.0, 0.3]).double()).requires_grad_()
    assert torch.autograd.gradcheck(lambda X: layer((X + X.mT) / 2), X)


def test_a_vector_is_as_long_as_its_matrix():
    X = spd(6, 4)
    torch.testing.assert_close(Vectorize(4)(X).norm(dim=1), torch.linalg.matrix_norm(X))


def test_steps_stay_on_the_manifold_and_go_down():
    torch.manual_seed(0)
    layer, norm, A = BiMap(5, 3), GBWBatchNorm(3), spd(8, 5)
    groups = [
        {"params": [layer.frame], "manifold": "stiefel"},
        {"params": [norm.location, norm.metric], "manifold": "spd"},
        {"params": [norm.shift]},
    ]
    optimizer = RiemannianSGD(groups, lr=1e-2, momentum=0.5)
    before = [p.detach().clone() for p in (layer.frame, norm.location, norm.metric, norm.shift)]
    target = spd(3, seed=4)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        losses.append((norm(layer(A)) - target).pow(2).sum())
        losses[-1].backward()
        optimizer.step()
    assert losses[-1] < 0.9 * losses[0]
    torch.testing.assert_close(layer.frame.mT @ layer.frame, torch.eye(3).double())
    for P in (norm.location, norm.metric):
        assert torch.linalg.eigvalsh(P).min() > 0
        torch.testing.assert_close(P, P.mT)
    after = (layer.frame, norm.location, norm.metric, norm.shift)
    assert all((a - b).abs().max() > 1e-3 for a, b in zip(after, before, strict=True))


def test_a_group_without_a_manifold_is_the_sgd_of_torch():
    weights = [torch.nn.Parameter(torch.tensor([1.0, -2.0])) for _ in range(2)]
    options = {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05}
    ours, theirs = RiemannianSGD([weights[0]], **options), torch.optim.SGD([weights[1]], **options)
    for _ in range(4):
        for w, optimizer in zip(weights, (ours, theirs), strict=True):
            optimizer.zero_grad()
            w.pow(4).sum().backward()
            optimizer.step()
    torch.testing.assert_close(*weights)


def test_an_spd_step_is_the_exponential_of_the_scaled_gradient():
    P = torch.nn.Parameter(spd(3))
    start = P.detach().clone()
    G = torch.arange(9.0).reshape(3, 3).double()
    P.grad = G.clone()
    RiemannianSGD([{"params": [P], "manifold": "spd"}], lr=0.01).step()
    expected = gbw_exp(start, -0.01 * start @ (G + G.mT) @ start / 2)
    torch.testing.assert_close(P.detach(), expected)


def test_an_unknown_manifold_is_refused():
    with pytest.raises(ValueError, match=r"manifold must be one of .* got 'sphere'"):
        RiemannianSGD([{"params": [torch.nn.Parameter(torch.ones(1))], "manifold": "sphere"}])
