"""One row a fault: a broken plugin, really installed, beside a good one that must go on working.

Every row asks three things: is the cause named, does what is left of the broken plugin work,
and do ``list``, ``get_estimator`` and ``compare`` of the good one work.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import warnings
from dataclasses import dataclass

import pytest
from throwaway import Throwaway, good_plugin, install

import skrepr
from skrepr import catalogue
from skrepr.exceptions import AmbiguousNameError, PluginError, PluginWarning, UnknownNameError

HEAD = """
    from skrepr.hookspecs import hookimpl
    from skrepr.specs import DatasetSpec, EstimatorSpec

    def spec(name, **fields):
        fields = {"target": __name__ + "._lazy:Thing", "roles": ("transformer",),
                  "inputs": ("table",), "summary": "x", **fields}
        return EstimatorSpec(name=name, **fields)
"""


def hook(body, name="skrepr_estimators", signature="()", decorator="@hookimpl"):
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    return f"{HEAD}\n    {decorator}\n    def {name}{signature}:\n{lines}\n"


@dataclass(frozen=True)
class Row:
    """A fault: the plugin's module, and a pattern that the report must match."""

    fault: str
    init: str
    says: str
    survivors: tuple[str, ...] = ()
    note: bool | None = False  # True: a note, nothing is left out; None: no fault at all
    files: tuple[tuple[str, str], ...] = ()
    entry_points: str | None = None
    requires: tuple[str, ...] = ()

    @property
    def throwaway(self):
        files = {"__init__.py": self.init, **dict(self.files)}
        return Throwaway(f"bad-{self.fault}", files, self.entry_points, self.requires)


