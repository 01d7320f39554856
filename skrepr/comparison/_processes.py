"""Executors: run cells here, or each in a fresh process of its own.

A process a cell makes a crash or a hang one row of the result instead of its end, and lets
memory be measured. The processes come from a fork server that has imported what the cells
need, so one starts in some hundredths of a second (seconds where only ``spawn`` exists).
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
import traceback
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from ._cell import Cell, Record, failure, run_cell
from ._search import one_line
from ._store import to_json
from ._view import Material

#: Yields each cell with its record, in the order in which they finish.
Executor = Callable[[Iterable[Cell], Mapping[str, Material]], Iterator[tuple[Cell, Record]]]

_ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "BLIS_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    "1",
)
_LAST_WORDS = 2000
_SECONDS_TO_LEAVE = 5.0


def run_here(
    cells: Iterable[Cell], materials: Mapping[str, Material]
) -> Iterator[tuple[Cell, Record]]:
    """Run one cell after the other in this process: no time limit, no memory column."""
    for cell in cells:
        record = run_cell(cell, materials[cell.benchmark], memory=False)
        yield cell, json.loads(to_json(record))  # as it comes back from a process


def run_in_processes(
    cells: Iterable[Cell],
    materials: Mapping[str, Material],
    *,
    n_jobs: int,
    timeout: float | None,
    memory_limit: float | None = None,
    scratch: Path | None = None,
) -> Iterator[tuple[Cell, Record]]:
    """Run every cell in a process of its own, ``n_jobs`` at a time.

    Parameters
    ----------
    cells : iterable of Cell
        What to run.
    materials : mapping of str to Material
        By name of the benchmark.
    n_jobs : int
        How many processes run at a time.
    timeout : float or None
        Seconds after which a cell is stopped.
    memory_limit : float, default=None
        Megabytes of address space that a cell may add to what its process starts with.
    scratch : Path, default=None
        Where to put what the processes read; by default the system's temporary files.

    Yields
    ------
    cell, record : Cell, dict
        A process that dies or is stopped has a record too. When the generator is closed, or
        an exception such as KeyboardInterrupt passes through it, all processes are stopped.
    """
    import cloudpickle

    context = _context()
    waiting = deque(cells)
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(_modules(waiting))
    running: list[_Child] = []
    with tempfile.TemporaryDirectory(prefix="skrepr-", dir=scratch) as folder:
        paths = {}
        for number, (name, material) in enumerate(materials.items()):
            paths[name] = Path(folder, f"material-{number}")
            paths[name].write_bytes(cloudpickle.dumps(material))
        try:
            while waiting or running:
                while waiting and len(running) < n_jobs:
                    cell = waiting.popleft()
                    log = Path(folder, f"log-{cell.key}")
                    arguments = (
                        cloudpickle.dumps(cell),
                        str(paths[cell.benchmark]),
                        str(log),
                        memory_limit,
                    )
                    running.append(_Child.start(context, cell, arguments, log, timeout))
                for child in _finished(running):
                    running.remove(child)
                    yield child.cell, child.record()
        finally:
            for child in running:
                child.stop()


def executor(
    *,
    in_process: bool,
    n_jobs: int,
    timeout: float | None,
    memory_limit: float | None = None,
    scratch: Path | None = None,
) -> Executor:
    """Return the executor on this machine for these options."""
    if in_process:
        return run_here
    return partial(
        run_in_processes,
        n_jobs=n_jobs,
        timeout=timeout,
        memory_limit=memory_limit,
        scratch=scratch,
    )


def run_sent(cell: bytes, material: bytes, *, memory: bool) -> str:
    """Run a cell that came from another process, and return its record as JSON."""
    try:
        record = run_cell(pickle.loads(cell), pickle.loads(material), memory=memory)
    except Exception as error:  # something in the cell cannot be imported here
        record = failure("failed", one_line(error), traceback.format_exc())
    return to_json(record)


def _context() -> Any:
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _modules(cells: Iterable[Cell]) -> list[str]:
    """Return the modules that the fork server imports before the first cell."""
    named = dict.fromkeys(name for cell in cells for name in cell.modules)
    return [__name__, *(name for name in named if name != "__main__")]


def _finished(running: list[_Child]) -> list[_Child]:
    """Wait until a process has answered, ended or used up its time; return those that did."""
    limits = [child.deadline for child in running if child.deadline is not None]
    seconds = max(0.0, min(limits) - time.monotonic()) if limits else None
    ready = set(wait([x for c in running for x in (c.answer, c.process.sentinel)], seconds))
    now = time.monotonic()
    return [
        child
        for child in running
        if child.answer in ready
        or child.process.sentinel in ready
        or (child.deadline is not None and now >= child.deadline)
    ]


@dataclass(eq=False)
class _Child:
    """The parent's side of a cell's process."""

    cell: Cell
    process: Any
    answer: Connection
    log: Path
    timeout: float | None
    deadline: float | None

    @classmethod
    def start(
        cls,
        context: Any,
        cell: Cell,
        arguments: tuple[Any, ...],
        log: Path,
        timeout: float | None,
    ) -> _Child:
        receiver, sender = context.Pipe(duplex=False)
        # not daemonic: a candidate may start processes of its own
        process = context.Process(target=_child_main, args=(sender, *arguments), daemon=False)
        with _as_importable_main(), _environment(_ONE_THREAD):
            process.start()
        sender.close()  # so that the end of the process ends the pipe
        deadline = None if timeout is None else time.monotonic() + timeout
        return cls(cell, process, receiver, log, timeout, deadline)

    def record(self) -> Record:
        """Return the cell's record and let go of its process."""
        text = self._read()
        late = self.deadline is not None and time.monotonic() >= self.deadline
        if text is None and late and self.process.is_alive():
            self.stop()
            return failure("timeout", f"stopped after the time limit of {self.timeout:g} s")
        wait([self.process.sentinel], _SECONDS_TO_LEAVE)
        words = self._last_words()
        self.stop()
        if text is None:
            code = self.process.exitcode
            return failure("crashed", f"the process died, {_describe_exit(code)}", words)
        record: Record = json.loads(text)
        return record

    def _read(self) -> bytes | None:
        try:
            return self.answer.recv_bytes() if self.answer.poll() else None
        except (EOFError, OSError):
            return None

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        # the fault handler ends with a list of all extension modules, which helps nobody
        return "\n".join(x for x in lines if not x.startswith("Extension modules:"))[-_LAST_WORDS:]

    def stop(self) -> None:
        """End the process and all that it started."""
        # first the group, which outlives its leader, and before its number can be used again
        _kill_group(self.process.pid)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.answer.close()
        self.log.unlink(missing_ok=True)


