"""Methods with one row a sample: what they say of a sample depends on that sample alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ._compare import same
from ._conditions import needs_rows
from ._records import require
from ._registry import check
from ._subject import Subject
from ._values import is_finite, n_axes, n_rows, rows

#: Between a matrix product of all rows and of a few lies rounding.
_TOLERANCE = 1e-7
#: More than a usual batch, and no multiple of one.
_MANY = np.arange(301)
_LOGARITHMS = ("predict_log_proba", "score_samples")


def _answers(subject: Subject) -> Iterator[tuple[Any, str, Any]]:
    estimator = subject.fitted()
    for method in subject.methods:
        yield estimator, method, subject.call(estimator, method)


def _repeated(subject: Subject) -> Any:
    return subject.sample.take(subject.sample.X_new, _MANY % n_rows(subject.sample.X_new))


@check(needs_rows)
def check_new_rows(subject: Subject) -> None:
    """Samples that were not in ``fit`` get one finite row each."""
    n_samples = n_rows(subject.sample.X_new)
    many = _repeated(subject)
    for estimator, method, answer in _answers(subject):
        n_answers = n_rows(answer), n_rows(subject.call(estimator, method, many))
        require(
            n_answers == (n_samples, len(_MANY)),
            f"Let {method} give one row a sample; {n_samples} samples and {len(_MANY)} samples "
            f"gave {n_answers[0]} and {n_answers[1]}.",
        )
        if method in _LOGARITHMS:  # of a probability, which may be 0
            answer = np.exp(answer)
        require(is_finite(answer), f"Let {method} give finite numbers for finite samples.")


@check(needs_rows, gates=("new_rows",))
def check_subset_invariant(subject: Subject) -> None:
    """The first samples get the same rows alone as together with few or many others."""
    many = _repeated(subject)
    for estimator, method, answer in _answers(subject):
        for k in (2, 5, 11):
            first = subject.sample.take(subject.sample.X_new, slice(k))
            require(
                same(
                    subject.call(estimator, method, first),
                    rows(answer, slice(k)),
                    tolerance=_TOLERANCE,
                ),
                f"Let {method} use statistics of fit instead of those of the batch; "
                f"the first {k} samples get other rows alone than among 12.",
            )
        among_many = rows(subject.call(estimator, method, many), slice(n_rows(answer)))
        require(
            same(among_many, answer, tolerance=_TOLERANCE),
            f"Let {method} use statistics of fit instead of those of the batch; the first samples "
            f"get other rows among {len(_MANY)} than alone.",
        )


@check(needs_rows, gates=("new_rows", "subset_invariant"))
def check_order_equivariant(subject: Subject) -> None:
    """Samples in another order get the same rows in that order."""
    order = np.random.RandomState(3).permutation(n_rows(subject.sample.X_new))
    shuffled = subject.sample.take(subject.sample.X_new, order)
    for estimator, method, answer in _answers(subject):
        require(
            same(
                subject.call(estimator, method, shuffled),
                rows(answer, order),
                tolerance=_TOLERANCE,
            ),
            f"Let {method} treat every sample alike wherever it stands; another order of the "
            "samples gave other rows.",
        )
        require(
            same(
                subject.call(estimator, method, _repeated(subject)),
                rows(answer, _MANY % n_rows(answer)),
                tolerance=_TOLERANCE,
            ),
            f"Let {method} treat every batch alike; the same samples, repeated up to "
            f"{len(_MANY)}, got other rows.",
        )


@check(needs_rows, gates=("new_rows",))
def check_single_row(subject: Subject) -> None:
    """One sample gets an answer with as many axes as many samples do."""
    one = subject.sample.take(subject.sample.X_new, slice(1))
    for estimator, method, answer in _answers(subject):
        alone = subject.call(estimator, method, one)
        require(
            n_rows(alone) == 1 and n_axes(alone) == n_axes(answer),
            f"Keep the axis of samples in {method} when there is only one sample (no squeeze).",
        )
