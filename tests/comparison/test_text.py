import numpy as np
import pytest
from summaries import ACCURACY, HOSTILE, LEVELS, LOSS, record, spec_of, summary_of

from skrepr import Claim, Figure
from skrepr.comparison._numbers import decimals, number, seconds, with_interval
from skrepr.comparison._result import Comparison
from skrepr.comparison._statements import Column
from skrepr.comparison._statistics import Interval
from skrepr.comparison._summary import summarise
from skrepr.comparison._tables import differences_frame
from skrepr.comparison._text import display_width, summary_text, table, wrap
from skrepr.report import printable


def test_table_of_a_benchmark():
    summary, _, _ = summary_of(LEVELS)
    lines = summary_text(summary, 80).splitlines()
    assert lines[0] == "b: d, inductive, 12 splits (6 x 2), 10 trials, 2 seeds"
    assert " ".join(lines[3].split()) == "accuracy ↑ loss ↓ fit s search s peak MB predict s/1000"
    assert lines[4].split()[0] == "new"
    assert lines[4].split()[-4:] == ["0.25", "12.5", "16.0", "0.001"]
    assert "new beats every baseline." in lines
    (row,) = [line for line in lines if line.startswith("old  ") and " of " in line]
    assert row.split()[1].startswith(("+0.09", "+0.10"))
    assert row.endswith("12 of 12")
    assert "  best by inner score: old 12" in lines


def test_numbers_in_the_table_are_those_of_the_summary():
    summary, records, _ = summary_of(LEVELS)
    per_split = [
        np.mean([f["values"]["accuracy"] for f in records["new", j]["fits"]]) for j in range(12)
    ]
    score = summary.scores[0]
    assert score.interval.mean == pytest.approx(np.mean(per_split))
    assert score.split_sd == pytest.approx(np.std(per_split, ddof=1))
    first = summary.differences[0]
    old = [np.mean([f["values"]["accuracy"] for f in records["old", j]["fits"]]) for j in range(12)]
    assert first.interval.mean == pytest.approx(np.mean(np.subtract(per_split, old)))


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ({"new": 0.7, "old": 0.8}, "new does not beat every baseline: it is worse than old."),
        (
            {"new": 0.7, "old": 0.7, "older": 0.6},
            "new does not beat every baseline: no clear difference to old.",
        ),
        (
            {"new": 0.7, "old": 0.7, "better": 0.8, "best": 0.9},
            "new does not beat every baseline: it is worse than better and best; no clear "
            "difference to old.",
        ),
    ],
)
def test_verdict_says_against_whom_it_is_open(levels, text):
    summary, _, _ = summary_of(levels)
    assert text in " ".join(summary_text(summary, 120).split())


def test_a_baseline_without_a_result_is_no_baseline_that_was_beaten():
    _, records, spec = summary_of({"new": 0.8, "old": 0.7})
    for j in range(12):
        records["old", j] = record([], status="failed", error="no")
    summary = summarise(spec, (ACCURACY,), [0.25] * 12, records)
    text = " ".join(summary_text(summary, 80).split())
    assert "new does not beat every baseline: incomplete: old failed in 12 of 12 splits" in text
    assert "not comparable to old." in text


def test_lower_is_better_turns_the_verdict_round():
    summary, _, _ = summary_of({"new": 0.7, "old": 0.8}, metrics=(LOSS, ACCURACY))
    (verdict,) = summary.verdicts
    assert verdict.worse_than == ("old",)
    summary, _, _ = summary_of({"new": 0.8, "old": 0.7}, metrics=(LOSS, ACCURACY))
    assert summary.verdicts[0].beats_all


def test_each_method_is_adjusted_for_the_others():
    summary, _, _ = summary_of({"new": 0.8, "newer": 0.7, "old": 0.7}, n_methods=2)
    headlines = [d for d in summary.differences if d.metric == "accuracy"]
    raw = [d.interval.p_value for d in headlines]
    assert headlines[0].p_adjusted == pytest.approx(2 * raw[0])
    assert headlines[1].p_adjusted == pytest.approx(raw[1])
    assert "(Holm)" in summary_text(summary, 80)


