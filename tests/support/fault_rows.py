"""The faults: a module for each, and what its report must say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throwaway import Throwaway, good_plugin

import skrepr

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
