"""Every estimator of the catalogue is a finished method, and the distributions fit together.

A later method is held to the same: these tests walk the catalogue and know no name.
"""

import doctest
import inspect
import re
import tomllib
from pathlib import Path

import pytest

import skrepr
from skrepr import catalogue

ROOT = Path(__file__).parents[1]
NAMES = skrepr.list_estimators()


def plain(text):
    return text.replace("_", "").replace("-", "").lower()


@pytest.mark.parametrize("name", NAMES)
def test_spec_names_paper_input_and_search_space(name):
    spec = skrepr.get_spec(name)
    assert spec.papers
    assert all(paper.title and paper.authors and paper.year for paper in spec.papers)
    assert spec.inputs
    assert spec.param_grid
    assert set(skrepr.param_grid(name)) <= set(
        inspect.signature(skrepr.get_estimator(name)).parameters
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_test_module_is_named_for_it(name):
    modules = {plain(path.stem.removeprefix("test_")) for path in ROOT.glob("tests/*/test_*.py")}
    assert plain(name) in modules


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_holds_it_against_two_others(name):
    benchmarks = map(skrepr.get_benchmark, skrepr.list_benchmarks(estimator=name))
    others = [{c.label for c in spec.baselines if c.estimator != name} for spec in benchmarks]
    assert max(map(len, others), default=0) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_page_and_a_speed_script(name):
    assert (ROOT / "docs" / "methods" / f"{name}.md").is_file()
    scripts = [path.read_text() for path in (ROOT / "benchmarks").glob("*.py")]
    assert any(re.search(rf"\b{name}\b", text) for text in scripts)


@pytest.mark.parametrize("name", NAMES)
def test_its_doctest_prints_a_number(name):
    cls = skrepr.get_estimator(name)
    (own,) = doctest.DocTestFinder(recurse=False).find(cls, cls.__name__, module=False)
    assert any(re.search(r"\d", example.want) for example in own.examples)


EXPORTED = [
    (path.parent.name, name)
    for path in sorted(ROOT.glob("plugins/*/*/__init__.pyi"))
    for name in re.findall(r"import \w+ as (\w+)", path.read_text())
]


@pytest.mark.parametrize(("module", "name"), EXPORTED, ids=lambda part: part)
def test_what_a_plugin_exports_has_a_doctest_that_runs(module, name):
    thing = catalogue.load_object(f"{module}:{name}")
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    (test,) = finder.find(thing, name, module=False, globs={})
    assert test.examples
    assert runner.run(test).failed == 0


def projects():
    for path in [ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))]:
        yield tomllib.loads(path.read_text())["project"]


def test_the_distributions_have_one_version_and_ask_for_its_series():
    core, *plugins = projects()
    assert core["version"] == skrepr.__version__
    major, minor, _ = core["version"].split(".")
    for plugin in plugins:
        assert plugin["version"] == core["version"]
        assert f"skrepr>={major}.{minor},<{major}.{int(minor) + 1}" in plugin["dependencies"]


def test_every_distribution_of_the_repository_is_loaded_without_a_problem():
    found = {plugin.distribution: plugin for plugin in skrepr.list_plugins()}
    for project in list(projects())[1:]:
        assert found[project["name"]].problems == []
        assert found[project["name"]].notes == []