def test_failed_cells_are_counted_and_left_out_of_pairs():
    _, records, spec = summary_of(LEVELS)
    records["old", 3] = record([], status="crashed", error="exit code -11")
    records["new", 5] = record([], status="failed", error="ValueError: no")
    del records["older", 0]  # has not run
    again = summarise(spec, (ACCURACY, LOSS), [0.25] * 12, records)
    assert [(d.n_splits) for d in again.differences[:3]] == [10, 10, 11]
    text = summary_text(again, 80)
    assert "failed" in text.splitlines()[3]
    assert "old crashed: exit code -11" in text
    assert "new failed: ValueError: no" in text
    assert sum(score.n_failed for score in again.scores if score.metric == "accuracy") == 2


def test_few_splits_are_said_beside_the_intervals():
    summary, _, _ = summary_of(LEVELS, n_splits=6, n_repeats=1)
    assert "Only 6 splits: the intervals are rough." in summary_text(summary, 80)


@pytest.mark.parametrize(("relative", "word"), [(0.1, "holds"), (0.3, "does not hold")])
def test_claim_is_checked(relative, word):
    claim = Claim(text="It is better.", method="new", baseline="old", relative=relative)
    summary, _, _ = summary_of(LEVELS, claim=claim)
    text = " ".join(summary_text(summary, 100).split())
    assert f"Claim: It is better. Measured +14%, asked +{relative:.0%}: {word}; the" in text
    assert "the difference is +0.0" in text


def test_claim_says_when_the_interval_includes_0():
    claim = Claim(text="It is better", method="new", baseline="old", relative=-0.5)
    text = " ".join(summary_text(summary_of({"new": 0.7, "old": 0.7}, claim=claim)[0], 100).split())
    assert "Claim: It is better. Measured" in text
    assert "holds on average; the interval includes 0." in text


def test_claim_about_a_candidate_that_was_not_run_is_left_out():
    claim = Claim(text="It is better", method="new", baseline="gone", relative=0.1)
    assert summary_of(LEVELS, claim=claim)[0].claim is None
    assert summary_of(LEVELS, n_methods=0, claim=Claim(text="It is better"))[0].claim is None


def summary_after_crashes(n_crashed, *, run=True):
    """Return a summary of 15 splits in some of which the method crashed, or did not run."""
    _, records, spec = summary_of(LEVELS, n_splits=15)
    for j in range(n_crashed):
        records["new", j] = record([], status="crashed", error="no")
        if not run:
            del records["new", j]
    return summarise(spec, (ACCURACY, LOSS), [0.25] * 15, records)


@pytest.mark.parametrize(("run", "what"), [(True, "failed"), (False, "did not run")])
def test_a_method_beats_nothing_on_the_splits_that_it_survived(run, what):
    summary = summary_after_crashes(12, run=run)
    (verdict,) = summary.verdicts
    assert not verdict.beats_all
    assert verdict.worse_than == verdict.undecided == verdict.missing == ()
    text = " ".join(summary_text(summary, 100).split())
    assert f"new does not beat every baseline: incomplete: new {what} in 12 of 15 splits." in text
    assert "new minus old: only 3 of 15 splits, its interval is rough." in text
    assert "3 of 15" in summary_text(summary, 100).splitlines()[4]


def test_one_common_split_is_not_comparable():
    (verdict,) = summary_after_crashes(14).verdicts
    assert verdict.missing == ("old", "older")
    assert verdict.undecided == ()


def test_equal_differences_give_no_verdict():
    records = {(label, j): record([v]) for label, v in (("new", 0.8), ("old", 0.7)) for j in (0, 1)}
    summary = summarise(spec_of(["new"], ["old"]), (ACCURACY,), [0.25] * 2, records)
    assert not summary.verdicts[0].beats_all
    assert "no interval for the difference to old." in summary_text(summary, 100)


