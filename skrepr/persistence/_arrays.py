"""Is a member the array that it says it is? Answered before anything is built from it.

A header may claim any shape, and numpy allocates what it claims. scipy does not look whether
indices lie inside a sparse matrix, and its compiled code then reads past the end.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse

from ..exceptions import SavedModelError
from ._archive import all_members, pack, stored_members
from ._trust import qualified_name

#: Booleans, numbers, dates, text of fixed width: no objects, no records.
_KINDS = "biufcmMSU"
_LARGEST_ITEM = 4096
_HEADERS: dict[tuple[int, int], Callable[[io.BytesIO], Any]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
_SPARSE_PARTS = frozenset(
    f"{name}.npy"
    for name in ("format", "shape", "data", "_is_array", "indices", "indptr", "row", "col")
)


def check_dense(name: str, content: bytes) -> None:
    """Refuse a member ``name`` that is not exactly one array of plain numbers or text."""
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    if version not in _HEADERS:
        raise SavedModelError(f"the array {name} has a header of version {version}")
    shape, _, dtype = _HEADERS[version](stream)
    n_bytes = len(content) - stream.tell()
    if dtype.kind not in _KINDS or dtype.hasobject or dtype.subdtype is not None:
        raise SavedModelError(f"the array {name} has the dtype {str(dtype)[:80]!r}, not plain data")
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize != n_bytes:
        raise SavedModelError(f"the array {name} does not fill the shape that it claims")
    if dtype.itemsize > max(_LARGEST_ITEM, n_bytes):
        raise SavedModelError(f"the array {name} claims items of {dtype.itemsize} bytes")


def check_sparse(name: str, content: bytes, expected: str) -> None:
    """Refuse a member ``name`` that is not one sparse matrix with all indices inside."""
    parts = stored_members(content)
    strange = sorted(parts.keys() - _SPARSE_PARTS)
    if strange:
        raise SavedModelError(f"the sparse matrix {name} holds {strange[0]!r}")
    for part, array in parts.items():
        check_dense(f"{name}/{part}", array)
    matrix = scipy.sparse.load_npz(io.BytesIO(content))
    if qualified_name(type(matrix)) != expected:
        raise SavedModelError(f"{name} is a {type(matrix).__name__}, not the {expected} it claims")
    if matrix.format in ("csc", "csr"):  # coo checks its indices when it is built
        matrix.check_format(full_check=True)


def uncompressed(name: str, content: bytes) -> bytes:
    """Return a member as it is stored: scipy compresses the parts of a sparse matrix."""
    return pack(all_members(content)) if name.endswith(".npz") else content
