"""MLC: the authors' training run, what it learns, one fit for many k, stops, bad input."""

import joblib
import numpy as np
import pytest
import torch
from array_api_compat import array_namespace
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import GridSearchCV
from torch import nn

from skrepr_cluster import MLC, coding_length, doubly_stochastic, rate_reduction
from skrepr_cluster._benchmarks import mlc
from skrepr_cluster._mlc_net import MLCNet
from skrepr_cluster._mlc_objective import MLCObjective
from skrepr_cluster._mlc_training import Stages
from skrepr_cluster._rates import compression_rate
from skrepr_cluster._scorers import clustering_accuracy

QUICK = {"n_components": 8, "random_state": 0}


@pytest.fixture(scope="module")
def fitted(arcs):
    X, _ = arcs
    return MLC(3, **QUICK).fit(X)


def objective(**changes):
    params = {
        "eps": 0.1,
        "gamma": 1.0,
        "eta": 0.175,
        "sinkhorn_iter": 5,
        "sinkhorn_grad": "official",
        "gamma_reg": 0.05,
        "invariance": 20.0,
        "n_anchors": None,
    }
    return MLCObjective(**{**params, **changes})


@pytest.mark.parametrize("eps", [0.1, 0.5])
def test_loss_and_gradients_are_those_of_the_authors(oracle, eps):
    Z, C = (torch.tensor(oracle[name], requires_grad=True) for name in "ZC")
    total, parts = objective(eps=eps)([Z], [C])
    total.backward()
    np.testing.assert_allclose(total.item(), oracle[f"total_eps{eps}"], atol=1e-6)
    np.testing.assert_allclose(parts["R"], oracle[f"R_eps{eps}"], rtol=1e-10)
    np.testing.assert_allclose(parts["Rc"], oracle[f"Rc_eps{eps}"], rtol=1e-6)
    np.testing.assert_allclose(Z.grad, oracle[f"grad_Z_eps{eps}"], atol=1e-6)
    np.testing.assert_allclose(C.grad, oracle[f"grad_C_eps{eps}"], atol=1e-6)


def test_the_unrolled_gradient_is_that_of_the_loss(oracle):
    Z, C = (torch.tensor(oracle[name][:9], requires_grad=True) for name in "ZC")
    unrolled = objective(sinkhorn_grad="unrolled")
    assert torch.autograd.gradcheck(lambda Z, C: unrolled([Z], [C])[0], (Z, C))
    full = torch.autograd.grad(unrolled([Z], [C])[0], C)[0]
    official = torch.autograd.grad(objective()([Z], [C])[0], C)[0]
    assert (full - official).abs().max() > 1e-3


def test_a_training_run_is_that_of_the_authors(oracle, monkeypatch):
    # 11 full batches of stage 1 and 20 of stage 2, the rows in order
    monkeypatch.setattr(torch, "randperm", lambda n, generator=None: torch.arange(n))
    places = {"pre_feature": "trunk", "subspace.0": "feature", "cluster.0": "cluster"}
    state = {}
    for key, value in oracle.items():
        if key.startswith("init."):
            name = key.removeprefix("init.")
            for theirs, ours in places.items():
                name = name.replace(theirs, ours)
            state[name] = torch.tensor(value)
    model = MLC(
        n_components=8,
        hidden=32,
        eta=0.019,  # for a net in double precision; the loss gets the real one
        lr=3e-2,
        lr_cluster=2e-2,
    )
    model.input_shape_ = (20,)
    net = model._build_net("cpu")
    net.module_.load_state_dict(state)
    net.criterion_.eta, net.criterion_.n_anchors = 0.175, None
    settings = {
        "augment": None,
        "batch_size": 66,
        "warmup_epochs": 11,
        "max_epochs": 20,
        "max_steps": None,
    }
    records = list(Stages(net, oracle["X"], settings, None).run())
    losses = [record["loss"] for record in records]
    np.testing.assert_allclose(losses, oracle["loss_trajectory"], rtol=1e-5)
    with torch.no_grad():
        Z, C = net.module_.eval()(torch.tensor(oracle["X"])).chunk(2, dim=1)
    np.testing.assert_allclose(Z, oracle["final_Z"], atol=1e-4)
    np.testing.assert_allclose(C, oracle["final_C"], atol=1e-4)


