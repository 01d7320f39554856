"""What a check leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

#: ``not applicable`` is decided by the suite alone, ``excepted`` by the spec's exceptions,
#: ``blocked`` by another check of the same estimator that failed first.
Status: TypeAlias = Literal["passed", "failed", "not applicable", "excepted", "blocked"]


@dataclass(frozen=True, kw_only=True)
class Record:
    """The outcome of one check of one estimator on one kind of input.

    Parameters
    ----------
    check : str
        Name of the check.
    status : {'passed', 'failed', 'not applicable', 'excepted', 'blocked'}
        Only the first two were executed.
    estimator : str
        Name of the estimator; for checks of a distribution, of the distribution.
    kind : str
        Input kind.
    message : str
        What the author should change, or why the check was not executed.
    count : int
        How many checks stand behind it: more than one for ``sklearn_suite``.
    seconds : float
        Wall time.
    """

    check: str
    status: Status
    estimator: str
    kind: str
    message: str = ""
    count: int = 1
    seconds: float = 0.0

    @property
    def executed(self) -> bool:
        return self.status in ("passed", "failed")


class CheckFailure(AssertionError):
    """A promise is broken; the message says what the author should change."""


class NotApplicable(Exception):
    """The promise means nothing for this estimator; the message says why."""


def require(condition: bool, advice: str) -> None:
    """Fail the running check with ``advice`` unless ``condition`` holds."""
    if not condition:
        raise CheckFailure(advice)
