"""The page of a result: what it says on top, what it shows, what it tells of its origin."""

import re

import pytest
from summaries import ACCURACY, LEVELS, LOSS, record, result_of, run_facts, spec_of, summary_of

from skrepr import Axis, Claim, Figure
from skrepr.comparison._page import comparison_page
from skrepr.comparison._page_charts import benchmark_charts, families
from skrepr.comparison._page_origin import repeat_command
from skrepr.comparison._statements import headlines
from skrepr.comparison._summary import summarise
from skrepr.report import Charts, Table

pytest.importorskip("pandas", reason="tables of results are data frames")
pytest.importorskip("jinja2", reason="pages are drawn with jinja2")


def headline(levels, **options):
    (sentence,) = headlines(summary_of(levels, **options)[0])
    return sentence


def test_headline_names_score_strongest_baseline_interval_and_verdict():
    assert re.fullmatch(
        r"On b new reaches accuracy 0\.\d+ ± 0\.00\d+ \(higher is better\), "
        r"\+0\.\d+ ± 0\.00\d+ against the strongest baseline, old "
        r"\(better in 12 of 12 splits\): it beats every baseline\.",
        headline({"new": 0.8, "older": 0.6, "old": 0.7}),
    )


def test_headline_of_a_loss_counts_downwards():
    text = headline({"new": 0.8, "old": 0.6, "older": 0.7}, metrics=(LOSS, ACCURACY))
    assert "(lower is better), -0.0" in text or "(lower is better), -0.1" in text
    assert "the strongest baseline, older" in text


def test_headline_of_a_method_that_loses_says_so():
    assert headline({"new": 0.7, "old": 0.8}).endswith(
        "against old (better in 0 of 12 splits): it is worse than old."
    )


def test_headline_without_baseline_method_or_result():
    assert headline({"new": 0.7}).endswith("(higher is better); there is no baseline.")
    assert headline(LEVELS, n_methods=0) == "On b no method was run."
    records = {("new", 0): record([], status="failed", error="no")}
    summary = summarise(spec_of(["new"], ["old"]), (ACCURACY,), [0.25], records)
    assert headlines(summary) == [
        "On b new has no result: new failed in 1 of 1 splits and old did not run in 1 of 1 splits."
    ]


def test_every_method_has_its_sentence(tmp_path):
    result = result_of(summary_of(LEVELS, n_methods=2), folder=tmp_path)
    assert [text.split()[2] for text in comparison_page(result).lead] == ["new", "old"]


def tables(blocks):
    return [block for block in blocks if isinstance(block, Table)]


def test_overview_holds_every_candidate_of_every_benchmark(tmp_path):
    found = summary_of(LEVELS), summary_of({"a": 0.5, "b": 0.4}, name="c", metrics=(LOSS,))
    (overview,) = tables(comparison_page(result_of(*found, folder=tmp_path)).blocks)
    assert [(row[1].text, row[0].text, row[3].text) for row in overview.rows] == [
        ("b", "new", "accuracy ↑"),
        ("b", "old", "accuracy ↑"),
        ("b", "older", "accuracy ↑"),
        ("c", "a", "loss ↓"),
        ("c", "b", "loss ↓"),
    ]
    for (summary, _, _), rows in zip(found, (overview.rows[:3], overview.rows[3:]), strict=True):
        scores = [s for s in summary.scores if s.metric == summary.metrics[0].name]
        assert [row[2].key for row in rows] == [score.interval.mean for score in scores]


def test_claim_and_published_figures_are_notes_of_their_benchmark(tmp_path):
    figure = Figure(label="New", metric="accuracy", value=0.9, source="table 2")
    claim = Claim(text="It is better.", method="new", baseline="old", relative=0.1)
    found = summary_of(LEVELS, published=(figure,), claim=claim)
    html = result_of(found, folder=tmp_path).to_html()
    assert "Published: New, accuracy 0.9 (table 2)." in html
    assert re.search(r"Claim: It is better\. Measured \+1\d%, asked \+10%: holds", html)


def test_failures_are_listed_by_candidate_split_status_and_error(tmp_path):
    summary, records, spec = summary_of(LEVELS)
    records["old", 3] = record([], status="crashed", error="exit code -11")
    records["new", 5]["error"] = "log_loss: no"
    result = result_of((summary, records, spec), folder=tmp_path)
    (failed,) = tables(comparison_page(result).sections[-1].blocks)
    assert [[cell.text for cell in row] for row in failed.rows] == [
        ["new", "b", "5", "ok", "log_loss: no"],
        ["old", "b", "3", "crashed", "exit code -11"],
    ]
    assert result.failed == 1


def test_a_clean_run_has_no_table_of_failures(tmp_path):
    page = comparison_page(result_of(summary_of(LEVELS), folder=tmp_path))
    assert [section.heading for section in page.sections] == ["b"]
    assert page.warning == ""


