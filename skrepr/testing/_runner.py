"""Run checks behind their gates and note what came out."""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

from ..specs import EstimatorSpec, InputKind
from ._process import process_restored
from ._records import CheckFailure, NotApplicable, Record, Status
from ._registry import Check, get_checks
from ._resolve import Case, cases
from ._subject import Subject

#: Status, message, number of checks behind it.
Outcome: TypeAlias = tuple[Status, str, int]


class Run:
    """The checks of one estimator on one kind of input; each is run once, when asked for."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._checks = get_checks()
        self._records: dict[str, Record] = {}
        self._subject: Subject | None = None

    @property
    def subject(self) -> Subject:
        if self._subject is None:
            self._subject = self.case.subject()
        return self._subject

    def records(self) -> list[Record]:
        return [self.record(name) for name in self._checks]

    def record(self, name: str) -> Record:
        if name not in self._records:
            self._records[name] = self._new_record(self._checks[name])
        return self._records[name]

    def _new_record(self, check: Check) -> Record:
        outcome = self._outcome_without_running(check)
        start = time.perf_counter()
        status, message, count = outcome or _execute(check, lambda: self.subject)
        return Record(
            check=check.name,
            status=status,
            estimator=self.case.name,
            kind=self.case.kind,
            message=message,
            count=count,
            seconds=time.perf_counter() - start,
        )

    def _outcome_without_running(self, check: Check) -> Outcome | None:
        reason = dict(self.case.exceptions).get(check.name)
        if reason is not None:
            return "excepted", reason, 1
        for gate in check.gates:
            if self.record(gate).status in ("failed", "blocked"):
                return "blocked", f"repair {gate} first", 1
        return None


def _execute(check: Check, make_subject: Callable[[], Subject]) -> Outcome:
    # A verdict may depend neither on the caller's filters nor on what was warned of before.
    with warnings.catch_warnings(), process_restored():
        warnings.simplefilter("ignore")
        try:
            subject = make_subject()
            check.ensure_applicable(subject)
            return "passed", "", check.run(subject) or 1
        except NotApplicable as reason:
            return "not applicable", str(reason), 1
        except CheckFailure as failure:
            return "failed", str(failure), 1
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a sys.exit() in fit must not end the run
            return "failed", _advice(error), 1


def _advice(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    cause = " ".join(str(error).split())
    return (
        f"Make this call work: {type(error).__name__} in {frame.name} "
        f"(line {frame.lineno}): {cause}"
    )


def check_estimator(
    estimator: EstimatorSpec | str | type[Any] | object, input_kind: InputKind | None = None
) -> list[Record]:
    """Check what an estimator promises, on every kind of input that it takes.

    Parameters
    ----------
    estimator : EstimatorSpec, str, type or estimator instance
        A spec, the name of a registered estimator, a class or an unfitted instance. Of the
        last two the roles are read from mixins and methods.
    input_kind : str, default=None
        Check on this kind of input only. None means all kinds of the spec, and ``"table"``
        for a class or an instance.

    Returns
    -------
    records : list of Record
        One a check and kind of input, whatever the outcome.

    Raises
    ------
    TypeError
        If ``estimator`` is none of these.
    ValueError
        If ``input_kind`` is unknown or not one of the spec's.
    UnknownNameError
        If no installed plugin offers an estimator of this name.

    Examples
    --------
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skrepr.testing import check_estimator
    >>> records = check_estimator(StandardScaler())
    >>> len(records), sum(record.status == "failed" for record in records)
    (38, 0)
    """
    return [record for case in cases(estimator, input_kind) for record in Run(case).records()]
