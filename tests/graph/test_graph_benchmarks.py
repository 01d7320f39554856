"""Scorers and candidates of the plugin's benchmarks."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

import skrepr
from skrepr.catalogue import load_object
from skrepr.testing import parametrize_with_checks
from skrepr_graph._scorers import f1_macro_top_k, f1_micro_top_k
from skrepr_graph._specs import BENCHMARKS, ESTIMATORS


def test_a_node_gets_as_many_labels_as_it_has():
    probabilities = np.array([[0.9, 0.8, 0.1], [0.2, 0.3, 0.1], [0.5, 0.5, 0.5]])
    y = np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0]])
    estimator = SimpleNamespace(predict_proba=lambda X: probabilities)
    # Chosen: {0, 1}, {1}, {}; two of three right for each of the averages below.
    assert f1_micro_top_k(estimator, None, y) == pytest.approx(2 / 3)
    assert f1_macro_top_k(estimator, None, y) == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_a_label_that_no_training_row_has_is_never_ranked_first():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    y = np.column_stack([X > 0, np.zeros(60)]).astype(int)
    y[y.sum(axis=1) == 0, 0] = 1
    with pytest.warns(UserWarning, match="Label not 3 is present"):
        probe = OneVsRestClassifier(LogisticRegression()).fit(X, y)
    assert f1_micro_top_k(probe, X, y) > 0.9


@pytest.mark.parametrize(
    ("benchmark", "candidate"),
    [(b, c) for b in BENCHMARKS for c in (*b.methods, *b.baselines)],
    ids=lambda value: getattr(value, "name", None) or value.label,
)
def test_every_grid_key_is_a_parameter_of_its_candidate(benchmark, candidate):
    estimator = load_object(candidate.target)(**dict(candidate.params))
    assert {key for key, _ in candidate.grid} <= set(estimator.get_params())


@pytest.mark.parametrize("spec", ESTIMATORS, ids=lambda spec: spec.name)
def test_every_public_estimator_is_found_by_name(spec):
    assert skrepr.get_estimator(spec.name).__name__ == spec.name
    assert set(skrepr.param_grid(spec.name)) <= set(skrepr.make_estimator(spec.name).get_params())


@parametrize_with_checks([spec.name for spec in ESTIMATORS])
def test_the_promises_of_the_house(check):
    check()