def test_an_interrupted_run_says_first_that_it_is_partial(tmp_path):
    result = result_of(summary_of(LEVELS), folder=tmp_path, interrupted=True)
    html = result.to_html()
    assert html.index("Partial result. This run was interrupted") < html.index("On b new reaches")


def test_what_could_not_be_run_is_said(tmp_path):
    result = result_of(summary_of(LEVELS), folder=tmp_path, problems={"other": "no data"})
    assert "other could not be run: no data" in result.to_html()


def test_a_result_without_any_benchmark_has_a_page(tmp_path):
    html = result_of(folder=tmp_path, problems={"other": "no data"}).to_html()
    assert "other could not be run: no data" in html
    assert "<table>" in html  # of the foot


def test_foot_tells_how_to_repeat_the_run(tmp_path):
    html = result_of(summary_of(LEVELS), folder=tmp_path).to_html()
    foot = html[html.index("<footer>") :]
    for text in (
        "skrepr compare b",
        "0123456789ab<",  # splits
        "fedcba987654<",  # data
        "2 a split",
        "A seed is derived from the name.",
        "3.11.2",
        "a processor",
        "inductive",
    ):
        assert text in foot


@pytest.mark.parametrize(
    ("changes", "command"),
    [
        ({"command": ["/bin/skrepr", "compare", "a b"]}, "skrepr compare 'a b'"),
        ({"command": ["/x/skrepr/__main__.py", "compare"]}, "skrepr compare"),
        ({"command": ["/there/my script.py", "-v"]}, "python 'my script.py' -v"),
        ({"command": ["/x/ipykernel_launcher.py", "-f", "k"]}, "skrepr.compare(['b'], n_jobs=1)"),
        (
            {
                "command": [],
                "profile": "demo",
                "executor": "in process",
                "problems": {"other": "no"},
            },
            "skrepr.compare(['b', 'other'], n_jobs=1, in_process=True, profile='demo')",
        ),
        (
            {"command": [], "own_data": True, "timeout": 9.0},
            "skrepr.compare([...], X, y, n_jobs=1, timeout=9.0)",
        ),
        (
            {"command": [], "candidates": ["new"]},
            "skrepr.compare(['b'], candidates=['new'], n_jobs=1)",
        ),
    ],
)
def test_a_run_is_repeated_by_its_command_its_script_or_a_call(changes, command):
    facts = run_facts([spec_of(["new"], [])], **changes)
    assert repeat_command(facts) == command


def family(*values, **changes):
    axis = {"family": "growing", "label": "labels per class"}
    return [
        summary_of(LEVELS, name=f"b{value}", axis=Axis(**axis, value=value), **changes)
        for value in values
    ]


def test_a_family_is_drawn_once_against_its_axis_in_order(tmp_path):
    result = result_of(*family(10, 1, 4), summary_of(LEVELS), folder=tmp_path)
    section = comparison_page(result).sections[-1]
    assert section.heading == "growing: score against labels per class"
    (block,) = section.blocks
    assert isinstance(block, Charts)
    assert re.search(r"new: 0\.\d+ at 1, 0\.\d+ at 4, 0\.\d+ at 10;", block.charts[0])


def test_one_value_or_another_metric_makes_no_family():
    one = [found[0] for found in family(1)]
    other = [found[0] for found in family(2, metrics=(LOSS,))]
    assert families(one + other) == []
    assert len(families(one + [found[0] for found in family(2)])) == 1


def test_charts_of_a_benchmark_are_those_it_has_something_for():
    summary, records, spec = summary_of(LEVELS)
    assert list(benchmark_charts(summary, "c")) == ["scores", "differences", "cost"]
    assert list(benchmark_charts(summary_of(LEVELS, n_methods=0)[0], "c")) == ["scores", "cost"]
    of_two = benchmark_charts(summary_of(LEVELS, n_methods=2)[0], "c")
    assert list(of_two) == ["scores", "differences-1", "differences-2", "cost"]
    for cell in records.values():
        for fit in cell["fits"]:
            fit["fit_cpu_s"] = None  # a measure fits nothing
    summary = summarise(spec, (ACCURACY, LOSS), [0.25] * 12, records)
    assert list(benchmark_charts(summary, "c")) == ["scores", "differences"]


def test_a_candidate_keeps_its_mark_from_chart_to_chart():
    charts = benchmark_charts(summary_of(LEVELS)[0], "c")
    for label, style in (("old", "s1"), ("older", "s2")):
        for chart in charts.values():
            group = re.search(rf"<g><title>{label}(?::[^<]*)?</title>(.*?)</g>", chart)[1]
            assert set(re.findall(r"mark (s\d)", group)) == {style}
