"""``skrepr report`` and ``--export``, on the command line."""

import subprocess
import sys

import pytest

from skrepr.comparison import compare

pytest.importorskip("pandas", reason="tables of results are data frames")
pytest.importorskip("typer", reason="the command line needs typer")


def run(*arguments):
    command = [sys.executable, "-m", "skrepr", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def folder(benchmark_of, tmp_path):
    compare(benchmark_of(), out=tmp_path / "run", in_process=True, verbose=0)
    return tmp_path / "run"


def test_report_writes_page_and_exports(folder, tmp_path):
    out = tmp_path / "both"
    result = run("report", folder, "--out", out, "--export", "latex", "--export", "csv")
    assert (result.returncode, result.stdout) == (0, f"wrote {out / 'index.html'}\n"), result.stderr
    page = (out / "index.html").read_text("utf-8")
    assert page == (folder / "index.html").read_text("utf-8")
    assert {path.name for path in out.iterdir()} == {
        *("index.html", "tables.tex", "cells.csv", "summary.csv", "differences.csv")
    }


def test_refusals_are_one_line_and_leave_nothing(folder, tmp_path):
    (tmp_path / "file").write_text("")
    out = tmp_path / "out"
    for arguments in (
        ("report", folder, tmp_path / "none", "--out", out),
        ("report", folder, folder, "--out", out),
        ("report", folder, "--out", tmp_path / "file"),
        ("report", folder, "--out", out, "--export", "excel"),
        ("compare", "loki-diabetes", "--out", out, "--export", "excel"),
    ):
        result = run(*arguments)
        assert result.returncode == 2, result.stdout
        assert len(result.stderr.splitlines()) == 1, result.stderr
        assert not out.exists()


def test_compare_exports_beside_its_page(tmp_path):
    result = run(
        *("compare", "loki-diabetes", "--profile", "demo", "--candidate", "rounded ridge"),
        *("--in-process", "--out", tmp_path, "--export", "markdown"),
    )
    assert result.returncode == 0, result.stderr
    assert "| rounded ridge | " in (tmp_path / "tables.md").read_text("utf-8")
    assert "On loki-diabetes no method was run." in (tmp_path / "index.html").read_text("utf-8")
