"""The command line: what it prints, where, and with which exit code."""

import json
import os
import subprocess
import sys

import pytest
from throwaway import Throwaway, install

import skrepr


def run(*arguments, cwd=None, **env):
    return subprocess.run(
        [sys.executable, "-m", "skrepr", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **env},
    )


def table(result):
    assert result.returncode == 0, result.stderr
    header, *rows = (line.split("\t") for line in result.stdout.splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_list_prints_the_names_of_the_library():
    assert [row["name"] for row in table(run("list"))] == skrepr.list_estimators()
    narrowed = table(run("list", "--kind", "graph"))
    assert [row["name"] for row in narrowed] == skrepr.list_estimators(input_kind="graph")


@pytest.mark.parametrize("command", ["list", "datasets", "benchmarks", "plugins"])
def test_json_is_one_list(command):
    result = run(command, "--json")
    assert result.returncode == 0
    assert isinstance(json.loads(result.stdout), list)


def test_datasets_and_benchmarks_are_listed():
    rows = {row["name"]: row for row in table(run("datasets", "--kind", "graph"))}
    assert rows["cora"]["samples"] == "2708"
    assert rows["cora"]["licence"] == "B"
    assert "fastrp-cora" in [row["name"] for row in table(run("benchmarks"))]


def test_show_tells_paper_parameters_and_benchmarks():
    result = run("show", "FastRP")
    assert result.returncode == 0
    for text in ("arXiv:1908.11512", "n_components = 128", "degree_power: -1", "fastrp-cora"):
        assert text in result.stdout
    shown = json.loads(run("show", "FastRP", "--json").stdout)
    assert shown["parameters"]["n_components"] == "128"
    assert shown["distribution"] == "skrepr-graph"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "FastPR"), "did you mean 'FastRP'"),
        (("list", "--kind", "grap"), "did you mean 'graph'"),
        (("compare", "fastrp-coar"), "did you mean 'fastrp-cora'"),
        (("compare", "fastrp-cora", "--profile", "dmeo"), "'dmeo'"),
        (("compare", "fastrp-cora", "--export", "latx"), "did you mean 'latex'"),
        (("report", "not-there"), "the folder of a run holds 'run.json'; 'not-there' does not"),
        (("check", "FastPR"), "did you mean 'FastRP'"),
        (("check", "skrepr-grap"), "did you mean 'skrepr-graph'"),
        (("check", "sklearn.decomposition:PCAA"), "did you mean 'PCA'"),
        (("check", "os:"), "must read 'package.module:Name'"),
        (("lisst",), "lisst"),
        (("new-plugin", "numpy"), "a module that is there already"),
        (("new-plugin", "class"), "keyword"),
        (("new-plugin", "1 bad/../x"), "valid distribution name"),
        (
            ("new-plugin", "fine", "--folder", "not-there"),
            "the folder must be an existing directory",
        ),
    ],
)
def test_wrong_usage_exits_with_2_and_names_the_value(arguments, message, tmp_path):
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_version_and_help():
    assert run("--version").stdout == f"skrepr {skrepr.__version__}\n"
    for command in (
        (),
        ("list",),
        ("show",),
        ("check",),
        ("compare",),
        ("report",),
        ("new-plugin",),
    ):
        assert "Usage" in run(*command, "--help").stdout


def test_check_by_name_by_path_and_by_distribution():
    by_name = run("check", "FastRP")
    assert by_name.returncode == 0, by_name.stdout
    assert "0 failed" not in by_name.stdout
    assert "passed" in by_name.stdout
    by_path = run("check", "sklearn.decomposition:PCA", "--json")
    records = json.loads(by_path.stdout)
    assert {"check", "status", "estimator"} <= records[0].keys()
    distribution = run("check", "Skrepr_Graph", "--verbose")
    assert distribution.returncode == 0, distribution.stdout
    assert "listing_is_light" in distribution.stdout


def test_check_of_a_bad_estimator_exits_with_1(tmp_path):
    (tmp_path / "bad_one.py").write_text(
        "from sklearn.base import BaseEstimator, TransformerMixin\n"
        "class Bad(TransformerMixin, BaseEstimator):\n"
        "    def fit(self, X, y=None):\n"
        "        return None\n"
        "    def transform(self, X):\n"
        "        return X\n"
    )
    result = run("check", "bad_one:Bad", cwd=tmp_path)
    assert result.returncode == 1
    assert "fits" in result.stdout


def test_the_command_line_says_what_it_needs():
    code = "import sys; sys.modules['typer'] = None\nfrom skrepr.__main__ import main; main()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 2
    assert 'pip install "skrepr[cli]"' in result.stderr


def test_an_unexpected_error_says_how_to_see_where(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = run("compare", "loki-diabetes", "--out", str(blocked))
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "SKREPR_TRACEBACK=1" in result.stderr
    shown = run("compare", "loki-diabetes", "--out", str(blocked), SKREPR_TRACEBACK="1")
    assert "Traceback" in shown.stderr


def test_what_needs_a_missing_package_is_left_out_of_all_benchmarks_and_named(tmp_path):
    init = """
        from skrepr.hookspecs import hookimpl
        from skrepr.specs import BenchmarkSpec, Candidate, EstimatorSpec

        def spec(name, **more):
            return EstimatorSpec(name=name, target="deep_one._net:" + name, summary="x",
                                 roles=("classifier",), inputs=("table",), **more)

        def benchmark(name, method):
            one = Candidate(label="one", target="deep_one._net:Plain", estimator=method)
            return BenchmarkSpec(name=name, dataset="diabetes_bins", protocol="inductive",
                                 metrics=("accuracy",), methods=(one,), baselines=(),
                                 n_splits=2, n_repeats=1, n_trials=1, n_seeds=1)

        @hookimpl
        def skrepr_estimators():
            return [spec("Deep", requires=("no_such_package",), extra="deep"), spec("Plain")]

        @hookimpl
        def skrepr_benchmarks():
            return [benchmark("deep-bench", "Deep"), benchmark("plain-bench", "Plain")]
        """
    net = "from sklearn.dummy import DummyClassifier as Plain"
    site = install([Throwaway("deep-one", {"__init__.py": init, "_net.py": net})], tmp_path)
    result = run(
        *("compare", "--out", str(tmp_path / "out"), "--in-process"),
        PYTHONPATH=str(site),
        SKREPR_PLUGINS="deep-one,skrepr-data",
    )
    assert result.returncode == 0, result.stderr
    assert (
        "deep-bench is left out: Deep needs no_such_package: "
        'pip install "deep-one[deep]"' in result.stderr
    )
    assert "plain-bench" in result.stdout
    assert "deep-bench" not in result.stdout
