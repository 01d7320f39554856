"""One loader for every data set that a plugin offers, and one way to read its files.

A data set is arrays on disk that came with its distribution: nothing is downloaded, nothing
is unpickled, and a file that is not the published one is refused by its checksum.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from . import catalogue
from ._plugins import words
from .exceptions import DataFileError, PluginError
from .specs import DatasetSpec

if TYPE_CHECKING:
    from sklearn.utils import Bunch


def load_dataset(name: str, *, return_X_y: bool = False) -> Bunch | tuple[Any, Any]:
    """Load a data set by name.

    Parameters
    ----------
    name : str
        One of :func:`skrepr.list_datasets`.
    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    Bunch or (data, target)
        ``data`` (its form is that of the data set's input kind), ``target`` (None if there is
        none), ``groups`` (rows that belong together, or None), ``splits`` (list of published
        ``(train, test)`` index arrays, or None), ``DESCR``, ``licence``, ``citation``, and
        whatever else belongs to the set, for example ``attributes`` or ``distances``.

    Raises
    ------
    UnknownNameError
        If no plugin offers this name; the message suggests the nearest.
    DataFileError
        If a file is missing, truncated or changed.

    Examples
    --------
    >>> import skrepr
    >>> skrepr.load_dataset("cora").data.shape
    (2708, 2708)
    """
    from sklearn.utils import Bunch

    if not isinstance(return_X_y, bool):
        raise TypeError(f"'return_X_y' must be a bool; got {return_X_y!r}")
    entry = catalogue.find_entry(name, "datasets")
    spec = cast(DatasetSpec, entry.spec)
    content = _content(spec, entry)
    bunch = Bunch(
        target=None,
        groups=None,
        splits=None,
        DESCR=spec.summary,
        licence=spec.licence,
        citation=spec.citation,
    )
    bunch.update(content)
    for key in ("data", "target", "groups"):
        if bunch[key] is not None and (n_rows := _n_rows(bunch[key])) != spec.n_samples:
            raise PluginError(
                f"{entry.distribution} {entry.version}: {key} of {name} has {n_rows} rows, its "
                f"spec says {spec.n_samples}"
            )
    return (bunch.data, bunch.target) if return_X_y else bunch


def _content(spec: DatasetSpec, entry: catalogue.Entry) -> Mapping[str, Any]:
    """Return what the loader returns, or say whose loader does not work."""
    loader = catalogue.load_object(spec.loader, entry)
    who = f"{entry.distribution} {entry.version}: {spec.loader}"
    try:
        content = loader(spec)
    except DataFileError:
        raise
    except Exception as error:
        raise PluginError(f"{who} fails on {spec.name!r} ({words(error)})") from error
    if not isinstance(content, Mapping) or "data" not in content:
        got = type(content).__name__
        raise PluginError(f"{who} must return a mapping with 'data'; got {got}")
    return content


def _n_rows(values: Any) -> int | None:
    try:
        return int(values.shape[0]) if hasattr(values, "shape") else len(values)
    except (TypeError, IndexError):
        return None


def read_npz(path: str | Path, *, sha256: str) -> dict[str, np.ndarray[Any, Any]]:
    """Read the arrays of an ``.npz`` file after comparing its checksum.

    Parameters
    ----------
    path : str or Path
        The file.
    sha256 : str
        Hex digest of the published file.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    DataFileError
        If the file is missing, is not the published one, or holds pickled objects.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataFileError(f"{path.name} cannot be read: {error}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DataFileError(
            f"{path.name} is truncated or changed: sha256 is {found} ({len(content)} bytes), "
            f"expected {sha256}; install its distribution again"
        )
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {key: archive[key] for key in archive.files}
    except (ValueError, zipfile.BadZipFile) as error:
        raise DataFileError(f"{path.name} is no archive of plain arrays: {error}") from error
