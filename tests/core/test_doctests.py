"""Every example in a docstring of the core runs and prints what it shows."""

import doctest
import importlib
import pkgutil
from importlib.util import find_spec

import pytest

import skrepr

NEEDS = {"neural": "skorch", "persistence": "skops", "comparison": "pandas", "report": "jinja2"}
MODULES = [
    info.name
    for info in pkgutil.walk_packages(skrepr.__path__, "skrepr.", onerror=lambda name: None)
    if not info.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name):
    package = NEEDS.get(name.split(".")[1])
    if package and find_spec(package) is None:
        pytest.skip(f"{name} needs {package}, which is not installed")
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [
        test
        for name in ("skrepr.catalogue", "skrepr.progress", "skrepr.validation._pixels")
        for test in finder.find(importlib.import_module(name))
        if test.examples
    ]
    assert len(examples) > 5
