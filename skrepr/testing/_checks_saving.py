"""A fitted estimator that is saved and loaded answers as before."""

from __future__ import annotations

import pickle
from typing import Any

from sklearn.base import BaseEstimator

from ._compare import same
from ._conditions import needs_package
from ._records import CheckFailure, require
from ._registry import check
from ._subject import FITTED_RESULTS, Subject
from ._trusted import HOUSE_TYPES, holds_bytes, is_forbidden, qualified_name
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
    """skops saves it, holding only types that are trusted, and what is loaded is the same."""
    import skops.io

    estimator = subject.fitted()
    try:
        dumped = skops.io.dumps(estimator)
    except Exception as error:
        raise CheckFailure(
            f"Keep fitted attributes plain (arrays, numbers, lists, estimators); "
            f"skops raised {error!r}."
        ) from error
    untrusted = set(skops.io.get_untrusted_types(data=dumped))
    _require_trust(subject, estimator, untrusted)
    require(
        not holds_bytes(dumped),
        "Keep raw bytes out of the fitted state: skops cannot see what they would run "
        "(skrepr.neural.NetStateMixin lays a torch net out as arrays).",
    )
    loaded = skops.io.loads(dumped, trusted=sorted(untrusted))
    require(
        same(subject.outputs(loaded), subject.outputs(estimator), tolerance=_TOLERANCE),
        "Let __getstate__ hold everything that a method needs; loaded by skops it gave other "
        "answers.",
    )


def _require_trust(subject: Subject, estimator: Any, untrusted: set[str]) -> None:
    trusted = set() if subject.spec is None else set(subject.spec.trusted)
    forbidden = sorted(filter(is_forbidden, trusted))
    require(not forbidden, f"Trust no {', '.join(forbidden)}: a file could run code through it.")
    inner = {
        qualified_name(type(value))
        for value in (estimator, *estimator.get_params(deep=True).values())
        if isinstance(value, BaseEstimator)
    }
    unknown = sorted(untrusted - HOUSE_TYPES - trusted - inner)
    require(
        not unknown,
        f"Keep the fitted state to plain data, or name its types in the spec's 'trusted': "
        f"{', '.join(unknown)}.",
    )