MANY_EXCEPTIONS = "(('fits', 'a'), ('doctest', 'b'), ('grid_valid', 'c'))"
ROWS = [
    # while the module is imported
    Row(
        "import-error", "raise ImportError('no luck')", r"cannot be imported \(ImportError: no luck"
    ),
    Row("syntax-error", "def broken(:", r"cannot be imported \(SyntaxError"),
    Row("system-exit", "raise SystemExit(7)", r"cannot be imported \(SystemExit: 7"),
    Row("sys-exit-none", "import sys; sys.exit()", r"cannot be imported \(SystemExit"),
    Row("missing-extra", "import a_missing_package", "a dependency, a_missing_package is not inst"),
    Row("missing-submodule", "from . import _gone", "cannot be imported"),
    Row(
        "leftover",
        "",
        "its own module bad_leftover_gone is not installed",
        entry_points="[skrepr]\nx = bad_leftover_gone\n",
    ),
    Row(
        "wrong-module",
        "",
        "its own module bad_wrong_module.plugin is not installed",
        entry_points="[skrepr]\nx = bad_wrong_module.plugin\n",
    ),
    Row("circular", "from ._a import x", "circular import", files=(("_a.py", "from . import x"),)),
    Row("recursion", "def f(): f()\nf()", "RecursionError"),
    Row("own-base-exception", "class E(BaseException): pass\nraise E('odd')", r"\(E: odd\)"),
    Row("generator-exit", "raise GeneratorExit", "GeneratorExit"),
    Row("skips-itself", "import pytest\npytest.importorskip('a_missing_package')", "Skipped"),
    Row("zero-division", "1 / 0", "ZeroDivisionError"),
    Row("os-error", "open('/a/missing/file')", "FileNotFoundError"),
    # what the module is
    Row("no-hook", "x = 1", "implements no skrepr hook"),
    Row("undecorated", hook("return []", decorator=""), "skrepr_estimators is not marked with"),
    Row("no-module", "", "must name a module", entry_points="[skrepr]\nx = not a module!\n"),
    Row("object", "", "must name a module", entry_points="[skrepr]\nx = bad_object:plugin\n"),
    Row(
        "other-major",
        "raise ImportError('must not be imported')",
        rf"made for skrepr >=7,<8; this is skrepr {re.escape(skrepr.__version__)}",
        requires=("numpy>=2", "skrepr>=7,<8"),
    ),
    Row(
        "older-major",
        "raise ImportError('must not be imported')",
        r"made for skrepr \[?.*<0\.1; this is",
        requires=("Skrepr[torch] (<0.1)",),
    ),
    # when a hook is called
    Row(
        "hook-raises", hook("raise ValueError('oops')"), "skrepr_estimators raised ValueError: oops"
    ),
    Row("hook-exits", hook("raise SystemExit(1)"), "skrepr_estimators raised SystemExit"),
    Row("hook-none", hook("pass"), "must return a list of specs; got NoneType"),
    Row("hook-dict", hook("return {}"), "must return a list of specs; got dict"),
    Row("hook-generator", hook("yield spec('A')"), "must return a list of specs; got generator"),
    Row("wrong-keyword", hook("return [spec('A', inptus=())]"), "unexpected keyword.*inptus"),
    Row("wrong-signature", hook("return []", signature="(registry)"), "must take no argument"),
    Row(
        "unknown-hook",
        hook("return [spec('Survivor')]") + hook("return []", name="skrepr_estimator"),
        "skrepr_estimator is no hook of skrepr .*; did you mean 'skrepr_estimators'",
        survivors=("Survivor",),
    ),
    Row(
        "one-hook-raises",
        hook("return [spec('Steady')]") + hook("1 / 0", name="skrepr_datasets"),
        "skrepr_datasets raised ZeroDivisionError",
        survivors=("Steady",),
    ),
    Row(
        "asks-the-catalogue",
        hook("import skrepr\nreturn [spec(n) for n in skrepr.list_estimators()]"),
        "may not ask for the catalogue",
    ),
    Row(
        "hook-coroutine",
        hook("return []").replace("def skrepr", "async def skrepr"),
        "got coroutine",
    ),
    Row(
        "partial",
        HEAD + "\n    import functools\n    skrepr_datasets = hookimpl(functools.partial(list))\n",
        "skrepr_datasets must be a function; got partial",
    ),
    Row(
        "cached-hook",
        hook("return [spec('A')]", decorator="@hookimpl\n    @__import__('functools').cache"),
        "skrepr_estimators must be a function; got _lru_cache_wrapper",
    ),
    # hostile values: building the message must not end the discovery
    Row(
        "unprintable-error",
        """
        class Hostile(Exception):
            def __str__(self):
                raise RuntimeError
        raise Hostile
        """,
        "Hostile, whose message cannot be printed",
    ),
    Row(
        "unprintable-value",
        hook("class X:\n    def __repr__(self): 1 / 0\nreturn [spec('A', summary=X())]"),
        "summary must be of type str; got a X that cannot be printed",
    ),
    Row(
        "hostile-list",
        hook("class X(list):\n    def __iter__(self): 1 / 0\nreturn X([spec('A')])"),
        "must return a list of specs; got X",
    ),
    Row(
        "hostile-string",
        hook("class X(str):\n    def __eq__(self, other): 1 / 0\nreturn [spec(X('A'))]"),
        "name must be of type str",
    ),
    # single specs
    Row(
        "half-good",
        hook("return [spec('HalfGood'), 3, spec('OtherHalf')]"),
        r"skrepr_estimators\(\)\[1\] must be of type EstimatorSpec; got int",
        survivors=("HalfGood", "OtherHalf"),
    ),
    Row(
        "other-spec",
        hook("return [spec('Tidy')]") + hook("return [spec('Wrong')]", name="skrepr_datasets"),
        r"skrepr_datasets\(\)\[0\] must be of type DatasetSpec; got EstimatorSpec",
        survivors=("Tidy",),
    ),
    Row("inputs-string", hook("return [spec('A', inputs='table')]"), "inputs must be a tuple"),
    Row(
        "unknown-role", hook("return [spec('A', roles=('magician',))]"), "roles must be .*magician"
    ),
    Row("no-role", hook("return [spec('A', roles=())]"), "roles must name at least one"),
    Row("bad-target", hook("return [spec('A', target='math.sqrt')]"), "target must read 'package"),
    Row("bad-name", hook("return [spec('A b')]"), "name must be an identifier"),
    Row("list-in-spec", hook("return [spec('A', quick_params=[('a', 1)])]"), "quick_params must"),
    Row("no-candidates", hook("return [spec('A', param_grid=(('a', 1),))]"), "tuple of candidates"),
    Row(
        "many-exceptions",
        hook(f"return [spec('A', exceptions={MANY_EXCEPTIONS})]"),
        "exceptions may hold 2 at most; got 3",
    ),
    Row("keyword", hook("return [spec('class')]"), "name must be an identifier; got 'class'"),
    Row("two-lines", hook("return [spec('A', summary='x\\ny')]"), "one line of printable text"),
    Row("escape", hook("return [spec('A', summary='\\x1b[31m')]"), "one line of printable text"),
    Row(
        "no-import-name", hook("return [spec('A', requires=('a b',))]"), "requires must hold import"
    ),
    Row(
        "key-twice",
        hook("return [spec('A', quick_params=(('a', 1), ('a', 2)))]"),
        "quick_params holds 'a' twice",
    ),
    Row(
        "silent-transductive", hook("return [spec('A', transductive=True)]"), "why there is no ext"
    ),
    Row(
        "twice",
        hook("return [spec('Double', summary='first'), spec('Double', summary='second')]"),
        "repeats the name 'Double'; the first one stays",
        survivors=("Double",),
    ),
    # behaviour that is undone and noted
    Row(
        "prints",
        hook("print('hello')\nreturn [spec('Loud')]"),
        "prints to stdout: 'hello'",
        ("Loud",),
        True,
    ),
    Row(
        "warns",
        hook("import warnings\nwarnings.warn('old', DeprecationWarning)\nreturn [spec('Old')]"),
        "warns: DeprecationWarning: old",
        ("Old",),
        True,
    ),
    Row(
        "filters",
        hook("import warnings\nwarnings.simplefilter('ignore')\nreturn [spec('Quiet')]"),
        "changes the warning filters",
        ("Quiet",),
        True,
    ),
    Row(
        "showwarning",
        hook("import warnings\nwarnings.showwarning = lambda *a: None\nreturn [spec('Mute')]"),
        "replaces warnings.showwarning",
        ("Mute",),
        True,
    ),
    Row(
        "optional-hook",
        hook("return [spec('Later')]")
        + hook("return []", name="skrepr_later", decorator="@hookimpl(optionalhook=True)"),
        "^$",
        ("Later",),
        None,
    ),
    Row(
        "closes-stdout",
        hook("import sys\nsys.stdout.close()\nreturn [spec('Closer')]"),
        "closes stdout",
        ("Closer",),
        True,
    ),
    Row(
        "environment",
        hook("import os\nos.environ['BAD_PLUGIN_WAS_HERE'] = '1'\nreturn [spec('Rude')]"),
        "changes the environment",
        ("Rude",),
        True,
    ),
]
LATE = [
    Row(
        "gone-module",
        hook("return [spec('GoneModule', target='bad_gone_module._gone:Thing')]"),
        "bad-gone-module 1.0: bad_gone_module._gone:Thing cannot be imported: no module named",
    ),
    Row(
        "gone-name",
        hook("return [spec('GoneName', target='bad_gone_name._lazy:Thingg')]"),
        "bad-gone-name 1.0: .*has no 'Thingg'; did you mean 'Thing'",
        files=(("_lazy.py", "class Thing: pass"),),
    ),
    Row(
        "late-syntax",
        hook("return [spec('LateSyntax')]"),
        r"bad-late-syntax 1.0: .*cannot be imported \(SyntaxError",
        files=(("_lazy.py", "class Thing(:"),),
    ),
    Row(
        "late-extra",
        hook("return [spec('LateExtra', requires=('a_missing_package',), extra='deep')]"),
        r'needs a_missing_package, which is not installed: pip install "bad-late-extra\[deep\]"',
        files=(("_lazy.py", "import a_missing_package"),),
    ),
    Row(
        "late-exit",
        hook("return [spec('LateExit')]"),
        r"bad-late-exit 1.0: .*\(SystemExit: 5\)",
        files=(("_lazy.py", "raise SystemExit(5)"),),
    ),
    Row(
        "late-error",
        hook("return [spec('LateError')]"),
        r"bad-late-error 1.0: .*\(RuntimeError: not today\)",
        files=(("_lazy.py", "raise RuntimeError('not today')"),),
    ),
]
OTHERS = [
    Throwaway("bad-interrupt", {"__init__.py": "raise KeyboardInterrupt"}),
    Throwaway(
        "bad-double-entry",
        {"__init__.py": hook("return [spec('Once')]")},
        "[skrepr]\na = bad_double_entry\nb = bad_double_entry\n",
    ),
    Throwaway("bad-numpy", {"__init__.py": hook("import numpy\nreturn [spec('Heavy')]")}),
    good_plugin("Twin", "twin-one"),
    good_plugin("Twin", "twin-two"),
]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    rows = [row.throwaway for row in [*ROWS, *LATE]]
    return install([good_plugin(), *rows, *OTHERS], tmp_path_factory.mktemp("faults"))


