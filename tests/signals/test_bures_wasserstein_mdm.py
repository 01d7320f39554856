"""BuresWassersteinMDM: agreement with pyRiemann, closed forms, bad input."""

import numpy as np
import pytest
from pyriemann.classification import MDM
from sklearn.model_selection import GridSearchCV

from skrepr.testing import parametrize_with_checks
from skrepr_signals import BuresWassersteinMDM, gbw_distance, gbw_mean


def two_classes(n=20, d=4, seed=0):
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(n, d, 30))
    y = np.arange(n) % 2
    signals[:, 0] *= 1 + y[:, None]
    return signals @ signals.mT / 30, y


@parametrize_with_checks(["BuresWassersteinMDM"])
def test_the_promises_of_the_house(check):
    check()


def test_the_plain_case_is_pyriemanns_classifier():
    X, y = two_classes()
    ours, theirs = BuresWassersteinMDM().fit(X, y), MDM(metric="wasserstein").fit(X, y)
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X), atol=1e-6)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize("theta", [0.25, 1.0])
def test_distances_are_to_the_mean_of_each_class(theta):
    X, y = two_classes()
    M = np.diag([1.0, 2.0, 3.0, 4.0])
    mdm = BuresWassersteinMDM(M, theta=theta).fit(X, np.array(["rest", "task"])[y])
    for column in (0, 1):
        mean = gbw_mean(X[y == column], M, theta=theta)
        expected = gbw_distance(X, mean, M, theta=theta)
        np.testing.assert_allclose(mdm.transform(X)[:, column], expected, atol=1e-9)
    assert mdm.predict(mdm.means_).tolist() == ["rest", "task"]
    assert mdm.score(X, np.array(["rest", "task"])[y]) > 0.8


def test_a_small_power_sees_small_eigenvalues():
    # The quiet channel tells the classes apart, the loud one is noise.
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    quiet, loud = 1e-4 * 3.0**y, 10 ** rng.uniform(0, 1, 40)
    X = np.stack([np.diag(pair) for pair in np.column_stack([quiet, loud])])
    scores = [BuresWassersteinMDM(theta=theta).fit(X, y).score(X, y) for theta in (0.05, 1.0)]
    assert scores[0] > 0.9 > scores[1]


def test_a_grid_over_theta():
    X, y = two_classes(40)
    search = GridSearchCV(BuresWassersteinMDM(), {"theta": [0.25, 1.0]}, cv=3).fit(X, y)
    assert search.best_score_ > 0.7


X, Y = two_classes(6)
BAD = {
    "theta 0": ({"theta": 0}, X, Y, "'theta' parameter"),
    "one class": ({}, X, np.zeros(6), "at least two classes; got only 0"),
    "one matrix": ({}, X[:1], Y[:1], "n_samples=1"),
    "no labels": ({}, X, None, "y is None"),
    "fewer labels": ({}, X, Y[:-1], "inconsistent numbers of samples"),
    "two axes": ({}, X[0], Y[:4], r"n_channels, n_channels\); got \(4, 4\)"),
    "metric not SPD": ({"metric_matrix": np.zeros((4, 4))}, X, Y, "metric_matrix: .* definite"),
    "metric of another size": ({"metric_matrix": np.eye(3)}, X, Y, r"sample, \(4, 4\); got \(3"),
}


@pytest.mark.parametrize(("params", "X", "y", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_and_leaves_nothing_behind(params, X, y, message):
    mdm = BuresWassersteinMDM(**params)
    with pytest.raises(ValueError, match=message):
        mdm.fit(X, y)
    assert not [name for name in vars(mdm) if name.endswith("_")]
