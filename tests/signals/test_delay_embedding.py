"""DelayEmbedding: windows, rows, the authors' embedding, bad input."""

import numpy as np
import pytest
from acm_cases import GRID, oracle
from pyriemann.estimation import Covariances
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from skrepr.testing import parametrize_with_checks
from skrepr_signals import DelayEmbedding


@parametrize_with_checks(["DelayEmbedding"])
def test_the_promises_of_the_house(check):
    check()


@pytest.mark.parametrize(("order", "lag"), GRID)
def test_shapes_are_those_of_the_authors(order, lag):
    arrays = oracle()
    embedded = DelayEmbedding(order, lag).fit_transform(arrays["X"])
    assert embedded.shape == tuple(arrays[f"aug_shape_o{order}_l{lag}"])


def test_values_are_those_of_the_authors():
    arrays = oracle()
    embedded = DelayEmbedding(2, 1).fit_transform(arrays["X"].astype(np.float32))
    assert embedded.dtype == np.float32
    np.testing.assert_array_equal(embedded[0], arrays["aug_first_epoch_o2_l1"])


@pytest.mark.parametrize(("trim", "window"), [("moabb", 20 - 3 * 4), ("full", 20 - 2 * 4)])
def test_row_p_c_plus_i_is_channel_i_after_p_lags(trim, window):
    X = np.arange(2 * 3 * 20.0).reshape(2, 3, 20)
    embedded = DelayEmbedding(3, 4, trim=trim).fit_transform(X)
    assert embedded.shape == (2, 9, window)
    for p in range(3):
        for i in range(3):
            expected = X[:, i, 4 * p : 4 * p + window]
            np.testing.assert_array_equal(embedded[:, 3 * p + i], expected)


@pytest.mark.parametrize("trim", ["moabb", "full"])
def test_order_1_leaves_whole_epochs_and_shares_no_memory(trim):
    X = np.arange(24.0).reshape(2, 3, 4)
    embedded = DelayEmbedding(1, 9, trim=trim).fit_transform(X)
    np.testing.assert_array_equal(embedded, X)
    assert not np.shares_memory(embedded, X)


def test_new_epochs_may_be_longer_and_shorter():
    embedding = DelayEmbedding(2, 2).fit(np.zeros((4, 3, 10)))
    assert embedding.transform(np.zeros((1, 3, 30))).shape == (1, 6, 26)
    assert embedding.transform(np.zeros((1, 3, 6))).shape == (1, 6, 2)


def test_it_stands_between_other_steps_of_a_pipeline():
    first_half = FunctionTransformer(lambda X: X[:, :, :80])
    steps = make_pipeline(first_half, DelayEmbedding(2, 3), Covariances("scm"))
    assert steps.fit_transform(oracle()["X"]).shape == (40, 8, 8)


class Recording:
    """What an ``mne.Epochs`` offers of itself."""

    def __init__(self, X):
        self._X = X

    def __len__(self):
        return len(self._X)

    def get_data(self):
        return self._X


def test_an_object_with_get_data_is_asked_for_its_array():
    X = oracle()["X"]
    embedding = DelayEmbedding().fit(Recording(X))
    np.testing.assert_array_equal(embedding.transform(Recording(X)), embedding.transform(X))


@pytest.mark.parametrize(
    ("params", "X", "message"),
    [
        ({}, np.zeros((64, 22)), r"\(n_epochs, n_channels, n_times\); got \(64, 22\)"),
        ({}, np.full((2, 2, 40), np.nan), "NaN"),
        ({}, np.full((2, 2, 40), np.inf), "infinity"),
        ({"order": 4, "lag": 10}, np.zeros((2, 2, 41)), r"order\*lag = 40 leaves 1 samples"),
        ({"order": 4, "lag": 10}, np.zeros((2, 2, 30)), r"order\*lag = 40 leaves 0 samples"),
        (
            {"order": 4, "lag": 10, "trim": "full"},
            np.zeros((2, 2, 31)),
            r"\(order-1\)\*lag = 30 leaves 1 samples of n_times=31; need at least 2",
        ),
        ({"order": 0}, np.zeros((2, 2, 40)), "'order'"),
        ({"order": 2.0}, np.zeros((2, 2, 40)), "'order'"),
        ({"lag": 0}, np.zeros((2, 2, 40)), "'lag'"),
        ({"lag": -1}, np.zeros((2, 2, 40)), "'lag'"),
        ({"trim": "none"}, np.zeros((2, 2, 40)), "'trim'"),
    ],
)
def test_bad_input_is_refused_by_name(params, X, message):
    with pytest.raises(ValueError, match=message):
        DelayEmbedding(**params).fit(X)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.zeros((1, 2, 40)), "X has 2 channels, but DelayEmbedding was fitted on 3 channels"),
        (np.zeros((1, 3, 9)), r"order\*lag = 8 leaves 1 samples"),
    ],
)
def test_bad_new_epochs_are_refused(X, message):
    with pytest.raises(ValueError, match=message):
        DelayEmbedding().fit(np.zeros((4, 3, 40))).transform(X)
