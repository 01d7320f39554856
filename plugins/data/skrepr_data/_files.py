"""Where the files lie, and reading those that a data set's spec names the checksums of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from skrepr.datasets import read_npz
from skrepr.exceptions import DataFileError
from skrepr.specs import DatasetSpec

Arrays = dict[str, np.ndarray[Any, Any]]

FOLDER = Path(__file__).parent / "files"
#: Beside the package, so that no wheel can hold it: see RELEASING.md.
REPOSITORY_ONLY = Path(__file__).parent.parent / "repository_only"


def read(spec: DatasetSpec, *names: str) -> list[Arrays]:
    """Read the files ``names`` (without ``.npz``), whose checksums ``spec`` holds in order."""
    digests = spec.sha256.split(",")
    return [
        read_npz(_locate(spec, name), sha256=digest)
        for name, digest in zip(names, digests, strict=True)
    ]


def _locate(spec: DatasetSpec, name: str) -> Path:
    path = FOLDER / f"{name}.npz"
    if path.is_file():
        return path
    unshipped = REPOSITORY_ONLY / f"{name}.npz"
    if unshipped.is_file():
        return unshipped
    raise DataFileError(
        f"{name}.npz is not here: if it is no mistake of the installation, the data set "
        f"{spec.name!r} (licence class {spec.licence_class}) is read from a checkout of the "
        "repository only and comes with no wheel"
    )
