"""Covariances from shared products are those of the embedded signal, whatever the embedding."""

import numpy as np
import pytest
from acm_cases import smooth
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyriemann.geometry.covariance import covariances

from skrepr_signals._covariance import SHARED, SharedCovariances
from skrepr_signals._embedding import delay_embed, window_length
from skrepr_signals._lagged import LaggedProducts, common_samples

ORDERS, LAGS = st.integers(1, 6), st.integers(1, 6)


def relative(found, expected):
    return np.abs(found - expected).max() / np.abs(expected).max()


@pytest.mark.parametrize("estimator", SHARED)
@settings(max_examples=40, deadline=None)
@given(
    order=ORDERS,
    lag=LAGS,
    others=st.lists(st.tuples(ORDERS, LAGS), max_size=3),
    n_channels=st.integers(1, 5),
    n_more=st.integers(3, 60),
    trim=st.sampled_from(["moabb", "full"]),
    scale=st.sampled_from([1e-6, 1.0, 1e4]),
    seed=st.integers(0, 1000),
)
def test_they_are_those_of_pyriemann(
    estimator, order, lag, others, n_channels, n_more, trim, scale, seed
):
    n_times = order * lag + n_more
    cells = [(order, lag)]
    cells += [cell for cell in others if window_length(n_times, *cell, trim) >= 2]
    rng = np.random.default_rng(seed)
    X = scale * (rng.normal(size=(2, n_channels, n_times)) + rng.normal(size=(2, n_channels, 1)))
    expected = covariances(delay_embed(X, order, lag, trim), estimator)
    found = SharedCovariances(X, cells, estimator, trim)(order, lag)
    # np.corrcoef of a single row is a number
    assert relative(found, np.reshape(expected, found.shape)) < 1e-12


@settings(max_examples=30, deadline=None)
@given(order=ORDERS, lag=LAGS, n_more=st.integers(2, 40), seed=st.integers(0, 1000))
def test_means_are_those_of_the_windows(order, lag, n_more, seed):
    X = np.random.default_rng(seed).normal(size=(2, 3, order * lag + n_more))
    products = LaggedProducts(X)
    window = window_length(X.shape[2], order, lag)
    expected = delay_embed(products.X, order, lag).mean(axis=2).reshape(2, order, 3)
    np.testing.assert_allclose(products.means(order, lag, window), expected, atol=1e-13)


@pytest.mark.parametrize("estimator", SHARED)
def test_an_artefact_that_no_window_holds_leaves_no_trace(estimator):
    X = smooth(3, 2, 100)
    clean = SharedCovariances(X, [(3, 4), (2, 4)], estimator, "moabb")(3, 4)
    X[:, :, -4:] = 1e9  # the last `lag` samples are in no window of "moabb"
    spoiled = SharedCovariances(X, [(3, 4), (2, 4)], estimator, "moabb")(3, 4)
    assert relative(spoiled, clean) < 1e-12


def test_a_product_is_taken_once():
    products = LaggedProducts(smooth(2, 2, 60))
    products.prepare([0, 2, 4])
    assert products.product(4) is products.product(4)
    assert sorted(products._products) == [0, 2, 4]
    products.scatter(3, 2)
    assert sorted(products._products) == [0, 2, 4]


@given(st.lists(st.tuples(ORDERS, LAGS), min_size=1), st.sampled_from(["moabb", "full"]))
def test_common_samples_are_in_some_window_of_each_embedding(cells, trim):
    n_common = common_samples(60, cells, trim)
    ends = [window_length(60, o, lag, trim) + (o - 1) * lag for o, lag in cells]
    assume(min(window_length(60, o, lag, trim) for o, lag in cells) > 0)
    assert n_common == min(ends)
    assert trim == "moabb" or n_common == 60
