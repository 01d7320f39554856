"""What a person gets who installs the wheels, and no torch: run by ``tox -e core``.

The source tree is out of reach here, so a module or a data file that a wheel lacks is missing.
"""

import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from throwaway import Throwaway, install

import skrepr
import skrepr_data
from skrepr.exceptions import DataFileError, PluginError

SITE = Path(sysconfig.get_paths()["purelib"])


def run(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "skrepr", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
    )


def test_the_wheels_are_tested_and_not_the_source_tree():
    for module in (skrepr, skrepr_data):
        assert SITE in Path(module.__file__).parents
    assert importlib.util.find_spec("torch") is None


@pytest.mark.parametrize("name", skrepr.list_datasets())
def test_every_data_set_loads_but_those_that_no_wheel_may_hold(name):
    if name.startswith("mamem"):
        with pytest.raises(DataFileError, match="from a checkout of the repository only"):
            skrepr.load_dataset(name)
    else:
        assert skrepr.load_dataset(name).data is not None


def test_the_data_wheel_carries_the_notices_and_no_file_of_the_repository_only():
    shipped = {path.name for path in Path(skrepr_data.__file__).parent.rglob("*")}
    assert {"wordnet-3.1.txt", "cora-gcn.txt", "cora.npz"} <= shipped
    assert not any("mamem" in name for name in shipped)


NAMES = skrepr.list_estimators()
WITHOUT_TORCH = [name for name in NAMES if "torch" not in skrepr.get_spec(name).requires]


@pytest.mark.parametrize("name", WITHOUT_TORCH)
def test_every_estimator_that_needs_no_torch_fits_the_suite(name):
    states = {record.status for record in skrepr.check_estimator(name)}
    assert states <= {"passed", "not applicable"}


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(WITHOUT_TORCH)))
def test_an_estimator_that_needs_torch_names_the_extra(name):
    with pytest.raises(PluginError, match=r"needs .*pip install \"skrepr-\w+\[torch\]\""):
        skrepr.get_estimator(name)


def test_a_benchmark_runs(tmp_path):
    result = run("compare", "loki-diabetes", "--profile", "demo", "--out", str(tmp_path / "out"))
    assert result.returncode == 0, result.stderr
    assert "loki-diabetes" in result.stdout


def test_a_method_that_needs_torch_says_which_extra_to_install(tmp_path, monkeypatch):
    init = """
        from skrepr.hookspecs import hookimpl
        from skrepr.specs import EstimatorSpec

        @hookimpl
        def skrepr_estimators():
            return [EstimatorSpec(name="DeepOne", target="deep_one._net:DeepOne", summary="x",
                                  roles=("transformer",), inputs=("table",),
                                  requires=("torch",), extra="torch")]
        """
    files = {"__init__.py": init, "_net.py": "import torch\nclass DeepOne: pass"}
    site = install([Throwaway("deep-one", files)], tmp_path)
    shown = run("show", "DeepOne", PYTHONPATH=str(site))
    assert shown.returncode == 0
    assert (
        'DeepOne needs torch, which is not installed: pip install "deep-one[torch]"' in shown.stdout
    )
    monkeypatch.syspath_prepend(str(site))
    skrepr.catalogue.reset()
    with pytest.raises(PluginError, match=r"deep-one\[torch\]"):
        skrepr.get_estimator("DeepOne")
    skrepr.catalogue.reset()


def test_a_new_plugin_can_be_written_from_the_wheel(tmp_path):
    result = run("new-plugin", "skrepr-toy", "--folder", str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "skrepr-toy" / "skrepr_toy" / "__init__.py").is_file()
