"""From an estimator to bytes and back, through skops.

Nothing is built before the whole file was examined: archive, schema, arrays, versions, types.
skops' own audit comes on top of that. Saving examines and loads what it has made, so that
no file is written that cannot be read.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import sklearn
from sklearn.base import BaseEstimator
from sklearn.exceptions import InconsistentVersionWarning

from .. import catalogue
from .._plugins import words
from ..exceptions import SavedModelError
from ..report import printable
from . import _schema
from ._archive import SCHEMA, Archive, all_members, read_archive, write_archive
from ._arrays import check_dense, check_sparse, uncompressed
from ._trust import Judge, Trust, qualified_name, trust_of_installed
from ._versions import check_header, check_versions, make_header

_MOST_SHOWN = 20
_LONGEST = 300
_DAMAGED = "it is damaged or was altered"


def skops_io() -> ModuleType:
    """Import skops, or say what is missing."""
    try:
        import skops.io
    except ModuleNotFoundError as error:
        raise ImportError(
            f'saved models need {error.name}: pip install "skrepr[persistence]"', name=error.name
        ) from error
    return skops.io  # type: ignore[no-any-return]


def to_bytes(estimator: Any, judge: Judge = trust_of_installed) -> bytes:
    """Return an estimator as a file that :func:`from_bytes` loads.

    Parameters
    ----------
    estimator : estimator
        Fitted or not.
    judge : callable, default=trust_of_installed
        From the types that skops does not trust to those that are trusted here.

    Raises
    ------
    SavedModelError
        If the file could not be loaded; the message says what stands in the way, and where.
    """
    io = skops_io()
    try:
        dumped: bytes = io.dumps(estimator)
    except Exception as error:  # skops raises what the types it meets raise
        where, value = _culprit(estimator, "", io)
        raise SavedModelError(
            f"{type(estimator).__name__}{where} is a {qualified_name(type(value))}, which cannot "
            f"be saved ({_told(error)}); keep plain data: arrays, numbers, text, lists, estimators"
        ) from error
    with _refusing("what skops makes of it cannot be loaded"):
        archive = _tidy(dumped)
        found = _schema.examine(archive.schema)
    trust, unknown = _judged(found, dumped, judge)
    if unknown:
        listed = _listed(f"{type(estimator).__name__}{at} is a {n}" for n, at in unknown.items())
        raise SavedModelError(
            f"{listed}; no installed plugin declares that such a thing may be loaded again: keep "
            "plain data (arrays, numbers, text, lists, estimators), or name the type in the "
            f"'trusted' of the plugin's spec{_reasons(trust)}"
        )
    origins = {name: entry.distribution for name, entry in trust.origins.items()}
    data = write_archive(
        Archive(archive.schema, make_header(origins, trust.versions), archive.arrays)
    )
    from_bytes(data, judge)
    return data


def from_bytes(data: bytes, judge: Judge = trust_of_installed) -> Any:
    """Return the estimator in a file.

    Parameters
    ----------
    data : bytes
        The content of the file.
    judge : callable, default=trust_of_installed
        From the types that skops does not trust to those that are trusted here.

    Raises
    ------
    SavedModelError
        If the file is damaged, made by other versions, or holds what is not trusted.
    """
    io = skops_io()
    with _refusing(_DAMAGED):
        archive = read_archive(data)
        check_header(archive.header)
        found = _schema.examine(archive.schema)
    check_versions(archive.header, _installed(archive.header))
    trust, unknown = _judged(found, data, judge)
    if unknown:
        listed = _listed(f"{name}{_schema.at(place)}" for name, place in unknown.items())
        raise SavedModelError(
            f"it holds types that no installed plugin declares, and nothing of it was loaded: "
            f"{listed}{_hint(archive.header, unknown)}{_reasons(trust)}"
        )
    check_versions(archive.header, trust.versions)
    with _refusing(_DAMAGED):
        _check_arrays(archive.arrays, found.members)
    with _refusing("it cannot be built"), _quiet_about_patches(archive.header):
        return io.loads(data, trusted=sorted(trust.names))


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    """Turn whatever a strange file brings about into one kind of error."""
    try:
        yield
    except SavedModelError:
        raise
    except Exception as error:
        raise SavedModelError(f"{what} ({_told(error)})") from error


def _told(error: BaseException) -> str:
    """Return what an error says, on one line of printable text."""
    return printable(" ".join(words(error).split())[:_LONGEST])


def _tidy(dumped: bytes) -> Archive:
    """Return what skops has written without memory addresses and compression."""
    members = all_members(dumped)
    schema, names = _schema.renumbered(json.loads(members.pop(SCHEMA)))
    arrays = {names.get(name, name): uncompressed(name, part) for name, part in members.items()}
    return Archive(schema, None, arrays)


def _check_arrays(arrays: Mapping[str, bytes], members: Mapping[str, str]) -> None:
    different = sorted(arrays.keys() ^ members.keys())
    if different:
        raise SavedModelError(f"its member {different[0]} is missing, or nothing refers to it")
    for name, content in arrays.items():
        if name.endswith(".npz"):
            check_sparse(name, content, members[name])
        else:
            check_dense(name, content)


def _judged(found: _schema.Findings, data: bytes, judge: Judge) -> tuple[Trust, dict[str, str]]:
    """Return what is trusted, and each type that is not with its place."""
    try:
        # asking builds and imports nothing
        untrusted = set(skops_io().get_untrusted_types(data=data))
    except Exception as error:
        if not found.refused:
            raise SavedModelError(f"{_DAMAGED} ({_told(error)})") from error
        untrusted = set()  # skops stumbles over what is refused anyway
    trust = judge(untrusted)
    unknown = {name: found.places.get(name, "") for name in untrusted - trust.names}
    return trust, dict(sorted({**unknown, **found.refused}.items()))


@contextmanager
def _quiet_about_patches(header: Mapping[str, Any]) -> Iterator[None]:
    """Keep scikit-learn from warning of a patch release, which check_versions has admitted."""
    if header["versions"]["scikit-learn"] == sklearn.__version__:
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InconsistentVersionWarning)
        yield


def _installed(header: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions of the installed plugins that the file says it needs."""
    wanted = set(header["estimators"].values())
    plugins = catalogue.list_plugins()
    return {p.distribution: p.version for p in plugins if p.distribution in wanted}