def test_anchors_estimate_the_compression_without_bias(oracle):
    Z, gamma = (torch.tensor(oracle[name]) for name in ("Z", "gamma_eta0.175_it5"))
    generator = torch.Generator().manual_seed(0)
    sampled = objective(n_anchors=20)
    draws = [sampled._compression(Z, gamma, generator).item() for _ in range(300)]
    exact = compression_rate(Z, gamma, 0.1, array_namespace(Z)).item()
    assert abs(np.mean(draws) - exact) < 3 * np.std(draws) / np.sqrt(300)
    assert np.std(draws) > 0


def test_arcs_become_orthogonal_planes(fitted, arcs):
    X, y = arcs
    assert adjusted_rand_score(y, fitted.labels_) == 1
    Z = fitted.embedding_
    across = np.abs(Z @ Z.T)[y[:, None] != y]
    assert np.quantile(across, 0.9) < 0.3
    np.testing.assert_array_equal(Z, fitted.transform(X))


def test_new_samples_join_the_cluster_of_their_arc(arcs):
    X, y = arcs
    model = MLC(3, **QUICK).fit(X[:120])
    assert np.mean(model.predict(X[:120]) == model.labels_) > 0.95
    assert adjusted_rand_score(y, np.r_[model.labels_, model.predict(X[120:])]) > 0.9


def test_a_prediction_is_the_label_of_the_heaviest_part_of_the_row(fitted, arcs):
    X, _ = arcs
    C = fitted.landmarks_C_
    row = np.exp(np.abs(C[:7] @ C.T) / fitted.eta + fitted.landmarks_v_)
    sums = np.stack([row[:, fitted.landmarks_labels_ == k].sum(axis=1) for k in range(3)], axis=1)
    np.testing.assert_array_equal(fitted.predict(X[:7]), sums.argmax(axis=1))


def test_membership_and_score_are_those_of_the_functions(fitted, arcs):
    X, _ = arcs
    gamma = fitted.membership(X)
    C = fitted.cluster_embedding_
    np.testing.assert_allclose(gamma, doubly_stochastic(np.abs(C @ C.T)), rtol=1e-9, atol=1e-12)
    reduction = rate_reduction(fitted.embedding_, gamma)
    assert fitted.score(X) == pytest.approx(reduction, rel=1e-9)
    assert fitted.rate_reduction_ == pytest.approx(reduction, rel=1e-9)


def test_auto_takes_the_least_coding_length():
    rng = np.random.default_rng(0)
    X = np.repeat(np.eye(6)[:3], 30, axis=0) + 0.02 * rng.normal(size=(90, 6))
    model = MLC("auto", candidates=[5, 2, 3, 4], **QUICK).fit(X)
    assert model.n_clusters_ == 3
    assert list(model.coding_lengths_) == [2, 3, 4, 5]
    for k, length in model.coding_lengths_.items():
        labels = model.labels_for(k)
        assert len(np.unique(labels)) == k
        assert coding_length(model.embedding_, labels) == pytest.approx(length)
    np.testing.assert_array_equal(model.labels_for(3), model.labels_)
    assert list(MLC("auto", **QUICK).fit(X[::10]).coding_lengths_) == [2, 3, 4]


def test_labels_for_another_k_are_those_of_a_fit_with_it(fitted, arcs):
    X, _ = arcs
    np.testing.assert_array_equal(fitted.labels_for(5), MLC(5, **QUICK).fit(X).labels_)
    with pytest.raises(ValueError, match="between 1 and the number of landmarks, 150; got 151"):
        fitted.labels_for(151)


