"""A fresh process that loads pickles and says what the loaded estimators answer.

Starting an interpreter with its imports costs more than all checks of an estimator, so one
process reads all pickles of a run, from a pipe.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

_LENGTH = struct.Struct("<Q")


def answers_of(estimator: bytes, X: Any, methods: tuple[str, ...], sample: bool) -> Any:
    """Return what a pickled estimator answers in the fresh process.

    Raises
    ------
    RuntimeError
        If the process could not load the pickle or call the methods, with its words.
    """
    return in_fresh_process(_answers, estimator, X, methods, sample)


def in_fresh_process(function: Callable[..., Any], *args: Any) -> Any:
    """Return what a function of a module returns in the fresh process.

    Raises
    ------
    RuntimeError
        If the process could not load the arguments or the call raised, with its words.
    """
    kind, value = _Worker.current().ask(pickle.dumps((function, args)))
    if kind == "error":
        raise RuntimeError(value)
    return value


class _Worker:
    """The process, started when the first question is asked."""

    _current: _Worker | None = None

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._pid = os.getpid()
        atexit.register(self.stop)

    @classmethod
    def current(cls) -> _Worker:
        worker = cls._current
        if worker is None or worker._process.poll() is not None or worker._pid != os.getpid():
            worker = cls._current = cls()
        return worker

    def ask(self, request: bytes) -> Any:
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        try:
            _write(pipe_in, request)
            return pickle.loads(_read(pipe_out))
        except (EOFError, BrokenPipeError):
            return "error", f"the process ended with exit code {self._process.wait()}"

    def stop(self) -> None:
        if self._pid != os.getpid():  # a fork inherits the exit handlers
            return
        for pipe in (self._process.stdin, self._process.stdout):
            # A process that has crashed leaves half a request in the pipe.
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()


def _write(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    return pipe.read(length)


def _answer(request: bytes) -> Any:
    try:
        function, args = pickle.loads(request)
        return "answers", function(*args)
    except Exception as error:
        return "error", f"{type(error).__name__}: {error}"


def _answers(pickled: bytes, X: Any, methods: tuple[str, ...], sample: bool) -> dict[str, Any]:
    estimator = pickle.loads(pickled)
    answers = {method: getattr(estimator, method)(X) for method in methods}
    if sample:
        answers["sample"] = estimator.sample(5)
    return answers


def main() -> None:
    """Answer until the pipe is closed."""
    # What an estimator prints must not get between the answers.
    with os.fdopen(os.dup(1), "wb") as pipe_out:
        os.dup2(2, 1)
        while True:
            try:
                request = _read(sys.stdin.buffer)
            except EOFError:
                return
            _write(pipe_out, pickle.dumps(_answer(request)))


if __name__ == "__main__":
    main()
