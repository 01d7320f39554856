"""GBWBNClassifier: training on the manifolds, answers from running statistics, bad input."""

import warnings

import numpy as np
import pytest
import torch
from pyriemann.estimation import Covariances
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from skrepr.testing import parametrize_with_checks
from skrepr_signals import GBWBNClassifier
from skrepr_signals._gbw_batch_norm import GBWBatchNorm


def two_classes(n=40, d=4, seed=0):
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(n, d, 40))
    y = np.arange(n) % 2
    signals[:, 0] *= 1 + y[:, None]
    return signals @ signals.mT / 40, y


def parameters(model, pattern):
    return [p for name, p in model.net_.module_.named_parameters() if name.endswith(pattern)]


@parametrize_with_checks(["GBWBNClassifier"])
def test_the_promises_of_the_house(check):
    check()


@pytest.mark.parametrize("params", [{}, {"theta": 0.5}, {"dispersion": "mean", "mean_iter": 3}])
def test_it_learns_and_the_loss_falls(params):
    X, y = two_classes(80)
    model = GBWBNClassifier(lr=0.02, max_epochs=8, random_state=0, **params)
    model.fit(X[:50], y[:50])
    assert model.score(X[50:], y[50:]) > 0.8
    assert model.history_[-1]["train_loss"] < 0.8 * model.history_[0]["train_loss"]
    assert [row["epoch"] for row in model.history_] == list(range(1, 9))


def test_all_parameters_move_and_stay_on_their_manifolds():
    X, y = two_classes()
    options = {"subspace_dims": (3, 2), "lr": 0.02, "random_state": 0}
    start, end = (GBWBNClassifier(max_epochs=n, **options).fit(X, y) for n in (1, 6))
    for before, after in zip(
        start.net_.module_.parameters(), end.net_.module_.parameters(), strict=True
    ):
        assert (before - after).abs().max() > 1e-5
    for frame in parameters(end, "frame"):
        torch.testing.assert_close(frame.mT @ frame, torch.eye(frame.shape[1]).double())
    for P in parameters(end, "location") + parameters(end, "metric"):
        assert torch.linalg.eigvalsh(P).min() > 0


def test_frames_and_metric_may_stay_as_they_are():
    X, y = two_classes()
    options = {"train_bimap": False, "learn_metric": False, "random_state": 0}
    one, more = (GBWBNClassifier(max_epochs=n, **options).fit(X, y) for n in (1, 4))
    torch.testing.assert_close(*parameters(one, "frame"), *parameters(more, "frame"))
    (metric,) = parameters(more, "metric")
    torch.testing.assert_close(metric.detach(), torch.eye(2).double())


def test_without_batch_norm_it_is_the_plain_network():
    X, y = two_classes()
    model = GBWBNClassifier(batch_norm=False, max_epochs=2, random_state=0).fit(X, y)
    assert not [m for m in model.net_.module_.modules() if isinstance(m, GBWBatchNorm)]


def test_features_are_logarithms_of_the_last_matrices_and_probabilities_a_softmax_of_them():
    X, y = two_classes()
    model = GBWBNClassifier(batch_norm=False, max_epochs=2, random_state=0).fit(X, y)
    (frame,) = (p.detach().numpy() for p in parameters(model, "frame"))
    s, U = np.linalg.eigh(frame.T @ X @ frame)
    logarithms = (U * np.log(np.maximum(s, 1e-5))[:, None]) @ U.mT
    expected = logarithms[:, *np.triu_indices(2)] * [1, np.sqrt(2), 1]
    Z = model.transform(X)
    np.testing.assert_allclose(Z, expected, atol=1e-10)
    linear = model.net_.module_.linear
    logits = Z @ linear.weight.detach().numpy().T + linear.bias.detach().numpy()
    odds = np.exp(logits[:, 1] - logits[:, 0])
    np.testing.assert_allclose(model.predict_proba(X)[:, 1], odds / (1 + odds), atol=1e-10)


