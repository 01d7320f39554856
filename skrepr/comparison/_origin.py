"""Which code a target comes from, as part of the key of every cell that runs it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import platform
import sys
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path


def origin(target: str) -> str:
    """Return name and version of the distribution that a target or a module belongs to.

    Code whose version says nothing about its content, a package under development or a plain
    module, is told apart by a hash of its source.

    Parameters
    ----------
    target : str
        ``"package.module:Name"`` or ``"package.module"``.

    Examples
    --------
    >>> import numpy
    >>> from skrepr.comparison._origin import origin
    >>> origin("numpy.linalg:norm") == f"numpy {numpy.__version__}"
    True
    >>> origin("sklearn.svm:SVC").split()[0]
    'scikit-learn'
    """
    package = target.partition(":")[0].partition(".")[0]
    if package in sys.stdlib_module_names:
        return f"python {platform.python_version()}"
    distributions = _distributions(package)
    parts = [f"{each.name} {each.version}" for each in distributions] or [package]
    if not distributions or any(map(_is_editable, distributions)):
        parts.append(_source_sha256(package))
    return " ".join(parts)


def _distributions(package: str) -> list[metadata.Distribution]:
    """Return what is installed under an import name, several for a namespace package."""
    # an editable install lists no files, and is found by its own name
    names = _names_by_package().get(package, [package])
    try:
        return [metadata.distribution(name) for name in sorted(set(names))]
    except metadata.PackageNotFoundError:
        return []


@cache
def _names_by_package() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()


def _is_editable(distribution: metadata.Distribution) -> bool:
    text = distribution.read_text("direct_url.json")
    return bool(text and json.loads(text).get("dir_info", {}).get("editable"))


@cache
def _source_sha256(package: str) -> str:
    digest = hashlib.sha256()
    for path in _sources(package):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(package: str) -> list[Path]:
    if package == "__main__":
        file = getattr(sys.modules[package], "__file__", None)
        return [Path(file)] if file and Path(file).is_file() else []
    spec = importlib.util.find_spec(package)
    if spec is None:
        return []
    folders = spec.submodule_search_locations
    if not folders:
        return [Path(spec.origin)] if spec.origin and Path(spec.origin).is_file() else []
    return sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
