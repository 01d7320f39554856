import numpy as np
import pytest

from skrepr.comparison._scoring import Metric
from skrepr.comparison._search import draw_trials, search

GRID = (("alpha", (0.1, 1.0, 10.0)), ("mode", ("a", "b")))
UP = Metric("up", lambda *_: 0.0)
DOWN = Metric("down", lambda *_: 0.0, greater_is_better=False)


def test_first_trial_is_the_candidates_own_parameters():
    assert draw_trials(GRID, 4, seed=0)[0] == {}


def test_draws_are_distinct_and_as_many_as_the_budget():
    trials = draw_trials(GRID, 5, seed=0)
    assert len(trials) == 5
    assert len({tuple(sorted(trial.items())) for trial in trials}) == 5


def test_small_grid_is_used_whole():
    assert len(draw_trials(GRID, 100, seed=0)) == 1 + 6


def test_a_draw_that_is_the_first_trial_again_is_left_out():
    own = {"alpha": 1.0, "mode": "a", "other": 3}
    trials = draw_trials(GRID, 100, seed=0, own=own)
    assert len(trials) == 1 + 5
    assert {"alpha": 1.0, "mode": "a"} not in trials
    for seed in range(5):
        assert len(draw_trials(GRID, 4, seed=seed, own=own)) == 4


def test_draws_depend_on_the_seed_alone():
    assert draw_trials(GRID, 4, seed=1) == draw_trials(GRID, 4, seed=1)
    assert draw_trials(GRID, 4, seed=1) != draw_trials(GRID, 4, seed=2)


@pytest.mark.parametrize(("grid", "n_trials"), [((), 10), (GRID, 1)])
def test_without_grid_or_budget_there_is_one_trial(grid, n_trials):
    assert draw_trials(grid, n_trials, seed=0) == [{}]


@pytest.mark.parametrize(("metric", "best"), [(UP, 10.0), (DOWN, 0.1)])
def test_search_returns_the_best_in_the_good_direction(metric, best):
    trials = [{"alpha": 1.0}, {"alpha": 10.0}, {"alpha": 0.1}]
    found = search(trials, lambda params: params["alpha"], metric)
    assert (found.params, found.inner_score) == ({"alpha": best}, best)
    assert [record["params"] for record in found.trials] == trials


def test_equal_trials_leave_the_candidates_own_parameters():
    assert search([{}, {"alpha": 1.0}], lambda params: 0.5, UP).params == {}


def test_failing_and_infinite_trials_are_recorded_and_passed_over():
    def score(params):
        if params["alpha"] == 0:
            raise ZeroDivisionError("no alpha")
        return params["alpha"]

    found = search([{"alpha": 0}, {"alpha": np.inf}, {"alpha": 1.0}], score, UP)
    assert found.params == {"alpha": 1.0}
    assert [record["error"] for record in found.trials] == [
        "ZeroDivisionError: no alpha",
        "the inner score is inf",
        "",
    ]


def test_search_raises_what_the_first_trial_raised_if_none_can_be_scored():
    def score(params):
        raise ZeroDivisionError(params["alpha"])

    with pytest.raises(ZeroDivisionError, match="1"):
        search([{"alpha": 1}, {"alpha": 2}], score, UP)


def test_without_inner_splits_the_own_parameters_stand():
    found = search([{}], None, UP)
    assert (found.params, found.inner_score, len(found.trials)) == ({}, None, 1)
