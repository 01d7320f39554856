"""Candidates and splits of ACM's benchmarks, and what they must show."""

import numpy as np
import pytest
from sklearn.model_selection import cross_val_score

import skrepr
from skrepr.catalogue import load_object
from skrepr_signals import ACMClassifier
from skrepr_signals._acm_benchmarks import grouped, log_spectrum
from skrepr_signals._acm_specs import BENCHMARKS, ESTIMATORS

CANDIDATES = [(b, c) for b in BENCHMARKS for c in b.candidates]
SUBJECTS = [f"mamem_ssvep_u{subject:03d}" for subject in (1, 2, 3)]


@pytest.mark.parametrize(
    ("benchmark", "candidate"),
    CANDIDATES,
    ids=lambda value: getattr(value, "name", None) or value.label,
)
def test_every_grid_key_is_a_parameter_of_its_candidate(benchmark, candidate):
    estimator = load_object(candidate.target)(
        **dict(candidate.params), **{name: 125.0 for name, _ in candidate.uses}
    )
    assert {key for key, _ in candidate.grid} <= set(estimator.get_params())
    overrides = [key for key, _ in benchmark.demo if key.startswith(f"{candidate.label}.")]
    assert {key.rpartition(".")[2] for key in overrides} <= set(estimator.get_params())


@pytest.mark.parametrize("spec", ESTIMATORS, ids=lambda spec: spec.name)
def test_every_public_estimator_is_found_by_name(spec):
    assert skrepr.get_estimator(spec.name).__name__ == spec.name


def test_windows_of_a_trial_are_never_on_both_sides():
    data = skrepr.load_dataset(SUBJECTS[0])
    splits = grouped(data, n_splits=5, n_repeats=1, random_state=0)
    assert len(splits) == 5
    for train, test in splits:
        assert not set(data.groups[train]) & set(data.groups[test])


def test_the_log_spectrum_finds_a_flicker_and_takes_silence():
    t = np.arange(125) / 125
    y = np.arange(30) % 2
    X = np.random.default_rng(0).normal(size=(30, 2, 125))
    X += np.sin(2 * np.pi * np.where(y, 12, 9)[:, None] * t)[:, None]
    X[3] = 0
    model = log_spectrum(125.0)
    assert model.fit(X, y)[0].transform(X).shape == (30, 2 * 27)
    assert model.score(X, y) > 0.9


@pytest.fixture(scope="module")
def mamem():
    """Accuracies of the plain covariance and of order 4, lag 2: (subject, model, split)."""
    scores = []
    for name in SUBJECTS:
        data = skrepr.load_dataset(name)
        X, y = data.data, data.target
        ((train, test),) = data.splits
        folds = grouped(data, n_splits=5, n_repeats=1, random_state=0)
        models = [ACMClassifier(o, 2, kernel="linear", C=0.5) for o in (1, 4)]
        published = [m.fit(X[train], y[train]).score(X[test], y[test]) for m in models]
        in_folds = [cross_val_score(m, X, y, cv=folds).mean() for m in models]
        scores.append(np.transpose([published, in_folds]))
    return np.array(scores)


@pytest.mark.parametrize("split", [0, 1], ids=["published", "grouped"])
def test_delayed_copies_gain_on_mamem_what_the_spec_asks(mamem, split):
    plain, delayed = mamem[:, :, split].mean(axis=0)
    assert delayed - plain >= 0.08


def test_accuracies_on_mamem_are_those_on_the_page(mamem):
    published, in_folds = mamem[:, :, 0], mamem[:, :, 1]
    np.testing.assert_allclose(published.mean(axis=0), [0.307, 0.440], atol=0.011)
    np.testing.assert_allclose(in_folds.mean(axis=0), [0.145, 0.325], atol=0.011)