def test_a_grid_over_the_number_of_clusters_trains_once_a_fold(arcs, tmp_path, monkeypatch):
    X, _ = arcs
    trained = []
    run = Stages.run
    monkeypatch.setattr(Stages, "run", lambda self: trained.append(1) or run(self))
    model = MLC(memory=joblib.Memory(tmp_path, verbose=0), **QUICK)
    grid = GridSearchCV(model, {"n_clusters": [2, 3, 4, 5]}, cv=2, refit=False).fit(X)
    assert len(trained) == 2
    plain = GridSearchCV(MLC(**QUICK), {"n_clusters": [2]}, cv=2, refit=False).fit(X)
    assert grid.cv_results_["mean_test_score"][0] == plain.cv_results_["mean_test_score"][0]
    MLC(3, memory=joblib.Memory(tmp_path, verbose=0), **{**QUICK, "hidden": 16}).fit(X)
    assert len(trained) == 2 + 2 + 1


def test_landmarks_label_the_rest(arcs):
    X, y = arcs
    model = MLC(3, max_landmarks=60, **QUICK).fit(X)
    assert model.landmarks_C_.shape == (60, 8)
    np.testing.assert_array_equal(model.labels_[model.landmarks_], model.landmarks_labels_)
    assert adjusted_rand_score(y, model.labels_) > 0.9


@pytest.mark.parametrize(
    ("params", "stages"),
    [
        ({"max_epochs": 0}, [1]),
        ({"max_epochs": 2}, [1, 2, 2]),
        ({"warmup_epochs": 3, "max_epochs": 1}, [1, 1, 1, 2]),
        ({"warmup_epochs": 2, "max_steps": 1}, [1]),
        ({"max_steps": 3}, [1, 2, 2]),
    ],
)
def test_stages_can_be_cut(arcs, params, stages):
    model = MLC(3, **params, **QUICK).fit(arcs[0])
    assert [record["stage"] for record in model.history_] == stages
    if 2 not in stages:
        np.testing.assert_array_equal(model.embedding_, model.cluster_embedding_)


def test_ctrl_c_keeps_what_was_learned_and_the_memory_forgets_it(arcs, tmp_path, monkeypatch):
    X, _ = arcs
    run = Stages.run

    def interrupted(self):
        for record in run(self):
            if record["epoch"] == 4:
                raise KeyboardInterrupt
            yield record

    with monkeypatch.context() as patch:
        patch.setattr(Stages, "run", interrupted)
        with pytest.warns(UserWarning, match="interrupted in stage 2, after 3 of its epochs"):
            model = MLC(3, memory=str(tmp_path), **QUICK).fit(X)
        assert len(model.history_) == 4
        assert model.predict(X).shape == (150,)
    assert len(MLC(3, memory=str(tmp_path), **QUICK).fit(X).history_) == 31


def test_an_interrupt_before_anything_was_learned_is_passed_on(arcs):
    def pressed(x, generator):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        MLC(3, augment=pressed, **QUICK).fit(arcs[0])


def test_progress_is_shown(arcs, capsys):
    MLC(3, max_epochs=9, verbose=1, **QUICK).fit(arcs[0])
    assert "MLC: 10 of 10 epochs, loss" in capsys.readouterr().err.replace(", 1 s", "")


def test_what_is_given_for_images_is_used_on_digits():
    images = load_digits().images[:60, None] / 16
    seen = []

    def augment(x, generator):
        seen.append(tuple(x.shape))
        return x

    def trunk(input_shape, hidden):
        return nn.Sequential(nn.Flatten(), nn.Linear(int(np.prod(input_shape)), hidden))

    model = MLC(3, backbone=trunk, augment=augment, warmup_epochs=1, max_epochs=1, **QUICK)
    model.fit(images)
    assert seen == [(60, 1, 8, 8)] * 4
    assert model.input_shape_ == (1, 8, 8)
    assert isinstance(model.net_.module_.trunk[0], nn.Flatten)


