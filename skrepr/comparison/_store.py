"""The run folder: one JSON file a finished cell, written by the parent alone.

A cell's file is named by a key made of everything that its result depends on, so that a
changed definition never meets an old result, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

#: Part of every key; raise it when cells are computed in another way.
RUNNER_VERSION = 2

_LOCK = ".lock"
_SCRATCH = ".scratch"
_TEMPORARY = re.compile(r"\..+\.\d+\.tmp")  # of write_atomically
_OF_RECORD = frozenset({"error", "params", "inner_score", "n_trials_run", "search_cpu_s"})
_OF_FIT = frozenset({"seed", "values", "bootstrap", "fit_cpu_s", "fit_wall_s"})


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return strict JSON with sorted keys; a number that is not finite becomes a string."""
    return json.dumps(_finite(value), sort_keys=True, allow_nan=False, indent=indent)


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.item() if hasattr(value, "item") else str(value)


def plain(spec: Any) -> Any:
    """Return a spec as plain data without the fields that have their default.

    A field that a later version adds then changes no key.

    Examples
    --------
    >>> from skrepr import Candidate
    >>> from skrepr.comparison._store import plain
    >>> plain(Candidate(label="PCA", target="sklearn.decomposition:PCA"))
    {'label': 'PCA', 'target': 'sklearn.decomposition:PCA'}
    """
    if is_dataclass(spec) and not isinstance(spec, type):
        return {
            field.name: plain(getattr(spec, field.name))
            for field in fields(spec)
            if getattr(spec, field.name) != field.default
        }
    return [plain(item) for item in spec] if isinstance(spec, tuple) else spec


def make_key(parts: Mapping[str, Any]) -> str:
    """Return the sha256 of the sorted JSON of ``parts`` and of the runner's version."""
    text = to_json({**parts, "runner": RUNNER_VERSION})
    return hashlib.sha256(text.encode()).hexdigest()


def digests(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return a short digest of each part of a key, which tells later what has changed.

    Examples
    --------
    >>> from skrepr.comparison._store import digests
    >>> before, after = digests({"data": 1, "counts": 2}), digests({"data": 1, "counts": 3})
    >>> [name for name in before if before[name] != after[name]]
    ['counts']
    """
    named = {**parts, "runner": RUNNER_VERSION}
    return {
        name: hashlib.sha256(to_json(part).encode()).hexdigest()[:16]
        for name, part in named.items()
    }


def file_stem(name: str) -> str:
    """Return a file name without suffix for a benchmark of any name.

    Examples
    --------
    >>> from skrepr.comparison._store import file_stem
    >>> file_stem("fastrp-cora")
    'fastrp-cora'
    >>> file_stem("../up")
    'up-8c722b8a'
    """
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60]
    if safe and safe == name:
        return safe
    return f"{safe or 'unnamed'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file that is either whole or not there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    if isinstance(content, str):
        content = content.encode("utf-8")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def check_folder(path: Path) -> None:
    """Refuse what cannot be the folder of a run, without making it.

    Parameters
    ----------
    path : Path
        What ``out`` names.

    Raises
    ------
    OSError
        If it, or what it would lie in, is a file or cannot be written to.
    """
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f"'out' must be a folder; got the file {str(path)!r}")
    nearest = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        raise _not_writable(path, PermissionError(f"no access to {str(nearest)!r}"))


def _not_writable(path: Path, error: OSError) -> OSError:
    return type(error)(
        f"'out' must be a folder that can be written to; got {str(path)!r} "
        f"({error.strerror or error})"
    )


class RunFolder:
    """The folder of a run, locked while a comparison writes into it.

    What a run that was killed left half-written is cleared away; finished cells stay.

    Parameters
    ----------
    path : Path
        Made where it does not exist.

    Raises
    ------
    OSError
        If it cannot be written to, or another comparison is writing to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cells = path / "cells"
        self.splits = path / "splits"
        self.scratch = path / _SCRATCH
        check_folder(path)
        try:
            self.cells.mkdir(parents=True, exist_ok=True)
            self.splits.mkdir(exist_ok=True)
            self._lock: IO[str] = (path / _LOCK).open("a+")
        except OSError as error:
            raise _not_writable(path, error) from error
        if not _try_lock(self._lock):
            self._lock.close()
            raise BlockingIOError(f"another comparison is writing to the folder {str(path)!r}")
        self._clear_leftovers()
        self.scratch.mkdir()

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)
        self._lock.close()  # which releases it, as the end of the process would

    def _clear_leftovers(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)
        for folder in (self.path, self.cells, self.splits):
            for left in folder.iterdir():
                if _TEMPORARY.fullmatch(left.name):
                    left.unlink()

    def stored(self) -> Iterator[dict[str, Any]]:
        """Yield every readable record with its ``key``, whichever definition it belongs to."""
        for path in sorted(self.cells.glob("*.json")):
            try:
                record = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(record, dict):
                yield {**record, "key": path.stem}

    def read_cell(self, key: str, metrics: Collection[str]) -> dict[str, Any] | None:
        """Return the record of a finished cell with a value or None for each metric.

        None if there is none, or one that failed, or that something else wrote.
        """
        try:
            record = json.loads((self.cells / f"{key}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return record if _is_finished(record, metrics) else None

    def write_cell(self, key: str, record: Mapping[str, Any]) -> None:
        """Store the record of a cell."""
        write_atomically(self.cells / f"{key}.json", to_json(record, indent=1))


def _is_finished(record: Any, metrics: Collection[str]) -> bool:
    if not isinstance(record, dict) or record.get("status") != "ok":
        return False
    fits = record.get("fits")
    if not isinstance(fits, list) or not fits or not record.keys() >= _OF_RECORD:
        return False
    return all(_is_fit(fit, metrics) for fit in fits)


def _is_fit(fit: Any, metrics: Collection[str]) -> bool:
    return (
        isinstance(fit, dict)
        and fit.keys() >= _OF_FIT
        and isinstance(fit["values"], dict)
        and fit["values"].keys() == set(metrics)
        and all(isinstance(v, int | float | None) for v in fit["values"].values())
        and isinstance(fit["bootstrap"], list)
    )


def _try_lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