@pytest.fixture
def select(site, monkeypatch):
    """Choose the plugins to load; afterwards the catalogue is what it was."""
    monkeypatch.syspath_prepend(str(site))

    def choose(*distributions):
        monkeypatch.setenv("SKREPR_PLUGINS", ",".join(distributions))
        catalogue.reset()

    yield choose
    catalogue.reset()


@contextlib.contextmanager
def expected_warning(expected):
    if expected:
        with pytest.warns(PluginWarning):
            yield
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield


def assert_good_one_works():
    assert "GoodOne" in skrepr.list_estimators()
    assert skrepr.get_estimator("GoodOne")().fit_transform is not None
    result = skrepr.compare("GoodOne-benchmark", in_process=True, verbose=0)
    assert result.failed == 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_fault_is_named_and_the_rest_works(row, select, monkeypatch):
    monkeypatch.delenv("BAD_PLUGIN_WAS_HERE", raising=False)
    select("good-one", row.throwaway.name)
    before = list(warnings.filters), warnings.showwarning
    with expected_warning(row.note is False):
        names = skrepr.list_estimators()
    os.environ.pop("BAD_PLUGIN_WAS_HERE", None)
    assert set(names) == {"GoodOne", *row.survivors}
    (plugin,) = [p for p in skrepr.list_plugins() if p.distribution == row.throwaway.name]
    messages = {
        True: plugin.notes,
        False: [problem.message for problem in plugin.problems],
        None: ["".join([*plugin.notes, *(problem.message for problem in plugin.problems)])],
    }[row.note]
    assert any(re.search(row.says, message) for message in messages), messages
    faulty = "incomplete" if row.survivors else "broken"
    assert plugin.status == (faulty if row.note is False else "ok")
    assert before[1] is warnings.showwarning
    assert_good_one_works()