def test_ties_are_counted_beside_the_splits_won():
    records = {
        (label, j): record([0.7 + (label == "new" and j == 0) / 10])
        for label in ("new", "old")
        for j in range(15)
    }
    summary = summarise(spec_of(["new"], ["old"]), (ACCURACY,), [0.25] * 15, records)
    assert "1 of 15, 14 ties" in summary_text(summary, 100)


def test_lost_resamples_are_left_out_pairwise():
    spread = np.linspace(-0.02, 0.02, 101)
    lost = [None, *(0.8 + spread[1:])]
    records = {
        ("new", 0): record([0.8], bootstrap=lost),
        ("old", 0): record([0.7], bootstrap=[*(0.7 + spread[:-1] / 2), None]),
    }
    summary = summarise(spec_of(["new"], ["old"]), (ACCURACY,), [0.5], records)
    assert summary.differences[0].interval.low == pytest.approx(0.0905, abs=1e-3)
    records["new", 0] = record([0.8], bootstrap=[*lost[:-10], *[None] * 10])
    summary = summarise(spec_of(["new"], ["old"]), (ACCURACY,), [0.5], records)
    assert np.isnan(summary.differences[0].interval.low)
    assert not summary.verdicts[0].beats_all


def test_errors_of_finished_cells_are_notes():
    _, records, spec = summary_of(LEVELS)
    records["old", 1]["error"] = "log_loss: ValueError: no"
    summary = summarise(spec, (ACCURACY,), [0.25] * 12, records)
    assert "old in part: log_loss: ValueError: no" in summary_text(summary, 80)


@pytest.mark.parametrize(
    ("protocol", "searched", "text"),
    [
        ("few_labels", False, "12 splits (6 x 2), no search: too few labels, 2 seeds"),
        ("clustering", False, "12 splits (6 x 2), no search: no labels, 2 seeds"),
        ("few_labels", True, "12 splits (6 x 2), 3 trials, 2 seeds"),
    ],
)
def test_title_says_what_was_searched(protocol, searched, text):
    _, records, spec = summary_of(LEVELS, protocol=protocol)
    for cell in records.values():
        cell |= {"n_trials_run": 3} if searched else {"n_trials_run": 1, "inner_score": None}
    summary = summarise(spec, (ACCURACY,), [0.25] * 12, records)
    shown = summary_text(summary, 120)
    assert shown.splitlines()[0].endswith(text)
    assert ("No best baseline of each split: nothing was searched." in shown) is not searched


def test_only_rows_of_the_deciding_metric_say_what_is_beaten():
    pytest.importorskip("pandas")
    frame = differences_frame([summary_of(LEVELS)[0]])
    assert set(frame.loc[frame["metric"] == "accuracy", "beats_every_baseline"]) == {True}
    assert set(frame.loc[frame["metric"] == "loss", "beats_every_baseline"]) == {None}


def test_wide_characters_take_two_columns():
    assert display_width("名前") == 4
    lines = wrap("名前" * 20 + " end", 21)
    assert max(map(display_width, lines)) <= 21
    rows = table("", ["名前", "ab"], [Column("score", ("1.0", "2.0"))], 40)
    assert len({display_width(row) for row in rows}) == 1


def test_claim_counts_in_the_direction_of_its_metric():
    claim = Claim(text="Less loss", metric="neg_loss", relative=0.3)
    summary, _, _ = summary_of(LEVELS, claim=claim)  # 0.2 against 0.3
    assert summary.claim.holds
    assert summary.claim.measured == pytest.approx(1 / 3, abs=0.02)


