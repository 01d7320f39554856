"""Threads that are interrupted where it hurts: between two opcodes of the code under test.

On tiny data a thread has usually finished before the next one starts, and a race hides.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

#: Their frames are left alone: interrupting all of scikit-learn takes minutes.
_LARGE_PACKAGES = {"sklearn", "skops", "skorch", "torch", "numpy", "scipy", "builtins"}
_SHARE_OF_OPCODES = 0.6
_PAUSE = 1e-6


def in_threads(cls: type[Any], action: Callable[[Any], Any], inputs: Sequence[Any]) -> list[Any]:
    """Call ``action`` on every input, each in its own thread, and return what each gave."""
    results: list[Any] = [None] * len(inputs)
    barrier = threading.Barrier(len(inputs))

    def work(i: int) -> None:
        barrier.wait()
        try:
            results[i] = action(inputs[i])
        except BaseException as error:  # a sys.exit() would end the thread silently
            results[i] = error

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(inputs))]
    previous = threading.gettrace()
    threading.settrace(_Interruptions(source_files(cls)))
    try:
        for thread in threads:
            thread.start()
    finally:
        threading.settrace(previous)
    for thread in threads:
        thread.join()
    return results


class _Interruptions:
    """A trace function that pauses after some opcodes of certain files."""

    def __init__(self, roots: tuple[str, ...]) -> None:
        self._roots = roots
        self._random = random.Random(0)

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(self._roots):
            return None
        frame.f_trace_opcodes = True
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "opcode" and self._random.random() < _SHARE_OF_OPCODES:
            time.sleep(_PAUSE)
        return self._step


def source_files(cls: type[Any]) -> tuple[str, ...]:
    """Return where the code of a class and of its bases lies, as prefixes of file names.

    Of a package that is its folder, of a lone module its file, and of a class in a large
    package (scikit-learn) the file of the class only.
    """
    roots = set()
    for base in cls.__mro__:
        module = sys.modules.get(base.__module__)
        file = getattr(module, "__file__", None)
        if file is None:
            continue
        top = base.__module__.partition(".")[0]
        if top not in _LARGE_PACKAGES:
            package = getattr(sys.modules.get(top), "__file__", None)
            is_package = package is not None and Path(package).name == "__init__.py"
            roots.add(str(Path(package).parent) if is_package and package else file)
        elif base is cls:
            roots.add(file)
    return tuple(sorted(roots))
