"""scikit-learn's own checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import SkipTest

from sklearn.utils import estimator_checks

from ._records import CheckFailure, require
from ._registry import check
from ._subject import Subject

#: Those that need no data, run where the input has no 2-D form: there scikit-learn's suite
#: runs one check and says nothing.
_WITHOUT_DATA = (
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_mixin_order",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
)
FEWEST = 10
#: House promises that scikit-learn's suite checks again on its own data.
_REPEATED = (
    "defaults_run",
    "unfitted_refuses",
    "fitted_attributes",
    "init_only_stores",
    "clone_equal",
    "bad_input_names_axes",
    "bad_new_input",
    "bad_param_named",
    "refusal_before_work",
    "X_unchanged",
    "refit_equal",
    "seed_reproduces",
    "random_state_forms",
    "dtype_kept",
    "labels_kept",
    "probabilities_valid",
    "role_results_valid",
    "subset_invariant",
    "order_equivariant",
    "single_row",
    "new_rows",
    "fit_transform_equal",
    "feature_names",
    "set_output_or_refuses",
    "pickle_fresh_process",
    "predict_keeps_state",
    "metadata_routed",
)


@check(gates=_REPEATED)
def check_sklearn_suite(subject: Subject) -> int:
    """All checks of scikit-learn pass; where X is no table, those that need no data."""
    # A resampler may have no fit, which all of scikit-learn's checks with data call.
    with_data = subject.kind in ("table", "graph") and hasattr(subject.cls, "fit")
    results = _run_all(subject) if with_data else _run_without_data(subject)
    outcomes = Counter(status for status, _ in results)
    failed = [text for status, text in results if status == "failed"]
    n_executed = outcomes["passed"] + outcomes["failed"]
    if failed:
        raise CheckFailure(
            f"Make scikit-learn's own checks pass; {len(failed)} of {n_executed} fail: "
            + "; ".join(failed)
        )
    require(
        n_executed >= FEWEST,
        f"Let scikit-learn's suite run (tags two_d_array and _skip_test); it ran {n_executed} "
        f"checks, at least {FEWEST} are needed.",
    )
    return n_executed


def _run_all(subject: Subject) -> list[tuple[str, str]]:
    results = estimator_checks.check_estimator(subject.make_for_suite(), on_fail=None, on_skip=None)
    return [(r["status"], _sentence(r["check_name"], r["exception"])) for r in results]


def _run_without_data(subject: Subject) -> list[tuple[str, str]]:
    return [_run_one(subject, getattr(estimator_checks, name)) for name in _WITHOUT_DATA]


def _run_one(subject: Subject, function: Callable[[str, Any], None]) -> tuple[str, str]:
    name = function.__name__
    try:
        function(subject.cls.__name__, subject.make_for_suite())
    except SkipTest as reason:
        return "skipped", _sentence(name, reason)
    except Exception as error:
        return "failed", _sentence(name, error)
    return "passed", name


def _sentence(check_name: str, error: BaseException | None) -> str:
    if error is None:
        return check_name
    return f"{check_name} ({' '.join(str(error).split())[:160]})"
