import sys
import time

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from skrepr.comparison._measure import measured, one_thread, seconds_per_1000


def test_cpu_is_not_counted_while_waiting():
    with measured(memory=False) as cost:
        time.sleep(0.05)
    assert cost.wall_s >= 0.05
    assert cost.cpu_s < cost.wall_s
    assert cost.peak_bytes is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_peak_is_that_of_the_block_above_the_start():
    held = np.ones(4_000_000)  # 32 MB that were there before
    with measured(memory=True) as cost:
        np.ones(8_000_000).sum()  # 64 MB, freed before the end
    assert held.sum() > 0
    if cost.peak_bytes is None:
        pytest.skip("this system does not let a process reset its peak")
    assert cost.peak_bytes == pytest.approx(64e6, rel=0.1)


def test_costs_are_filled_when_the_block_raises():
    with pytest.raises(ZeroDivisionError), measured(memory=False) as cost:
        1 / 0  # noqa: B018
    assert cost.wall_s > 0


def test_seconds_per_1000_is_the_median_of_three_calls():
    waits = iter([0.2, 0.0, 0.01])
    assert seconds_per_1000(lambda: time.sleep(next(waits)), 10) == pytest.approx(1.0, rel=0.5)


def test_one_thread_holds_inside_and_is_undone_after():
    before = [pool["num_threads"] for pool in threadpool_info()]
    with one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} <= {1}
    assert [pool["num_threads"] for pool in threadpool_info()] == before
