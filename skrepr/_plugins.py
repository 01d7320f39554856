"""Find, load and question the plugins, each behind a guard of its own.

A plugin that fails is left out and remembered with its cause; nothing that it does keeps the
others from being listed. Only ``KeyboardInterrupt`` passes. pluggy never sees the plugin's
module but one small object for each hook function: ``lazy_loader`` replaces ``__dir__``,
which pluggy walks, and then hooks are not found or every lazy name is imported.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
import os
import re
import traceback
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import pluggy

from . import __version__, hookspecs
from ._containment import contained
from ._requirements import allows, declared_range
from ._spec_checks import problems as spec_problems
from .specs import AnySpec, BenchmarkSpec, DatasetSpec, EstimatorSpec, ScorerSpec

GROUP = hookspecs.PROJECT
VARIABLE = "SKREPR_PLUGINS"
Section = Literal["estimators", "datasets", "scorers", "benchmarks"]
SECTIONS: dict[Section, type[AnySpec]] = {
    "estimators": EstimatorSpec,
    "datasets": DatasetSpec,
    "scorers": ScorerSpec,
    "benchmarks": BenchmarkSpec,
}
_HOOKS: dict[str, Section] = {f"skrepr_{section}": section for section in SECTIONS}
_MARK = f"{hookspecs.PROJECT}_impl"  # the attribute that pluggy's marker sets
_MODULE_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


@dataclass(frozen=True)
class Problem:
    """Why something of a plugin is missing: one sentence, and the traceback if there was one."""

    message: str
    traceback: str = ""


@dataclass
class Plugin:
    """One entry point: what it offers, what went wrong, what it did that it should not."""

    distribution: str
    version: str
    entry_point: str
    module: str
    specs: dict[Section, list[AnySpec]] = field(default_factory=lambda: {s: [] for s in SECTIONS})
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Distribution and version, as in messages."""
        return f"{self.distribution} {self.version}"

    @property
    def status(self) -> Literal["ok", "incomplete", "broken"]:
        """Whether everything, a part or nothing of the plugin is listed."""
        if not self.problems:
            return "ok"
        return "incomplete" if any(self.specs.values()) else "broken"

    def fail(self, message: str, error: BaseException | None = None) -> None:
        """Remember a problem."""
        trace = "".join(traceback.format_exception(error)) if error else ""
        self.problems.append(Problem(message, trace))


@dataclass(frozen=True)
class Discovery:
    """All plugins in a fixed order, and what was wrong with the selection itself."""

    plugins: tuple[Plugin, ...]
    problems: tuple[str, ...] = ()

    def report(self) -> list[str]:
        """Return one line for every problem, naming distribution, version and cause."""
        lines = list(self.problems)
        for plugin in self.plugins:
            lines += [f"{plugin.label}: {problem.message}" for problem in plugin.problems]
        return lines


def discover() -> Discovery:
    """Load every selected plugin and collect its specs."""
    points = sorted(
        importlib.metadata.entry_points(group=GROUP), key=lambda p: (_distribution(p), p.name)
    )
    chosen, complaints = _select(points, os.environ.get(VARIABLE))
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    plugins: dict[tuple[str, str], Plugin] = {}
    for point in chosen:
        plugin = _describe(point)
        if plugins.setdefault((plugin.distribution, plugin.module), plugin) is plugin:
            _guarded(
                plugin,
                partial(_load, plugin, point, manager),
                lambda error: f"it cannot be listed ({words(error)})",
            )
    return Discovery(tuple(plugins.values()), tuple(complaints))


