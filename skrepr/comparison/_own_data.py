"""Somebody's own data: read from a file of arrays, and checked before anything is run."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_consistent_length

from .. import validation
from ..exceptions import DataFileError, UsageError
from ..specs import InputKind
from ._own_methods import OwnTask

_SPARSE = ("indices", "indptr", "shape")
_KEYS = ("data", "target", "groups", *_SPARSE)

_VALIDATORS: Mapping[InputKind, Callable[[Any], Any]] = {
    "graph": validation.check_graph,
    "graphs": validation.check_graphs,
    "spd": validation.check_spd,
    "epochs": validation.check_epochs,
    "images": validation.check_images,
    "points": validation.check_points,
    "videos": validation.check_videos,
    "items": validation.check_items,
    "sequences": validation.check_sequences,
}
_TARGETS: Mapping[OwnTask, tuple[str, ...]] = {
    "classification": ("binary", "multiclass"),
    "regression": ("continuous", "continuous-multioutput", "binary", "multiclass"),
    "multilabel": ("multilabel-indicator",),
}
_WANTED: Mapping[OwnTask, str] = {
    "classification": "one class for each sample",
    "regression": "numbers",
    "multilabel": "an indicator matrix of 0 and 1 with a column for each label",
}


def read_data(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a data set from an ``.npz`` file.

    Parameters
    ----------
    path : path
        Written by ``numpy.savez``. ``data`` holds the samples, ``target`` what is to be
        predicted, ``groups`` (optional) which samples belong together. With ``indices``,
        ``indptr`` and ``shape`` beside it, ``data`` holds the values of a sparse matrix in
        compressed rows: for a graph its adjacency.

    Returns
    -------
    dict
        ``data``, ``target`` and ``groups``, the latter None where there are none.

    Raises
    ------
    DataFileError
        If the file cannot be read, or holds pickled objects.
    UsageError
        If it has other keys; the message lists both.

    Examples
    --------
    >>> import os, tempfile
    >>> import numpy as np
    >>> from skrepr.comparison._own_data import read_data
    >>> path = os.path.join(tempfile.mkdtemp(), "my.npz")
    >>> np.savez(path, data=np.ones((4, 2)), target=np.arange(4))
    >>> read_data(path)["data"].shape
    (4, 2)
    """
    path = Path(path)
    try:
        archive = np.load(path, allow_pickle=False)
        if isinstance(archive, np.ndarray):
            raise ValueError("it holds a single array")
        with archive:
            arrays = {key: archive[key] for key in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataFileError(
            f"the data file must be an .npz of plain arrays; {str(path)!r} cannot be read ({error})"
        ) from error
    n_sparse = sum(key in arrays for key in _SPARSE)
    if not {"data", "target"} <= arrays.keys() <= set(_KEYS) or n_sparse not in (0, len(_SPARSE)):
        raise UsageError(
            "the data file must hold 'data' and 'target', optionally 'groups', and for a sparse "
            f"matrix 'indices', 'indptr' and 'shape'; {str(path)!r} holds "
            f"{', '.join(map(repr, arrays)) or 'nothing'}"
        )
    data = arrays["data"]
    if n_sparse:
        parts = (data, arrays["indices"], arrays["indptr"])
        try:
            data = sparse.csr_array(parts, shape=tuple(map(int, arrays["shape"])))
            data.check_format()
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{str(path)!r} holds no matrix in compressed rows: {error}"
            ) from error
    return {"data": data, "target": arrays["target"], "groups": arrays.get("groups")}


def infer_task(y: Any, *, all_regressors: bool) -> OwnTask:
    """Return the task that ``y`` poses."""
    kind = type_of_target(y)
    if kind == "multilabel-indicator":
        return "multilabel"
    return "regression" if kind.startswith("continuous") or all_regressors else "classification"


def check_data(X: Any, y: Any, groups: Any, kind: InputKind, task: OwnTask) -> None:
    """Refuse data of another kind, or for another task, than they are said to be.

    Raises
    ------
    UsageError
        With what was expected and what was given.
    """
    try:
        check_consistent_length(X, y, groups)
    except (ValueError, TypeError) as error:
        raise UsageError(f"X, y and groups must have one entry a sample: {error}") from error
    shape = getattr(X, "shape", None)
    if kind == "table" and shape is not None and len(shape) != 2:
        raise UsageError(
            f"data of kind 'table' must have shape {validation.AXES['table']}; got {shape}"
        )
    try:
        _VALIDATORS.get(kind, _accept)(X)
    except (ValueError, TypeError) as error:
        raise UsageError(f"the data are not of kind {kind!r}: {error}") from error
    found = type_of_target(y)
    numeric = task != "regression" or np.asarray(y).dtype.kind in "iuf"
    if found not in _TARGETS[task] or not numeric:
        what = f"{found} of type {np.asarray(y).dtype}"
        raise UsageError(f"the task {task!r} needs a target of {_WANTED[task]}; got {what}")


def _accept(X: Any) -> Any:
    return X
