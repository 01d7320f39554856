"""Which benchmark is meant by a name, and what the key of a cell depends on."""

from dataclasses import replace

import pytest

from skrepr import Candidate
from skrepr._importing import Entry
from skrepr.comparison import _plan
from skrepr.comparison._plan import make_plan

from .conftest import BAYES, toy_data
from .test_run import run

pd = pytest.importorskip("pandas")


@pytest.mark.parametrize(
    "change", [{"n_splits": 0}, {"metrics": ("acuracy",)}, {"protocol": "inductiv"}]
)
def test_an_invalid_benchmark_among_several_is_a_problem(benchmark_of, change):
    result = run([benchmark_of(), replace(benchmark_of(), name="bad", **change)])
    assert list(result.problems) == ["bad"]
    assert (result.failed, len(result.summaries)) == (1, 1)


def test_benchmarks_of_one_name_from_two_plugins_run_together(benchmark_of, monkeypatch, tmp_path):
    find, asked = _plan.find_entry, []

    def find_entry(name, section, prefer=None):
        asked.append((name, section, prefer))
        if section == "benchmarks":
            return Entry(benchmark_of(), name.partition("/")[0], "1")
        return find(name, section, prefer)

    monkeypatch.setattr(_plan, "find_entry", find_entry)
    both = run(["one/toy-benchmark", "two/toy-benchmark"], tmp_path)
    assert list(both.cells["benchmark"].unique()) == ["one/toy-benchmark", "two/toy-benchmark"]
    alone = run("one/toy-benchmark")
    assert list(alone.cells["benchmark"].unique()) == ["toy-benchmark"]
    pd.testing.assert_series_equal(
        alone.cells["value"], both.cells["value"].iloc[: len(alone.cells)]
    )
    # what a benchmark names is looked up among what its own plugin offers first
    assert {prefer for _, section, prefer in asked if section == "datasets"} == {"one", "two"}


def test_import_errors_name_the_distribution(benchmark_of, monkeypatch):
    find = _plan.find_entry
    missing = benchmark_of([Candidate(label="missing", target="comparison_toys:Nothing")], [BAYES])

    def find_entry(name, section, prefer=None):
        entry = Entry(missing, "dist-of-it", "1")
        return entry if section == "benchmarks" else find(name, section, prefer)

    monkeypatch.setattr(_plan, "find_entry", find_entry)
    assert (
        "dist-of-it 1: " in run("toy-benchmark").cells.query("candidate == 'missing'")["error"][0]
    )


def test_keys_depend_on_how_rows_are_read_and_on_the_code_of_a_scorer(
    benchmark_of, register, monkeypatch
):
    def key(**changes):
        return make_plan(benchmark_of(metrics=("comparison_toys:error_rate",))).cells[0].key

    before, origins = key(), _plan.origin
    assert key() == before
    register(toy_data(), kind="series")
    assert key() != before
    register(toy_data())
    for code in ("comparison_toys", "skrepr"):
        monkeypatch.setattr(
            _plan, "origin", lambda t, code=code: "new" if t.startswith(code) else origins(t)
        )
        assert key() != before
