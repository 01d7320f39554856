"""A fitted estimator that is saved and loaded answers as before."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from functools import partial
from typing import Any

from sklearn.base import BaseEstimator

from ..exceptions import SavedModelError
from ..persistence._format import from_bytes, to_bytes
from ..persistence._trust import HOUSE_TYPES, Trust, is_forbidden, qualified_name
from ._compare import same
from ._conditions import needs_package
from ._records import CheckFailure, require
from ._registry import check
from ._subject import FITTED_RESULTS, Subject
from ._worker import answers_of

_TOLERANCE = 1e-7


@check(gates=("seed_reproduces",))
def check_pickle_fresh_process(subject: Subject) -> None:
    """A pickle answers the same in a process that has imported nothing yet."""
    estimator = subject.fitted()
    try:
        pickled = pickle.dumps(estimator)
    except Exception as error:
        raise CheckFailure(
            f"Keep what cannot be pickled (a lambda, an open file, a lock) out of the fitted "
            f"attributes; pickle raised {error!r}."
        ) from error
    has_sample = hasattr(estimator, "sample")
    try:
        answers = answers_of(pickled, subject.sample.X_new, subject.methods, has_sample)
    except RuntimeError as error:
        raise CheckFailure(
            f"Let the pickle be read where nothing is imported yet; there it failed: {error}"
        ) from error
    expected = {**subject.outputs(estimator)}
    for name in FITTED_RESULTS:
        expected.pop(name, None)
    require(
        same(answers, expected, tolerance=_TOLERANCE),
        "Keep everything that a method needs in fitted attributes; a pickle gave other answers.",
    )


@check(needs_package("skops"), gates=("pickle_fresh_process",))
def check_skops_roundtrip(subject: Subject) -> None:
    """skrepr saves it, holding only types that are trusted, and what is loaded is the same."""
    estimator = subject.fitted()
    judge = partial(_trust_of, subject, estimator)
    try:
        saved = to_bytes(estimator, judge)
    except SavedModelError as error:
        raise CheckFailure(f"Let the fitted state be saved and loaded again: {error}.") from error
    require(
        same(
            subject.outputs(from_bytes(saved, judge)),
            subject.outputs(estimator),
            tolerance=_TOLERANCE,
        ),
        "Let __getstate__ hold everything that a method needs; loaded by skops it gave other "
        "answers.",
    )


def _trust_of(subject: Subject, estimator: Any, names: Iterable[str]) -> Trust:
    """Return what would be trusted if the plugin of this spec were installed."""
    declared = () if subject.spec is None else subject.spec.trusted
    forbidden = sorted(filter(is_forbidden, declared))
    require(not forbidden, f"Trust no {', '.join(forbidden)}: a file could run code through it.")
    inner = {
        qualified_name(type(value))
        for value in (estimator, *estimator.get_params(deep=True).values())
        if isinstance(value, BaseEstimator)
    }
    return Trust(HOUSE_TYPES | inner | set(declared))
