"""select_embedding: properties of MDOP and AFNN, closed forms of their parts, bad input."""

from itertools import pairwise

import numpy as np
import pytest
from acm_cases import smooth
from hypothesis import given, settings
from hypothesis import strategies as st

from skrepr_signals import select_embedding
from skrepr_signals._afnn import growth
from skrepr_signals._mdop import beta, false_neighbours, mdop
from skrepr_signals._mutual_information import first_minimum, self_mutual_information
from skrepr_signals._neighbours import nearest_outside


def henon(n_times):
    """Return one coordinate of the Henon map, after its transient."""
    x = [0.1, 0.3]
    for _ in range(n_times + 100):
        x.append(1 - 1.4 * x[-1] ** 2 + 0.3 * x[-2])
    return np.array(x[-n_times:])


@pytest.mark.parametrize("n_times", [500, 1000])
def test_two_coordinates_unfold_the_henon_map(n_times):
    E1 = growth(henon(n_times), lag=1)
    assert E1[0] < 0.01
    assert len(E1) == 30
    assert E1[1:].min() > 0.92


def test_growth_of_a_short_series_stops_where_too_few_points_are_left():
    # n_times - (d + 1) * lag >= 3 * lag + 13
    assert len(growth(henon(100), lag=5)) == (100 - 3 * 5 - 13) // 5 - 1
    assert len(growth(henon(30), lag=5)) == 0


def test_growth_is_that_of_a_loop_over_points():
    s, lag, N = smooth(1, 1, 60)[0, 0], 2, 60

    def E(d):
        factors = []
        for i in range(N - d * lag):
            old = [
                np.linalg.norm([s[i + k * lag] - s[j + k * lag] for k in range(d)])
                if abs(i - j) > lag
                else np.inf
                for j in range(N - d * lag)
            ]
            j = int(np.argmin(old))
            new = np.linalg.norm([s[i + k * lag] - s[j + k * lag] for k in range(d + 1)])
            factors.append(new / old[j])
        return np.mean(factors)

    expected = [E(d + 1) / E(d) for d in (1, 2, 3)]
    np.testing.assert_allclose(growth(s, lag)[:3], expected, rtol=1e-10)


def test_information_of_a_series_with_itself_is_the_entropy_of_its_bins():
    s = np.random.default_rng(0).normal(size=80 * 16)
    information = self_mutual_information(s, 100)
    n_bins = int(np.sqrt((80 * 16 - 100) / 5))
    assert n_bins == 15
    assert information[0] == pytest.approx(np.log(15), abs=1e-3)
    assert information[1:].max() < 0.2
    assert len(self_mutual_information(s[:40], 100)) == 11


def test_the_first_minimum_of_a_slow_sine_is_near_a_quarter_of_its_period():
    s = np.sin(2 * np.pi * np.arange(1000) / 41.3) + 0.2 * smooth(1, 1, 1000)[0, 0] / 4
    assert 6 <= first_minimum(self_mutual_information(s, 30)) <= 14


@pytest.mark.parametrize(
    ("information", "expected"),
    [([3, 2, 1, 2, 0], 2), ([3, 2, 2, 1], 1), ([4, 3, 2, 1], 3), ([1, 2, 3], 1), ([1], 1)],
)
def test_first_minimum(information, expected):
    assert first_minimum(np.array(information, float)) == expected


@settings(max_examples=30, deadline=None)
@given(
    n=st.integers(2, 60), window=st.integers(0, 30), d=st.integers(1, 3), seed=st.integers(0, 99)
)
def test_neighbours_are_the_nearest_outside_the_window(n, window, d, seed):
    points = np.random.default_rng(seed).normal(size=(n, d))
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    steps = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    distances[steps <= window] = np.inf
    indices, found = nearest_outside(points, window)
    np.testing.assert_allclose(found, distances.min(axis=1))
    known = np.isfinite(found)
    np.testing.assert_array_equal(indices[known], distances.argmin(axis=1)[known])
    assert (indices[~known] == -1).all()


def test_beta_is_that_of_a_loop_over_points():
    signal = smooth(1, 2, 60)[0].T
    points, window, max_delay = signal[:, [0]], 3, 5
    neighbours, distances = nearest_outside(points[:55], window)
    expected = [
        [
            np.mean(
                [
                    np.log10(abs(signal[i + t, b] - signal[neighbours[i] + t, b]) / distances[i])
                    for i in range(55)
                ]
            )
            for b in range(2)
        ]
        for t in range(1, 6)
    ]
    np.testing.assert_allclose(beta(points, signal, max_delay, window)[1:], expected)