@pytest.mark.parametrize("row", LATE, ids=lambda row: row.fault)
def test_fault_behind_a_listed_name_is_found_on_use(row, select):
    select("good-one", row.throwaway.name)
    (name,) = set(skrepr.list_estimators()) - {"GoodOne"}
    with pytest.raises(PluginError, match=row.says):
        skrepr.get_estimator(name)
    assert_good_one_works()


def test_all_faults_at_once_are_one_warning(select):
    select("good-one", *(row.throwaway.name for row in ROWS))
    with pytest.warns(PluginWarning) as caught:
        names = skrepr.list_estimators()
    os.environ.pop("BAD_PLUGIN_WAS_HERE", None)
    assert len(caught) == 1
    for row in ROWS:
        assert (f"{row.throwaway.name} " in str(caught[0].message)) is (row.note is False)
    assert set(names) == {"GoodOne"}.union(*(row.survivors for row in ROWS))
    assert_good_one_works()


def test_strict_mode_raises_once_with_every_cause(select, monkeypatch):
    monkeypatch.setenv("SKREPR_STRICT", "1")
    select("good-one", "bad-hook-none", "bad-twice")
    for _ in range(2):
        with pytest.raises(PluginError, match=r"(?s)broken plugins:.*bad-hook-none.*bad-twice"):
            skrepr.list_estimators()
    assert {plugin.status for plugin in skrepr.list_plugins()} == {"ok", "broken", "incomplete"}
    select("good-one")
    assert skrepr.list_estimators() == ["GoodOne"]


def test_warnings_as_errors_do_not_hide_the_rest(select):
    select("good-one", "bad-hook-none")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PluginWarning, match="bad-hook-none"):
            skrepr.list_estimators()
        assert skrepr.list_estimators() == ["GoodOne"]


def test_keyboard_interrupt_passes_through(select):
    select("good-one", "bad-interrupt")
    with pytest.raises(KeyboardInterrupt):
        skrepr.list_estimators()


