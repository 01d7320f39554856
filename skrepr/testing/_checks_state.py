"""What a call leaves alone: the caller's data, the fitted state, the other threads."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from ._compare import same
from ._conditions import needs_results
from ._records import CheckFailure, require
from ._registry import check
from ._subject import Subject
from ._threads import in_threads
from ._values import arrays_in, n_rows

_N_THREADS, _N_ROUNDS = 8, 5


@check()
def check_X_unchanged(subject: Subject) -> None:
    """``fit`` and the methods only read X and y, which may be read-only memory maps."""
    X, y = subject.data()
    estimator = subject.seeded()
    subject.fit_on(estimator, X, y)
    _require_unchanged("fit", (X, y), (subject.sample.X, subject.y))
    for method in subject.methods:
        X_new = copy.deepcopy(subject.sample.X_new)
        getattr(estimator, method)(X_new)
        _require_unchanged(method, X_new, subject.sample.X_new)
    _require_reading(subject)


def _require_unchanged(call: str, data: Any, original: Any) -> None:
    require(
        same(data, original),
        f"Copy X in {call} before writing into it, sorting its indices or dropping its zeros.",
    )


def _require_reading(subject: Subject) -> None:
    X, y = subject.data()
    X_new = copy.deepcopy(subject.sample.X_new)
    for array in arrays_in([X, X_new, y]):
        array.flags.writeable = False
    estimator = subject.seeded()
    call = "fit"
    try:
        subject.fit_on(estimator, X, y)
        for call in subject.methods:
            getattr(estimator, call)(X_new)
    except Exception as error:
        raise CheckFailure(
            f"Let {call} work on read-only arrays, as joblib's memory maps are; "
            f"it raised {error!r}."
        ) from error


@check(needs_results, gates=("pickle_fresh_process",))
def check_predict_keeps_state(subject: Subject) -> None:
    """The methods read the fitted estimator and leave it as it is."""
    estimator = subject.fitted()
    before = copy.deepcopy(estimator.__getstate__())
    subject.outputs(estimator)
    after = estimator.__getstate__()
    changed = sorted(
        name
        for name in before.keys() | after.keys()
        if name not in before or name not in after or not same(before[name], after[name])
    )
    require(
        not changed,
        f"Let only fit set attributes; a call after fit changed {', '.join(changed)}.",
    )


@check(needs_results, gates=("seed_reproduces",))
def check_threads_agree(subject: Subject) -> None:
    """Threads that share a fitted estimator get what they would get in turn."""
    estimator = subject.fitted()
    n_samples = n_rows(subject.sample.X_new)
    # With the same samples in every thread, a result that went astray would not show.
    inputs = [
        subject.sample.take(subject.sample.X_new, np.roll(np.arange(n_samples), i))
        for i in range(_N_THREADS)
    ]
    in_turn = [subject.outputs(estimator, X) for X in inputs]
    for _ in range(_N_ROUNDS):
        together = in_threads(subject.cls, lambda X: subject.outputs(estimator, X), inputs)
        for result, expected in zip(together, in_turn, strict=True):
            if isinstance(result, BaseException):
                raise CheckFailure(
                    f"Let threads share a fitted estimator; in one of them it raised {result!r}."
                ) from result
            require(
                same(result, expected, tolerance=1e-7),
                "Keep what a call computes in local variables; threads that share the fitted "
                "estimator got each other's results.",
            )
