"""Candidates and data of the benchmarks on Bures-Wasserstein geometry, and what they must show."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

import skrepr
from skrepr.catalogue import load_object
from skrepr_signals import GBWBNClassifier
from skrepr_signals._gbwbn_benchmarks import MeanVariance, bures_mdm, log_euclidean, network
from skrepr_signals._gbwbn_specs import BENCHMARKS, DATASETS
from skrepr_signals._region_covariances import region_covariances

CANDIDATES = [(b, c) for b in BENCHMARKS for c in (*b.methods, *b.baselines)]


@pytest.mark.parametrize(
    ("benchmark", "candidate"),
    CANDIDATES,
    ids=lambda value: getattr(value, "name", None) or value.label,
)
def test_every_grid_key_is_a_parameter_of_its_candidate(benchmark, candidate):
    estimator = load_object(candidate.target)(**dict(candidate.params))
    assert {key for key, _ in candidate.grid} <= set(estimator.get_params())


@pytest.mark.parametrize("spec", DATASETS, ids=lambda spec: spec.name)
def test_data_are_what_the_catalogue_says(spec):
    X, y = skrepr.load_dataset(spec.name, return_X_y=True)
    assert X.shape == (spec.n_samples, 13, 13)
    assert y.shape == (spec.n_samples,)
    s = np.linalg.eigvalsh(X)
    assert s.min() > 0
    condition = float(spec.summary.rpartition("condition ")[2])
    assert np.median(s[:, -1] / s[:, 0]) == pytest.approx(condition, rel=0.2)


def test_other_units_are_a_congruence_and_hide_nothing():
    alike, apart = (skrepr.load_dataset(spec.name).data for spec in DATASETS)
    ratio = apart.mean(axis=0).diagonal() / alike.mean(axis=0).diagonal()
    np.testing.assert_allclose(apart, alike * np.sqrt(np.outer(ratio, ratio)), atol=1e-12)


def test_region_covariances_are_covariances_of_pixel_features():
    image = load_digits().images[3]
    (matrix,) = region_covariances(image[None])
    y, x = np.indices(image.shape)
    dx = np.gradient(image, axis=1)
    expected = np.cov([x.ravel(), y.ravel(), image.ravel(), dx.ravel()], bias=True)
    np.testing.assert_allclose(matrix[:4, :4], expected)


def test_a_network_sees_matrices_around_the_identity():
    X = 1e6 * skrepr.load_dataset("digit_regions").data[:20]
    scaled = MeanVariance().fit(X).transform(X)
    assert scaled.mean(axis=0).diagonal().mean() == pytest.approx(1)
    assert network().steps[0][0] == "unit"


def test_candidates_of_each_source_fit():
    epochs = np.random.default_rng(0).normal(size=(12, 3, 60))
    y = np.arange(12) % 2
    for source in ("epochs", "acm"):
        for model in (bures_mdm(source), log_euclidean(source, scale=True)):
            assert model.fit(epochs, y).predict(epochs).shape == (12,)


def test_in_units_far_apart_the_network_needs_its_batch_norm():
    X, y = skrepr.load_dataset("digit_regions_units", return_X_y=True)
    train, test = slice(0, 500), slice(500, 900)
    options = {"lr": 2.5e-3, "max_epochs": 15, "random_state": 0}
    scores = []
    for params in ({"batch_norm": False}, {"theta": 0.25, "dispersion": "mean"}):
        model = GBWBNClassifier((10,), **options, **params).fit(X[train], y[train])
        scores.append(model.score(X[test], y[test]))
    assert scores[1] > scores[0] + 0.1