def test_double_entry_points_of_one_module_are_one_plugin(select):
    select("good-one", "bad-double-entry")
    assert skrepr.list_estimators() == ["GoodOne", "Once"]
    assert len(skrepr.list_plugins()) == 2


def test_one_name_in_two_plugins_stays_reachable_in_full(select):
    select("good-one", "twin-one", "twin-two")
    assert skrepr.list_estimators() == ["GoodOne", "twin-one/Twin", "twin-two/Twin"]
    with pytest.raises(AmbiguousNameError, match="twin-one/Twin, twin-two/Twin"):
        skrepr.get_estimator("Twin")
    assert skrepr.get_estimator("Twin-Two/Twin").__module__ == "twin_two._row"
    assert_good_one_works()


def test_selection_reports_an_unknown_name_with_the_nearest(select):
    select("good-one", "bad-hook-nona")
    with pytest.warns(PluginWarning, match="'bad-hook-nona', which is not installed; did you mean"):
        skrepr.list_estimators()


def test_selection_allows_spaces_and_entry_point_names(select):
    select(" good-one ", " bad_optional_hook")
    assert skrepr.list_estimators() == ["GoodOne", "Later"]


def test_the_warning_blames_the_caller(select):
    select("good-one", "bad-hook-none")
    with pytest.warns(PluginWarning) as caught:
        skrepr.list_estimators(role="transformer")
    assert caught[0].filename == __file__


def test_empty_selection_loads_nothing(select):
    select("")
    assert skrepr.list_estimators() == []
    with pytest.raises(UnknownNameError, match="'GoodOne'"):
        skrepr.get_estimator("GoodOne")


def test_a_name_of_a_left_out_plugin_points_at_it(select):
    select("good-one", "bad-import-error")
    with pytest.warns(PluginWarning), pytest.raises(UnknownNameError, match="bad-import-error"):
        skrepr.get_estimator("SomethingElse")


def run_cli(site, *arguments, plugins, **env):
    return subprocess.run(
        [sys.executable, "-m", "skrepr", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(site), "SKREPR_PLUGINS": plugins, **env},
    )


def test_plugins_command_names_cause_and_traceback(site):
    plain = run_cli(site, "plugins", plugins="good-one,bad-zero-division")
    assert plain.returncode == 3
    assert "bad-zero-division\t1.0\tbad_zero_division\tbroken\tnothing" in plain.stdout
    assert "bad-zero-division 1.0: it cannot be imported (ZeroDivisionError" in plain.stderr
    assert "SKREPR_PLUGINS" in plain.stderr
    assert "Traceback" not in plain.stderr
    verbose = run_cli(site, "plugins", "--verbose", plugins="good-one,bad-zero-division")
    assert "Traceback" in verbose.stderr
    assert "1 / 0" in verbose.stderr


def test_list_goes_on_with_one_line_a_problem(site):
    result = run_cli(site, "list", plugins="good-one,bad-hook-none,bad-twice")
    assert result.returncode == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == [
        "name",
        "Double",
        "GoodOne",
    ]
    assert len(result.stderr.splitlines()) == 2


def test_strict_command_exits_with_3(site):
    result = run_cli(site, "list", plugins="good-one,bad-hook-none", SKREPR_STRICT="1")
    assert result.returncode == 3
    assert "bad-hook-none" in result.stderr
    # the command that explains the fault works all the same, and so does help
    found = run_cli(site, "plugins", "--json", plugins="bad-hook-none", SKREPR_STRICT="1")
    assert found.returncode == 3
    assert json.loads(found.stdout)[0]["status"] == "broken"
    helped = run_cli(site, "list", "--help", plugins="bad-hook-none", SKREPR_STRICT="1")
    assert helped.returncode == 0


def test_json_stays_readable_beside_a_plugin_that_prints(site):
    result = run_cli(site, "list", "--json", plugins="good-one,bad-prints,bad-warns")
    assert [row["name"] for row in json.loads(result.stdout)] == ["GoodOne", "Loud", "Old"]


def test_interrupt_while_loading_exits_with_130(site):
    assert run_cli(site, "list", plugins="good-one,bad-interrupt").returncode == 130


def test_numpy_at_listing_is_noted(site):
    result = run_cli(site, "plugins", plugins="good-one,bad-numpy")
    assert result.returncode == 0
    assert "bad-numpy 1.0: note: imports numpy at listing" in result.stderr
