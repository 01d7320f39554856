"""Packages from outside: one written by hand, one written by ``new-plugin``.

Each is built into a real wheel and installed in an environment of its own; the core is reached
through a path file, as it would be from another environment's site directory.
"""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from skrepr._scaffold import write_plugin

OUTSIDER = Path(__file__).parents[1] / "third_party"


def sh(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, **options)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


def install_alone(source, folder):
    """Build the wheel of ``source`` and install it in a new environment; return its Python."""
    pip = (sys.executable, "-m", "pip")
    sh(*pip, "wheel", "-q", "--no-build-isolation", "--no-deps", "-w", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    sh(sys.executable, "-m", "venv", "--without-pip", str(folder / "env"))
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    parents = {sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]}
    lines = [f"import site; site.addsitedir({path!r})" for path in sorted(parents)]
    (site / "parent.pth").write_text("\n".join(lines) + "\n")
    python = folder / "env" / "bin" / "python"
    sh(*pip, "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel))
    return python


@pytest.fixture(scope="session")
def outsider(tmp_path_factory):
    return install_alone(OUTSIDER, tmp_path_factory.mktemp("outsider"))


@pytest.fixture(scope="session")
def scaffolded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scaffolded")
    return install_alone(write_plugin("My.New-plugin", folder), folder)


def skrepr_in(python, *arguments, cwd, env=None):
    return sh(str(python), "-m", "skrepr", *arguments, cwd=cwd, env={**os.environ, **(env or {})})


def test_an_outside_plugin_appears_in_every_list(outsider, tmp_path):
    for command, name in (
        ("list", "WalshShrinkage"),
        ("datasets", "waves"),
        ("benchmarks", "waves-shrinkage"),
    ):
        rows = json.loads(skrepr_in(outsider, command, "--json", cwd=tmp_path))
        assert name in [row["name"] for row in rows]
        assert {"FastRP", "cora", "fastrp-cora"} & {row["name"] for row in rows}
    shown = skrepr_in(outsider, "show", "WalshShrinkage", cwd=tmp_path)
    assert "outsider-waves 2.3" in shown
    assert "waves-shrinkage" in shown


def test_an_outside_plugin_passes_the_suite(outsider, tmp_path):
    output = skrepr_in(outsider, "check", "outsider-waves", "--json", cwd=tmp_path)
    records = json.loads(output)
    assert {record["status"] for record in records} == {"passed", "not applicable"}
    assert "listing_is_light" in {record["check"] for record in records}


def test_an_outside_benchmark_runs_with_its_own_data_and_scorer(outsider, tmp_path):
    out = tmp_path / "results"
    text = skrepr_in(outsider, "compare", "waves-shrinkage", "--out", str(out), cwd=tmp_path)
    assert "wave_error" in text
    assert "tree" in text
    (cells,) = out.glob("cells.csv")
    assert len(cells.read_text().splitlines()) > 1


def test_the_core_does_not_know_the_outside_plugin():
    source = Path(__file__).parents[2] / "skrepr"
    texts = [path.read_text() for path in source.rglob("*.py*") if path.suffix in (".py", ".pyi")]
    assert texts
    assert not any("outsider" in text or "WalshShrinkage" in text for text in texts)


def test_a_new_plugin_installs_is_found_and_passes_the_suite(scaffolded, tmp_path):
    rows = json.loads(skrepr_in(scaffolded, "list", "--json", cwd=tmp_path))
    assert {"RowCentrer"} <= {r["name"] for r in rows if r["distribution"] == "my-new-plugin"}
    records = json.loads(skrepr_in(scaffolded, "check", "my-new-plugin", "--json", cwd=tmp_path))
    assert {record["status"] for record in records} == {"passed", "not applicable"}


def test_a_new_plugin_comes_with_a_test_that_passes(scaffolded, tmp_path):
    folder = scaffolded.parents[2] / "my-new-plugin"
    output = sh(str(scaffolded), "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder)
    assert "passed" in output
    assert "failed" not in output


def test_new_plugin_refuses_an_existing_folder(tmp_path):
    write_plugin("toy", tmp_path)
    with pytest.raises(ValueError, match=r"toy exists already"):
        write_plugin("toy", tmp_path)
