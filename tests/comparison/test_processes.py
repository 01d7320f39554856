"""A cell in a process of its own: nothing that it does ends the run."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from skrepr import Candidate
from skrepr.comparison._plan import make_plan
from skrepr.comparison._processes import executor

from .conftest import BAYES, TREE, toy

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")
TOYS = str(Path(__file__).parent / "toys")


def run(benchmark, *, n_jobs=2, timeout=None, in_process=False):
    """Return the records by label and split, in the order in which cells finished."""
    plan = make_plan(benchmark)
    start = executor(in_process=in_process, n_jobs=n_jobs, timeout=timeout)
    finished = start(plan.cells, {benchmark.name: plan.material})
    return {(cell.candidate.label, cell.number): record for cell, record in finished}


def results(records):
    """Return what must not depend on where or when cells ran."""
    same = ("status", "params", "inner_score", "trials", "n_trials_run")
    return {
        key: [record[name] for name in same] + [(f["seed"], f["values"]) for f in record["fits"]]
        for key, record in sorted(records.items())
    }


@pytest.mark.parametrize(
    ("how", "status", "error"),
    [
        ("raise", "failed", "ValueError: the fit fails\x1b[31m <b>here</b>"),
        ("exit", "failed", "SystemExit: 4"),
        ("leave", "crashed", "the process died, exit code 3"),
        ("crash", "crashed", "the process died, exit code -11 (SIGSEGV)"),
        ("hang", "timeout", "stopped after the time limit of 3 s"),
    ],
)
def test_whatever_a_fit_does_is_one_record(benchmark_of, how, status, error):
    benchmark = benchmark_of([toy(how)], [BAYES], n_splits=2, n_trials=1)
    records = run(benchmark, timeout=3.0 if how == "hang" else 60.0)
    for number in range(2):
        assert (records[how, number]["status"], records[how, number]["error"]) == (status, error)
        assert records["bayes", number]["status"] == "ok"


def test_what_a_dead_process_printed_last_is_kept(benchmark_of):
    records = run(benchmark_of([toy("crash")], [], n_splits=2, n_trials=1))
    last_words = records["crash", 0]["traceback"]
    assert "a word before the end" in last_words
    assert "Segmentation fault" in last_words
    assert "comparison_toys.py" in last_words  # where it happened


def test_process_and_here_give_the_same(benchmark_of):
    benchmark = benchmark_of([TREE], [BAYES])
    assert results(run(benchmark)) == results(run(benchmark, in_process=True))


def test_number_of_processes_changes_nothing(benchmark_of):
    benchmark = benchmark_of([TREE], [BAYES])
    assert results(run(benchmark, n_jobs=1)) == results(run(benchmark, n_jobs=3))


def test_without_a_fork_server_processes_are_spawned(benchmark_of, monkeypatch):
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    benchmark = benchmark_of([TREE], [], n_splits=2)
    assert results(run(benchmark)) == results(run(benchmark, in_process=True))


def test_every_cell_has_its_own_process(benchmark_of):
    records = run(benchmark_of([TREE], [BAYES]))
    pids = [record["pid"] for record in records.values()]
    assert len(set(pids)) == len(pids)
    assert os.getpid() not in pids


def test_costs_are_measured(benchmark_of):
    (fit, _) = run(benchmark_of([TREE], []))["tree", 0]["fits"]
    assert fit["fit_cpu_s"] > 0
    assert fit["fit_wall_s"] > 0
    assert fit["predict_s_per_1000"] > 0
    if sys.platform.startswith("linux"):
        assert fit["peak_bytes"] is None or fit["peak_bytes"] >= 0


def test_environment_and_main_module_are_as_before(benchmark_of):
    before, main = dict(os.environ), sys.modules["__main__"]
    run(benchmark_of([BAYES], [], n_splits=2))
    assert dict(os.environ) == before
    assert sys.modules["__main__"] is main


def test_what_a_cell_started_is_stopped_with_it(benchmark_of, tmp_path):
    marker = tmp_path / "pid"
    candidate = Candidate(
        label="parent", target="comparison_toys:Parent", params=(("marker", str(marker)),)
    )
    records = run(benchmark_of([candidate], [], n_splits=2, n_trials=1), timeout=2.0)
    assert {record["status"] for record in records.values()} == {"timeout"}
    assert_gone(int(marker.read_text()))


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
@pytest.mark.parametrize(
    ("how", "status"), [("crash", "crashed"), ("leave", "crashed"), ("", "ok")]
)
def test_what_a_cell_started_is_stopped_however_it_ends(benchmark_of, tmp_path, how, status):
    marker = tmp_path / "pid"
    params = (("marker", str(marker)), ("how", how))
    candidate = Candidate(label="parent", target="comparison_toys:Parent", params=params)
    records = run(
        benchmark_of([candidate], [], n_splits=2, n_trials=1, metrics=("accuracy",)), n_jobs=1
    )
    assert {record["status"] for record in records.values()} == {status}
    assert_gone(int(marker.read_text()))


def assert_gone(pid, seconds=10.0):
    """Wait until a process has ended (a zombie that init has not yet collected has)."""
    stat = Path(f"/proc/{pid}/stat")
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


SCRIPT = """
    import sys
    sys.path.insert(0, {toys!r})
    from sklearn.naive_bayes import GaussianNB
    import skrepr
    from skrepr import BenchmarkSpec, Candidate

    class Mine(GaussianNB):
        pass

    spec = BenchmarkSpec(
        name="b", dataset="diabetes_bins", protocol="inductive", metrics=("accuracy",),
        methods=(Candidate(label="mine", target={target!r}, params={params!r}),),
        baselines=(Candidate(label="prior", target="sklearn.dummy:DummyClassifier"),),
        n_splits=2, n_repeats=2, n_seeds=1, n_trials=1,
    )
    print("started", flush=True)
    result = skrepr.compare(spec, out={out!r}, n_jobs=2)
    print("done", result.failed, len(result.cells))
