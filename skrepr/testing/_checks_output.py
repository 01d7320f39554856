"""What comes out: precision, labels, names, containers."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from ._compare import same
from ._conditions import needs_package, needs_role, needs_rows, needs_transform
from ._records import CheckFailure, NotApplicable, require
from ._registry import check
from ._subject import Subject
from ._targets import LABEL_NAMES
from ._values import arrays_in, cast_floats, is_float_kind, rows

_TOLERANCE = 1e-7


def _needs_float_input(subject: Subject) -> str:
    if subject.kind in ("items", "graphs") or not is_float_kind(subject.sample.X):
        return f"its input ({subject.kind}) has no precision to keep"
    if "transform" in subject.methods or hasattr(subject.cls, "sample"):
        return ""
    return "it has neither transform nor sample"


@check(_needs_float_input)
def check_dtype_kept(subject: Subject) -> None:
    """float32 gives float32, float64 gives float64."""
    n_float_outputs = 0
    for dtype in (np.float32, np.float64):
        X, X_new = (cast_floats(X, dtype) for X in (subject.sample.X, subject.sample.X_new))
        estimator = subject.fit(subject.seeded(), X, subject.y)
        outputs = subject.outputs(estimator, X_new)
        for method in {"transform", "sample"} & outputs.keys():
            found = {a.dtype for a in arrays_in(outputs[method]) if a.dtype.kind == "f"}
            n_float_outputs += len(found)
            require(
                found <= {np.dtype(dtype)},
                f"Let {method} keep the precision of X; {np.dtype(dtype)} gave "
                f"{', '.join(sorted(map(str, found)))}.",
            )
    if not n_float_outputs:
        raise NotApplicable("its output holds no floats")


@check(needs_role("classifier"))
def check_labels_kept(subject: Subject) -> None:
    """Classes that are strings come back as these strings."""
    names, codes = np.unique(subject.y, return_inverse=True)
    strings = names if names.dtype.kind in "UO" else LABEL_NAMES[: len(names)]
    X, _ = subject.data()
    estimator = subject.fit(subject.seeded(), X, strings[codes])
    predicted = np.asarray(subject.call(estimator, "predict"))
    require(
        predicted.dtype.kind == strings.dtype.kind and bool(np.isin(predicted, strings).all()),
        f"Let predict return labels as given in y, classes_[codes]; "
        f"y holds {strings[0]!r}, predict gave {predicted[0]!r}.",
    )


def _needs_fit_and_more(subject: Subject) -> str:
    both = ("fit_transform", "fit_predict", "fit_resample")
    return "" if any(hasattr(subject.cls, name) for name in both) else f"it has none of {both}"


@check(_needs_fit_and_more, gates=("fitted_attributes", "seed_reproduces", "X_unchanged"))
def check_fit_transform_equal(subject: Subject) -> None:
    """One call that fits and answers gives what two calls give."""
    X, y = subject.data()
    for name in ("fit_transform", "fit_predict"):
        estimator = subject.seeded()
        if not hasattr(estimator, name):
            continue
        at_once = getattr(estimator, name)(*subject.data())
        in_turn = _in_turn(subject, name.removeprefix("fit_"), X)
        require(
            same(at_once, in_turn, tolerance=_TOLERANCE),
            f"Let {name}(X) equal fit(X) followed by the answer for the same X.",
        )
    if "resampler" in subject.roles:
        estimator = subject.seeded()
        X_chosen, y_chosen = estimator.fit_resample(*subject.data())
        chosen = estimator.sample_indices_
        require(
            same(X_chosen, subject.sample.take(X, chosen)) and same(y_chosen, rows(y, chosen)),
            "Let fit_resample return X[sample_indices_] and y[sample_indices_].",
        )


def _in_turn(subject: Subject, answer: str, X: Any) -> Any:
    estimator = subject.fitted()
    if answer in subject.methods:
        return subject.call(estimator, answer, X)
    return estimator.labels_ if answer == "predict" else estimator.embedding_


def _needs_names(subject: Subject) -> str:
    if "transform" in subject.methods:
        return ""
    if subject.kind == "table" and subject.methods:
        return needs_package("pandas")(subject)
    return needs_rows(subject) or "it has no transform, and its input no names"


@check(_needs_names, gates=("spec_matches_class",))
def check_feature_names(subject: Subject) -> None:
    """Each column of a table has one name, and nothing else has names."""
    if "transform" in subject.methods:
        _require_output_names(subject)
    if subject.kind == "table" and find_spec("pandas"):
        _require_input_names(subject)


def _require_output_names(subject: Subject) -> None:
    estimator = subject.fitted()
    output = subject.call(estimator, "transform")
    if not subject.transforms_to_table:
        require(
            not hasattr(estimator, "get_feature_names_out"),
            "Drop get_feature_names_out: the output of transform has no columns to name.",
        )
        return
    require(
        hasattr(estimator, "get_feature_names_out"),
        "Give the columns names: inherit ClassNamePrefixFeaturesOutMixin and set _n_features_out.",
    )
    names = estimator.get_feature_names_out()
    require(
        len(names) == len(set(names)) == output.shape[1],
        f"Let get_feature_names_out give each column its own name; {output.shape[1]} columns "
        f"have {len(set(names))} names.",
    )


def _require_input_names(subject: Subject) -> None:
    import pandas as pd

    X, y = subject.data()
    names = [f"column{i}" for i in range(X.shape[1])]
    estimator = subject.fit(subject.seeded(), pd.DataFrame(X, columns=names), y)
    require(
        list(getattr(estimator, "feature_names_in_", ())) == names,
        "Set feature_names_in_ when X has column names (validate_data does it).",
    )
    renamed = pd.DataFrame(subject.sample.X_new, columns=names[::-1])
    try:
        subject.call(estimator, subject.methods[0], renamed)
    except ValueError:
        return
    raise CheckFailure(
        f"Refuse in {subject.methods[0]} columns that are named otherwise than in fit "
        "(validate_data with reset=False does it)."
    )


@check(needs_transform, needs_package("pandas"), gates=("feature_names",))
def check_set_output_or_refuses(subject: Subject) -> None:
    """A transformer to tables can return a frame; another one has no ``set_output``."""
    estimator = subject.fitted()
    if not subject.transforms_to_table:
        require(
            not hasattr(estimator, "set_output"),
            "Pass auto_wrap_output_keys=None to the class: the output fits into no frame.",
        )
        return
    require(
        hasattr(estimator, "set_output"),
        "Inherit TransformerMixin, and offer get_feature_names_out, so that set_output works.",
    )
    plain = subject.call(estimator, "transform")
    try:
        frame = subject.call(estimator.set_output(transform="pandas"), "transform")
    except ValueError as error:
        # scikit-learn refuses to put a sparse matrix into a frame, and so may others.
        require(not isinstance(plain, np.ndarray), f"Let set_output work; it raised: {error}")
        return
    require(
        hasattr(frame, "columns")
        and list(frame.columns) == list(estimator.get_feature_names_out())
        and same(frame.to_numpy(), plain),
        "Let set_output(transform='pandas') return a frame with the numbers of transform and "
        "the names of get_feature_names_out.",
    )
