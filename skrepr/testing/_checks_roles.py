"""What the results of a role mean: labels, probabilities, samples, neighbours, columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._compare import same
from ._conditions import needs_results
from ._records import CheckFailure, require
from ._registry import check
from ._subject import Subject
from ._values import arrays_in, is_finite, n_rows

#: Of single precision.
_TOLERANCE = 1e-5
#: How far above the share of the largest class, as a factor, a classifier must get.
_BETTER_THAN_CHANCE = 1.3
_LEAST_R2 = 0.05


def _needs_supervision_off_the_table(subject: Subject) -> str:
    if subject.kind == "table":
        return "scikit-learn's suite asks this of tables"
    if not {"classifier", "regressor"}.intersection(subject.roles):
        return "it is neither classifier nor regressor"
    return "" if "predict" in subject.methods else "it has no predict"


@check(_needs_supervision_off_the_table, gates=("new_rows",))
def check_learns(subject: Subject) -> None:
    """On the easy samples of ``fit`` it beats a constant prediction."""
    # The quick parameters may stop before anything is learned.
    if _learns(subject, subject.seeded()) or _learns(subject, subject.make_patient()):
        return
    raise CheckFailure(
        "Let predict follow y (argmin for argmax? one class for all?); on the samples of fit it "
        "is no better than a constant."
    )


def _learns(subject: Subject, estimator: Any) -> bool:
    X, y = subject.data()
    predicted = np.asarray(subject.call(subject.fit(estimator), "predict", X))
    y = np.asarray(y)
    if "classifier" in subject.roles:
        largest = np.unique(y, return_counts=True)[1].max() / len(y)
        return bool(np.mean(predicted == y) > min(_BETTER_THAN_CHANCE * largest, 0.99))
    unexplained = np.sum((predicted - y) ** 2) / np.sum((y - y.mean(axis=0)) ** 2)
    return bool(unexplained < 1 - _LEAST_R2)


def _needs_probabilities(subject: Subject) -> str:
    if "classifier" in subject.roles and "predict_proba" in subject.methods:
        return ""
    return "it is no classifier with predict_proba"


@check(_needs_probabilities, gates=("new_rows", "fitted_attributes", "learns"))
def check_probabilities_valid(subject: Subject) -> None:
    """One probability a class, which sum to one and are largest for what is predicted."""
    estimator = subject.fitted()
    probabilities = np.asarray(subject.call(estimator, "predict_proba"))
    expected = (n_rows(subject.sample.X_new), len(estimator.classes_))
    require(
        probabilities.shape == expected,
        f"Let predict_proba return the shape (n_samples, n_classes), {expected} here; "
        f"it returned {probabilities.shape}.",
    )
    is_valid = probabilities.min() >= 0 and np.allclose(
        probabilities.sum(axis=1), 1, atol=_TOLERANCE
    )
    require(is_valid, "Let each row of predict_proba be non-negative and sum to one.")
    predicted = np.searchsorted(estimator.classes_, subject.call(estimator, "predict"))
    chosen = probabilities[np.arange(len(predicted)), predicted]
    require(
        bool((chosen >= probabilities.max(axis=1) - _TOLERANCE).all()),
        "Let predict return the class with the largest predict_proba.",
    )


def _needs_checkable_results(subject: Subject) -> str:
    if {"generator", "selector"}.intersection(subject.roles) or "kneighbors" in subject.methods:
        return needs_results(subject)
    return "it has none of sample, get_support and kneighbors"


@check(_needs_checkable_results, gates=("new_rows", "spec_matches_class", "seed_reproduces"))
def check_role_results_valid(subject: Subject) -> None:
    """Samples are as many as asked for, neighbours exist and are sorted, columns are the chosen."""
    estimator = subject.fitted()
    if "generator" in subject.roles:
        _require_samples(subject, estimator)
    if "selector" in subject.roles:
        _require_selection(subject, estimator)
    if "kneighbors" in subject.methods:
        _require_neighbors(subject, estimator)


def _require_samples(subject: Subject, estimator: Any) -> None:
    for n_samples in (1, 7):
        samples = estimator.sample(n_samples)
        require(
            n_rows(samples) == n_samples,
            f"Let sample({n_samples}) return {n_samples} samples; got {n_rows(samples)}.",
        )
        # Clouds of points are padded with NaN.
        floats = [a for a in arrays_in(samples) if a.dtype.kind == "f"]
        padded = subject.kind == "points" and not any(np.isinf(a).any() for a in floats)
        require(padded or is_finite(samples), "Let sample return finite numbers.")


def _require_selection(subject: Subject, estimator: Any) -> None:
    support = np.asarray(estimator.get_support())
    selected = np.asarray(subject.call(estimator, "transform"))
    columns = np.asarray(subject.sample.X_new)[:, support]
    require(
        same(selected, columns, tolerance=_TOLERANCE),
        "Let transform return the columns of get_support().",
    )
    require(
        np.array_equal(estimator.get_support(indices=True), np.flatnonzero(support)),
        "Let get_support(indices=True) be the positions of True in get_support().",
    )


def _require_neighbors(subject: Subject, estimator: Any) -> None:
    distances, indices = map(np.asarray, subject.call(estimator, "kneighbors"))
    require(
        bool((np.diff(distances, axis=1) >= -_TOLERANCE).all()),
        "Let kneighbors return the nearest first: sort each row of the distances.",
    )
    n_fitted = n_rows(subject.sample.X)
    is_valid = indices.dtype.kind in "iu" and indices.min() >= 0 and indices.max() < n_fitted
    require(
        bool(is_valid) and indices.shape == distances.shape,
        f"Let kneighbors return for each distance the row of fit, an integer below {n_fitted}.",
    )
