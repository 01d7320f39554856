"""From the benchmark to the folder."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from skrepr import Axis, Candidate
from skrepr.comparison import Split, _plan, _report, _run, compare
from skrepr.comparison._plan import make_plan
from skrepr.comparison._splits import splits_hash
from skrepr.comparison._tables import CELL_COLUMNS
from skrepr.exceptions import UnknownNameError

from .conftest import BAYES, PRIOR, TREE, toy, toy_data
from .test_processes import script, wait_for

pd = pytest.importorskip("pandas")
KEYS = ["candidate", "split", "seed", "metric"]


def run(benchmark, out=None, **options):
    return compare(benchmark, **{"out": out, "in_process": True, "verbose": 0, **options})


def scores(result):
    return result.cells.sort_values(KEYS).set_index(KEYS)["value"]


def test_tables_have_a_row_for_each_cell_seed_and_metric(benchmark_of, tmp_path):
    result = run(benchmark_of(), tmp_path)
    assert tuple(result.cells.columns) == CELL_COLUMNS
    # 3 splits and 2 metrics; the tree with 2 seeds, the others are not stochastic
    assert result.cells.groupby("candidate").size().to_dict() == {
        "bayes": 6,
        "prior": 6,
        "tree": 12,
    }
    assert set(result.cells["status"]) == {"ok"}
    assert result.cells["n_trials_run"].groupby(result.cells["candidate"]).max().to_dict() == {
        "bayes": 1,
        "prior": 1,
        "tree": 3,
    }
    assert len(result.summary) == 3 * 2
    assert list(result.differences["baseline"]) == ["bayes", "prior", "", "bayes", "prior"]
    assert result.failed == 0


def test_folder_holds_all_that_the_result_holds(benchmark_of, tmp_path):
    result = run(benchmark_of(), tmp_path / "new" / "folder")
    folder = result.folder
    names = {path.name for path in folder.iterdir()} - {".lock"}
    assert names == {
        "cells",
        "cells.csv",
        "charts",
        "differences.csv",
        "index.html",
        "result.txt",
        "run.json",
        "splits",
        "summary.csv",
    }
    stored = pd.read_csv(folder / "cells.csv")
    np.testing.assert_allclose(stored["value"], result.cells["value"])
    assert len(list((folder / "cells").iterdir())) == 9
    assert {path.name for path in (folder / "charts").iterdir()} == {
        f"toy-benchmark-{what}.svg" for what in ("scores", "differences", "cost")
    }
    page = (folder / "index.html").read_text("utf-8")
    assert "On toy-benchmark tree reaches accuracy 0." in page


def test_run_record_is_enough_to_repeat_the_run(benchmark_of, tmp_path):
    run(benchmark_of(), tmp_path)
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["versions"].keys() >= {"python", "skrepr", "numpy", "scipy", "scikit-learn"}
    assert record["machine"].keys() >= {"processor", "cores", "memory_bytes", "thread_pools"}
    assert record["profile"] == "full"
    benchmark = record["benchmarks"]["toy-benchmark"]
    assert benchmark["definition"]["n_trials"] == 3
    arrays = np.load(tmp_path / benchmark["splits_file"])
    splits = [Split(*(arrays[f"{p}_{n}"] for p in ("fit", "label", "score"))) for n in range(3)]
    assert splits_hash(splits) == benchmark["splits_sha256"]


def test_finished_cells_are_used_again(benchmark_of, tmp_path, monkeypatch):
    first = run(benchmark_of(), tmp_path)
    asked = record_cells(monkeypatch)
    again = run(benchmark_of(), tmp_path)
    assert asked == []
    pd.testing.assert_frame_equal(again.cells, first.cells)


def record_cells(monkeypatch):
    """Return a list that fills with the cells that are really run."""
    asked = []

    def executor(**options):
        def start(cells, materials):
            cells = list(cells)
            asked.extend((cell.candidate.label, cell.number) for cell in cells)
            return original(**options)(cells, materials)

        return start

    original = _run.executor
    monkeypatch.setattr(_run, "executor", executor)
    return asked


def test_an_edited_baseline_runs_again_alone(benchmark_of, tmp_path, monkeypatch):
    run(benchmark_of(), tmp_path)
    asked = record_cells(monkeypatch)
    edited = replace(BAYES, params=(("var_smoothing", 0.1),))
    run(benchmark_of(baselines=[edited, PRIOR]), tmp_path)
    assert asked == [("bayes", 0), ("bayes", 1), ("bayes", 2)]


@pytest.mark.parametrize("change", [{"n_trials": 2}, {"n_seeds": 1}, {"metrics": ("accuracy",)}])
def test_changed_counts_run_everything_again(benchmark_of, tmp_path, monkeypatch, change):
    run(benchmark_of(n_splits=2), tmp_path)
    asked = record_cells(monkeypatch)
    run(benchmark_of(n_splits=2, **change), tmp_path)
    assert len(asked) == 6


def test_failed_cells_are_tried_again(benchmark_of, tmp_path, monkeypatch):
    benchmark = benchmark_of([toy("raise")], [BAYES], n_splits=2)
    assert run(benchmark, tmp_path).failed == 2
    asked = record_cells(monkeypatch)
    run(benchmark, tmp_path)
    assert asked == [("raise", 0), ("raise", 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_killed_run_goes_on_and_ends_like_one_that_was_not(tmp_path):
    params = (("seconds", 0.3),)
    text = script(tmp_path / "killed", "comparison_toys:SlowGuess", params)
    process = subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: len(list((tmp_path / "killed").glob("cells/*.json"))) >= 3)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    done = {
        path.name: path.stat().st_mtime_ns for path in (tmp_path / "killed/cells").glob("*.json")
    }
    assert 3 <= len(done) < 8
    whole = script(tmp_path / "whole", "comparison_toys:SlowGuess", params)
    for code in (text, whole):
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    for name, time in done.items():
        assert (tmp_path / "killed/cells" / name).stat().st_mtime_ns == time
    tables = [pd.read_csv(tmp_path / name / "cells.csv") for name in ("killed", "whole")]
    timed = ["search_cpu_s", "fit_cpu_s", "fit_wall_s", "predict_s_per_1000", "peak_bytes"]
    pd.testing.assert_frame_equal(*(table.drop(columns=timed) for table in tables))


def test_a_candidate_that_cannot_be_made_is_a_row(benchmark_of):
    missing = Candidate(label="missing", target="comparison_toys:Nothing")
    wrong = Candidate(label="wrong", target="comparison_toys:Fails", params=(("speed", 1),))
    grid = Candidate(label="grid", target="comparison_toys:Fails", grid=(("speed", (1, 2)),))
    absent = Candidate(label="absent", target="comparison_toys:Fails", input="pictures")
    result = run(benchmark_of([missing, wrong, grid, absent], [BAYES], n_splits=2))
    errors = result.cells.groupby("candidate")["error"].first()
    assert "has no 'Nothing'" in errors["missing"]
    assert "unexpected keyword argument 'speed'" in errors["wrong"]
    assert "Invalid parameter 'speed'" in errors["grid"]
    assert "KeyError: 'pictures'" in errors["absent"]
    assert result.failed == 8
    assert set(result.cells.loc[result.cells["candidate"] == "bayes", "status"]) == {"ok"}


def test_one_failing_metric_leaves_the_others(benchmark_of):
    hinge = Candidate(label="svm", target="sklearn.svm:LinearSVC")
    result = run(benchmark_of([hinge], [BAYES]))  # which has no probabilities
    values = result.cells.query("candidate == 'svm'").groupby("metric")["value"]
    assert values.count().to_dict() == {"accuracy": 6, "log_loss": 0}
    assert result.failed == 0
    assert "log_loss: " in result.cells.query("candidate == 'svm'")["error"].iloc[0]


def test_a_score_that_is_not_finite_is_a_failure(benchmark_of):
    result = run(benchmark_of([BAYES], [], metrics=("comparison_toys:infinite",), n_trials=1))
    assert result.failed == 3
    assert set(result.cells["error"]) == {"infinite is inf"}
    assert result.cells["value"].isna().all()


def test_baselines_get_the_budget_of_the_methods(benchmark_of):
    twin = replace(TREE, label="twin")
    result = run(benchmark_of([TREE], [twin]))
    by_candidate = scores(result)
    np.testing.assert_array_equal(by_candidate["tree"], by_candidate["twin"])
    (difference,) = result.summaries[0].differences[:1]
    assert (difference.interval.mean, difference.n_better) == (0, 0)
    assert not result.summaries[0].verdicts[0].beats_all


def test_seeds_are_the_same_for_all_candidates_of_a_split(benchmark_of):
    cells = run(benchmark_of([TREE], [replace(TREE, label="twin", params=())])).cells
    seeds = cells.groupby(["split", "candidate"])["seed"].unique()
    for split in range(3):
        assert list(seeds[split, "tree"]) == list(seeds[split, "twin"])
    assert cells["seed"].nunique() == 6


def test_published_single_split_is_resampled_and_says_so(benchmark_of, register):
    rows = np.arange(60)
    register({**toy_data(), "splits": [(rows[:40], rows[40:])]})
    result = run(benchmark_of([TREE], [BAYES, PRIOR], protocol="published"))
    (summary,) = result.summaries
    for score in summary.scores:
        if score.metric == "accuracy":
            assert score.interval.low <= score.interval.mean <= score.interval.high
    assert np.isfinite(summary.scores[0].seed_sd)
    assert "One split only: intervals come from resampling" in str(result)
    assert all(np.isfinite(d.interval.low) for d in summary.differences if d.metric == "accuracy")


def test_clustering_needs_no_labels_and_no_search(benchmark_of):
    clusterers = [
        Candidate(label="k", target="sklearn.cluster:KMeans", params=(("n_clusters", 3),))
    ]
    baselines = [Candidate(label="s", target="sklearn.cluster:AgglomerativeClustering")]
    result = run(
        benchmark_of(clusterers, baselines, protocol="clustering", metrics=("adjusted_rand_score",))
    )
    assert result.failed == 0
    assert result.cells["value"].between(-1, 1).all()
    assert result.cells["inner_score"].isna().all()


def test_retrieval_tunes_on_queries_that_it_does_not_score(benchmark_of):
    neighbours = Candidate(
        label="near",
        target="sklearn.neighbors:NearestNeighbors",
        grid=(("n_neighbors", (1, 2)),),
        stochastic=False,
    )
    result = run(
        benchmark_of(
            [neighbours], [], protocol="retrieval", metrics=("comparison_toys:mean_distance",)
        )
    )
    assert result.failed == 0
    assert result.cells["inner_score"].notna().all()
    # the mean grows with every further neighbour, and the toy metric calls that better
    assert set(result.cells["params"]) <= {"{}", '{"n_neighbors": 2}'}
    assert (result.cells["n_label"] + result.cells["n_score"] == 20).all()


def test_measure_fits_nothing(benchmark_of):
    measure = [Candidate(label="m", target="comparison_toys:Fails")]
    result = run(
        benchmark_of(
            measure, [], protocol="measure", metrics=("comparison_toys:mean_first_column",)
        )
    )
    assert result.failed == 0
    assert result.cells["fit_cpu_s"].isna().all()


def test_groups_of_the_data_set_hold_only_where_it_declares_them(benchmark_of, register):
    groups = np.arange(60) // 10
    register({**toy_data(), "groups": groups}, groups=True)
    for split in make_plan(benchmark_of()).splits:
        assert not np.intersect1d(groups[split.fit], groups[split.score]).size
    register({**toy_data(), "groups": np.zeros(60)})
    assert len(make_plan(benchmark_of()).splits) == 3
    register(toy_data(), groups=True)
    with pytest.raises(ValueError, match="says it has groups, but holds none"):
        run(benchmark_of())


def test_demo_profile_overrides_counts_and_parameters(benchmark_of):
    benchmark = benchmark_of(demo=(("n_splits", 2), ("n_trials", 1), ("tree.max_depth", 1)))
    result = run(benchmark, profile="demo")
    assert result.cells["split"].nunique() == 2
    assert result.summaries[0].benchmark.methods[0].params == (
        ("max_features", 1),
        ("max_depth", 1),
    )
    assert result.cells["inner_score"].isna().all()  # one trial is no search
    assert "best of each split" not in str(result)


def test_only_the_candidates_asked_for_are_run(benchmark_of):
    result = run(benchmark_of(), candidates=["tree", "prior"])
    assert set(result.cells["candidate"]) == {"tree", "prior"}


def test_a_benchmark_that_cannot_run_does_not_stop_the_others(benchmark_of, monkeypatch):
    good, bad = benchmark_of(), replace(benchmark_of(), name="bad", dataset="bad")
    load = _plan.load_dataset

    def load_or_fail(name):
        if name == "toys/bad":
            raise OSError("the file is truncated")
        return load(name)

    monkeypatch.setattr(_plan, "load_dataset", load_or_fail)
    result = run([good, bad])
    assert result.problems == {"bad": "OSError: the file is truncated"}
    assert result.failed == 1
    assert "bad could not be run: OSError: the file is truncated" in str(result)
    with pytest.raises(OSError, match="the file is truncated"):
        run(bad)


def test_whatever_a_loader_raises_does_not_stop_the_others(benchmark_of, monkeypatch):
    load = _plan.load_dataset

    def load_or_fail(name):
        if name == "toys/bad":
            raise ZeroDivisionError("by 0")
        return load(name)

    monkeypatch.setattr(_plan, "load_dataset", load_or_fail)
    result = run([benchmark_of(), replace(benchmark_of(), name="bad", dataset="bad")])
    assert result.problems == {"bad": "ZeroDivisionError: by 0"}


def test_one_benchmark_without_summary_does_not_lose_the_others(
    benchmark_of, monkeypatch, tmp_path
):
    original = _report.summarise

    def fail_once(benchmark, *rest):
        if benchmark.name == "bad":
            raise TypeError("no")
        return original(benchmark, *rest)

    monkeypatch.setattr(_report, "summarise", fail_once)
    result = run([replace(benchmark_of(), name="bad"), benchmark_of()], tmp_path)
    assert "bad has no summary: TypeError: no" in str(result)
    assert "bad has no summary: TypeError: no" in (tmp_path / "index.html").read_text("utf-8")
    assert result.cells["benchmark"].nunique() == 2


def test_a_page_that_cannot_be_drawn_does_not_lose_the_result(benchmark_of, monkeypatch, tmp_path):
    monkeypatch.setattr(_report, "write_page", lambda *_: {}["no"])
    result = run(benchmark_of(), tmp_path)
    assert "there is no page: KeyError: 'no'" in str(result)
    assert {"run.json", "cells.csv", "result.txt"} <= {p.name for p in tmp_path.iterdir()}


def test_a_plain_classifier_among_hidden_labels_fails_by_name(benchmark_of):
    result = run(benchmark_of([BAYES], [], protocol="transductive", metrics=("accuracy",)))
    assert set(result.cells["status"]) == {"failed"}
    assert result.cells["error"].str.contains("wrap it in skrepr.comparison.LabelledRows").all()


def test_a_predict_that_fails_costs_a_column_not_the_cell(benchmark_of):
    candidate = Candidate(
        label="c", target="comparison_toys:NoPredict", params=(("how", ""),), stochastic=False
    )
    result = run(
        benchmark_of([candidate], [], metrics=("comparison_toys:first_column",), n_trials=1)
    )
    assert set(result.cells["status"]) == {"ok"}
    assert result.cells["predict_s_per_1000"].isna().all()


def test_interrupted_run_keeps_what_is_finished(benchmark_of, tmp_path, capsys):
    benchmark = benchmark_of(
        [Candidate(label="stop", target="comparison_toys:Interrupts")], [BAYES]
    )
    swapped = replace(benchmark, methods=benchmark.baselines, baselines=benchmark.methods)
    with pytest.raises(KeyboardInterrupt):
        run(swapped, tmp_path)
    assert "Interrupted: only some of the cells were run." in capsys.readouterr().out
    assert len(pd.read_csv(tmp_path / "cells.csv")) == 2  # bayes on the first split
    assert json.loads((tmp_path / "run.json").read_text())["interrupted"] is True


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"profile": "quick"}, ValueError, "'profile' must be one of 'full', 'demo'; got 'quick'"),
        ({"n_jobs": 0}, ValueError, "'n_jobs' must be an int other than 0, or None; got 0"),
        ({"n_jobs": 1.5}, ValueError, "'n_jobs' must be an int other than 0"),
        ({"timeout": -1, "in_process": False}, ValueError, "'timeout' must be a number of seconds"),
        ({"timeout": 5}, ValueError, "'timeout' must be None when 'in_process' is set"),
        ({"candidates": "tree"}, ValueError, "'candidates' must be a list of labels or None"),
        ({"candidates": ["treee"]}, UnknownNameError, "candidate 'treee'.*tree"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    benchmark_of, tmp_path, options, error, message
):
    with pytest.raises(error, match=message):
        run(benchmark_of(), tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"metrics": ("acuracy",)}, UnknownNameError, "'acuracy'.*accuracy"),
        ({"protocol": "inductiv"}, UnknownNameError, "'inductiv'.*inductive"),
        ({"n_splits": 0}, ValueError, "n_splits must be >= 1; got 0"),
        ({"baselines": (TREE,)}, ValueError, "label 'tree' is used by two candidates"),
        (
            {"axis": Axis(family="f", label=" ", value=1)},
            ValueError,
            "axis: label must be one line of printable text; got ' '",
        ),
        (
            {"axis": Axis(family="f", label="rows", value=float("inf"))},
            ValueError,
            "axis: value must be finite; got inf",
        ),
    ],
)
def test_wrong_benchmarks_are_refused_before_anything_is_written(
    benchmark_of, tmp_path, changes, error, message
):
    with pytest.raises(error, match=message):
        run(benchmark_of(**changes), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_wrong_demo_override_is_named(benchmark_of):
    with pytest.raises(ValueError, match="got 'n_split'"):
        run(benchmark_of(demo=(("n_split", 1),)), profile="demo")


@pytest.mark.parametrize(
    ("benchmarks", "error", "message"),
    [
        ([], ValueError, "'benchmarks' must be a name, a BenchmarkSpec or a list of these"),
        (3, ValueError, "got 3"),
        ([3], TypeError, "each of 'benchmarks' must be a name or a BenchmarkSpec; got 3"),
        ("no-such-benchmark", UnknownNameError, "no-such-benchmark"),
    ],
)
def test_benchmarks_must_be_names_or_specs(benchmarks, error, message):
    with pytest.raises(error, match=message):
        run(benchmarks)


def test_naming_a_benchmark_twice_is_refused(benchmark_of):
    with pytest.raises(ValueError, match="got 'toy-benchmark' twice"):
        run([benchmark_of(), benchmark_of()])


def test_unwritable_folder_is_found_before_data_are_read(benchmark_of, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(_plan, "load_dataset", lambda name: pytest.fail("read the data"))
    with pytest.raises(NotADirectoryError, match="'out' must be a folder"):
        run(benchmark_of(), tmp_path / "file")


def test_missing_extra_is_named(benchmark_of, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(ModuleNotFoundError, match=r'pip install "skrepr\[compare\]"'):
        run(benchmark_of())


def test_piped_progress_is_a_line_now_and_then(benchmark_of, capsys):
    run(benchmark_of([TREE], [BAYES], n_splits=20), verbose=1)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("skrepr: 40 of 40 cells")