@pytest.mark.parametrize("delay", [3, 8])
def test_a_delayed_copy_of_a_channel_is_chosen_at_its_delay(delay):
    # In one channel nothing is left to choose but delays; the copy gives the same, later.
    s = smooth(1, 2, 900, seed=1)[0]
    start, n_times = 60, 600
    own = s[:, start : start + n_times].T
    copy = s[1, start - delay : start - delay + n_times][:, None]
    statistic = beta(own[:, [0]], np.column_stack([own[:, 1], copy]), 50, 20)
    n_same = 51 - delay
    np.testing.assert_allclose(statistic[delay:, 1], statistic[:n_same, 0], rtol=1e-12)
    chosen = statistic[:n_same, 0].argmax()
    assert statistic[delay:, 1].argmax() == chosen


@pytest.mark.parametrize(("n_channels", "n_times"), [(1, 16), (1, 60), (3, 60), (2, 125), (6, 300)])
def test_coordinates_and_shares_agree_and_no_share_exceeds_one(n_channels, n_times):
    delays, channels, fnn = mdop(smooth(1, n_channels, n_times)[0])
    assert len(delays) == len(channels) == len(fnn) + 1
    assert delays[0] == 0
    assert max(delays) <= min(50, n_times // 4)
    assert set(channels) <= set(range(n_channels))
    assert all(0 <= share <= 1 for share in fnn)


def test_it_stops_when_false_neighbours_are_few_or_rise():
    _, _, fnn = mdop(smooth(1, 3, 400)[0])
    assert all(after <= before for before, after in pairwise(fnn[:-1]))
    assert fnn[-1] <= 0.05 or fnn[-1] > fnn[-2]


def test_false_neighbours_are_counted_among_near_ones():
    old = np.array([0.1, 0.1, 0.1, 0.1, 0.9])
    assert false_neighbours(old, np.array([0.1, 0.21, 0.2, 0.3, 9.0])) == 0.5
    assert false_neighbours(old, old) == 1.0


def test_signals_of_integers_and_flat_channels_are_taken():
    X = np.round(4 * smooth(3, 3, 120))
    X[:, 1] = 5.0
    for method in ("mdop", "afnn"):
        (order, lag), _ = select_embedding(X, method)
        assert order >= 1
        assert lag >= 1
    assert all(1 not in channels for channels in select_embedding(X)[1]["channels"])
    assert select_embedding(np.ones((2, 2, 50)), "mdop")[0] == (1, 1)
    assert select_embedding(np.ones((2, 2, 50)), "afnn")[0][0] == 1


def test_order_counts_the_first_coordinate_and_the_lag_its_delay():
    X = smooth(4, 2, 300)
    (order, lag), details = select_embedding(X)
    orders = [len(each) for each in details["delays"]]
    lags = [round(np.mean(each)) for each in details["delays"]]
    assert list(details["orders"]) == orders
    assert list(details["lags"]) == lags
    assert (order, lag) == (round(np.mean(orders)), round(np.mean(lags)))


def test_epochs_are_drawn_by_the_seed():
    X = smooth(12, 1, 100)
    rows = [
        select_embedding(X, n_selection_epochs=5, random_state=s)[1]["epochs"] for s in (0, 0, 1)
    ]
    np.testing.assert_array_equal(rows[0], rows[1])
    assert len(rows[0]) == 5
    assert set(rows[0]) != set(rows[2])
    assert list(select_embedding(X)[1]["epochs"]) == list(range(12))


def test_afnn_reports_every_epoch():
    _, details = select_embedding(smooth(3, 2, 200), "afnn")
    assert details["mutual_information"].shape == (3, 31)
    assert details["growth"].shape[0] == 3


@pytest.mark.parametrize(
    ("X", "params", "message"),
    [
        (np.zeros((4, 40)), {}, "n_epochs, n_channels, n_times"),
        (np.full((2, 2, 40), np.nan), {}, "NaN"),
        (np.zeros((2, 2, 40)), {"method": "pca"}, "method must be one of mdop, afnn; got 'pca'"),
        (np.zeros((2, 2, 40)), {"n_selection_epochs": 0}, "n_selection_epochs must be an int >= 1"),
        (np.zeros((2, 2, 40)), {"n_selection_epochs": 2.5}, "n_selection_epochs must be"),
    ],
)
def test_bad_input_is_refused_by_name(X, params, message):
    with pytest.raises(ValueError, match=message):
        select_embedding(X, **params)
