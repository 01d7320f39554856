"""What is installed: list it, find it by name, import it on demand.

The catalogue is built once, at the first question, and lists names without importing what
they stand for. A name that two plugins offer stays reachable as ``distribution/name``.
"""

from __future__ import annotations

import copy
import inspect
import os
import sys
import threading
import warnings
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast, get_args, get_type_hints

from ._importing import Entry, load_object
from ._plugins import SECTIONS, Discovery, Plugin, Section, discover, nearest, normalise
from .exceptions import AmbiguousNameError, PluginError, PluginWarning, UnknownNameError
from .specs import BenchmarkSpec, DatasetSpec, EstimatorSpec, ScorerSpec

STRICT = "SKREPR_STRICT"
BROKEN = "broken plugins:"
_OFF = ("", "0", "false", "no", "off")
_WORD: dict[Section, str] = {
    "estimators": "estimator",
    "datasets": "data set",
    "scorers": "scorer",
    "benchmarks": "benchmark",
}


class _Catalogue:
    """The specs of all plugins by section and name."""

    def __init__(self, discovery: Discovery) -> None:
        self.discovery = discovery
        self.entries: dict[Section, dict[str, list[Entry]]] = {
            s: defaultdict(list) for s in SECTIONS
        }
        for plugin in discovery.plugins:
            for section, specs in plugin.specs.items():
                for spec in specs:
                    entry = Entry(spec, plugin.distribution, plugin.version)
                    self.entries[section][spec.name].append(entry)

    def names(self, section: Section) -> dict[str, Entry]:
        """Return every name that resolves, the shortest one of each entry."""
        names = {}
        for name, entries in self.entries[section].items():
            for entry in entries:
                names[name if len(entries) == 1 else f"{entry.distribution}/{name}"] = entry
        return dict(sorted(names.items(), key=lambda item: (item[1].spec.name.lower(), item[0])))

    def spellings(self, section: Section) -> list[str]:
        """Return every way to write a name of the section, the short ones first."""
        entries = [entry for listed in self.entries[section].values() for entry in listed]
        return [*self.entries[section], *(f"{e.distribution}/{e.spec.name}" for e in entries)]


_lock = threading.RLock()
_catalogue: _Catalogue | None = None
_loading = False
_reported = False


def _built() -> _Catalogue:
    """Return the catalogue, built at the first call."""
    global _catalogue, _loading, _reported
    with _lock:
        if _catalogue is None:
            if _loading:
                raise PluginError("a plugin's hook may not ask for the catalogue while it is built")
            _loading = True
            try:
                _catalogue, _reported = _Catalogue(discover()), False
            finally:
                _loading = False
        return _catalogue


def _current() -> _Catalogue:
    """Return the catalogue after a report of what was left out: once, or in strict mode always."""
    global _reported
    built = _built()
    report = built.discovery.report()
    if report and os.environ.get(STRICT, "").lower() not in _OFF:
        raise PluginError("\n".join([BROKEN, *report]))
    with _lock:
        first, _reported = not _reported, True
    if report and first:
        text = "\n  ".join(["some plugins were left out, in whole or in part:", *report])
        message = f"{text}\n`skrepr plugins` tells more"
        warnings.warn(message, PluginWarning, stacklevel=_frames_of_this_package())
    return built


def _frames_of_this_package() -> int:
    """Return the ``stacklevel`` that blames the first caller outside skrepr."""
    level, frame = 1, sys._getframe(1)
    own = __name__.partition(".")[0]
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == own:
        level, frame = level + 1, frame.f_back
    return level


def reset() -> None:
    """Forget what is installed, so that the next question looks again."""
    global _catalogue
    with _lock:
        _catalogue = None


def list_plugins() -> list[Plugin]:
    """Return every plugin that was found, the broken ones with the reason.

    Returns
    -------
    list of Plugin
        With ``distribution``, ``version``, ``status``, ``specs``, ``problems``, ``notes``.
        Copies; strict mode does not keep them from being listed.
    """
    return copy.deepcopy(list(_built().discovery.plugins))


def selection_problems() -> list[str]:
    """Return one line for each name in ``SKREPR_PLUGINS`` that matches no plugin."""
    return list(_built().discovery.problems)


def problems() -> list[str]:
    """Return one line for all that was left out, the selection's problems first."""
    return _built().discovery.report()


def list_estimators(
    *, input_kind: str | None = None, role: str | None = None, distribution: str | None = None
) -> list[str]:
    """Return the names of the installed estimators.

    Parameters
    ----------
    input_kind : str, default=None
        Only those that take this kind of input, for example ``"graph"``.
    role : str, default=None
        Only those with this role, for example ``"classifier"``.
    distribution : str, default=None
        Only those of this distribution.

    Returns
    -------
    list of str
        Sorted; each is accepted by :func:`get_estimator`.

    Raises
    ------
    ValueError
        If ``input_kind`` or ``role`` is none that skrepr knows.

    Examples
    --------
    >>> import skrepr
    >>> len(skrepr.list_estimators(input_kind="graph")) >= 1
    True
    """
    _check_option("input_kind", input_kind, EstimatorSpec, "inputs")
    _check_option("role", role, EstimatorSpec, "roles")
    found = _select("estimators", distribution)
    return [
        name
        for name, entry in found.items()
        if input_kind in (None, *cast(EstimatorSpec, entry.spec).inputs)
        and role in (None, *cast(EstimatorSpec, entry.spec).roles)
    ]


