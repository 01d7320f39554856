"""The corrected test finds at most as often as it says where there is nothing to find.

Six exchangeable candidates, three called methods and three called baselines, each searched
over four settings by inner scores as the runner does. A setting is a nearest-centroid
classifier on its own random half of the features.
"""

import numpy as np
import pytest

from skrepr.comparison._statistics import best_baseline, corrected_interval, holm, pick

N_SETS = 400
N_ROWS = 300
N_FEATURES = 16
N_METHODS = N_BASELINES = 3
N_TRIALS = 4
N_INNER = 3
LEVEL = 0.05


def accuracies(X, y, masks, train, test):
    """Return the accuracy of a nearest-centroid classifier for each mask over the features."""
    centres = np.stack([X[train][y[train] == label].mean(axis=0) for label in (0, 1)])
    near = (X[test] - centres[0]) ** 2 - (X[test] - centres[1]) ** 2
    return ((near @ masks.T > 0) == y[test][:, None]).mean(axis=0)


def cross_validation(generator):
    for _ in range(3):
        parts = np.array_split(generator.permutation(N_ROWS), 5)
        for held_out in range(5):
            train = np.concatenate([part for i, part in enumerate(parts) if i != held_out])
            yield train, parts[held_out]


def label_draws(generator):
    for _ in range(15):
        order = generator.permutation(N_ROWS)
        yield order[: N_ROWS // 10], order[N_ROWS // 10 :]


def scores_of_one_set(splits, generator):
    """Return inner and outer scores of shape (n_candidates, n_splits) on a new data set."""
    y = (np.arange(N_ROWS) % 2).astype(int)
    X = generator.normal(size=(N_ROWS, N_FEATURES)) + 0.35 * y[:, None]
    n_candidates = N_METHODS + N_BASELINES
    masks = np.zeros((n_candidates * N_TRIALS, N_FEATURES))
    for mask in masks:
        mask[generator.permutation(N_FEATURES)[: N_FEATURES // 2]] = 1
    inner_scores, outer_scores = [], []
    for train, test in splits(generator):
        parts = np.array_split(train, N_INNER)
        inner = np.mean(
            [accuracies(X, y, masks, np.setdiff1d(train, part), part) for part in parts], axis=0
        ).reshape(n_candidates, N_TRIALS)
        outer = accuracies(X, y, masks, train, test).reshape(n_candidates, N_TRIALS)
        best = inner.argmax(axis=1)
        inner_scores.append(inner[np.arange(n_candidates), best])
        outer_scores.append(outer[np.arange(n_candidates), best])
    return np.transpose(inner_scores), np.transpose(outer_scores)


@pytest.mark.parametrize(("splits", "test_ratio"), [(cross_validation, 1 / 4), (label_draws, 9.0)])
def test_corrected_test_keeps_its_level_with_the_baseline_chosen_on_inner_scores(
    splits, test_ratio
):
    generator = np.random.default_rng(0)
    p_values = np.empty((N_SETS, N_METHODS))
    means = np.empty((N_SETS, N_METHODS))
    plain = np.empty(N_SETS)
    for number in range(N_SETS):
        inner, outer = scores_of_one_set(splits, generator)
        baseline = pick(outer[N_METHODS:], best_baseline(inner[N_METHODS:]))
        intervals = [corrected_interval(own - baseline, test_ratio) for own in outer[:N_METHODS]]
        p_values[number] = [interval.p_value for interval in intervals]
        means[number] = [interval.mean for interval in intervals]
        plain[number] = corrected_interval(outer[0] - baseline, 0.0).p_value
    error = np.sqrt(LEVEL * (1 - LEVEL) / N_SETS)
    single = np.mean(p_values[:, 0] < LEVEL)
    family = np.mean([holm(row).min() < LEVEL for row in p_values])
    assert single <= LEVEL + 2 * error
    assert family <= LEVEL + 2 * error
    assert np.mean(plain < LEVEL) > 2 * LEVEL  # what the correction is for
    assert abs(means.mean()) < 0.01  # choosing in each split does not flatter the baseline
