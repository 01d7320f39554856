import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from skrepr.comparison._statistics import (
    MAX_TEST_RATIO,
    best_baseline,
    corrected_interval,
    count_better,
    holm,
    percentile_interval,
    pick,
    relative_improvement,
)


def test_interval_follows_its_formula():
    values = np.array([0.1, 0.3, 0.2, 0.4])
    interval = corrected_interval(values, test_ratio=0.25)
    error = np.sqrt((1 / 4 + 0.25) * values.var(ddof=1))
    assert_allclose(interval.mean, 0.25)
    assert_allclose(interval.half_width, stats.t.ppf(0.975, 3) * error)
    assert_allclose(interval.p_value, 2 * stats.t.sf(0.25 / error, 3))


def test_interval_without_test_rows_is_the_t_interval():
    values = np.random.default_rng(0).normal(0.2, 1, size=12)
    interval = corrected_interval(values, test_ratio=0)
    reference = stats.ttest_1samp(values, 0)
    assert_allclose([interval.low, interval.high], reference.confidence_interval())
    assert_allclose(interval.p_value, reference.pvalue)


def test_interval_excludes_0_exactly_if_p_is_below_the_level():
    generator = np.random.default_rng(1)
    for shift in np.linspace(0, 2, 21):
        interval = corrected_interval(generator.normal(shift, 1, size=10), test_ratio=0.5)
        assert (interval.low > 0 or interval.high < 0) == (interval.p_value < 0.05)


def test_interval_stops_widening_at_the_cap():
    values = [0.1, 0.2, 0.4]
    at_cap = corrected_interval(values, MAX_TEST_RATIO)
    assert corrected_interval(values, 9.0) == at_cap
    assert corrected_interval(values, np.inf) == at_cap


@pytest.mark.parametrize("values", [[], [0.3]])
def test_interval_of_fewer_than_two_splits_is_unknown(values):
    interval = corrected_interval(values, test_ratio=0.25)
    assert np.isnan([interval.low, interval.high, interval.p_value]).all()


@pytest.mark.parametrize("values", [[0.0] * 3, [0.2] * 3, [0.8 - 0.7, 0.3 - 0.2, 0.2 - 0.1]])
def test_equal_values_have_no_interval_and_no_p_value(values):
    interval = corrected_interval(values, test_ratio=0.25)
    assert interval.mean == pytest.approx(np.mean(values))
    assert np.isnan([interval.low, interval.high, interval.p_value]).all()


def test_percentile_interval_holds_the_middle_of_the_replicates():
    interval = percentile_interval(0.5, np.arange(1, 1001) / 1000)
    assert_allclose([interval.low, interval.high], [0.026, 0.976], atol=1e-3)
    assert_allclose(interval.p_value, 2 / 1001)


def test_percentile_interval_passes_over_few_lost_replicates_and_refuses_many():
    replicates = np.arange(1, 1001) / 1000
    replicates[::25] = np.nan
    assert percentile_interval(0.5, replicates).low == pytest.approx(0.026, abs=1e-2)
    replicates[::15] = np.nan
    assert np.isnan(percentile_interval(0.5, replicates).low)
    assert np.isnan(percentile_interval(0.5, np.full(10, np.nan)).p_value)


def test_equal_replicates_have_no_interval():
    assert np.isnan(percentile_interval(0.1, [0.1] * 100).low)


def test_holm_equals_the_worked_example_of_its_definition():
    assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])


def test_holm_keeps_order_is_at_most_1_and_never_below_the_p_value():
    p_values = np.random.default_rng(2).uniform(size=20)
    adjusted = holm(p_values)
    assert (adjusted >= p_values).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p_values)]) >= 0).all()


def test_holm_leaves_out_tests_that_were_not_made():
    assert_allclose(holm([np.nan, 0.02, 0.03]), [np.nan, 0.04, 0.04])
    assert holm([]).shape == (0,)


def test_best_baseline_is_chosen_in_each_split():
    inner = [[0.1, 0.9, np.nan, np.nan], [0.2, 0.3, 0.4, np.nan]]
    chosen = best_baseline(inner)
    assert_array_equal(chosen, [1, 0, 1, -1])
    assert_array_equal(pick([[1, 2, 3, 4], [5, 6, 7, 8]], chosen), [5, 2, 7, np.nan])


def test_better_counts_strict_differences_in_the_good_direction():
    differences = [0.1, 0.0, -0.2, np.nan, 0.3]
    assert count_better(differences, greater_is_better=True) == 2
    assert count_better(differences, greater_is_better=False) == 1


def test_relative_improvement_counts_in_the_good_direction():
    assert relative_improvement(0.9, 0.6, greater_is_better=True) == pytest.approx(0.5)
    assert relative_improvement(8.7, 12.7, greater_is_better=False) == pytest.approx(
        0.315, abs=1e-3
    )
    assert relative_improvement(-0.5, -1.0, greater_is_better=True) == pytest.approx(0.5)
    assert np.isnan(relative_improvement(1.0, 0.0, greater_is_better=True))
