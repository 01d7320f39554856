"""Runs read back from their folders, and several of them on one page."""

import json
import re
import shutil
from dataclasses import replace

import pytest
from summaries import LEVELS, result_of, summary_of

from skrepr import Axis, Candidate
from skrepr.comparison import compare, merge, read_run, write_report
from skrepr.comparison._page import comparison_page
from skrepr.exceptions import UsageError

from .conftest import BAYES, TREE, toy

pd = pytest.importorskip("pandas", reason="tables of results are data frames")
pytest.importorskip("jinja2", reason="pages are drawn with jinja2")


@pytest.fixture
def folder(benchmark_of, tmp_path):
    """Return the folder of a run in which some cells failed and one candidate cannot be made."""
    absent = Candidate(label="absent", target="comparison_toys:NoSuchClass")
    spec = benchmark_of(
        [TREE, toy("raise")], [BAYES, absent], axis=Axis(family="f", label="rows", value=60)
    )
    path = tmp_path / "run"
    compare(spec, out=path, in_process=True, verbose=0)
    return path


def test_a_run_read_back_is_the_run(benchmark_of, tmp_path):
    specs = [benchmark_of(name="z"), benchmark_of(name="a", options=())]
    result = compare(specs, out=tmp_path, in_process=True, verbose=0)
    read = read_run(tmp_path)
    assert [summary.benchmark for summary in read.summaries] == specs
    assert read.to_text(100) == result.to_text(100)
    assert read.to_html() == result.to_html() == (tmp_path / "index.html").read_text("utf-8")
    for name in ("cells", "summary", "differences"):
        pd.testing.assert_frame_equal(getattr(read, name), getattr(result, name))


def test_failures_and_what_could_not_be_made_are_read_back(folder):
    read = read_run(folder)
    assert read.failed == 6
    assert set(read.cells.loc[read.cells["status"] == "failed", "candidate"]) == {"raise", "absent"}
    assert read.summaries[0].benchmark.axis == Axis(family="f", label="rows", value=60)


def test_cells_of_an_earlier_definition_are_not_read(benchmark_of, tmp_path):
    compare(benchmark_of(), out=tmp_path, in_process=True, verbose=0)
    edited = benchmark_of(baselines=[BAYES], n_seeds=1)
    result = compare(edited, out=tmp_path, in_process=True, verbose=0)
    assert len(list((tmp_path / "cells").glob("*.json"))) > len(edited.candidates) * 3
    pd.testing.assert_frame_equal(read_run(tmp_path).cells, result.cells)


def break_json(folder):
    (folder / "run.json").write_text("{")


def drop_cells(folder):
    shutil.rmtree(folder / "cells")


def drop_record(folder):
    (folder / "run.json").unlink()


def write_older_form(folder):
    record = json.loads((folder / "run.json").read_text())
    for stored in record["benchmarks"].values():
        del stored["test_ratios"]
    (folder / "run.json").write_text(json.dumps(record))


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (break_json, "must be the record of a run as this version of skrepr writes it"),
        (write_older_form, "it cannot be read (KeyError: 'test_ratios')"),
        (drop_cells, "a cell of the run"),
        (drop_record, "its run was ended before it could be written: run it again"),
        (shutil.rmtree, "the folder of a run holds 'run.json'"),
    ],
)
def test_what_is_no_run_is_refused_in_one_line(folder, harm, message):
    harm(folder)
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        read_run(folder)
    assert "\n" not in str(caught.value)


def two_runs(tmp_path, **changes):
    return [
        result_of(summary_of(LEVELS), summary_of(LEVELS, name="c"), folder=tmp_path / "first"),
        result_of(
            summary_of({"new": 0.7, "old": 0.7}),
            summary_of(LEVELS, name="d"),
            folder=tmp_path / "second",
            **changes,
        ),
    ]


def test_a_benchmark_of_two_runs_stands_side_by_side_under_their_names(tmp_path):
    merged = merge(two_runs(tmp_path))
    names = ["b (first)", "b (second)", "c", "d"]
    assert [summary.benchmark.name for summary in merged.summaries] == names
    assert set(merged.cells["benchmark"]) == set(merged.summary["benchmark"]) == set(names)
    assert set(merged.differences["benchmark"]) == set(names)
    html = merged.to_html()
    assert "On b (first) new reaches" in html
    assert "On b (second) new reaches" in html
    assert len(merged.cells) == sum(len(result.cells) for result in two_runs(tmp_path))


def test_results_themselves_are_left_alone(tmp_path):
    runs = two_runs(tmp_path)
    merge(runs)
    assert runs[0].summaries[0].benchmark.name == "b"
    assert set(runs[0].cells["benchmark"]) == {"b", "c"}
    assert list(runs[0].runs[0].record["benchmarks"]) == ["b", "c"]


def test_differing_versions_are_named_at_the_foot(tmp_path):
    other = two_runs(tmp_path, versions={"python": "3.11.2", "numpy": "2.3.0", "torch": "2.13"})
    html = merge(other).to_html()
    assert "The runs differ in: numpy, torch." in html
    assert "<td" in html[html.index("2.1.0") - 20 : html.index("2.3.0")]
    assert "The runs were made with the same versions" in merge(two_runs(tmp_path)).to_html()


def test_a_partial_run_among_others_is_named(tmp_path):
    page = comparison_page(merge(two_runs(tmp_path, interrupted=True)))
    assert page.warning.startswith("Partial result. second was interrupted")


def test_runs_of_one_name_are_told_apart_by_their_paths(tmp_path):
    runs = [
        result_of(summary_of(LEVELS), folder=tmp_path / place / "results") for place in ("a", "b")
    ]
    merged = merge(runs)
    assert [run.name for run in merged.runs] == ["a/results", "b/results"]
    assert merged.summaries[1].benchmark.name == "b (b/results)"


def test_families_of_two_runs_are_not_joined(tmp_path):
    def run(name):
        found = [
            summary_of(LEVELS, name=f"b{v}", axis=Axis(family="f", label="rows", value=v))
            for v in (1, 2)
        ]
        return result_of(*found, folder=tmp_path / name)

    headings = [
        section.heading for section in comparison_page(merge([run("x"), run("y")])).sections
    ]
    assert headings[-2:] == ["f (x): score against rows", "f (y): score against rows"]


def test_one_run_alone_stays_itself(tmp_path):
    (one, _) = two_runs(tmp_path)
    assert merge([one]) is one


def test_a_run_given_twice_is_refused(tmp_path):
    one, _ = two_runs(tmp_path)
    with pytest.raises(UsageError, match=r"each run must be given once; got '.*first' 2 times"):
        merge([one, replace(one)])


def test_report_goes_into_a_folder_or_a_file(tmp_path):
    merged = merge(two_runs(tmp_path))
    assert write_report(merged, tmp_path / "new" / "x") == tmp_path / "new" / "x" / "index.html"
    page = write_report(merged, tmp_path / "all.html", ["markdown"])
    assert page.read_text("utf-8") == merged.to_html()
    assert (tmp_path / "tables.md").is_file()


def test_report_refuses_what_is_in_the_way(tmp_path):
    merged = merge(two_runs(tmp_path))
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(UsageError, match=r"'out' must be a folder; got the file '.*file'"):
        write_report(merged, tmp_path / "file")
    with pytest.raises(UsageError, match=r"'out' must be a file if it ends in \.html"):
        write_report(merged, tmp_path / "folder.html")