def normalise(name: str) -> str:
    """Return the distribution name as installers compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def words(error: BaseException) -> str:
    """Return type and message of an error, whatever its ``__str__`` does."""
    try:
        return f"{type(error).__name__}: {error}".rstrip(": ")
    except Exception:
        return f"{type(error).__name__}, whose message cannot be printed"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'X'?"`` for the closest known name, or nothing."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[close[0]]!r}?" if close else ""


def _distribution(point: importlib.metadata.EntryPoint) -> str:
    return normalise(point.dist.name) if point.dist else "unknown"


def _describe(point: importlib.metadata.EntryPoint) -> Plugin:
    version = point.dist.version if point.dist else "?"
    return Plugin(_distribution(point), version, point.name, point.value.strip())


def _select(
    points: list[importlib.metadata.EntryPoint], wanted: str | None
) -> tuple[list[importlib.metadata.EntryPoint], list[str]]:
    if wanted is None:
        return points, []
    names = {normalise(name.strip()) for name in wanted.split(",") if name.strip()}
    answers = [{_distribution(point), normalise(point.name)} for point in points]
    chosen = [point for point, own in zip(points, answers, strict=True) if own & names]
    known = set().union(*answers)
    return chosen, [
        f"{VARIABLE} names {name!r}, which is not installed{nearest(name, known)}"
        for name in sorted(names - known)
    ]


def _load(
    plugin: Plugin, point: importlib.metadata.EntryPoint, manager: pluggy.PluginManager
) -> None:
    if not _MODULE_NAME.fullmatch(plugin.module):
        plugin.fail(f"its entry point must name a module; got {plugin.module!r}")
        return
    wanted = declared_range(point.dist.requires if point.dist else None)
    if not allows(wanted, __version__):
        plugin.fail(f"it was made for skrepr {wanted}; this is skrepr {__version__}")
        return
    module = _guarded(
        plugin,
        lambda: importlib.import_module(plugin.module),
        lambda e: _import_sentence(plugin, e),
    )
    if module is not None:
        for section, function in _hooks(plugin, module, manager):
            _collect(plugin, section, function)


def _guarded(
    plugin: Plugin, call: Callable[[], Any], sentence: Callable[[BaseException], str]
) -> Any:
    """Return what ``call`` returns; if it fails, remember why and return None."""
    try:
        with contained(plugin.notes):
            return call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a plugin may raise SystemExit or pytest's Skipped
        plugin.fail(sentence(error), error)
        return None


def _import_sentence(plugin: Plugin, error: BaseException) -> str:
    cause = words(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        own = error.name.split(".")[0] == plugin.module.split(".")[0]
        what = "its own module" if own else "a dependency,"
        return f"{what} {error.name} is not installed ({cause})"
    return f"it cannot be imported ({cause})"


def _hooks(
    plugin: Plugin, module: types.ModuleType, manager: pluggy.PluginManager
) -> Iterator[tuple[Section, Callable[[], Any]]]:
    # vars(), never dir(), and no look into modules: lazily loaded ones must stay unloaded
    values = {n: v for n, v in vars(module).items() if not isinstance(v, types.ModuleType)}
    functions = {n: v for n, v in values.items() if callable(v)}
    marked = {n: v for n, v in functions.items() if _MARK in getattr(v, "__dict__", ())}
    for name in functions.keys() & _HOOKS.keys() - marked.keys():
        plugin.fail(f"{name} is not marked with skrepr.hookimpl, so it is not called")
    if not marked and not plugin.problems:
        plugin.fail("it implements no skrepr hook")
    for name, function in marked.items():
        if name not in _HOOKS:
            if vars(function)[_MARK]["optionalhook"]:
                continue
            plugin.fail(f"{name} is no hook of skrepr {__version__}{nearest(name, _HOOKS)}")
            continue
        if not isinstance(function, types.FunctionType):  # releases of pluggy differ on these
            plugin.fail(f"{name} must be a function; got {type(function).__name__}")
            continue
        identity = f"{plugin.distribution}:{plugin.entry_point}:{name}"
        holder = types.SimpleNamespace(**{name: function})
        try:
            manager.register(holder, name=identity)
        except pluggy.PluginValidationError as error:
            manager.unregister(name=identity)  # pluggy 1.5 and 1.6 leave it half registered
            plugin.fail(f"{name} must take no argument ({str(error).splitlines()[-1]})", error)
            continue
        yield _HOOKS[name], function


def _collect(plugin: Plugin, section: Section, function: Callable[[], Any]) -> None:
    hook = f"skrepr_{section}"
    before = len(plugin.problems)
    listed = _guarded(plugin, function, lambda e: f"{hook} raised {words(e)}")
    if len(plugin.problems) > before:
        return
    if type(listed) not in (list, tuple):  # a subclass may do anything when it is walked
        if isinstance(listed, types.CoroutineType):
            listed.close()
        plugin.fail(f"{hook} must return a list of specs; got {type(listed).__name__}")
        return
    expected = SECTIONS[section]
    for index, spec in enumerate(listed):
        if type(spec) is not expected:
            got = type(spec).__name__
            plugin.fail(f"{hook}()[{index}] must be of type {expected.__name__}; got {got}")
        elif wrong := spec_problems(spec):
            plugin.fail(f"{hook}()[{index}]: {'; '.join(wrong)}")
        elif any(known.name == spec.name for known in plugin.specs[section]):
            plugin.fail(f"{hook}()[{index}] repeats the name {spec.name!r}; the first one stays")
        else:
            plugin.specs[section].append(spec)
