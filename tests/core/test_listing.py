"""Listing is light: it imports nothing that the listed things need, however many there are."""

import os
import subprocess
import sys

import pytest
from throwaway import Throwaway, good_plugin, install

from skrepr._containment import HEAVY

LIST_EVERYTHING = """
import skrepr
skrepr.list_plugins()
for section in ("estimators", "datasets", "scorers", "benchmarks"):
    print(len(getattr(skrepr, f"list_{section}")()))
skrepr.get_spec("FastRP")
skrepr.param_grid("FastRP")
"""


def imported_modules(code, **env):
    """Run ``code`` in a new process; return the modules that it loaded, and what it printed."""
    # sys.modules and not -X importtime, which prints to the stream that is kept from plugins
    tail = "\nimport sys; print('\\n'.join(sys.modules), file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", code + tail],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **env},
    )
    return set(result.stderr.splitlines()), result.stdout


def test_listing_imports_nothing_heavy():
    modules, _ = imported_modules(LIST_EVERYTHING)
    assert "skrepr_graph" in modules
    assert {name.split(".")[0] for name in modules} & set(HEAVY) == set()


def test_importing_the_package_imports_no_part_of_it():
    modules, _ = imported_modules("import skrepr")
    assert {name for name in modules if name.startswith("skrepr")} == {"skrepr"}


@pytest.mark.parametrize("command", [("list",), ("datasets",), ("benchmarks", "--json")])
def test_listing_commands_import_nothing_heavy(command):
    code = f"import sys; sys.argv[1:] = {list(command)!r}\nfrom skrepr.cli import run; run()"
    modules, output = imported_modules(code)
    assert output
    assert {name.split(".")[0] for name in modules} & set(HEAVY) == set()


def test_two_hundred_plugins_are_all_listed(tmp_path):
    plugins = [good_plugin(f"Good{i}", f"good-{i}") for i in range(200)]
    site = install(plugins, tmp_path)
    code = "import skrepr; print(len([n for n in skrepr.list_estimators() if n[:4] == 'Good']))"
    modules, output = imported_modules(code, PYTHONPATH=str(site))
    assert output == "200\n"
    assert "good_17._row" not in modules


def test_a_plugin_with_lazy_names_is_found_and_stays_unloaded(tmp_path):
    init = """
        import lazy_loader as _lazy
        from skrepr.hookspecs import hookimpl
        __getattr__, __dir__, __all__ = _lazy.attach(__name__, submod_attrs={"_deep": ["Deep"]})

        @hookimpl
        def skrepr_estimators():
            return []
        """
    files = {"__init__.py": init, "_deep.py": "raise RuntimeError('loaded at listing')"}
    site = install([Throwaway("lazy-one", files)], tmp_path)
    code = "import skrepr; print([p.status for p in skrepr.list_plugins()])"
    _, output = imported_modules(code, PYTHONPATH=str(site), SKREPR_PLUGINS="lazy-one")
    assert output == "['ok']\n"
