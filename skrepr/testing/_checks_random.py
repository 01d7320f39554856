"""Chance: the same seed gives the same result, and nobody else's generator moves."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from typing import Any

import joblib
import numpy as np

from ._compare import same
from ._conditions import needs_chance, needs_parameter
from ._process import process_state
from ._records import CheckFailure, require
from ._registry import check
from ._subject import Subject
from ._worker import in_fresh_process

#: Two parts of the same shape, with all classes in each.
_OTHER_ROWS, _MORE_ROWS = np.arange(18), np.arange(12, 30)
#: What another order of additions may change.
_ROUNDING = 1e-12
#: Between two processes lies rounding in single precision; another model is further away.
_PROCESS_TOLERANCE = 1e-3


@check(needs_chance)
def check_seed_reproduces(subject: Subject) -> None:
    """Two fits with the same integer seed give the same result."""
    first, second = (subject.outputs(subject.fitted(random_state=7)) for _ in range(2))
    require(
        same(first, second),
        "Draw every random number from check_random_state(self.random_state); "
        "two fits with random_state=7 differ.",
    )


@check(needs_chance, gates=("seed_reproduces",))
def check_random_state_forms(subject: Subject) -> None:
    """``random_state`` may be None, an integer or a RandomState."""
    results: list[Any] = []
    for form in (None, 7, np.random.RandomState(7), np.random.RandomState(7)):
        try:
            results.append(subject.outputs(subject.fit(subject.make(random_state=form))))
        except Exception as error:
            raise CheckFailure(
                f"Pass random_state through check_random_state; {form!r} raised {error!r}."
            ) from error
    require(
        same(results[2], results[3]),
        "Draw from a RandomState that is given; two equal ones gave different results.",
    )


@check(gates=("seed_reproduces", "X_unchanged", "pickle_fresh_process"))
def check_refit_equal(subject: Subject) -> None:
    """A second ``fit`` forgets the first one."""
    fresh = subject.outputs(subject.fitted())
    estimator = subject.seeded()
    subject.fit(estimator, *subject.data(_OTHER_ROWS))
    subject.fit(estimator)
    require(
        same(fresh, subject.outputs(estimator)),
        "Let fit start anew; after a fit on other data it gives another result than a fresh one.",
    )
    # Whether something outside the estimator remembers a fit, only another process can tell.
    here = refitted(subject, _MORE_ROWS)
    there = in_fresh_process(refitted, _without_bad_data(subject), _MORE_ROWS)
    require(
        same(here, there, tolerance=_PROCESS_TOLERANCE),
        "Keep nothing of a fit outside the estimator (a cache by shape?); after a fit on other "
        "data of the same shape a new estimator differs from one in a fresh process.",
    )


def _without_bad_data(subject: Subject) -> Subject:
    return replace(subject, sample=replace(subject.sample, bad={}, bad_new={}))


def refitted(subject: Subject, index: Any) -> Any:
    """Return what an estimator that is fitted on some of the rows says of these."""
    X, y = subject.data(index)
    return subject.outputs(subject.fit(subject.seeded(), X, y), X)


@check(needs_parameter("n_jobs"), gates=("seed_reproduces",))
def check_n_jobs_equal(subject: Subject) -> None:
    """The number of jobs changes the time, not the result."""
    with joblib.parallel_config(backend="threading"):
        one, two = (subject.outputs(subject.fitted(n_jobs=n_jobs)) for n_jobs in (1, 2))
    require(
        same(one, two) or not same(one, two, tolerance=_ROUNDING),
        "Add up the results of the tasks in a fixed order; n_jobs=2 differs from 1 by rounding.",
    )
    require(
        same(one, two),
        "Give each task its own seed before the tasks are handed out; n_jobs=2 differs from 1.",
    )


@check()
def check_global_rng_untouched(subject: Subject) -> None:
    """The generators of Python, numpy and torch, and the process, are as they were."""
    estimator = subject.seeded()
    printed = io.StringIO()
    with _generators_elsewhere(), redirect_stdout(printed):
        before, process_before = _global_states(), process_state()
        subject.outputs(subject.fit(estimator))
        after, process_after = _global_states(), process_state()
    moved = [name for name, state in after.items() if not same(state, before[name])]
    require(
        not moved,
        f"Draw from a generator of your own; the global one of {', '.join(moved)} moved.",
    )
    changed = [name for name, state in process_after.items() if state != process_before[name]]
    require(not changed, f"Leave {' and '.join(changed)} to the user; fit or a method changed it.")
    text = printed.getvalue().strip()
    require(not text, f"Print nothing unless verbose asks for it; it printed {text[:80]!r}.")


@contextmanager
def _generators_elsewhere() -> Iterator[None]:
    """Move the global generators for a while.

    An estimator that seeds one leaves it where its last fit left it, and would not be seen.
    """
    states = _global_states()
    try:
        random.random()
        np.random.random_sample()  # noqa: NPY002 - put back below
        if "torch" in states:
            sys.modules["torch"].rand(1)
        yield
    finally:
        random.setstate(states["random"])
        np.random.set_state(states["numpy"])  # noqa: NPY002
        if "torch" in states:
            torch = sys.modules["torch"]
            torch.set_rng_state(torch.from_numpy(states["torch"]))


def _global_states() -> dict[str, Any]:
    numpy_state = np.random.get_state()  # noqa: NPY002 - the global generator is watched
    states = {"random": random.getstate(), "numpy": numpy_state}
    torch = sys.modules.get("torch")
    if torch is not None:
        states["torch"] = torch.get_rng_state().numpy().copy()
    return states