def test_published_figures_are_notes_with_their_source():
    figure = Figure(label="New", metric="accuracy", value=0.9, source="table 2", note="5 draws")
    summary, _, _ = summary_of(LEVELS, published=(figure,))
    assert "Published: New, accuracy 0.9 (5 draws; table 2)." in summary_text(summary, 80)


def test_single_split_takes_its_intervals_from_resampled_rows():
    spread = np.linspace(-0.02, 0.02, 101)
    records = {
        ("new", 0): record([0.8, 0.8], bootstrap=0.8 + spread),
        ("old", 0): record([0.7, 0.7], bootstrap=0.7 + spread / 2),
    }
    summary = summarise(spec_of(["new"], ["old"]), (ACCURACY,), [0.5], records)
    interval = summary.differences[0].interval
    assert [interval.low, interval.mean, interval.high] == pytest.approx([0.0905, 0.1, 0.1095])
    assert summary.verdicts[0].beats_all
    text = summary_text(summary, 80)
    assert "One split only" in text
    assert "Standard deviation over seeds: new 0, old 0." in text


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(width):
    levels = {"a method with a rather long name and more": 0.8, "old": 0.7, "x" * 70: 0.6}
    summary, _, _ = summary_of(levels)
    text = summary_text(summary, width)
    assert max(map(len, text.splitlines())) <= width
    for score in summary.scores[::2]:
        assert f"{score.interval.mean:.4f}"[:5] in text
    assert "…" not in text


def test_columns_of_low_rank_make_room():
    columns = [Column("score", ("1.0",)), Column("a" * 30, ("2",), rank=1), Column("b", ("3",), 5)]
    assert table("", ["label"], columns, 40)[0].split() == ["score", "b"]
    assert len(table("", ["label"], columns, 80)[0].split()) == 3


def test_hostile_labels_stay_text_on_the_terminal():
    summary, _, _ = summary_of(dict(zip(HOSTILE, [0.8, 0.7, 0.6, 0.5, 0.4], strict=True)))
    text = summary_text(summary, 80)
    assert all(line.isprintable() for line in text.splitlines())
    assert "\u202e" not in text
    assert "<script>" in text


def test_text_without_any_result_says_why():
    records = {("new", 0): record([], status="failed", error="no")}
    summary = summarise(spec_of(["new"], []), (ACCURACY,), [0.25], records)
    assert "new failed: no" in summary_text(summary, 80)


@pytest.mark.parametrize(
    ("half_width", "places"), [(0.0213, 3), (0.98, 2), (1.5, 1), (33.0, 0), (0.0, 3), (np.nan, 3)]
)
def test_decimals_show_two_digits_of_the_interval(half_width, places):
    assert decimals(half_width) == places


def test_numbers_that_are_not_known_are_dashes():
    nan = float("nan")
    assert number(nan, 2) == seconds(nan) == with_interval(Interval(nan, nan, nan, nan), 2) == "-"
    assert with_interval(Interval(0.5, nan, nan, nan), 2) == "0.50 ± ?"


def test_bounds_are_printed_where_they_are_not_symmetric():
    assert with_interval(Interval(0.5, 0.4, 0.7, 0.1), 2) == "0.50 [0.40, 0.70]"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0123, "0.012"), (1.5, "1.50"), (12.5, "12.5"), (250, "250")]
)
def test_seconds_have_about_three_digits(value, text):
    assert seconds(value) == text


def test_printable_replaces_what_steers_a_terminal():
    assert printable("a\x1b[31mb\u202ec\n") == "a?[31mb?c?"


def test_result_ends_with_the_folder(tmp_path):
    summary, _, _ = summary_of(LEVELS)
    result = Comparison([], [], [], (summary,), tmp_path, failed=3, problems={"bad\x1b": "no data"})
    text = result.to_text(80)
    assert text.splitlines()[-1] == f"3 failed; full profile; page and tables: {tmp_path}"
    assert "bad? could not be run: no data" in text
    assert str(result).splitlines()[0].startswith("b: d, inductive")
