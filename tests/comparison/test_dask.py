"""The same cells on a Dask cluster of two processes give the same numbers."""

import json
import os
import signal
import sys
import threading

import joblib
import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from skrepr import Candidate
from skrepr.comparison import compare
from skrepr.exceptions import UsageError

from .conftest import BAYES, PRIOR, toy
from .test_processes import TOYS, wait_for
from .test_run import record_cells

pd = pytest.importorskip("pandas")
dask = pytest.importorskip("dask", reason="needs the extra skrepr[dask], which is not installed")
distributed = pytest.importorskip("distributed", reason="needs the extra skrepr[dask]")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

KEYS = ["candidate", "split", "seed", "metric"]


@pytest.fixture(scope="module")
def cluster():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(TOYS)  # the workers look where this process looks
        with (
            dask.config.set({"distributed.scheduler.allowed-failures": 1}),
            distributed.LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                processes=True,
                dashboard_address=":0",
                worker_dashboard_address=None,
            ) as running,
        ):
            yield running


def run(benchmark, out=None, **options):
    return compare(benchmark, **{"out": out, "verbose": 0, **options})


def scores(result):
    columns = ["value", "status", "inner_score", "params", "n_trials_run", "key"]
    return result.cells.sort_values(KEYS).set_index(KEYS)[columns]


def test_address_client_and_joblib_give_the_numbers_of_this_machine(
    benchmark_of, cluster, tmp_path
):
    benchmark = benchmark_of()
    here = scores(run(benchmark, in_process=True))
    result = run(benchmark, tmp_path, dask=cluster.scheduler_address)
    pd.testing.assert_frame_equal(scores(result), here)
    assert result.cells["peak_bytes"].isna().all()
    assert json.loads((tmp_path / "run.json").read_text())["executor"] == "Dask"
    pids = {json.loads(p.read_text())["pid"] for p in (tmp_path / "cells").glob("*.json")}
    assert len(pids) == 2
    with distributed.Client(cluster) as client:
        pd.testing.assert_frame_equal(scores(run(benchmark, dask=client)), here)
        with joblib.parallel_config(backend="dask"):
            ambient = run(benchmark)
    pd.testing.assert_frame_equal(scores(ambient), here)
    assert ambient.runs[0].record["executor"] == "Dask"


def test_finished_cells_are_found_whoever_computed_them(
    benchmark_of, cluster, tmp_path, monkeypatch
):
    run(benchmark_of(), tmp_path, dask=cluster.scheduler_address)
    asked = record_cells(monkeypatch)
    assert run(benchmark_of(), tmp_path, in_process=True).failed == 0
    assert asked == []


def test_a_worker_killed_in_between_changes_nothing(benchmark_of, cluster, tmp_path):
    slow = Candidate(label="slow", target="comparison_toys:SlowGuess", params=(("seconds", 0.2),))
    benchmark = benchmark_of([slow], [BAYES], n_splits=6, metrics=("accuracy",))
    here = scores(run(benchmark, in_process=True))
    victims = []

    def kill():
        wait_for(lambda: len(list(tmp_path.glob("cells/*.json"))) >= 2)
        with distributed.Client(cluster, set_as_default=False) as client:
            victims.append(next(iter(client.run(os.getpid).values())))
        os.kill(victims[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    result = run(benchmark, tmp_path, dask=cluster.scheduler_address)
    killer.join()
    assert victims
    pd.testing.assert_frame_equal(scores(result), here)


def test_a_cell_that_ends_its_worker_is_a_row(benchmark_of, cluster):
    benchmark = benchmark_of([toy("crash")], [], n_splits=2, n_trials=1)
    result = run(benchmark, dask=cluster.scheduler_address)
    assert set(result.cells["status"]) == {"crashed"}
    assert result.cells["error"].str.startswith("lost on the cluster: KilledWorker").all()


def test_a_failing_cell_is_a_row_and_the_others_go_on(benchmark_of, cluster):
    result = run(benchmark_of([toy("raise")], [PRIOR], n_splits=2), dask=cluster.scheduler_address)
    assert result.cells.groupby("candidate")["status"].first().to_dict() == {
        "prior": "ok",
        "raise": "failed",
    }


def test_a_class_that_no_worker_can_import_is_sent_along(benchmark_of, cluster):
    namespace = {"GaussianNB": GaussianNB, "__name__": "__main__"}
    exec("class Typed(GaussianNB):\n    pass", namespace)  # as in a notebook
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)), np.arange(40) % 2
    result = compare(
        [namespace["Typed"]()], X, y, baselines=[], cv=4, verbose=0, dask=cluster.scheduler_address
    )
    assert set(result.cells["status"]) == {"ok"}


@pytest.mark.parametrize("limit", [{"timeout": 5}, {"memory_limit": 500}])
def test_limits_are_refused_before_anything_is_written(benchmark_of, cluster, tmp_path, limit):
    with pytest.raises(ValueError, match="must be None on a Dask cluster"):
        run(benchmark_of(), tmp_path / "out", dask=cluster.scheduler_address, **limit)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("address", ["nowhere", ":", "bad://a:1", 3])
def test_an_address_that_is_none_is_refused(benchmark_of, tmp_path, address):
    with pytest.raises(UsageError, match="'dask' must be the address of a"):
        run(benchmark_of(), tmp_path / "out", dask=address)
    assert not (tmp_path / "out").exists()


def test_ctrl_c_cancels_what_has_not_begun(benchmark_of, cluster, tmp_path, capsys):
    slow = Candidate(label="slow", target="comparison_toys:SlowGuess", params=(("seconds", 1.0),))
    benchmark = benchmark_of([slow], [], n_splits=20, n_seeds=1, n_trials=1)

    def interrupt():
        wait_for(lambda: len(list(tmp_path.glob("cells/*.json"))) >= 1)
        os.kill(os.getpid(), signal.SIGINT)

    with distributed.Client(cluster, set_as_default=False) as client:
        interrupter = threading.Thread(target=interrupt)
        interrupter.start()
        with pytest.raises(KeyboardInterrupt):
            run(benchmark, tmp_path, dask=client)
        interrupter.join()
        assert sum(map(len, client.processing().values())) <= 2  # one a worker, which end
        wait_for(lambda: not any(client.processing().values()))
    assert "Interrupted: only some of the cells were run." in capsys.readouterr().out
    assert 1 <= len(list(tmp_path.glob("cells/*.json"))) < 20
    assert json.loads((tmp_path / "run.json").read_text())["interrupted"] is True
