"""Which types a saved model may hold: asked of what is installed, never of the file.

Plain data that skops does not know stands in the house list. A class is trusted if the spec
of an installed plugin points to it, and with it the types in that spec's ``trusted``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from .. import catalogue
from .._importing import Entry, load_object
from ..exceptions import PluginError, SavedModelError
from ..specs import EstimatorSpec

#: Sparse matrices whose members are checked before they are built.
SPARSE_TYPES = frozenset(
    f"scipy.sparse._{layout}.{layout}_{kind}"
    for layout in ("coo", "csc", "csr")
    for kind in ("array", "matrix")
)
#: Plain data that skops does not know. Nothing compiled, nothing that calls a function.
HOUSE_TYPES = SPARSE_TYPES | {"numpy.dtype", "skrepr.graphset.GraphSet"}
#: The one part of the standard library that holds plain containers.
_CONTAINERS = "collections"
#: Packages whose types unpickle what they are given, or call it.
_UNPICKLERS = frozenset({"cloudpickle", "dill", "joblib", "skops", "skorch", "torch"})


@dataclass(frozen=True)
class Trust:
    """What the installed plugins say about the types in one file.

    Parameters
    ----------
    names : frozenset of str
        Types that may be built.
    origins : mapping of str to Entry
        Who offers which class of the file.
    failures : tuple of str
        Why a class that an installed plugin offers cannot be imported.
    """

    names: frozenset[str] = HOUSE_TYPES
    origins: Mapping[str, Entry] = field(default_factory=dict)
    failures: tuple[str, ...] = ()

    @property
    def versions(self) -> dict[str, str]:
        """Return the installed version of each distribution that the model needs."""
        return {entry.distribution: entry.version for entry in self.origins.values()}


#: From the names in a file that skops does not trust to what is trusted here.
Judge: TypeAlias = Callable[[Iterable[str]], Trust]


def qualified_name(cls: type[Any]) -> str:
    """Return module and name, as skops writes them."""
    return f"{cls.__module__}.{cls.__qualname__}"


def is_forbidden(name: str) -> bool:
    """Tell whether a file could run code through this type; no spec may trust it.

    Examples
    --------
    >>> from skrepr.persistence._trust import is_forbidden
    >>> is_forbidden("functools.partial"), is_forbidden("scipy.interpolate._bsplines.BSpline")
    (True, False)
    """
    package = name.partition(".")[0]
    standard = package in sys.stdlib_module_names and package != _CONTAINERS
    return standard or package in _UNPICKLERS


def trust_of_installed(names: Iterable[str]) -> Trust:
    """Return what the installed plugins trust among ``names``.

    Only plugins that share a name's package are imported, and only what their specs name.
    """
    entries = [catalogue.find_entry(name, "estimators") for name in catalogue.list_estimators()]
    origins: dict[str, Entry] = {}
    failures: dict[str, None] = {}
    for name in names:
        for entry in _candidates(name, entries):
            try:
                cls = load_object(_spec(entry).target, entry)
            except PluginError as error:
                failures[str(error)] = None
                continue
            if isinstance(cls, type) and qualified_name(cls) == name:
                origins[name] = entry
                break
    declared = frozenset(name for entry in origins.values() for name in trusted_by(entry))
    return Trust(HOUSE_TYPES | origins.keys() | declared, origins, tuple(failures))


def trusted_by(entry: Entry) -> tuple[str, ...]:
    """Return a spec's ``trusted``, or refuse what no spec may trust."""
    spec = _spec(entry)
    forbidden = [name for name in spec.trusted if is_forbidden(name)]
    if forbidden:
        raise SavedModelError(
            f"{entry.distribution} {entry.version} asks to trust {', '.join(forbidden)} for "
            f"{spec.name}; a file could run code through it, so none of its models is loaded"
        )
    return spec.trusted


def _candidates(name: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield who may offer ``name``; first those that call it so, for the others are aliases."""
    package, own = name.partition(".")[0], name.rpartition(".")[2]
    same = [e for e in entries if _spec(e).target.partition(":")[0].split(".")[0] == package]
    return iter(sorted(same, key=lambda e: not _spec(e).target.endswith(f":{own}")))


def _spec(entry: Entry) -> EstimatorSpec:
    return cast(EstimatorSpec, entry.spec)
