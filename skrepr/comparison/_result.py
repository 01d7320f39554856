"""What a comparison returns."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..report import printable
from ._summary import Summary
from ._text import summary_text

_NARROWEST, _WIDEST = 60, 120


@dataclass(frozen=True)
class Run:
    """A run that a result comes from: its name, its folder, and the record in ``run.json``."""

    name: str
    folder: Path
    record: Mapping[str, Any]


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
    folder : Path or None
        Where page, tables, splits and records lie; None for what :func:`merge` returns.
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
    runs : tuple of Run
        How the result was made; several where runs were merged.
    """

    cells: Any
    summary: Any
    differences: Any
    summaries: tuple[Summary, ...]
    folder: Path | None
    failed: int
    problems: Mapping[str, str]
    profile: str = "full"
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()

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
        blocks += [printable(text) for text in self.said_besides()]
        failed = f"{self.failed} failed; " if self.failed else ""
        where = f"; page and tables: {self.folder}" if self.folder is not None else ""
        return "\n\n".join([*blocks, f"{failed}{self.profile} profile{where}"])

    def said_besides(self) -> list[str]:
        """Return what has to be said of the whole result: problems, notes, whether it is partial.

        Returns
        -------
        list of str
        """
        said = [f"{name} could not be run: {why}" for name, why in self.problems.items()]
        said += self.notes
        return said + (
            ["Interrupted: only some of the cells were run."] if self.interrupted else []
        )

    def to_html(self) -> str:
        """Return the result as one page of HTML that asks for nothing from outside.

        Returns
        -------
        str
        """
        from ..report import render
        from ._page import comparison_page

        return render(comparison_page(self))

    def export(self, folder: str | os.PathLike[str], format: str) -> list[Path]:
        """Write the tables for use elsewhere.

        Parameters
        ----------
        folder : path
            Where to write; made where it does not exist.
        format : {'csv', 'parquet', 'markdown', 'latex'}
            The first two write the tidy tables (``cells``, ``summary``, ``differences``), the
            last two the tables that ``print`` shows, as ``tables.md`` or ``tables.tex``.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        ValueError
            If the format is not known.
        ModuleNotFoundError
            If it needs a package that is not installed.
        """
        from ._export import export

        return export(self, Path(folder), format)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        names = ", ".join(summary.benchmark.name for summary in self.summaries)
        where = f" in {str(self.folder)!r}" if self.folder is not None else ""
        return f"<Comparison of {names}: {len(self.cells)} rows{where}>"
