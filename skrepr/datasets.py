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

    entry = catalogue.find_entry(name, "datasets")
    spec = cast(DatasetSpec, entry.spec)
    content = catalogue.load_object(spec.loader, entry)(spec)
    if not isinstance(content, Mapping) or "data" not in content:
        raise PluginError(
            f"{entry.distribution} {entry.version}: {spec.loader} must return a mapping with "
            f"'data'; got {type(content).__name__}"
        )
    bunch = Bunch(
        target=None,
        groups=None,
        splits=None,
        DESCR=spec.summary,
        licence=spec.licence,
        citation=spec.citation,
    )
    bunch.update(content)
    n_samples = _n_samples(bunch.data)
    if n_samples != spec.n_samples:
        raise PluginError(
            f"{entry.distribution} {entry.version}: {name} has {n_samples} samples, its spec "
            f"says {spec.n_samples}"
        )
    return (bunch.data, bunch.target) if return_X_y else bunch


def _n_samples(data: Any) -> int:
    return int(data.shape[0]) if hasattr(data, "shape") else len(data)


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
