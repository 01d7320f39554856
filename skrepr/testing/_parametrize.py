"""The suite as pytest tests, one a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..specs import EstimatorSpec
from ._records import CheckFailure
from ._registry import check_names
from ._resolve import cases
from ._runner import Run


class BoundCheck:
    """One check of one estimator on one kind of input; calling it runs it."""

    def __init__(self, run: Run, name: str) -> None:
        self._run = run
        self._name = name

    @property
    def id(self) -> str:
        return f"{self._run.case.name}-{self._run.case.kind}-{self._name}"

    def __call__(self) -> None:
        """Run the check: return, raise CheckFailure, or leave the test as skipped or xfailed."""
        import pytest

        record = self._run.record(self._name)
        if record.status == "failed":
            raise CheckFailure(f"{self._name}: {record.message}")
        if record.status == "excepted":
            pytest.xfail(record.message)
        if not record.executed:
            pytest.skip(f"{record.status}: {record.message}")


def parametrize_with_checks(
    estimators: Iterable[EstimatorSpec | str | type[Any] | object],
) -> Callable[[Any], Any]:
    """Turn a test into one test an estimator, kind of input and check.

    Parameters
    ----------
    estimators : iterable
        As :func:`check_estimator` accepts them.

    Returns
    -------
    decorator : pytest.MarkDecorator
        For a test with the argument ``check``, which it must call. A check that is not
        applicable or blocked is skipped with the reason, an excepted one is an expected
        failure.

    Raises
    ------
    TypeError
        If ``estimators`` is one estimator or one name instead of a list.

    Examples
    --------
    >>> from skrepr.testing import parametrize_with_checks
    >>> from sklearn.preprocessing import StandardScaler
    >>> @parametrize_with_checks([StandardScaler()])
    ... def test_keeps_the_promises(check):
    ...     check()
    >>> len(test_keeps_the_promises.pytestmark[0].args[1])
    38
    """
    import pytest

    if isinstance(estimators, str) or not isinstance(estimators, Iterable):
        raise TypeError(f"'estimators' must be a list of estimators; got {estimators!r}.")
    runs = [Run(case) for estimator in estimators for case in cases(estimator)]
    bound = [BoundCheck(run, name) for run in runs for name in check_names()]
    return pytest.mark.parametrize("check", bound, ids=[check.id for check in bound])
