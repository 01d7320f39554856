"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[bool], None]


@contextmanager
def progress(n_cells: int, n_found: int, *, verbose: int) -> Iterator[Advance]:
    """Show progress on standard error.

    Parameters
    ----------
    n_cells : int
        Number of cells.
    n_found : int
        How many of them were finished before.
    verbose : int
        0 shows nothing.

    Yields
    ------
    callable
        To be called after each cell with whether it went well.
    """
    if not verbose or n_cells == 0:
        yield lambda ok: None
    elif sys.stderr.isatty():
        with _bar(n_cells, n_found) as advance:
            yield advance
    else:
        yield _lines(n_cells, n_found)


@contextmanager
def _bar(n_cells: int, n_found: int) -> Iterator[Advance]:
    try:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
    except ModuleNotFoundError:
        yield _lines(n_cells, n_found)
        return
    n_failed = 0
    with Progress(
        TextColumn("cells"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("cells", total=n_cells, completed=n_found, failed="")

        def advance(ok: bool) -> None:
            nonlocal n_failed
            n_failed += not ok
            bar.update(task, advance=1, failed=f"{n_failed} failed" if n_failed else "")

        yield advance


def _lines(n_cells: int, n_found: int) -> Advance:
    start, n_done, n_failed = time.monotonic(), n_found, 0
    if n_found:
        print(f"skrepr: {n_found} of {n_cells} cells were finished before", file=sys.stderr)

    def advance(ok: bool) -> None:
        nonlocal n_done, n_failed
        n_done, n_failed = n_done + 1, n_failed + (not ok)
        if 10 * n_done // n_cells > 10 * (n_done - 1) // n_cells:  # another tenth
            print(
                f"skrepr: {n_done} of {n_cells} cells, {n_failed} failed, "
                f"{time.monotonic() - start:.0f} s",
                file=sys.stderr,
                flush=True,
            )

    return advance
