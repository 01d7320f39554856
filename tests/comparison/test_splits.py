import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from skrepr.comparison._protocols import PROTOCOLS, make_splits
from skrepr.comparison._splits import (
    Rows,
    Split,
    classes_of,
    describe_rows,
    inner_splits,
    splits_hash,
)
from skrepr.exceptions import UnknownNameError

OPTIONS = {"few_labels": {"n_per_class": 2}}
N = 60
CLASSES = np.arange(N) % 4


def rows_of(**changes):
    published = (Split(np.arange(10), np.arange(10), np.arange(10, 20)),)
    return Rows(**{"n": N, "classes": CLASSES, "published": published, "n_repeats": 2, **changes})


def splits_of(protocol, rows=None, **options):
    options = options or OPTIONS.get(protocol, {})
    return make_splits(protocol, options, rows or rows_of(), {})


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
def test_no_protocol_scores_a_row_whose_label_it_shows(protocol):
    for split in splits_of(protocol):
        assert not np.intersect1d(split.score, split.label).size
        assert split.score.size


@pytest.mark.parametrize("protocol", sorted(set(PROTOCOLS) - {"published"}))
def test_there_are_n_splits_times_n_repeats_splits(protocol):
    assert len(splits_of(protocol)) == 10


@given(
    n=st.integers(20, 80),
    n_classes=st.integers(2, 4),
    seed=st.integers(0, 1000),
    protocol=st.sampled_from(["inductive", "unseen_classes", "few_labels", "retrieval"]),
)
@settings(max_examples=40, deadline=None)
def test_scored_rows_are_unseen_where_the_protocol_says_so(n, n_classes, seed, protocol):
    rows = Rows(n=n, classes=np.arange(n) % n_classes, n_splits=3, n_repeats=1, seed=seed)
    for split in splits_of(protocol, rows):
        assert not np.intersect1d(split.score, split.fit).size


@given(n=st.integers(20, 80), seed=st.integers(0, 1000), fraction=st.floats(0.2, 0.8))
@settings(max_examples=40, deadline=None)
def test_transductive_sees_all_rows_and_scores_all_unlabelled_ones(n, seed, fraction):
    rows = Rows(n=n, classes=np.arange(n) % 2, n_splits=2, n_repeats=1, seed=seed)
    for split in splits_of("transductive", rows, label_fraction=fraction):
        assert_array_equal(split.fit, np.arange(n))
        assert_array_equal(np.sort(np.concatenate([split.label, split.score])), np.arange(n))


@given(seed=st.integers(0, 1000), protocol=st.sampled_from(["inductive", "transductive"]))
@settings(max_examples=40, deadline=None)
def test_a_group_is_never_both_labelled_and_scored(seed, protocol):
    groups = np.random.default_rng(seed).integers(12, size=N)
    rows = rows_of(groups=groups, n_splits=3, n_repeats=1, seed=seed)
    for split in splits_of(protocol, rows):
        assert not np.intersect1d(groups[split.label], groups[split.score]).size


def test_stratified_folds_hold_every_class_in_proportion():
    for split in splits_of("inductive"):
        assert_array_equal(np.bincount(CLASSES[split.score]), [3, 3, 3, 3])


def test_repeats_draw_different_folds():
    splits = splits_of("inductive")
    assert not np.array_equal(splits[0].score, splits[5].score)


def test_time_rule_scores_only_later_rows():
    for split in splits_of("inductive", rows_of(rule="time")):
        assert split.fit.max() < split.score.min()


def test_published_rule_uses_the_data_sets_splits_under_any_protocol():
    (split,) = splits_of("transductive", rows_of(rule="published"))
    assert_array_equal(split.label, np.arange(10))
    assert_array_equal(split.score, np.arange(10, 20))
    assert len(split.fit) == N


def test_few_labels_shows_so_many_of_each_class():
    for split in splits_of("few_labels", n_per_class=3):
        assert_array_equal(np.bincount(CLASSES[split.label]), [3, 3, 3, 3])
        assert np.isin(split.label, split.fit).all()


def test_unseen_classes_fits_some_classes_and_scores_all():
    for split in splits_of("unseen_classes", class_fraction=0.5):
        assert len(np.unique(CLASSES[split.fit])) == 2
        assert len(np.unique(CLASSES[split.score])) == 4


def test_few_labels_are_in_order_of_rows_so_that_time_is_kept_inside():
    rows = rows_of(rule="time")
    for split in splits_of("few_labels", rows):
        assert_array_equal(split.label, np.sort(split.label))
        for inner in inner_splits(split, rows, 3, seed=0):
            assert inner.label.max() < inner.score.min()


@pytest.mark.parametrize("rule", ["time", "published"])
@pytest.mark.parametrize(
    ("protocol", "option"),
    [("transductive", "label_fraction"), ("clustering", "subsample"), ("measure", "subsample")],
)
def test_a_fraction_that_would_be_ignored_is_refused(rule, protocol, option):
    splits_of(protocol, rows_of(rule=rule))
    with pytest.raises(ValueError, match=f"'{option}' has no meaning .* '{rule}'; got 0.1"):
        splits_of(protocol, rows_of(rule=rule), **{option: 0.1})


def test_unseen_classes_without_one_is_refused():
    with pytest.raises(ValueError, match=r"must leave one of 4 classes unseen; got 0\.9"):
        splits_of("unseen_classes", class_fraction=0.9)


