"""BuresWassersteinScaler: what it makes of mean and spread, its inverse, bad input."""

import numpy as np
import pytest
from pyriemann.estimation import Covariances
from sklearn.pipeline import make_pipeline

from skrepr.testing import parametrize_with_checks
from skrepr_signals import BuresWassersteinScaler, gbw_distance, gbw_mean


def spd(n, d=8, seed=0, unit=1.0):
    """Return SPD matrices, none of which folds when scaled if d is 8."""
    A = np.random.default_rng(seed).normal(size=(n, d, 8 * d))
    return unit * A @ A.mT / (8 * d)


METRIC = np.diag([1.0, 2.0, 4.0, 0.5, 1.0, 1.0, 3.0, 2.0])


@parametrize_with_checks(["BuresWassersteinScaler"])
def test_the_promises_of_the_house(check):
    check()


@pytest.mark.parametrize("theta", [0.5, 1.0])
@pytest.mark.parametrize("metric", [None, METRIC], ids=["I", "M"])
def test_the_mean_goes_to_the_image_of_the_identity_and_the_spread_to_one(metric, theta):
    X = spd(12, unit=50.0)
    scaler = BuresWassersteinScaler(metric, theta=theta).fit(X)
    assert scaler.n_folded_ == 0
    assert gbw_mean(X, metric, theta=theta) == pytest.approx(scaler.mean_, rel=1e-9)
    squares = gbw_distance(scaler.mean_, X, metric, theta=theta, squared=True)
    assert scaler.dispersion_ == pytest.approx(np.sqrt(squares.mean()))
    Y = scaler.transform(X)
    centre = np.eye(8) if metric is None else np.diag(np.diag(metric) ** (1 / theta))
    np.testing.assert_allclose(gbw_mean(Y, metric, theta=theta), centre, atol=1e-7)
    squares = gbw_distance(centre, Y, metric, theta=theta, squared=True)
    assert squares.mean() == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("with_std", [True, False])
@pytest.mark.parametrize("theta", [0.5, 1.0])
def test_the_inverse_gives_new_matrices_back(theta, with_std):
    scaler = BuresWassersteinScaler(METRIC, theta=theta, with_std=with_std)
    scaler.fit(spd(20))
    X_new = spd(5, seed=1)
    back = scaler.inverse_transform(scaler.transform(X_new))
    np.testing.assert_allclose(back, X_new, atol=1e-8)


def test_the_unit_of_the_signal_does_not_matter():
    X = spd(12)
    outputs = [BuresWassersteinScaler().fit_transform(c * X) for c in (1e-12, 1, 1e6)]
    np.testing.assert_allclose(outputs[0], outputs[1], atol=1e-8)
    np.testing.assert_allclose(outputs[2], outputs[1], atol=1e-8)


def test_a_matrix_far_below_the_mean_folds_and_only_that_one_is_lost():
    quiet = np.append(np.linspace(0.9, 1.1, 11), 0.1)
    X = np.stack([np.diag([1.0, q**2]) for q in quiet])
    scaler = BuresWassersteinScaler().fit(X)
    assert scaler.n_folded_ == 1
    back = scaler.inverse_transform(scaler.transform(X))
    np.testing.assert_allclose(back[:-1], X[:-1], atol=1e-9)
    assert abs(back[-1] - X[-1]).max() > 0.1


def test_equal_matrices_have_no_spread_to_divide_by():
    X = np.stack([np.diag([1.0, 4.0])] * 3)
    scaler = BuresWassersteinScaler().fit(X)
    assert scaler.dispersion_ == 1
    np.testing.assert_allclose(scaler.transform(X), np.stack([np.eye(2)] * 3), atol=1e-7)


def test_recordings_in_other_units_become_alike_when_each_is_scaled_by_itself():
    X = spd(30)
    gain = np.diag([1.0, 1.5, 0.8, 1.5, 1.0, 1.2, 1.0, 1.0])
    recordings = [X[:15], gain @ X[15:] @ gain]
    means = [gbw_mean(BuresWassersteinScaler().fit_transform(R)) for R in recordings]
    np.testing.assert_allclose(means[0], means[1], atol=1e-8)


def test_it_stands_behind_a_covariance_estimator():
    epochs = np.random.default_rng(0).normal(size=(10, 3, 50))
    pipeline = make_pipeline(Covariances("oas"), BuresWassersteinScaler())
    assert pipeline.fit_transform(epochs).shape == (10, 3, 3)


BAD = {
    "theta 0": ({"theta": 0}, spd(3, 3), "'theta' parameter"),
    "no steps": ({"mean_iter": 0}, spd(3, 3), "'mean_iter' parameter"),
    "one matrix": ({}, spd(1, 3), "n_samples=1"),
    "two axes": ({}, np.ones((64, 22)), r"n_channels, n_channels\); got \(64, 22\)"),
    "singular": (
        {},
        np.ones((4, 2, 2)) - 1e-9 * np.eye(2),
        "smallest eigenvalue is -1e-09. Shrink it or add a ridge",
    ),
    "metric of another size": (
        {"metric_matrix": np.eye(2)},
        spd(3, 3),
        r"metric_matrix must have the shape of a sample, \(3, 3\); got \(2, 2\)",
    ),
    "metric not SPD": (
        {"metric_matrix": -np.eye(3)},
        spd(3, 3),
        "metric_matrix: it must be positive definite; its smallest eigenvalue is -1",
    ),
    "metric not symmetric": (
        {"metric_matrix": np.triu(np.ones((3, 3)))},
        spd(3, 3),
        "metric_matrix: it must be symmetric",
    ),
    "a number for a metric": ({"metric_matrix": [1.0]}, spd(3, 3), r"metric_matrix .* got \(1,\)"),
}


@pytest.mark.parametrize(("params", "X", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_and_leaves_nothing_behind(params, X, message):
    scaler = BuresWassersteinScaler(**params)
    with pytest.raises(ValueError, match=message):
        scaler.fit(X)
    assert not [name for name in vars(scaler) if name.endswith("_")]