def _hint(header: Mapping[str, Any], unknown: Iterable[str]) -> str:
    """Say which distribution may be missing; the file says so, and it may lie."""
    claimed = {header["estimators"].get(name) for name in unknown} - {None}
    absent = sorted(claimed - {plugin.distribution for plugin in catalogue.list_plugins()})
    if not absent:
        return ""
    versions = header["versions"]
    named = ", ".join(f"{name} {versions.get(name, '')}".rstrip() for name in absent)
    return f"; the file says that it needs {named}: install it only if you trust it"


def _reasons(trust: Trust) -> str:
    return "".join(f"; {reason}" for reason in trust.failures)


def _listed(items: Iterable[str]) -> str:
    shown = [item if item.isprintable() else ascii(item) for item in items]
    rest = len(shown) - _MOST_SHOWN
    return ", ".join(shown[:_MOST_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _culprit(value: Any, place: str, io: ModuleType) -> tuple[str, Any]:
    """Return the smallest part of ``value`` that skops refuses, with its place."""
    for where, part in _parts(value):
        try:
            io.dumps(part)
        except Exception:
            return _culprit(part, place + where, io)
    return place, value


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list | tuple):
        yield from ((f"[{position}]", item) for position, item in enumerate(value))
    elif isinstance(value, dict):
        yield from ((f"[{key!r}]", item) for key, item in value.items())
    elif isinstance(value, BaseEstimator):
        yield from ((f".{name}", item) for name, item in value.__getstate__().items())
