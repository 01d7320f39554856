"""How far a long computation is: bars where somebody watches, a line now and then in a log.

Loops inside loops are shown inside each other, in a terminal, in a notebook and in a file
alike. :func:`fit_progress` tells the same to scikit-learn's callbacks, so that a search or a
Pipeline shows the epochs of the estimator inside it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from ._sklearn_compat import CallbackSupportMixin, callback_management_context

__all__ = ["CallbackSupportMixin", "fit_progress", "progress"]

#: ``step(n=1, **shown)``: so much more is done; numbers and words to show beside it.
Step = Callable[..., Any]

_SECONDS_BETWEEN_LINES = 30.0
_nested = threading.local()


@contextmanager
def progress(
    total: int | None, label: str, *, unit: str = "step", done: int = 0, verbose: int = 1
) -> Iterator[Step]:
    """Show how far a loop is, on standard error.

    Parameters
    ----------
    total : int or None
        Number of steps; None where it is not known.
    label : str
        What is done, in a word or two.
    unit : str, default="step"
        What a step is.
    done : int, default=0
        Steps that were done before.
    verbose : int, default=1
        0 shows nothing.

    Yields
    ------
    callable
        ``step(n=1, **shown)``, to be called after each step; ``shown`` are values to print
        beside the count.

    Examples
    --------
    >>> import sys
    >>> from contextlib import redirect_stderr
    >>> from skrepr.progress import progress
    >>> with redirect_stderr(sys.stdout), progress(2, "fit", unit="epoch") as step:
    ...     step(loss=0.52)
    ...     step(loss=0.25)
    fit: 1 of 2 epochs, loss 0.52
    fit: 2 of 2 epochs, loss 0.25
    """
    if not verbose:
        yield _silent
        return
    outer: list[str] = getattr(_nested, "labels", [])
    _nested.labels = [*outer, label]
    try:
        shown = _bar if _is_watched() else _lines
        with shown(total, _nested.labels, unit, done) as step:
            yield step
    finally:
        _nested.labels = outer


@contextmanager
def fit_progress(
    estimator: Any, total: int, *, unit: str = "epoch", done: int = 0
) -> Iterator[Step]:
    """Show how far a ``fit`` is, and tell its callbacks.

    Parameters
    ----------
    estimator : estimator
        Being fitted. Its ``verbose`` decides whether anything is shown. Where its class
        derives from ``CallbackSupportMixin``, the callbacks given to ``set_callbacks`` are
        called at the beginning and end of the fit and of each step.
    total : int
        Number of steps.
    unit : str, default="epoch"
        What a step is.
    done : int, default=0
        Steps that were done before, by an earlier ``partial_fit``.

    Yields
    ------
    callable
        ``stop = step(**shown)``, to be called after each step. ``stop`` is true when a
        callback wants the loop to end.

    Examples
    --------
    >>> from sklearn.base import BaseEstimator
    >>> from skrepr.progress import CallbackSupportMixin, fit_progress
    >>> class Iterative(CallbackSupportMixin, BaseEstimator):
    ...     def __init__(self, max_epochs=3, verbose=0):
    ...         self.max_epochs = max_epochs
    ...         self.verbose = verbose
    ...     def fit(self, X, y=None):
    ...         self.n_iter_ = 0
    ...         with fit_progress(self, self.max_epochs) as step:
    ...             for _ in range(self.max_epochs):
    ...                 self.n_iter_ += 1
    ...                 if step():
    ...                     break
    ...         return self
    >>> Iterative().fit([[0.0]]).n_iter_
    3
    """
    with ExitStack() as stack:
        told = stack.enter_context(_callbacks(estimator, total - done, unit))
        label = type(estimator).__name__
        verbose = int(getattr(estimator, "verbose", 0))
        show = stack.enter_context(progress(total, label, unit=unit, done=done, verbose=verbose))

        def step(n: int = 1, **shown: Any) -> bool:
            show(n, **shown)
            return told()

        yield step


@contextmanager
def _callbacks(estimator: Any, total: int, unit: str) -> Iterator[Callable[[], bool]]:
    """Yield a function that tells the callbacks that a step ended and another began."""
    if not isinstance(estimator, CallbackSupportMixin):
        yield lambda: False
        return
    with callback_management_context(estimator):
        root = estimator._init_callback_context(max_subtasks=total)
        root.call_on_fit_task_begin(estimator=estimator)
        n_told = 0

        def told() -> bool:
            nonlocal n_told
            n_told += 1
            task = root.subcontext(task_name=unit)
            task.call_on_fit_task_begin(estimator=estimator)
            return bool(task.call_on_fit_task_end(estimator=estimator))

        yield told
        root.call_on_fit_task_end(estimator=estimator)


def _silent(n: int = 1, **shown: Any) -> None:
    pass


def _is_watched() -> bool:
    """Tell whether bars can move: in a terminal or in a notebook."""
    return sys.stderr.isatty() or "ipykernel" in sys.modules


@contextmanager
def _bar(total: int | None, labels: list[str], unit: str, done: int) -> Iterator[Step]:
    try:
        from tqdm.auto import tqdm
    except ModuleNotFoundError:
        with _lines(total, labels, unit, done) as step:
            yield step
        return
    with tqdm(
        total=total,
        initial=done,
        desc=labels[-1],
        unit=f" {unit}",
        leave=len(labels) == 1,
        dynamic_ncols=True,
    ) as bar:

        def advance(n: int = 1, **shown: Any) -> None:
            if shown:
                bar.set_postfix_str(_words(shown), refresh=False)
            bar.update(n)

        yield advance


@contextmanager
def _lines(total: int | None, labels: list[str], unit: str, done: int) -> Iterator[Step]:
    """Print a line at each tenth, and where that takes long, every half a minute."""
    start = printed = time.monotonic()
    n_done = done
    of = "" if total is None else f" of {total}"
    plural = unit if total == 1 else f"{unit}s"

    def advance(n: int = 1, **shown: Any) -> None:
        nonlocal n_done, printed
        before, n_done = n_done, n_done + n
        now = time.monotonic()
        tenth = total and 10 * n_done // total > 10 * before // total
        if not tenth and now - printed < _SECONDS_BETWEEN_LINES:
            return
        printed = now
        parts = [f"{n_done}{of} {plural}"]
        if now - start >= 1:
            parts.append(f"{now - start:.0f} s")
        if shown:
            parts.append(_words(shown))
        print(f"{' > '.join(labels)}: {', '.join(parts)}", file=sys.stderr, flush=True)

    yield advance


def _words(shown: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in shown.items()
    )