def test_bytes_are_pixels():
    images = (load_digits().images[:40, None] * 15).astype(np.uint8)
    params = {**QUICK, "warmup_epochs": 1, "max_epochs": 1}
    by_bytes = MLC(3, **params).fit(images).embedding_
    by_floats = MLC(3, **params).fit(images.astype(np.float32) / 255).embedding_
    np.testing.assert_array_equal(by_bytes, by_floats)


def test_digits_are_better_than_by_kmeans():
    # the bar is 0.05 on the mean of five seeds, for which the benchmark stands; this is one
    digits = load_digits()
    X = digits.images[:, None] / 16
    model = mlc(random_state=0).fit(X)
    kmeans = KMeans(10, n_init=10, random_state=0).fit(X.reshape(len(X), -1))
    mine, theirs = (clustering_accuracy(m, X, digits.target) for m in (model, kmeans))
    assert mine > theirs + 0.05


def test_a_small_entropy_trains_in_double_precision(arcs):
    model = MLC(3, eta=0.01, max_epochs=2, **QUICK).fit(arcs[0])
    assert model.net_.module_.feature.weight.dtype == torch.float64
    assert np.isfinite(model.history_[-1]["loss"])


def test_the_membership_starts_from_the_representation():
    net = MLCNet((4,), 8, 3)
    net.copy_feature_head()
    Z, C = net(torch.rand(6, 4)).chunk(2, dim=1)
    torch.testing.assert_close(Z, C, rtol=0, atol=0)


def test_few_samples_a_cluster_are_warned_about(arcs):
    with pytest.warns(UserWarning, match="A batch of 5 has less than two samples a cluster"):
        MLC(3, batch_size=5, max_epochs=1, **QUICK).fit(arcs[0])


X = np.random.default_rng(0).normal(size=(20, 4))
BAD = {
    "no clusters": ({"n_clusters": 0}, X, "The 'n_clusters' parameter"),
    "too many": ({"n_clusters": 21}, X, "n_samples=20 should be >= n_clusters=21"),
    "one row": ({}, X[:1], "n_samples=1 should be at least 2"),
    "few landmarks": ({"n_clusters": 5, "max_landmarks": 4}, X, "max_landmarks=4 should be >="),
    "eta": ({"eta": 0}, X, "The 'eta' parameter"),
    "eps": ({"eps": -1}, X, "The 'eps' parameter"),
    "nan": ({}, X * np.nan, "contains NaN"),
    "candidates": ({"n_clusters": "auto", "candidates": [0]}, X, "candidates must hold"),
    "no candidates": ({"n_clusters": "auto", "candidates": []}, X, r"candidates must .*; got \[\]"),
    "many candidates": ({"n_clusters": "auto", "candidates": [2, 30]}, X, "n_clusters=30"),
    "three axes": ({}, X[:, :, None], r"\(n_samples, n_features\) or .*; got \(20, 4, 1\)"),
    "device": ({"device": "gpu"}, X, "'device' must be"),
    "small images": ({}, np.ones((20, 1, 3, 3)), "'backbone' of your own"),
}


@pytest.mark.parametrize(("params", "X", "message"), BAD.values(), ids=BAD)
def test_it_refuses(params, X, message):
    with pytest.raises(ValueError, match=message):
        MLC(**params).fit(X)


def test_it_refuses_an_augmentation_that_changes_the_shape():
    with pytest.raises(ValueError, match=r"shape that it is given, \(20, 4\); got \(20, 3\)"):
        MLC(2, augment=lambda x, generator: x[:, :3]).fit(X)


def test_it_says_where_training_diverged(arcs):
    with pytest.raises(FloatingPointError, match=r"diverged in epoch .* of stage 2; lower lr"):
        MLC(3, lr=1e30, **QUICK).fit(arcs[0])


def test_every_parameter_of_training_is_part_of_what_the_memory_compares():
    from skrepr_cluster._mlc_training import LEARNED_WITH

    read_off = {"n_clusters", "n_init", "candidates", "max_landmarks"}
    apart = {"memory", "verbose", "random_state"}
    assert set(MLC().get_params()) == {*LEARNED_WITH, *read_off, *apart}
