"""Checks of a distribution as a whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from .._containment import HEAVY
from .._plugins import Plugin, nearest, normalise
from ..catalogue import BROKEN, Entry, list_plugins, load_object
from ..exceptions import UnknownNameError
from ..specs import BenchmarkSpec, DatasetSpec, ScorerSpec
from ._records import Record, Status

_LIST_EVERYTHING = f"""
import sys
from skrepr import catalogue
for section in ("estimators", "datasets", "scorers", "benchmarks"):
    getattr(catalogue, "list_" + section)()
print("heavy:", *[name for name in {HEAVY} if name in sys.modules])
"""
_TIMEOUT = 120


def check_distribution(distribution: str) -> list[Record]:
    """Check what a plugin promises as a whole, whatever its estimators do.

    Parameters
    ----------
    distribution : str
        Name of an installed distribution with an entry point in the group ``skrepr``.

    Returns
    -------
    records : list of Record
        Two: ``listing_is_light``, listing what the plugin offers imports neither numpy nor
        scipy, scikit-learn, torch or pandas; ``targets_resolve``, its data sets, scorers and
        benchmarks name what exists.

    Raises
    ------
    UnknownNameError
        If no installed plugin comes from a distribution of this name.
    """
    plugin = _find(distribution)
    return [
        _record("listing_is_light", distribution, lambda: _listing_is_light(distribution)),
        _record("targets_resolve", distribution, lambda: _targets_resolve(plugin)),
    ]


def _find(distribution: str) -> Plugin:
    plugins = {plugin.distribution: plugin for plugin in list_plugins()}
    if normalise(distribution) not in plugins:
        raise UnknownNameError(
            f"no installed plugin comes from the distribution {distribution!r}"
            f"{nearest(distribution, plugins)}"
        )
    return plugins[normalise(distribution)]


def _record(check: str, distribution: str, run: Callable[[], tuple[Status, str]]) -> Record:
    start = time.perf_counter()
    status, message = run()
    seconds = time.perf_counter() - start
    return Record(
        check=check,
        status=status,
        estimator=distribution,
        kind="",
        message=message,
        seconds=seconds,
    )


def _targets_resolve(plugin: Plugin) -> tuple[Status, str]:
    if plugin.status == "broken":
        return "blocked", "repair listing_is_light first"
    wrong = []
    for name, action in _references(plugin):
        try:
            action()
        except Exception as error:
            wrong.append(f"{name} ({' '.join(str(error).split())})")
    if wrong:
        return "failed", f"Let specs name what exists: {'; '.join(wrong)}."
    return "passed", ""


def _references(plugin: Plugin) -> Iterator[tuple[str, Callable[[], object]]]:
    """Return what each spec refers to, as actions that raise if it does not exist."""
    for spec in (spec for specs in plugin.specs.values() for spec in specs):
        entry = Entry(spec, plugin.distribution, plugin.version)
        if isinstance(spec, BenchmarkSpec):
            yield spec.name, lambda s=spec, e=entry: _resolve_names(s, e)  # type: ignore[misc]
            for candidate in spec.candidates:
                name = f"{spec.name}, {candidate.label}"
                yield name, lambda c=candidate, e=entry: load_object(c.target, e)  # type: ignore[misc]
        elif isinstance(spec, DatasetSpec):
            yield spec.name, lambda s=spec, e=entry: load_object(s.loader, e)  # type: ignore[misc]
        elif isinstance(spec, ScorerSpec):
            yield spec.name, lambda s=spec, e=entry: load_object(s.target, e)  # type: ignore[misc]


def _resolve_names(spec: BenchmarkSpec, entry: Entry) -> None:
    # The comparison imports numpy and scikit-learn.
    from ..comparison._plan import check_names, demo_version

    check_names(demo_version(spec), entry)


def _listing_is_light(distribution: str) -> tuple[Status, str]:
    # Only this plugin, so that another one's imports are not laid to its charge.
    environment = {**os.environ, "SKREPR_PLUGINS": distribution, "SKREPR_STRICT": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", _LIST_EVERYTHING],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "failed", f"Let the hooks return at once; listing took over {_TIMEOUT} s."
    if done.returncode:
        return "failed", f"Let the plugin be loaded and listed; it failed: {_cause(done.stderr)}"
    heavy = done.stdout.rpartition("heavy:")[2].split()
    if heavy:
        return "failed", (
            f"Import {', '.join(heavy)} where it is used, not where the plugin's hooks are "
            "defined: listing imports it."
        )
    return "passed", ""


def _cause(stderr: str) -> str:
    """Return all problems that strict mode reports, or else the last line."""
    _, found, report = stderr.rpartition(BROKEN)
    lines = [line.strip() for line in (report if found else stderr).strip().splitlines()]
    return "; ".join(lines if found else lines[-1:])
