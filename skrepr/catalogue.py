"""What is installed: list it, find it by name, import it on demand.

The catalogue is built once, at the first question, and lists names without importing what
they stand for. A name that two plugins offer stays reachable as ``distribution/name``.
"""

from __future__ import annotations

import importlib
import inspect
import os
import threading
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, cast

from ._plugins import SECTIONS, Discovery, Plugin, Section, discover, nearest, normalise
from ._spec_checks import is_import_string
from .exceptions import AmbiguousNameError, PluginError, PluginWarning, UnknownNameError
from .specs import AnySpec, BenchmarkSpec, DatasetSpec, EstimatorSpec, ScorerSpec

STRICT = "SKREPR_STRICT"
_WORD: dict[Section, str] = {
    "estimators": "estimator",
    "datasets": "data set",
    "scorers": "scorer",
    "benchmarks": "benchmark",
}


@dataclass(frozen=True)
class Entry:
    """A spec and the distribution that offers it."""

    spec: AnySpec
    distribution: str
    version: str


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


_lock = threading.RLock()
_catalogue: _Catalogue | None = None
_loading = False


def _current() -> _Catalogue:
    global _catalogue, _loading
    with _lock:
        if _catalogue is not None:
            return _catalogue
        if _loading:
            raise PluginError("a plugin's hook may not ask for the catalogue while it is built")
        _loading = True
        try:
            _catalogue = _Catalogue(discover())
        finally:
            _loading = False
        report = _catalogue.discovery.report()
        built = _catalogue
        if report and os.environ.get(STRICT, "") not in ("", "0"):
            _catalogue = None  # strict mode refuses again until the cause is gone
            raise PluginError("\n".join(["broken plugins:", *report]))
    if report:
        text = "\n  ".join(["some plugins were left out, in whole or in part:", *report])
        warnings.warn(f"{text}\n`skrepr plugins` tells more", PluginWarning, stacklevel=3)
    return built


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
    """
    return list(_current().discovery.plugins)


def selection_problems() -> list[str]:
    """Return one line for each name in ``SKREPR_PLUGINS`` that matches no plugin."""
    return list(_current().discovery.problems)


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
        found = {n: e for n, e in found.items() if cast(BenchmarkSpec, e.spec).dataset == dataset}
    if estimator is not None:
        name = get_spec(estimator, "estimators").name
        found = {
            n: e
            for n, e in found.items()
            if any(c.estimator == name for c in cast(BenchmarkSpec, e.spec).candidates)
        }
    return list(found)


def _select(section: Section, distribution: str | None) -> dict[str, Entry]:
    names = _current().names(section)
    if distribution is None:
        return names
    wanted = normalise(distribution)
    known = {plugin.distribution for plugin in _current().discovery.plugins}
    if wanted not in known:
        raise UnknownNameError(
            f"no plugin of the distribution {distribution!r} is installed{nearest(wanted, known)}"
        )
    return {name: entry for name, entry in names.items() if entry.distribution == wanted}


def _check_option(parameter: str, value: str | None, spec: type, field: str) -> None:
    from typing import get_args, get_type_hints

    hint = get_type_hints(spec)[field]
    options = get_args(get_args(hint)[0]) or get_args(hint)
    if value is not None and value not in options:
        raise ValueError(
            f"the {parameter!r} must be one of {', '.join(map(repr, options))}; got {value!r}"
            f"{nearest(str(value), options)}"
        )


def find_entry(name: str, section: Section) -> Entry:
    """Return the spec called ``name`` with the distribution that offers it.

    Raises
    ------
    UnknownNameError
        If nothing has this name; the message suggests the nearest.
    AmbiguousNameError
        If several distributions use the name; the message lists the full names.
    """
    if not isinstance(name, str):
        raise TypeError(f"the name of the {_WORD[section]} must be a str; got {name!r}")
    catalogue = _current()
    distribution, _, bare = name.rpartition("/")
    entries = catalogue.entries[section].get(bare, [])
    if distribution:
        entries = [e for e in entries if e.distribution == normalise(distribution)]
    if len(entries) == 1:
        return entries[0]
    if entries:
        full = ", ".join(f"{e.distribution}/{bare}" for e in entries)
        raise AmbiguousNameError(f"{bare!r} is offered by several plugins; choose one of {full}")
    known = [*catalogue.entries[section], *catalogue.names(section)]
    left_out = [p.distribution for p in catalogue.discovery.plugins if p.problems]
    hint = f" (left out, in whole or in part: {', '.join(left_out)})" if left_out else ""
    elsewhere = [_WORD[s] for s, entries in catalogue.entries.items() if name in entries]
    if elsewhere:
        hint = f"; there is a {elsewhere[0]} of this name{hint}"
    raise UnknownNameError(
        f"no installed plugin offers the {_WORD[section]} {name!r}{nearest(name, known)}{hint}"
    )


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
    if section not in SECTIONS:
        options = ", ".join(map(repr, SECTIONS))
        raise ValueError(f"the 'section' must be one of {options}; got {section!r}")
    return find_entry(name, section).spec


def find_distribution(name: str, section: Section) -> tuple[str, str]:
    """Return name and version of the distribution that offers ``name``."""
    entry = find_entry(name, section)
    return entry.distribution, entry.version


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


def make_estimator(name: str, **params: Any) -> Any:
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
    prefix = f"{step}__" if step else ""
    grid = cast(EstimatorSpec, get_spec(name, "estimators")).param_grid
    return {f"{prefix}{key}": list(cast(tuple[Any, ...], values)) for key, values in grid}


def load_object(target: str, entry: Entry | None = None) -> Any:
    """Import ``"package.module:Name"``.

    Parameters
    ----------
    target : str
        The import string.
    entry : Entry, default=None
        Who asked for it, so that the error can name the distribution.

    Raises
    ------
    PluginError
        If the module or the name in it does not exist, or cannot be imported.
    """
    if not is_import_string(target):
        raise PluginError(f"an import string must read 'package.module:Name'; got {target!r}")
    module_name, _, attribute = target.partition(":")
    who = f"{entry.distribution} {entry.version}: " if entry else ""
    try:
        module = importlib.import_module(module_name)
        if attribute not in vars(module):  # perhaps a lazy name, which vars() does not show
            return _lazy_attribute(module, attribute)
        return vars(module)[attribute]
    except ModuleNotFoundError as error:
        raise PluginError(f"{who}{_missing_sentence(target, error, entry)}") from error
    except Exception as error:  # whatever a plugin's module does when it runs
        cause = str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"
        raise PluginError(f"{who}{target} cannot be imported ({cause})") from error


def _lazy_attribute(module: ModuleType, attribute: str) -> Any:
    names = [name for name in dir(module) if not name.startswith("_")]
    if attribute not in names and not hasattr(module, attribute):
        raise PluginError(f"{module.__name__} has no {attribute!r}{nearest(attribute, names)}")
    return getattr(module, attribute)


def _missing_sentence(target: str, error: ModuleNotFoundError, entry: Entry | None) -> str:
    missing = (error.name or "").split(".")[0]
    spec = entry.spec if entry else None
    if entry and isinstance(spec, EstimatorSpec) and missing in spec.requires and spec.extra:
        command = f'pip install "{entry.distribution}[{spec.extra}]"'
        return f"{spec.name} needs {missing}, which is not installed: {command}"
    return f"{target} cannot be imported: no module named {error.name!r}"


def missing_requirements(spec: EstimatorSpec) -> list[str]:
    """Return the import names in ``spec.requires`` that are not installed."""
    from importlib.util import find_spec

    return [name for name in spec.requires if find_spec(name) is None]


def find_specs(section: Section, names: Iterable[str] | None = None) -> dict[str, Entry]:
    """Return entries by name: those asked for, or all."""
    if names is None:
        return _current().names(section)
    return {name: find_entry(name, section) for name in names}
