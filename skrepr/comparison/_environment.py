"""What a result was made with: versions, machine, load."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from threadpoolctl import threadpool_info

_PACKAGES = ("numpy", "scipy", "scikit-learn", "joblib", "pandas", "torch", "skorch")


def versions(distributions: Iterable[str]) -> dict[str, str]:
    """Return the versions of Python, of the libraries, and of the given distributions."""
    found = {"python": platform.python_version()}
    for name in ("skrepr", *_PACKAGES, *distributions):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """Return processor, cores, memory and the numerical libraries with their threads."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_bytes": _memory(),
        "thread_pools": threadpool_info(),
    }


def now() -> str:
    """Return the time of day in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def load_average() -> list[float] | None:
    """Return how busy the machine is, None where the system does not tell."""
    return list(os.getloadavg()) if hasattr(os, "getloadavg") else None


def _processor() -> str:
    if sys.platform.startswith("linux"):
        try:
            with open("/proc/cpuinfo", encoding="utf-8") as file:
                names = [line.partition(":")[2].strip() for line in file if "model name" in line]
        except OSError:
            names = []
        if names:
            return names[0]
    return platform.processor()


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
