"""A run that was stopped, however it was stopped, goes on where it was."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skrepr import load_dataset
from skrepr.comparison import compare
from skrepr.comparison._store import RunFolder

from .conftest import BAYES, PRIOR, TREE
from .test_processes import TOYS, wait_for

pd = pytest.importorskip("pandas")

N_SPLITS = 12
N_JOBS = 2
TIMED = ["search_cpu_s", "fit_cpu_s", "fit_wall_s", "predict_s_per_1000", "peak_bytes"]

SCRIPT = """
    import sys
    sys.path.insert(0, {toys!r})
    import skrepr
    from skrepr import BenchmarkSpec, Candidate

    def bad(how):
        params = (("how", how), ("row", {row!r}))
        return Candidate(label=how, target="resume_toys:BadOnce", params=params, stochastic=False)

    def logged(label):
        return Candidate(label=label, target="resume_toys:Logged", params=(("seconds", 0.1),))

    spec = BenchmarkSpec(
        name="b", dataset="diabetes_bins", protocol="inductive", metrics=("accuracy",),
        methods=(logged("one"), logged("two"), bad("crash"), bad("hang"), bad("eat")),
        baselines=(Candidate(label="prior", target="sklearn.dummy:DummyClassifier"),),
        n_splits={n_splits}, n_repeats=1, n_seeds=1, n_trials=1,
    )
    skrepr.compare(spec, out={out!r}, n_jobs={n_jobs}, timeout=4.0, memory_limit=2000, verbose=0)
"""


def start(out):
    row = tuple(load_dataset("diabetes_bins").data[0].tolist())
    text = SCRIPT.format(toys=TOYS, row=row, n_splits=N_SPLITS, out=str(out), n_jobs=N_JOBS)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "RESUME_LOG": f"{out}.log"},
    )


def stored(out):
    """Return the time of writing of each finished cell of a candidate that keeps a log."""
    times = {}
    for path in out.glob("cells/*.json"):
        record = json.loads(path.read_text())  # whole, whenever the run was killed
        if record["candidate"] in ("one", "two"):
            times[path.name] = path.stat().st_mtime_ns
    return times


def n_begun(out):
    log = Path(f"{out}.log")
    return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals, and limits of memory")
def test_a_run_killed_ten_times_ends_like_one_that_was_not(tmp_path):
    out, whole = tmp_path / "killed", tmp_path / "whole"
    rng = np.random.default_rng(0)
    for how in [signal.SIGKILL] * 10 + [signal.SIGINT]:
        before, begun = stored(out), n_begun(out)
        wanted = len(before) + int(rng.integers(0, 3))
        process = start(out)
        try:
            wait_for(lambda wanted=wanted, begun=begun: progressed(out, wanted, begun))
            time.sleep(rng.uniform(0, 0.15))
            os.kill(process.pid, how)
            said, _ = process.communicate(timeout=30)
        finally:
            process.kill()
            process.wait()
        after = stored(out)
        assert before.items() <= after.items()  # nothing is computed again
        n_lost = (n_begun(out) - begun) - (len(after) - len(before))
        assert n_lost <= N_JOBS
        assert "Interrupted: only some" in said or how == signal.SIGKILL
    assert len(after) < 2 * N_SPLITS
    for folder in (out, whole):
        process = start(folder)
        _, complaint = process.communicate(timeout=100)
        assert process.returncode == 0, complaint
    assert after.items() <= stored(out).items()
    tables = [pd.read_csv(folder / "cells.csv") for folder in (out, whole)]
    pd.testing.assert_frame_equal(*(table.drop(columns=TIMED) for table in tables))
    failed = tables[0].set_index("candidate").query("status != 'ok'")
    assert failed["status"].to_dict() == {"crash": "crashed", "hang": "timeout", "eat": "failed"}
    assert "MemoryError" in failed.loc["eat", "error"]
    assert names_in(out) == names_in(whole)


def progressed(out, wanted, begun):
    return len(stored(out)) >= wanted and n_begun(out) > begun


def names_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_what_a_killed_run_left_half_written_is_cleared_away(tmp_path):
    with RunFolder(tmp_path) as folder:
        folder.write_cell("key", {"status": "ok"})
    kept = names_in(tmp_path)
    (tmp_path / "cells" / ".key.json.123.tmp").write_text("{")
    (tmp_path / "splits" / ".b.npz.123.tmp").write_text("")
    (tmp_path / ".scratch" / "skrepr-1").mkdir(parents=True)
    (tmp_path / "notes.tmp").write_text("somebody's own")
    with RunFolder(tmp_path):
        assert not (tmp_path / "cells" / ".key.json.123.tmp").exists()
    assert names_in(tmp_path) == {*kept, "notes.tmp"}


def run(benchmark, out, **options):
    return compare(benchmark, **{"out": out, "in_process": True, "verbose": 0, **options})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"n_trials": 2}, "the numbers of trials, seeds or inner parts"),
        ({"metrics": ("accuracy",)}, "the metrics"),
        ({"n_splits": 4}, "the protocol or its splits"),
    ],
)
def test_a_changed_definition_says_that_stored_cells_are_not_used(
    benchmark_of, tmp_path, change, why
):
    run(benchmark_of(), tmp_path)
    before = names_in(tmp_path / "cells")
    result = run(benchmark_of(**change), tmp_path)
    said = (
        "9 stored cells of toy-benchmark belong to another definition and are kept but not used "
        f"(changed: {why})"
    )
    assert said in result.notes
    assert said in " ".join((tmp_path / "result.txt").read_text().split())
    assert before < names_in(tmp_path / "cells")
    # once they have successors there is nothing more to say
    assert run(benchmark_of(**change), tmp_path).notes == ()
    assert run(benchmark_of(), tmp_path).notes == ()


def test_changed_data_and_candidates_are_named(benchmark_of, register, tmp_path):
    run(benchmark_of(), tmp_path)
    edited = replace(BAYES, params=(("var_smoothing", 0.1),))
    (note,) = run(benchmark_of(baselines=[edited, PRIOR]), tmp_path).notes
    assert note.startswith("3 stored cells of toy-benchmark")
    assert note.endswith("(changed: the definition of a candidate)")
    X = np.random.default_rng(0).normal(size=(60, 2))
    register({"data": X, "target": np.arange(60) % 3, "groups": None, "splits": None})
    (note,) = run(benchmark_of(n_splits=3), tmp_path).notes
    # the splits are drawn by the classes, which have changed as well
    assert "the data, the protocol or its splits" in note


def test_a_candidate_that_is_not_asked_for_is_no_other_definition(benchmark_of, tmp_path):
    run(benchmark_of(), tmp_path)
    assert run(benchmark_of([TREE], [PRIOR]), tmp_path).notes == ()
    assert run(benchmark_of(), tmp_path, candidates=["tree"]).notes == ()


def test_other_definitions_are_said_on_standard_error_before_the_run(
    benchmark_of, tmp_path, capsys
):
    run(benchmark_of(), tmp_path)
    run(benchmark_of(n_seeds=1), tmp_path, verbose=1)
    first, *_ = capsys.readouterr().err.splitlines()
    assert first.startswith("skrepr: 9 stored cells of toy-benchmark belong to another definition")


@pytest.mark.parametrize("foreign", ["[]", "{}", '{"benchmark": [1], "candidate": {}}', "{"])
def test_what_something_else_wrote_does_not_stop_a_run(benchmark_of, tmp_path, foreign):
    run(benchmark_of(), tmp_path)
    (tmp_path / "cells" / "foreign.json").write_text(foreign)
    assert run(benchmark_of(n_seeds=1), tmp_path).failed == 0
