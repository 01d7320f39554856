"""Where and under which limits cells run, checked before anything is done."""

from __future__ import annotations

import importlib
import math
import numbers
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import joblib

from ._plan import Profile


@dataclass(frozen=True, kw_only=True)
class Options:
    """The arguments of :func:`skrepr.compare` that do not say what is compared."""

    profile: Profile
    n_jobs: int | None
    timeout: float | None
    memory_limit: float | None
    in_process: bool
    dask: Any

    def check(self) -> None:
        """Raise if one of them cannot be, or not together with another.

        Raises
        ------
        ValueError
            With what was expected and what was given.
        """
        if self.profile not in get_args(Profile):
            options = ", ".join(map(repr, get_args(Profile)))
            raise ValueError(f"'profile' must be one of {options}; got {self.profile!r}")
        if self.n_jobs is not None and (not _is(numbers.Integral, self.n_jobs) or self.n_jobs == 0):
            raise ValueError(f"'n_jobs' must be an int other than 0, or None; got {self.n_jobs!r}")
        _check_limit("timeout", self.timeout, "seconds")
        _check_limit("memory_limit", self.memory_limit, "megabytes")
        if self.memory_limit is not None and not sys.platform.startswith("linux"):
            raise ValueError(
                f"'memory_limit' must be None on {sys.platform}, where memory cannot be limited "
                f"for one process; got {self.memory_limit!r}"
            )
        if self.in_process and self.dask is not None:
            raise ValueError(f"'dask' must be None when 'in_process' is set; got {self.dask!r}")
        if self.in_process:
            self.check_no_limits("when 'in_process' is set")

    def check_no_limits(self, where: str) -> None:
        """Refuse limits where cells have no process of their own that could be stopped."""
        for name in ("timeout", "memory_limit"):
            value = getattr(self, name)
            if value is not None:
                raise ValueError(
                    f"{name!r} must be None {where}, where no cell can be stopped; got {value!r}"
                )

    def n_processes(self) -> int:
        """Return how many cells run at a time on this machine."""
        # without joblib's configuration, which may stand for a cluster
        with joblib.parallel_config(backend="loky"):
            return int(joblib.effective_n_jobs(self.n_jobs))


def check_candidates(candidates: Sequence[str] | None) -> None:
    """Raise if ``candidates`` are no list of labels."""
    if candidates is not None and (isinstance(candidates, str) or not candidates):
        raise ValueError(f"'candidates' must be a list of labels or None; got {candidates!r}")


def _check_limit(name: str, value: float | None, unit: str) -> None:
    if value is not None and not (_is(numbers.Real, value) and 0 < value < math.inf):
        raise ValueError(f"{name!r} must be a number of {unit} > 0, or None; got {value!r}")


def _is(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def require(*modules: str) -> None:
    """Raise if a module is not installed, with the extra that brings it."""
    for name in modules:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f'skrepr.compare needs {name}: pip install "skrepr[compare]"', name=name
            ) from error
