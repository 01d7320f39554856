"""Scorer and candidates of the plugin's benchmarks, and what they must show."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

import skrepr
from skrepr.catalogue import load_object
from skrepr_metric._benchmarks import rounded_ridge
from skrepr_metric._scorers import label_distance
from skrepr_metric._specs import BENCHMARKS, ESTIMATORS

CANDIDATES = [(b, c) for b in BENCHMARKS for c in (*b.methods, *b.baselines)]


@pytest.mark.parametrize(
    ("benchmark", "candidate"),
    CANDIDATES,
    ids=lambda value: getattr(value, "name", None) or value.label,
)
def test_every_grid_key_is_a_parameter_of_its_candidate(benchmark, candidate):
    used = dict.fromkeys(name for name, _ in candidate.uses)
    if "labels" in used:
        used["labels"] = np.arange(3)
    estimator = load_object(candidate.target)(**dict(candidate.params), **used)
    assert {key for key, _ in candidate.grid} <= set(estimator.get_params())


@pytest.mark.parametrize("spec", ESTIMATORS, ids=lambda spec: spec.name)
def test_every_public_estimator_is_found_by_name(spec):
    assert skrepr.get_estimator(spec.name).__name__ == spec.name
    assert set(skrepr.param_grid(spec.name)) <= set(skrepr.make_estimator(spec.name).get_params())


def test_a_ridge_is_rounded_to_labels():
    X = np.linspace(0, 1, 50)[:, None]
    labels = np.array([0, 1, 4])
    y = labels[np.searchsorted([0.3, 0.6], X[:, 0])]
    predicted = rounded_ridge(labels).fit(X, y).predict(np.linspace(-9, 9, 99)[:, None])
    assert set(predicted) == {0, 1, 4}


@pytest.mark.filterwarnings("ignore:The number of unique classes")
@pytest.mark.parametrize("observed", ["half", "all"])
def test_on_mammals_a_tuned_loki_is_a_fifth_below_argmax(observed):
    mammals = skrepr.load_dataset("mammals")
    X, y = mammals.data, mammals.target
    metric = {"labels": mammals.labels, "distances": mammals.distances}
    classifier = LogisticRegression(C=10, max_iter=1000)
    losses = []
    for seed in range(2):
        train, test = train_test_split(
            np.arange(len(y)), test_size=0.4, stratify=y, random_state=seed
        )
        if observed == "half":
            seen = np.random.default_rng(seed).permutation(mammals.labels)[:36]
            train = train[np.isin(y[train], seen)]
        loki = skrepr.make_estimator(
            "LokiClassifier", estimator=classifier, temperature="cv", cv=2, **metric
        )
        fitted = [model.fit(X[train], y[train]) for model in (loki, classifier)]
        losses.append([label_distance(model, X[test], y[test], **metric) for model in fitted])
    loki_loss, argmax_loss = np.mean(losses, axis=0)
    assert loki_loss < 0.8 * argmax_loss
