"""Which code a target comes from, as part of the key of every cell that runs it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from functools import cache
from importlib import metadata
from pathlib import Path


def origin(target: str) -> str:
    """Return name and version of the package that a target or a module belongs to.

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
    """
    package = target.partition(":")[0].partition(".")[0]
    try:
        distribution = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        loaded = sys.modules.get(package) or importlib.import_module(package)
        version = getattr(loaded, "__version__", None)
        return f"{package} {version or _source_sha256(package)}"
    if _is_editable(distribution):
        return f"{package} {distribution.version} {_source_sha256(package)}"
    return f"{package} {distribution.version}"


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
    if spec is None or not spec.origin:
        return []
    folders = spec.submodule_search_locations
    if not folders:
        return [Path(spec.origin)]
    return sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