def test_a_class_with_one_row_is_named_with_the_way_out():
    classes = np.where(np.arange(N) == 7, "rare", "usual")
    with pytest.raises(ValueError, match=r"class 'rare' has a single row.*split=.shuffled"):
        splits_of("transductive", rows_of(classes=classes))
    assert splits_of("transductive", rows_of(classes=classes, rule="shuffled"))


def test_clustering_and_measure_show_no_label():
    assert all(not s.label.size and np.array_equal(s.fit, s.score) for s in splits_of("clustering"))
    assert all(not s.label.size and not s.fit.size for s in splits_of("measure"))


def test_a_plugins_protocol_gets_data_and_options():
    (split,) = make_splits(
        "comparison_toys:halves", {"part": "second"}, rows_of(), {"target": CLASSES}
    )
    assert_array_equal(split.score, np.arange(N)[::2])


def test_a_plugins_protocol_that_shows_scored_labels_is_refused():
    with pytest.raises(ValueError, match="split 0 scores rows whose label it shows"):
        make_splits("comparison_toys:overlapping", {}, rows_of(), {"target": CLASSES})


def test_unknown_protocol_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match=r"got 'inductiv'.*inductive"):
        make_splits("inductiv", {}, rows_of(), {})


@pytest.mark.parametrize(
    ("protocol", "options", "message"),
    [
        ("transductive", {"label_share": 0.1}, "takes 'label_fraction'; got 'label_share'"),
        ("inductive", {"k": 1}, "'inductive' takes no options; got 'k'"),
        ("few_labels", {}, "needs the option 'n_per_class'"),
        ("transductive", {"label_fraction": 1.5}, "between 0 and 1; got 1.5"),
    ],
)
def test_wrong_options_are_named(protocol, options, message):
    with pytest.raises(ValueError, match=message):
        make_splits(protocol, options, rows_of(), {})


@pytest.mark.parametrize(
    ("split", "message"),
    [
        (([0, 0], [1]), "'fit' of split 0 must be distinct"),
        (([0], [99]), "'score' of split 0 must lie in 0..59"),
        (([0], []), "'score' of split 0 must hold at least one row"),
        (([0], [1], [2], [3]), "got 4 parts"),
    ],
)
def test_published_splits_are_checked(split, message):
    data = {"data": np.zeros((N, 1)), "target": CLASSES, "splits": [split]}

    def draw():
        rows = describe_rows(data, "published", n_splits=1, n_repeats=1, seed=0)
        return make_splits("published", {}, rows, {})

    with pytest.raises(ValueError, match=message):
        draw()


def test_label_sets_and_quantities_are_not_stratified():
    assert classes_of(np.eye(4)) is None
    assert classes_of(np.linspace(0, 1, 9) + 0.25) is None
    assert_array_equal(classes_of(np.array(["a", "b", "a"])), ["a", "b", "a"])


@pytest.mark.parametrize("protocol", ["inductive", "transductive", "few_labels", "unseen_classes"])
def test_inner_splits_keep_the_rule_of_visibility(protocol):
    rows = rows_of()
    options = {"few_labels": {"n_per_class": 4}, "transductive": {"label_fraction": 0.4}}
    for split in splits_of(protocol, rows, **options.get(protocol, {})):
        inner = inner_splits(split, rows, n_inner=3, seed=0)
        assert len(inner) == 3
        assert_array_equal(np.sort(np.concatenate([i.score for i in inner])), np.sort(split.label))
        for part in inner:
            assert np.isin(part.label, split.label).all()
            assert not np.intersect1d(part.label, part.score).size
            assert not np.intersect1d(np.concatenate([part.label, part.score]), split.score).size
            assert part.scored_rows_are_seen == split.scored_rows_are_seen
            unlabelled = np.setdiff1d(split.fit, split.label)
            assert np.isin(unlabelled, part.fit).all()


def test_tuning_queries_are_scored_whole_as_the_inner_split():
    rows = rows_of()
    split = splits_of("retrieval", rows)[0]
    (inner,) = inner_splits(split, rows, n_inner=3, seed=0)
    assert_array_equal(inner.score, split.label)
    assert_array_equal(inner.fit, split.fit)


def test_one_label_a_class_is_too_little_for_inner_splits():
    rows = rows_of()
    split = splits_of("few_labels", rows, n_per_class=1)[0]
    assert inner_splits(split, rows, n_inner=3, seed=0) == []


def test_inner_splits_keep_groups_together():
    groups = np.arange(N) // 5
    rows = rows_of(groups=groups, n_splits=3, n_repeats=1)
    for split in splits_of("inductive", rows):
        for part in inner_splits(split, rows, n_inner=3, seed=0):
            assert not np.intersect1d(groups[part.label], groups[part.score]).size


def test_hash_depends_on_every_row_number_and_not_on_the_integer_type():
    split = Split(*(np.array(part) for part in ([0, 1], [0], [2])))
    small = Split(*(np.array(part, dtype=np.int16) for part in ([0, 1], [0], [2])))
    moved = Split(*(np.array(part) for part in ([0], [1, 0], [2])))
    assert splits_hash([split]) == splits_hash([small])
    assert splits_hash([split]) != splits_hash([moved])
    assert splits_hash([split]).startswith("b4b3efa441624d9c")  # the same on every machine
