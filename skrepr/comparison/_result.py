"""What a comparison returns."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ._summary import Summary
from ._text import printable, summary_text

_NARROWEST, _WIDEST = 60, 120


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """The result of :func:`skrepr.compare`; ``print`` shows it as text.

    Parameters
    ----------
    cells : DataFrame
        One row a cell, seed and metric.
    summary : DataFrame
        One row a benchmark, candidate and metric: score with interval, spread, cost.
    differences : DataFrame
        One row a benchmark, method, baseline and metric, paired by split.
    summaries : tuple of Summary
        The same as objects, one a benchmark.
    folder : Path
        Where tables, pictures, splits and records lie.
    failed : int
        Number of cells that failed, crashed or ran out of time, and of benchmarks that could
        not be run.
    problems : mapping of str to str
        Benchmarks that could not be run, and why.
    profile : str
        What was run, see :func:`skrepr.compare`.
    interrupted : bool
        Some cells did not run.
    notes : tuple of str
        What could not be summarised or drawn, and why.
    """

    cells: Any
    summary: Any
    differences: Any
    summaries: tuple[Summary, ...]
    folder: Path
    failed: int
    problems: Mapping[str, str]
    profile: str = "full"
    interrupted: bool = False
    notes: tuple[str, ...] = ()

    def to_text(self, width: int | None = None) -> str:
        """Return the tables as text.

        Parameters
        ----------
        width : int, default=None
            Number of characters on a line; by default that of the terminal.

        Returns
        -------
        str
        """
        width = shutil.get_terminal_size().columns if width is None else width
        width = min(_WIDEST, max(_NARROWEST, width))
        blocks = [summary_text(summary, width) for summary in self.summaries]
        blocks += [
            printable(f"{name} could not be run: {why}") for name, why in self.problems.items()
        ]
        blocks += [printable(note) for note in self.notes]
        if self.interrupted:
            blocks.append("Interrupted: only some of the cells were run.")
        failed = f"{self.failed} failed; " if self.failed else ""
        last = f"{failed}{self.profile} profile; tables and pictures: {self.folder}"
        return "\n\n".join([*blocks, last])

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        names = ", ".join(summary.benchmark.name for summary in self.summaries)
        return f"<Comparison of {names}: {len(self.cells)} rows in {str(self.folder)!r}>"
