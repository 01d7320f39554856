"""The constructor: it stores."""

from __future__ import annotations

import inspect
from typing import Any

from sklearn.base import clone

from ._compare import same
from ._records import CheckFailure, require
from ._registry import check
from ._subject import Subject


class _Falsy:
    """Shows ``parameter or default`` in a constructor."""

    def __bool__(self) -> bool:
        return False


@check()
def check_init_only_stores(subject: Subject) -> None:
    """The constructor keeps each argument as the very object, and sets nothing else."""
    for parameter in subject.signature:
        for sentinel in (object(), _Falsy(), None):
            params = {**subject.suite_params, parameter: sentinel}
            advice = f"Let __init__ store {parameter} as it is, and check it in fit"
            try:
                estimator = subject.cls(**params)
            except Exception as error:
                raise CheckFailure(f"{advice}; it raised {error!r}.") from error
            require(getattr(estimator, parameter, _Falsy) is sentinel, f"{advice}.")
    extra = sorted(set(vars(subject.make())) - _parameters_of_bases(subject.cls))
    require(not extra, f"Set nothing but parameters in __init__; it also set {extra}.")


def _parameters_of_bases(cls: type[Any]) -> set[str]:
    # A base class may have more parameters than the class, which fixes them.
    constructors = [vars(base)["__init__"] for base in cls.__mro__ if "__init__" in vars(base)]
    return {name for init in constructors for name in inspect.signature(init).parameters}


def _unfitted(value: Any) -> Any:
    # The named steps of a Pipeline are fitted where they are; a single inner estimator is not.
    return clone(value, safe=False) if isinstance(value, list) else value


@check(gates=("init_only_stores",))
def check_clone_equal(subject: Subject) -> None:
    """A clone has the same parameters, also after ``fit``, and is not fitted."""
    estimator = subject.seeded()
    before = clone(estimator).get_params(deep=False)
    require(
        same(before, estimator.get_params(deep=False)),
        "Let get_params return every parameter of __init__, so that clone gives an equal one.",
    )
    subject.fit(estimator)
    changed = [
        name
        for name, value in estimator.get_params(deep=False).items()
        if name != "random_state" and not same(_unfitted(value), before[name])
    ]
    require(
        not changed,
        "Let fit leave the parameters alone and set fitted attributes instead; "
        f"it changed {changed}.",
    )
    leftovers = sorted(set(vars(clone(estimator))) - set(vars(subject.make())))
    require(not leftovers, f"Let a clone be unfitted; it has {leftovers}.")
