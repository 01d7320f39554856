"""Tables for use elsewhere: equal to those of the result, and safe to include."""

import re
import sys

import pytest
from summaries import HOSTILE, LEVELS, result_of, summary_of

from skrepr.comparison import check_formats
from skrepr.comparison._export import latex, markdown
from skrepr.exceptions import UsageError

pd = pytest.importorskip("pandas", reason="tables of results are data frames")
LABELS = [*HOSTILE, r"50% & $x_1$ #1 {a} \b ~ ^", "a | b", "[0.1] `code` *bold*"]


@pytest.fixture
def result(tmp_path):
    return result_of(summary_of(LEVELS), folder=tmp_path)


def test_parquet_holds_the_tidy_tables(result, tmp_path):
    pytest.importorskip("pyarrow", reason="parquet is written by pyarrow, which is not installed")
    paths = result.export(tmp_path / "new", "parquet")
    assert [path.name for path in paths] == [
        f"{name}.parquet" for name in ("cells", "summary", "differences")
    ]
    for path in paths:
        expected = getattr(result, path.stem)
        pd.testing.assert_frame_equal(pd.read_parquet(path), expected, check_dtype=False)


def test_csv_holds_the_tidy_tables(result, tmp_path):
    for path in result.export(tmp_path, "csv"):
        assert len(pd.read_csv(path)) == len(getattr(result, path.stem))


def test_markdown_has_a_row_for_each_candidate_and_baseline(result, tmp_path):
    (path,) = result.export(tmp_path, "markdown")
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "**b**"
    assert [line.split(" | ")[0] for line in lines if line.startswith("| ")] == [
        "| ",
        *("| new", "| old", "| older"),
        *("| new minus", "| old", "| older", "| best of each split"),
    ]
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in lines[2:7]}
    assert widths == {8}


def hostile():
    levels = {label: 0.9 - n / 20 for n, label in enumerate(LABELS)}
    return summary_of(levels, n_methods=2, name="a\nb %")[0]


def test_markdown_cells_hold_any_name():
    lines = markdown(hostile()).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    counts = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    n_candidates, n_differences = len(LABELS), len(LABELS) - 2 + 1
    assert counts == [8] * (2 + n_candidates) + [4] * 2 * (2 + n_differences)
    assert not re.search(r"(?<!\\)[<*`\[]", "".join(rows))


def test_latex_cells_hold_any_name():
    text = latex(hostile())
    assert text.startswith("% a?b %\n\\begin{tabular}{lrrrrrr}\n\\toprule\n")
    rows = [line for line in text.splitlines() if line.endswith(r"\\")]
    assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {6, 2}
    assert r"50\% \& \$x\_1\$ \#1 \{a\} \textbackslash{}b \textasciitilde{}" in text
    assert r"{[}0.1{]}" in text
    # what is left of the special characters is what the export itself put there
    plain = re.sub(r"\$(\\pm|\\uparrow|\\downarrow|-)\$", "", "\n".join(rows))
    assert not re.search(r"(?<!\\)[%$#_^~<>|]", plain)
    opened, closed = (len(re.findall(rf"(?<!\\)\{brace}", plain)) for brace in "{}")
    assert opened == closed > 0


def test_latex_numbers_keep_their_signs():
    text = latex(summary_of({"a-1": 0.7, "b": 0.8})[0])
    assert re.search(r"b & \$-\$0\.\d+ \$\\pm\$ 0\.\d+ & 0 of 12", text)
    assert "a-1 minus" in text


def test_unknown_format_is_refused_before_anything_is_written(result, tmp_path):
    with pytest.raises(UsageError, match="must be csv, parquet, markdown or latex; got 'excel'"):
        result.export(tmp_path / "new", "excel")
    assert not (tmp_path / "new").exists()


def test_missing_pyarrow_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ModuleNotFoundError, match="to parquet needs pyarrow: pip install pyarrow"):
        check_formats(["csv", "parquet"])
