"""What must be refused, how, and when."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sklearn.utils import get_tags

from ._conditions import needs_rows
from ._records import CheckFailure, NotApplicable, require
from ._registry import check
from ._subject import Subject, take_rows

#: Parameters that are passed through, or whose type scikit-learn does not check either.
_PASSED_THROUGH = {"random_state", "verbose", "n_jobs", "memory", "copy", "callbacks"}
#: Words that scikit-learn's own messages contain by accident.
_COMMON_WORDS = {"estimator", "estimators", "encoder", "backbone"}


class _NoValue:
    """Of a type that no parameter accepts."""

    def __repr__(self) -> str:
        return "<no valid value>"


class _Untouchable:
    """An X that notices when it is looked at."""

    def __getattribute__(self, name: str) -> Any:
        if name in ("__class__", "__dict__"):
            return object.__getattribute__(self, name)
        raise _Touched

    def __len__(self) -> int:
        raise _Touched

    def __getitem__(self, index: Any) -> Any:
        raise _Touched


class _Touched(Exception):
    """Not an AttributeError: hasattr would hide that."""


@check()
def check_bad_input_names_axes(subject: Subject) -> None:
    """``fit`` refuses every invalid X with a message that says what is wrong."""
    for name, X, pattern in _refusals(subject, subject.sample.bad):
        _require_refusal(
            f"fit on X with {name}",
            pattern,
            lambda X=X: subject.fit(subject.seeded(), X, subject.y),
        )
    if subject.needs_target:
        too_few = take_rows(subject.y, slice(-1))
        _require_refusal(
            "fit on X with a shorter y",
            "",
            lambda: subject.fit(subject.seeded(), subject.sample.X, too_few),
        )


@check(needs_rows)
def check_bad_new_input(subject: Subject) -> None:
    """After ``fit``, the methods refuse samples of another shape and missing values."""
    estimator = subject.fitted()
    for name, X, pattern in _refusals(subject, subject.sample.bad_new):
        for method in subject.methods:
            _require_refusal(
                f"{method} of X with {name}",
                pattern,
                lambda X=X, method=method: subject.call(estimator, method, X),
            )


def _refusals(
    subject: Subject, bad: Mapping[str, tuple[Any, str]]
) -> Iterable[tuple[str, Any, str]]:
    tags = get_tags(subject.seeded()).input_tags
    for name, (X, pattern) in bad.items():
        if name == "nan" and tags.allow_nan:
            continue
        yield name.replace("_", " "), copy.deepcopy(X), pattern


def _require_refusal(call: str, pattern: str, action: Any) -> None:
    try:
        action()
    except (ValueError, TypeError) as error:
        require(
            re.search(pattern, str(error)) is not None,
            f"Say in the message of {call} what was expected (it should match {pattern!r}); "
            f"it says: {error}",
        )
        return
    except Exception as error:
        raise CheckFailure(f"Let {call} raise ValueError; it raised {error!r}.") from error
    raise CheckFailure(f"Let {call} raise ValueError; it was accepted.")


@check(gates=("init_only_stores",))
def check_bad_param_named(subject: Subject) -> None:
    """A parameter of a nonsensical type is refused by name."""
    for parameter in _checked_parameters(subject):
        try:
            subject.fit(subject.seeded(**{parameter: _NoValue()}))
        except (ValueError, TypeError) as error:
            require(
                _names(str(error), parameter),
                f"Name the parameter {parameter!r} in the message that refuses it; "
                f"it says: {error}",
            )
        except Exception as error:
            raise CheckFailure(
                f"Refuse a wrong {parameter!r} with a ValueError that names it; "
                f"fit raised {error!r}."
            ) from error
        else:
            raise CheckFailure(f"Refuse a wrong {parameter!r} in fit; an object() was accepted.")


def _checked_parameters(subject: Subject) -> list[str]:
    parameters = [p for p in subject.signature if p not in _PASSED_THROUGH]
    if not parameters:
        raise NotApplicable("it has no parameters")
    return parameters


def _names(message: str, parameter: str) -> bool:
    word = re.escape(parameter)
    quoted = rf"['\"`]{word}['\"`]"
    return re.search(quoted if parameter in _COMMON_WORDS else rf"\b{word}\b", message) is not None


@check()
def check_refusal_before_work(subject: Subject) -> None:
    """Parameters are checked before X is touched, and a refused ``fit`` leaves nothing."""
    for parameter in _refused_parameters(subject):
        estimator = subject.seeded(**{parameter: _NoValue()})
        try:
            subject.fit_on(estimator, _Untouchable(), subject.y)
        except _Touched as error:
            raise CheckFailure(f"Check {parameter!r} in fit before X is looked at.") from error
        except (ValueError, TypeError):
            _require_no_trace(estimator)
    for _, X, _ in _refusals(subject, subject.sample.bad):
        estimator = subject.seeded()
        try:
            subject.fit_on(estimator, X, subject.y)
        except (ValueError, TypeError):
            _require_no_trace(estimator)


def _refused_parameters(subject: Subject) -> Iterable[str]:
    """Return the parameters whose nonsensical value makes ``fit`` on good data fail by name."""
    for parameter in subject.signature:
        if parameter in _PASSED_THROUGH:
            continue
        try:
            subject.fit(subject.seeded(**{parameter: _NoValue()}))
        except (ValueError, TypeError) as error:
            if _names(str(error), parameter):
                yield parameter
        except Exception:  # bad_param_named reports it
            continue


def _require_no_trace(estimator: Any) -> None:
    fitted = sorted(n for n in vars(estimator) if n.endswith("_") and not n.startswith("_"))
    require(
        not fitted,
        f"Set fitted attributes only after all checks; a refused fit left {', '.join(fitted)}.",
    )