def list_datasets(
    *, kind: str | None = None, task: str | None = None, distribution: str | None = None
) -> list[str]:
    """Return the names of the installed data sets, sorted.

    Parameters
    ----------
    kind : str, default=None
        Only those of this input kind.
    task : str, default=None
        Only those for this task.
    distribution : str, default=None
        Only those of this distribution.

    Returns
    -------
    list of str
        Each is accepted by :func:`load_dataset`.
    """
    _check_option("kind", kind, DatasetSpec, "kind")
    _check_option("task", task, DatasetSpec, "task")
    found = _select("datasets", distribution)
    return [
        name
        for name, entry in found.items()
        if kind in (None, cast(DatasetSpec, entry.spec).kind)
        and task in (None, cast(DatasetSpec, entry.spec).task)
    ]


def list_scorers(*, distribution: str | None = None) -> list[str]:
    """Return the names of the scorers that plugins offer, sorted."""
    return list(_select("scorers", distribution))


def list_benchmarks(
    *, dataset: str | None = None, estimator: str | None = None, distribution: str | None = None
) -> list[str]:
    """Return the names of the installed benchmarks, sorted.

    Parameters
    ----------
    dataset : str, default=None
        Only those on this data set.
    estimator : str, default=None
        Only those that try this estimator, as a method or as a baseline.
    distribution : str, default=None
        Only those of this distribution.

    Returns
    -------
    list of str
        Each is accepted by :func:`compare`.
    """
    found = _select("benchmarks", distribution)
    if dataset is not None:
        data = find_entry(dataset, "datasets")
        found = {n: e for n, e in found.items() if _means(_spec(e).dataset, data)}
    if estimator is not None:
        method = find_entry(estimator, "estimators")
        found = {
            n: e
            for n, e in found.items()
            if any(c.estimator and _means(c.estimator, method) for c in _spec(e).candidates)
        }
    return list(found)


def _spec(entry: Entry) -> BenchmarkSpec:
    return cast(BenchmarkSpec, entry.spec)


def _means(name: str, entry: Entry) -> bool:
    """Tell whether ``name``, short or in full, means ``entry``."""
    distribution, _, bare = name.rpartition("/")
    return entry.spec.name == bare and distribution in ("", entry.distribution)


def _select(section: Section, distribution: str | None) -> dict[str, Entry]:
    names = _current().names(section)
    if distribution is None:
        return names
    if not isinstance(distribution, str):
        raise TypeError(f"the 'distribution' must be a str or None; got {distribution!r}")
    wanted = normalise(distribution)
    known = {plugin.distribution for plugin in _current().discovery.plugins}
    if wanted not in known:
        raise UnknownNameError(
            f"no plugin of the distribution {distribution!r} is installed{nearest(wanted, known)}"
        )
    return {name: entry for name, entry in names.items() if entry.distribution == wanted}


def _check_option(parameter: str, value: str | None, spec: type, field: str) -> None:
    hint = get_type_hints(spec)[field]
    options = get_args(get_args(hint)[0]) or get_args(hint)
    if value is not None and value not in options:
        raise ValueError(
            f"the {parameter!r} must be one of {', '.join(map(repr, options))}; got {value!r}"
            f"{nearest(str(value), options)}"
        )


def find_entry(
    name: str, section: Section, *, prefer: str | None = None, also: Iterable[str] = ()
) -> Entry:
    """Return the spec called ``name`` with the distribution that offers it.

    Parameters
    ----------
    name : str
        A name, or ``distribution/name``.
    section : {'estimators', 'datasets', 'scorers', 'benchmarks'}
        Where to look.
    prefer : str, default=None
        Distribution that wins if several offer the name: the one whose spec uses it.
    also : iterable of str, default=()
        Further words that the caller would have taken, to suggest them.

    Returns
    -------
    Entry
        With ``spec``, ``distribution`` and ``version``.

    Raises
    ------
    UnknownNameError
        If nothing has this name; the message suggests the nearest.
    AmbiguousNameError
        If several distributions use the name; the message lists the full names.
    """
    if section not in tuple(SECTIONS):
        options = ", ".join(map(repr, SECTIONS))
        raise ValueError(f"the 'section' must be one of {options}; got {section!r}")
    if not isinstance(name, str):
        raise TypeError(f"the name of the {_WORD[section]} must be a str; got {name!r}")
    catalogue = _current()
    distribution, slash, bare = name.rpartition("/")
    entries = catalogue.entries[section].get(bare, [])
    if slash:
        entries = [e for e in entries if e.distribution == normalise(distribution)]
    preferred = [e for e in entries if e.distribution == prefer]
    if len(preferred or entries) == 1:
        return (preferred or entries)[0]
    if entries:
        full = ", ".join(f"{e.distribution}/{bare}" for e in entries)
        raise AmbiguousNameError(f"{bare!r} is offered by several plugins; choose one of {full}")
    raise UnknownNameError(
        f"no installed plugin offers the {_WORD[section]} {name!r}"
        f"{nearest(name, [*catalogue.spellings(section), *also])}{_hint(catalogue, name)}"
    )


