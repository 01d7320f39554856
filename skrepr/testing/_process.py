"""What belongs to the whole process, and to no estimator."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


def process_state() -> dict[str, Any]:
    """Return, by the words of a message, what nobody but the user may change."""
    state: dict[str, Any] = {
        "the environment variables": dict(os.environ),
        "the working directory": os.getcwd(),
        "numpy's error handling": np.geterr(),
    }
    torch = sys.modules.get("torch")
    if torch is not None:
        state["torch's default dtype"] = str(torch.get_default_dtype())
        state["torch's number of threads"] = torch.get_num_threads()
    return state


@contextmanager
def process_restored() -> Iterator[None]:
    """Put the environment, the working directory and numpy's error handling back.

    What an estimator changes in one check, and changes to the same value in another, would be
    seen in the first one only.
    """
    environment, folder = dict(os.environ), os.getcwd()
    with np.errstate():
        try:
            yield
        finally:
            os.chdir(folder)
            _set_environment(environment)


def _set_environment(environment: dict[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    for name, value in environment.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
