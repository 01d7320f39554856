"""Listing what a plugin offers must be light, and is seen when it is not."""

import sys
import textwrap

import pytest

from skrepr import catalogue
from skrepr.exceptions import UnknownNameError
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
        monkeypatch.syspath_prepend(tmp_path)
        sys.modules.pop("tiny_plugin", None)
        catalogue.reset()

    yield install
    monkeypatch.undo()
    sys.modules.pop("tiny_plugin", None)
    catalogue.reset()


LIGHT = """
from skrepr.hookspecs import hookimpl
from skrepr.specs import EstimatorSpec

@hookimpl
def skrepr_estimators():
    return [EstimatorSpec(name="A", target="a:A", roles=("meta",), inputs=("table",), summary="A.")]
"""


def test_a_light_plugin_passes(install):
    install(LIGHT)
    record = check_distribution("tiny-plugin")[0]
    assert (record.check, record.status, record.message) == ("listing_is_light", "passed", "")
    assert record.estimator == "tiny-plugin"


def test_a_plugin_that_imports_numpy_when_it_is_loaded_fails(install):
    install("import numpy\n" + LIGHT)
    record = check_distribution("tiny-plugin")[0]
    assert record.status == "failed"
    assert record.message.startswith("Import numpy where it is used")


def test_a_plugin_that_imports_scikit_learn_in_a_hook_fails(install):
    install(LIGHT.replace("    return", "    import sklearn.base\n    return"))
    record = check_distribution("tiny-plugin")[0]
    assert record.status == "failed"
    assert "sklearn" in record.message


def test_a_plugin_that_cannot_be_loaded_fails_with_the_cause(install):
    install("import nothing_of_this_name\n")
    record = check_distribution("tiny-plugin")[0]
    assert record.status == "failed"
    assert "nothing_of_this_name" in record.message


def test_what_a_plugin_prints_is_not_taken_for_a_result(install):
    install("print('heavy: numpy')\n" + LIGHT)
    record = check_distribution("tiny-plugin")[0]
    assert record.status == "passed"


def test_an_unknown_distribution_is_refused_by_name(install):
    install(LIGHT)
    with pytest.raises(UnknownNameError, match="'tiny-plugins'; did you mean 'tiny-plugin'"):
        check_distribution("tiny-plugins")


def test_all_problems_are_reported(install):
    # the closing bracket of the list is the last one
    more = ', *(replace(spec, name=name) for name in ("", " "))'
    install(
        "from dataclasses import replace\n"
        + LIGHT.replace("return [", "spec = ").replace(
            'summary="A.")]', 'summary="A.")\n    return [spec' + more + "]"
        )
    )
    record = check_distribution("tiny-plugin")[0]
    assert record.status == "failed"
    assert record.message.count("; ") >= 2


BENCHMARK = """
from skrepr.hookspecs import hookimpl
from skrepr.specs import BenchmarkSpec, Candidate, ScorerSpec

@hookimpl
def skrepr_scorers():
    return [ScorerSpec(name="tiny", target="{scorer}")]

@hookimpl
def skrepr_benchmarks():
    return [
        BenchmarkSpec(
            name="bench", dataset="{dataset}", protocol="inductive", metrics=("{metric}",),
            methods=(Candidate(label="PCA", target="{candidate}"),), baselines=(),
            demo=(("{demo}", 1),),
        )
    ]
"""
GOOD = {
    "scorer": "math:sqrt",
    "dataset": "cora",
    "metric": "accuracy",
    "candidate": "sklearn.decomposition:PCA",
    "demo": "n_seeds",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"scorer": "math:no_such_function"}, "tiny (tiny-plugin 1.0: "),
        ({"dataset": "no_such_data"}, "bench ("),
        ({"metric": "no_such_metric"}, "no_such_metric"),
        ({"candidate": "sklearn.decomposition:NoSuchClass"}, "bench, PCA (tiny-plugin 1.0: "),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_specs_name_exists(install, changes, words):
    pytest.importorskip("skrepr_data")
    install(BENCHMARK.format(**{**GOOD, **changes}))
    record = check_distribution("tiny-plugin")[1]
    assert record.check == "targets_resolve"
    assert record.status == ("failed" if words else "passed"), record.message
    assert (words or "") in record.message


def test_an_unknown_demo_key_is_seen_at_listing(install):
    install(BENCHMARK.format(**{**GOOD, "demo": "no_such_count"}))
    record = check_distribution("tiny-plugin")[0]
    assert record.status == "failed"
    assert "no_such_count" in record.message