def _hint(catalogue: _Catalogue, name: str) -> str:
    """Return where else ``name`` stands, and whose absence may explain that it is missing."""
    elsewhere = [_WORD[s] for s, entries in catalogue.entries.items() if name in entries]
    hint = f" (there is a {elsewhere[0]} of this name)" if elsewhere else ""
    left_out = [p.distribution for p in catalogue.discovery.plugins if p.problems]
    return hint + (f" (left out, in whole or in part: {', '.join(left_out)})" if left_out else "")


def get_spec(name: str, section: Section = "estimators") -> Any:
    """Return the spec that a plugin gave for ``name``.

    Parameters
    ----------
    name : str
        A name, or ``distribution/name``.
    section : {'estimators', 'datasets', 'scorers', 'benchmarks'}, default='estimators'
        Where to look.

    Returns
    -------
    EstimatorSpec, DatasetSpec, ScorerSpec or BenchmarkSpec
    """
    return find_entry(name, section).spec


def get_benchmark(name: str) -> BenchmarkSpec:
    """Return the benchmark called ``name``."""
    return cast(BenchmarkSpec, get_spec(name, "benchmarks"))


def get_estimator(name: str) -> type:
    """Import and return the estimator class called ``name``.

    Parameters
    ----------
    name : str
        A name, or ``distribution/name``.

    Returns
    -------
    type
        The class, not an instance.

    Raises
    ------
    UnknownNameError, AmbiguousNameError
        If the name does not lead to exactly one estimator.
    PluginError
        If the class cannot be imported; the message names the distribution, and the extra to
        install where that is the cause.

    Examples
    --------
    >>> import skrepr
    >>> skrepr.get_estimator("FastRP")().n_components
    128
    """
    entry = find_entry(name, "estimators")
    return cast(type, load_object(cast(EstimatorSpec, entry.spec).target, entry))


def make_estimator(name: str, /, **params: Any) -> Any:
    """Return a new estimator called ``name`` with the given parameters.

    Parameters
    ----------
    name : str
        A name, or ``distribution/name``.
    **params : dict
        Parameters of its constructor.

    Returns
    -------
    estimator
        Not fitted.

    Raises
    ------
    TypeError
        If a parameter is none of the constructor's; the message suggests the nearest.

    Examples
    --------
    >>> import skrepr
    >>> skrepr.make_estimator("FastRP", n_components=16).n_components
    16
    """
    cls = get_estimator(name)
    known = inspect.signature(cls).parameters
    for key in params:
        if key not in known:
            raise TypeError(
                f"{name} has no parameter {key!r}{nearest(key, known)} "
                f"(its parameters: {', '.join(known)})"
            )
    return cls(**params)


def get_scorer(name: str) -> Any:
    """Import and return the scorer called ``name``: ``scorer(estimator, X, y, **uses)``."""
    entry = find_entry(name, "scorers")
    spec = cast(ScorerSpec, entry.spec)
    scorer = load_object(spec.target, entry)
    return scorer() if spec.factory else scorer


def param_grid(name: str, *, step: str | None = None) -> dict[str, list[Any]]:
    """Return the search space that the author of an estimator suggests.

    Parameters
    ----------
    name : str
        A name, or ``distribution/name``.
    step : str, default=None
        Name of the estimator's step in a Pipeline; keys become ``step__parameter``.

    Returns
    -------
    dict of str to list
        Ready for ``GridSearchCV``.

    Examples
    --------
    >>> import skrepr
    >>> len(skrepr.param_grid("FastRP", step="fastrp")["fastrp__degree_power"])
    5
    """
    if step is not None and not isinstance(step, str):
        raise TypeError(f"the 'step' must be a str or None; got {step!r}")
    prefix = f"{step}__" if step else ""
    grid = cast(EstimatorSpec, get_spec(name, "estimators")).param_grid
    return {f"{prefix}{key}": list(cast(tuple[Any, ...], values)) for key, values in grid}


def find_specs(section: Section, names: Iterable[str] | None = None) -> dict[str, Entry]:
    """Return entries by name: those asked for, or all."""
    if names is None:
        return _current().names(section)
    return {name: find_entry(name, section) for name in names}


__all__ = [
    "Entry",
    "find_entry",
    "find_specs",
    "get_benchmark",
    "get_estimator",
    "get_scorer",
    "get_spec",
    "list_benchmarks",
    "list_datasets",
    "list_estimators",
    "list_plugins",
    "list_scorers",
    "load_object",
    "make_estimator",
    "param_grid",
    "problems",
    "reset",
    "selection_problems",
]
