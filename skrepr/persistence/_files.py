"""Files that are either whole or not there."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Union


def check_target(path: Union[str, os.PathLike[str]]) -> Path:
    """Return the path of a file to write, or refuse it before any work is done."""
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(f"'path' must name a file; {str(target)!r} is a folder")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(target.parent)!r} to save into")
    return target


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all files beside their targets, then put them in place, the first one last.

    The first is the one that the others describe.
    """
    parts = {
        target: target.with_name(f".{target.name}.{os.getpid()}-{threading.get_native_id()}.tmp")
        for target in files
    }
    try:
        for target, part in parts.items():
            with open(part, "wb") as file:
                file.write(files[target])
                file.flush()
                os.fsync(file.fileno())
        for target, part in reversed(parts.items()):
            os.replace(part, target)
    finally:
        for part in parts.values():
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