def test_the_default_halves_the_matrices():
    for d, size in ((5, 2), (9, 4), (2, 2), (1, 1)):
        X, y = two_classes(8, d)
        model = GBWBNClassifier(max_epochs=1, random_state=0).fit(X, y)
        assert model.transform(X).shape == (8, size * (size + 1) // 2)


def test_a_ridge_is_part_of_the_model():
    X, y = two_classes()
    singular = X.copy()
    singular[:, 3], singular[:, :, 3] = singular[:, 2], singular[:, :, 2]
    options = {"max_epochs": 1, "random_state": 0}
    ridged = GBWBNClassifier(ridge=0.1, **options).fit(singular, y)
    added = 0.1 * singular.trace(axis1=1, axis2=2)[:, None, None] / 4 * np.eye(4)
    by_hand = GBWBNClassifier(**options).fit(singular + added, y)
    np.testing.assert_allclose(
        ridged.predict_proba(singular), by_hand.predict_proba(singular + added)
    )


def test_training_ends_with_the_first_of_epochs_and_steps():
    X, y = two_classes(40)  # two steps a pass
    options = {"batch_size": 20, "random_state": 0}
    by_steps = GBWBNClassifier(max_steps=3, max_epochs=9, **options).fit(X, y)
    assert len(by_steps.history_) == 2
    by_epochs = GBWBNClassifier(max_steps=99, max_epochs=2, **options).fit(X, y)
    assert len(by_epochs.history_) == 2
    assert not np.allclose(by_steps.predict_proba(X), by_epochs.predict_proba(X))


def test_a_last_batch_of_one_is_left_out():
    X, y = two_classes(5)
    for batch_size, n_steps in ((2, 2), (3, 2), (4, 1), (5, 1), (99, 1)):
        model = GBWBNClassifier(batch_size=batch_size, max_epochs=1, random_state=0).fit(X, y)
        (norm,) = (m for m in model.net_.module_.modules() if isinstance(m, GBWBatchNorm))
        # of the 1 that the running variance begins with, 0.9^n_steps is left
        others = GBWBNClassifier(
            batch_size=batch_size, max_epochs=9, max_steps=n_steps, random_state=0
        ).fit(X, y)
        (same,) = (m for m in others.net_.module_.modules() if isinstance(m, GBWBatchNorm))
        torch.testing.assert_close(norm.running_var, same.running_var, rtol=0, atol=0)


def test_an_interrupt_keeps_what_was_learned(monkeypatch):
    X, y = two_classes()
    model, taken = GBWBNClassifier(max_epochs=9, random_state=0), []
    step = GBWBNClassifier._step

    def interrupted(self, *batch):
        taken.append(batch)
        if len(taken) == 4:
            raise KeyboardInterrupt
        return step(self, *batch)

    monkeypatch.setattr(GBWBNClassifier, "_step", interrupted)
    with pytest.warns(UserWarning, match="interrupted after 1 of 9 epochs"):
        model.fit(X, y)
    assert model.predict(X).shape == (40,)
    taken[:] = [None] * 3
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)


def test_a_diverged_training_says_what_to_do():
    X, y = two_classes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(FloatingPointError, match="lower lr=1e"):
            GBWBNClassifier(lr=1e200, max_epochs=5, random_state=0).fit(X, y)


def test_float32_is_computed_in_float64():
    X, y = two_classes()
    model = GBWBNClassifier(max_epochs=2, random_state=0).fit(X.astype(np.float32), y)
    assert model.net_.module_.linear.weight.dtype == torch.float64
    one, all_rows = model.transform(X[:1]), model.transform(X)
    np.testing.assert_allclose(one, all_rows[:1], atol=1e-12)


def test_it_stands_behind_a_covariance_estimator():
    epochs = np.random.default_rng(0).normal(size=(24, 3, 50))
    y = np.arange(24) % 2
    epochs[:, 0] *= 1 + y[:, None]
    pipeline = make_pipeline(Covariances("oas"), GBWBNClassifier(lr=0.05, max_epochs=5))
    pipeline.set_params(gbwbnclassifier__random_state=0)
    assert cross_val_score(pipeline, epochs, y, cv=3).mean() > 0.7


X, Y = two_classes(6)
BAD = {
    "theta 0": ({"theta": 0}, X, Y, "'theta' parameter"),
    "batch of one": ({"batch_size": 1}, X, Y, "'batch_size' parameter"),
    "unknown dispersion": ({"dispersion": "median"}, X, Y, "'dispersion' parameter"),
    "larger than the input": ({"subspace_dims": (5,)}, X, Y, "must not rise: 5 comes after 4"),
    "larger than the last": ({"subspace_dims": (2, 3)}, X, Y, "must not rise: 3 comes after 2"),
    "no size": ({"subspace_dims": ()}, X, Y, "subspace_dims must hold whole numbers"),
    "size 0": ({"subspace_dims": (0,)}, X, Y, "subspace_dims must hold whole numbers, 1 at least"),
    "half a channel": ({"subspace_dims": (1.5,)}, X, Y, "subspace_dims must hold whole numbers"),
    "strange device": ({"device": "abacus"}, X, Y, "'device' must be"),
    "one class": ({}, X, np.zeros(6), "at least two classes; got only 0"),
    "one matrix": ({}, X[:1], Y[:1], "n_samples=1"),
    "no labels": ({}, X, None, "y is None"),
    "two axes": ({}, np.ones((64, 22)), Y, r"n_channels, n_channels\); got \(64, 22\)"),
    "not square": ({}, X[:, :3], Y, r"got \(6, 3, 4\)"),
    "not symmetric": ({}, X + np.triu(np.ones((4, 4))), Y, "must be symmetric"),
    "not definite": ({}, X - 9 * np.eye(4), Y, "positive definite.*Shrink it or add a ridge"),
}


@pytest.mark.parametrize(("params", "X", "y", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_and_leaves_nothing_behind(params, X, y, message):
    model = GBWBNClassifier(**params)
    with pytest.raises(ValueError, match=message):
        model.fit(X, y)
    assert not [name for name in vars(model) if name.endswith("_")]
