"""The checks by name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ._records import NotApplicable
from ._subject import Subject

#: Raises CheckFailure, or returns how many checks stand behind it (None: one).
CheckFunction: TypeAlias = Callable[[Subject], int | None]
#: Returns why a check means nothing for this subject, or an empty string.
Condition: TypeAlias = Callable[[Subject], str]

#: A failure here says that nothing else can be tried.
FIRST = "fits"


@dataclass(frozen=True)
class Check:
    """A named promise.

    Parameters
    ----------
    name : str
        Its name in records, exceptions and test ids.
    run : callable
        The check itself.
    conditions : tuple of callable
        Each returns why the check is not applicable, or an empty string.
    gates : tuple of str
        Checks whose failure would also fail this one.
    """

    name: str
    run: CheckFunction
    conditions: tuple[Condition, ...]
    gates: tuple[str, ...]

    def ensure_applicable(self, subject: Subject) -> None:
        for condition in self.conditions:
            reason = condition(subject)
            if reason:
                raise NotApplicable(reason)


_CHECKS: dict[str, Check] = {}


def check(
    *conditions: Condition, gates: tuple[str, ...] = ()
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function ``check_<name>`` as the check ``<name>``."""

    def register(function: CheckFunction) -> CheckFunction:
        name = function.__name__.removeprefix("check_")
        first = () if name == FIRST else (FIRST,)
        _CHECKS[name] = Check(name, function, conditions, first + gates)
        return function

    return register


def get_checks() -> dict[str, Check]:
    """Return the checks by name."""
    # The modules of checks import this one.
    from . import _checks

    return {name: _CHECKS[name] for name in _checks.ORDER}


def check_names() -> list[str]:
    """Return the names of the checks of an estimator, in the order in which they run.

    Returns
    -------
    list of str
        Each may stand in ``EstimatorSpec.exceptions``.

    Examples
    --------
    >>> from skrepr.testing import check_names
    >>> len(check_names())
    38
    """
    return list(get_checks())
