"""The plugin author's guide, run line by line: from nothing to a wheel that is found.

Its commands run in a fresh environment that sees the packages of this one; its files are
written where their first line says.
"""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "plugin_guide.md"
BLOCK = re.compile(r"```(console|python|toml)\n(.*?)```", re.S)


@pytest.fixture
def environment(tmp_path):
    """Make an environment in which what is installed here is found, and ``skrepr`` runs."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=True, symlinks=True)
    base = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", base))
    outer = sysconfig.get_path("purelib")
    (site / "outer.pth").write_text(f"import site; site.addsitedir({outer!r})\n")
    scripts = Path(sysconfig.get_path("scripts", "venv", base))
    command = scripts / "skrepr"
    command.write_text(f'#!/bin/sh\nexec "{scripts / "python"}" -m skrepr "$@"\n')
    command.chmod(0o755)
    variables = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    variables.pop("PYTHONPATH", None)
    return variables


def run(line, folder, environment):
    result = subprocess.run(
        line, shell=True, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, f"{line}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for a POSIX shell")
def test_from_nothing_to_a_wheel(tmp_path, environment):
    folder, outputs = tmp_path, {}
    for language, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if language == "console":
            for line in text.splitlines():
                command = line.removeprefix("$ ")
                if command.startswith("cd "):
                    folder = folder / command.removeprefix("cd ")
                # the first line of the guide installs what this environment holds already
                elif "skrepr[cli,compare,testing]" not in command:
                    outputs[command] = run(command, folder, environment)
        elif language == "python":
            name, _, code = text.partition("\n")
            (folder / name.removeprefix("# ")).write_text(code, encoding="utf-8")
        else:
            written = (folder / "pyproject.toml").read_text(encoding="utf-8")
            for part in text.strip().split("\n\n"):
                assert part in written
            assert tomllib.loads(written)["project"]["name"] == "skrepr-toy"
    assert re.search(r"^Winsorizer: .*passed", outputs["skrepr check skrepr-toy"], re.M)
    assert "passed" in outputs["python -m pytest -q"]
    assert "winsorized minus" in outputs["skrepr compare wines-winsorized --out results"]
    where = 'python -c "import skrepr_toy; print(skrepr_toy.__file__)"'
    assert "site-packages" in run(where, tmp_path, environment)
    assert "Winsorizer" in run("skrepr list", tmp_path, environment)