"""


def script(out, target="__main__:Mine", params=()):
    return textwrap.dedent(SCRIPT.format(toys=TOYS, out=str(out), target=target, params=params))


@pytest.mark.parametrize("how", ["stdin", "file"])
def test_a_script_needs_no_guard_and_no_file(tmp_path, how):
    text = script(tmp_path / "out")
    path = tmp_path / "script.py"
    path.write_text(text)
    command = [sys.executable, "-"] if how == "stdin" else [sys.executable, str(path)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=100)
    assert done.stdout.splitlines() == ["started", "done 0 8"], done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_stops_the_children_and_prints_what_is_finished(tmp_path):
    out = tmp_path / "out"
    text = script(out, "comparison_toys:SlowGuess", (("seconds", 30.0),))
    process = subprocess.Popen(
        [sys.executable, "-c", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(lambda: len(list(out.glob("cells/*.json"))) >= 1)
        children = children_of(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert "KeyboardInterrupt" in stderr
    assert process.returncode in (1, -signal.SIGINT)
    assert "Interrupted: only some of the cells were run." in stdout
    assert "prior" in stdout
    assert (out / "cells.csv").exists()
    for pid in children:
        assert_gone(pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_cells_end_when_the_run_is_killed(tmp_path):
    text = script(tmp_path / "out", "comparison_toys:SlowGuess", (("seconds", 300.0),))
    process = subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: len(list(tmp_path.glob("out/cells/*.json"))) >= 1)
        children = children_of(process.pid)
    finally:
        process.kill()
        process.wait()
    assert children
    for pid in children:
        assert_gone(pid)


def wait_for(condition, seconds=60.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def children_of(pid):
    """Return all processes below ``pid``."""
    below, found = {}, []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    waiting = [pid]
    while waiting:
        found += below.get(waiting[-1], [])
        waiting += below.get(waiting.pop(), [])
    return found