def _kill_group(pid: int) -> None:
    """End what is left of the group that a cell's process made, if it did."""
    # no groups on this system, nobody left, or (macOS) nobody but the dead
    with contextlib.suppress(AttributeError, ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _describe_exit(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    return f"exit code {code} ({signal.Signals(-code).name})"


@contextlib.contextmanager
def _as_importable_main() -> Iterator[None]:
    """Hide the main script while a process starts.

    ``multiprocessing`` would run it again in every child: a script without a guard would
    start the comparison anew, and one from standard input has no file to run.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _child_main(
    answer: Connection, cell: bytes, material: str, log: str, memory_limit: float | None
) -> None:
    # garbage collection would copy every page that is shared with the fork server
    gc.freeze()
    _leave_the_terminal(log)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if memory_limit is not None:
        _limit_memory(memory_limit)
    answer.send_bytes(run_sent(cell, Path(material).read_bytes(), memory=True).encode())


def _limit_memory(megabytes: float) -> None:
    """Let requests for memory fail that would take this process far beyond what it has now."""
    import resource

    n_pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = n_pages * resource.getpagesize() + int(megabytes * 2**20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _leave_the_terminal(log: str) -> None:
    """Leave Ctrl-C to the parent, and write what is printed to ``log``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    faulthandler.enable(2)


def _end_with_parent() -> None:
    """End this process and its children when the comparison was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        _kill_group(os.getpid())
        os._exit(1)
