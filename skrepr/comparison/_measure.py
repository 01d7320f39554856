"""CPU and wall time, peak memory, one thread: what a cell measures of itself."""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from threadpoolctl import threadpool_limits

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")
_PREDICT_CALLS = 3


@dataclass
class Cost:
    """Filled when the block of :func:`measured` ends."""

    cpu_s: float = float("nan")
    wall_s: float = float("nan")
    peak_bytes: int | None = None


@contextmanager
def measured(*, memory: bool) -> Iterator[Cost]:
    """Measure the block.

    Parameters
    ----------
    memory : bool
        Measure the peak too; only a process that does nothing else can.

    Yields
    ------
    Cost
        ``peak_bytes`` is the peak of resident memory above that at the start, None where the
        system does not tell.
    """
    cost = Cost()
    base = _reset_peak() if memory else None
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield cost
    finally:
        cost.cpu_s = time.process_time() - cpu
        cost.wall_s = time.perf_counter() - wall
        if base is not None:
            cost.peak_bytes = max(0, _peak() - base)


def _reset_peak() -> int | None:
    """Return the memory in use and start a new peak, or None where that is impossible."""
    gc.collect()
    if sys.platform == "darwin":  # no reset there: the peak so far is the base
        return _peak()
    if not sys.platform.startswith("linux"):
        return None
    with suppress(OSError, AttributeError):  # only glibc has it
        # free heap left by the search would hide what the fit needs
        ctypes.CDLL(None).malloc_trim(0)
    try:
        _CLEAR_REFS.write_text("5")
        return _peak()
    except OSError:  # not permitted
        return None


def _peak() -> int:
    if sys.platform == "darwin":
        import resource

        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    # not ru_maxrss: on Linux a process inherits it from the one that started it
    for line in _STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"{_STATUS} has no VmHWM")


def seconds_per_1000(call: Callable[[], Any], n_rows: int) -> float:
    """Return wall seconds of ``call`` for 1000 rows, the median of three calls."""
    seconds = []
    for _ in range(_PREDICT_CALLS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return 1000 * median(seconds) / n_rows


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numerical libraries on one thread, so that cells are comparable."""
    torch = sys.modules.get("torch")
    n_threads = torch.get_num_threads() if torch else None
    with threadpool_limits(1):
        if torch:
            torch.set_num_threads(1)
        try:
            yield
        finally:
            if torch:
                torch.set_num_threads(n_threads)
