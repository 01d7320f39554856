"""Fit, and what is there after it."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import KFold, cross_validate

from ._records import CheckFailure, NotApplicable, require
from ._registry import check
from ._subject import ROWWISE, Subject
from ._values import n_rows

_SIX_ROWS = np.arange(6)
#: Kinds in which the samples of an array may differ in size.
_VARYING = ("points", "videos")


@check()
def check_fits(subject: Subject) -> None:
    """``fit`` returns the estimator, and its methods answer on new samples."""
    estimator = subject.seeded()
    X, y = subject.data()
    if "resampler" in subject.roles:
        result = estimator.fit_resample(X, y)
        require(
            isinstance(result, tuple) and len(result) == 2,
            "Let fit_resample return the pair (X, y).",
        )
    else:
        require(estimator.fit(X, y) is estimator, "Let fit return self.")
    subject.outputs(estimator)
    if not subject.needs_target:
        subject.seeded().fit(subject.data()[0])


@check()
def check_defaults_run(subject: Subject) -> None:
    """The default constructor fits on six samples."""
    estimator = subject.make_default()
    try:
        subject.fit(estimator, *subject.data(_SIX_ROWS))
    except Exception as error:
        raise CheckFailure(
            f"Let the defaults shrink to small data; six samples gave {error!r}."
        ) from error


@check()
def check_unfitted_refuses(subject: Subject) -> None:
    """Every public method raises NotFittedError before ``fit``."""
    estimator = subject.make()
    methods = [m for m in (*ROWWISE, "sample") if hasattr(estimator, m)]
    if not methods:
        raise NotApplicable("it has no method that answers after fit")
    for method in methods:
        advice = f"Let the first line of {method} be check_is_fitted(self)"
        try:
            if method == "sample":
                estimator.sample(5)
            else:
                subject.call(estimator, method)
        except NotFittedError:
            continue
        except Exception as error:
            raise CheckFailure(f"{advice}; before fit it raised {error!r}.") from error
        raise CheckFailure(f"{advice}; before fit it gave a result.")


@check()
def check_fitted_attributes(subject: Subject) -> None:
    """What ``fit`` says about the data is true."""
    estimator = subject.fitted()
    X = subject.sample.X
    shape = getattr(X, "shape", None)
    if shape is not None and len(shape) > 1:
        _require_shapes(subject, estimator, shape)
    if "classifier" in subject.roles:
        _require_classes(estimator, subject.y)
    if "clusterer" in subject.roles:
        n_labels = len(getattr(estimator, "labels_", ()))
        require(
            n_labels == n_rows(X),
            f"Set labels_, one label a sample; {n_labels} were found for {n_rows(X)} samples.",
        )


def _require_shapes(subject: Subject, estimator: Any, shape: tuple[int, ...]) -> None:
    expected: dict[str, Any] = {"n_features_in_": shape[1]}
    if len(shape) > 2:
        expected["input_shape_"] = shape[1:]
    for attribute, value in expected.items():
        if subject.kind in _VARYING and not hasattr(estimator, attribute):
            continue
        require(hasattr(estimator, attribute), f"Set {attribute} in fit; here it is {value}.")
        found = getattr(estimator, attribute)
        require(np.array_equal(found, value), f"Set {attribute} to {value} in fit; found {found}.")


def _require_classes(estimator: Any, y: Any) -> None:
    require(hasattr(estimator, "classes_"), "Set classes_ in fit.")
    # A label metric may know labels that the training data lack.
    missing = np.setdiff1d(np.unique(y), estimator.classes_)
    require(missing.size == 0, f"Put every label of y into classes_; {missing} are missing.")
    is_sorted = np.array_equal(estimator.classes_, np.unique(estimator.classes_))
    require(is_sorted, "Sort classes_, as numpy.unique does.")


@check(gates=("new_rows",))
def check_cross_validates(subject: Subject) -> None:
    """scikit-learn's cross-validation slices X, fits and asks for the held-out samples."""
    if not hasattr(subject.cls, "fit"):
        raise NotApplicable("it has no fit")
    methods = subject.methods

    def count_answers(estimator: Any, X: Any, y: Any = None) -> float:
        for method in methods:
            n_answers = n_rows(subject.call(estimator, method, X))
            require(
                n_answers == n_rows(X),
                f"Let {method} give one row a sample; a fold of {n_rows(X)} gave {n_answers}.",
            )
        return float(n_rows(X))

    X, y = subject.data()
    cross_validate(subject.seeded(), X, y, cv=KFold(3), scoring=count_answers, error_score="raise")
