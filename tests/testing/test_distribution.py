"""Listing what a plugin offers must be light, and is seen when it is not."""

import textwrap

import pytest

from skrepr.testing import check_distribution


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that installs a plugin with this module as its code."""

    def install(code):
        (tmp_path / "tiny_plugin.py").write_text(textwrap.dedent(code))
        info = tmp_path / "tiny_plugin-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: tiny-plugin\nVersion: 1.0\nRequires-Dist: skrepr\n"
        )
        (info / "entry_points.txt").write_text("[skrepr]\ntiny = tiny_plugin\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return install


LIGHT = """
from skrepr.hookspecs import hookimpl
from skrepr.specs import EstimatorSpec

@hookimpl
def skrepr_estimators():
    return [EstimatorSpec(name="A", target="a:A", roles=("meta",), inputs=("table",), summary="A.")]
"""


def test_a_light_plugin_passes(install):
    install(LIGHT)
    (record,) = check_distribution("tiny-plugin")
    assert (record.check, record.status, record.message) == ("listing_is_light", "passed", "")
    assert record.estimator == "tiny-plugin"


def test_a_plugin_that_imports_numpy_when_it_is_loaded_fails(install):
    install("import numpy\n" + LIGHT)
    (record,) = check_distribution("tiny-plugin")
    assert record.status == "failed"
    assert record.message.startswith("Import numpy where it is used")


def test_a_plugin_that_imports_scikit_learn_in_a_hook_fails(install):
    install(LIGHT.replace("    return", "    import sklearn.base\n    return"))
    (record,) = check_distribution("tiny-plugin")
    assert record.status == "failed"
    assert "sklearn" in record.message


def test_a_plugin_that_cannot_be_loaded_fails_with_the_cause(install):
    install("import nothing_of_this_name\n")
    (record,) = check_distribution("tiny-plugin")
    assert record.status == "failed"
    assert "nothing_of_this_name" in record.message


def test_what_a_plugin_prints_is_not_taken_for_a_result(install):
    install("print('heavy: numpy')\n" + LIGHT)
    (record,) = check_distribution("tiny-plugin")
    assert record.status == "passed"
