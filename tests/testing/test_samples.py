"""Tiny inputs are what they claim to be, for every kind of input."""

import warnings
from typing import get_args

import numpy as np
import pytest

from skrepr import validation
from skrepr.specs import InputKind
from skrepr.testing import make_input
from skrepr.testing._compare import same
from skrepr.testing._values import n_rows

KINDS = get_args(InputKind)
VALIDATORS = {
    "graph": validation.check_graph,
    "graphs": validation.check_graphs,
    "spd": validation.check_spd,
    "epochs": validation.check_epochs,
    "images": validation.check_images,
    "points": validation.check_points,
    "scenes": validation.check_scenes,
    "videos": validation.check_videos,
    "items": validation.check_items,
    "sequences": validation.check_sequences,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_sample_and_another_seed_another(kind):
    assert same(make_input(kind, 3).X, make_input(kind, 3).X)
    assert not same(make_input(kind, 3).X, make_input(kind, 4).X)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_targets_groups_and_extras_are_aligned(kind):
    sample = make_input(kind)
    assert n_rows(sample.X) == len(sample.y) == len(sample.groups) == 30
    assert n_rows(sample.X_new) == 12
    assert all(len(extra) == 30 for extra in sample.fit_params.values())


@pytest.mark.parametrize("kind", KINDS)
def test_take_gives_rows(kind):
    sample = make_input(kind)
    some = sample.take(sample.X, np.array([3, 1]))
    assert n_rows(some) == 2
    assert same(sample.take(some, slice(1)), sample.take(sample.X, [3]))


def test_take_fit_cuts_a_graph_on_both_axes():
    sample = make_input("graph")
    index = np.array([4, 2, 9])
    np.testing.assert_array_equal(
        sample.take_fit(sample.X, index).toarray(), sample.X.toarray()[np.ix_(index, index)]
    )
    assert sample.take(sample.X, index).shape == (3, 30)


@pytest.mark.parametrize("seed", range(5))
def test_a_graph_is_stored_as_untidily_as_possible(seed):
    sample = make_input("graph", seed)
    for adjacency in (sample.X, sample.X_new):
        assert not adjacency.has_sorted_indices
        assert (adjacency.data == 0).any()
    assert abs(sample.X - sample.X.T).max() == 0


@pytest.mark.parametrize("seed", range(5))
def test_no_node_is_isolated_in_any_fold(seed):
    sample = make_input("graph", seed)
    assert sample.X_new.sum(axis=1).min() > 0
    for fold in range(3):
        test = np.arange(10 * fold, 10 * fold + 10)
        train = np.setdiff1d(np.arange(30), test)
        assert sample.X[test][:, train].sum(axis=1).min() > 0


def test_graphs_are_untidy_too():
    for adjacency in make_input("graphs").X.adjacencies:
        assert not adjacency.has_sorted_indices
        assert (adjacency.data == 0).any()


@pytest.mark.parametrize("kind", VALIDATORS)
def test_the_validator_accepts_the_sample_and_leaves_it_alone(kind):
    sample, untouched = make_input(kind), make_input(kind)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        VALIDATORS[kind](sample.X)
    assert same(sample.X, untouched.X)


@pytest.mark.parametrize("kind", VALIDATORS)
def test_the_validator_refuses_what_is_bad_in_the_words_that_are_asked_for(kind):
    for X, pattern in make_input(kind).bad.values():
        with pytest.raises(ValueError, match=pattern):
            VALIDATORS[kind](X)


@pytest.mark.parametrize("kind", KINDS)
def test_bad_inputs_have_as_many_rows_as_targets_or_none(kind):
    """Otherwise a check of lengths would refuse them for a reason of its own."""
    for name, (X, _) in make_input(kind).bad.items():
        assert n_rows(X) in ((30, -1) if name != "no_samples" else (0, -1)), name


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'kind' must be one of table, graph.*got 'tables'"):
        make_input("tables")
