"""How far a run is, over all of its cells and inside the benchmark at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from ..progress import progress

#: Called after each cell with the name of its benchmark and whether it went well.
Advance = Callable[[str, bool], None]


@contextmanager
def cell_progress(
    n_cells: Mapping[str, int], n_found: Mapping[str, int], *, verbose: int
) -> Iterator[Advance]:
    """Show progress on standard error.

    Parameters
    ----------
    n_cells : mapping of str to int
        Number of cells of each benchmark.
    n_found : mapping of str to int
        How many of them were finished before.
    verbose : int
        0 shows nothing.

    Yields
    ------
    callable
        To be called after each cell.
    """
    done, n_failed = Counter(n_found), 0
    with progress(
        sum(n_cells.values()), "skrepr", unit="cell", done=done.total(), verbose=verbose
    ) as step:

        def advance(benchmark: str, ok: bool) -> None:
            nonlocal n_failed
            done[benchmark] += 1
            n_failed += not ok
            shown: dict[str, str | int] = {}
            if len(n_cells) > 1:
                shown[benchmark] = f"{done[benchmark]} of {n_cells[benchmark]}"
            if n_failed:
                shown["failed"] = n_failed
            step(**shown)

        yield advance
