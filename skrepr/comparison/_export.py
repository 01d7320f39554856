"""The tables of a result for use elsewhere: tidy files for programs, tables for papers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .._plugins import nearest
from ..exceptions import UsageError
from ..report import printable
from ._statements import Columns, difference_table, score_table
from ._store import write_atomically
from ._summary import Summary

if TYPE_CHECKING:
    from ._result import Comparison

FORMATS = ("csv", "parquet", "markdown", "latex")
_FRAMES = ("cells", "summary", "differences")


def check_formats(formats: Sequence[str]) -> None:
    """Refuse, before anything is run, a format that is not known or lacks its package.

    Parameters
    ----------
    formats : sequence of str
        Of :meth:`Comparison.export`.

    Raises
    ------
    UsageError
        If one is not known.
    ModuleNotFoundError
        If pyarrow, which parquet needs, is not installed.

    Examples
    --------
    >>> from skrepr.comparison._export import check_formats
    >>> check_formats(["latx"])
    Traceback (most recent call last):
        ...
    skrepr.exceptions.UsageError: 'export' must be csv, parquet, markdown or latex; got 'latx'; \
did you mean 'latex'?
    """
    for name in formats:
        if name not in FORMATS:
            known = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
            raise UsageError(f"'export' must be {known}; got {name!r}{nearest(name, FORMATS)}")
        if name == "parquet":
            try:
                importlib.import_module("pyarrow")
            except ModuleNotFoundError as error:
                raise ModuleNotFoundError(
                    "the export to parquet needs pyarrow: pip install pyarrow", name="pyarrow"
                ) from error


def export(result: Comparison, folder: Path, format: str) -> list[Path]:
    """Write the tables of a result; see :meth:`Comparison.export`."""
    check_formats([format])
    folder.mkdir(parents=True, exist_ok=True)
    return _WRITERS[format](result, folder)


def _csv(result: Comparison, folder: Path) -> list[Path]:
    paths = [folder / f"{name}.csv" for name in _FRAMES]
    for name, path in zip(_FRAMES, paths, strict=True):
        write_atomically(path, getattr(result, name).to_csv(index=False))
    return paths


def _parquet(result: Comparison, folder: Path) -> list[Path]:
    paths = [folder / f"{name}.parquet" for name in _FRAMES]
    for name, path in zip(_FRAMES, paths, strict=True):
        write_atomically(path, getattr(result, name).to_parquet(index=False))
    return paths


def _text_tables(
    result: Comparison, folder: Path, *, name: str, as_text: Callable[[Summary], str]
) -> list[Path]:
    path = folder / name
    texts = [as_text(summary) for summary in result.summaries]
    write_atomically(path, "\n\n".join(texts) + "\n")
    return [path]


def _tables(summary: Summary) -> list[Columns]:
    """Return what ``print`` shows of a benchmark."""
    of_methods = (difference_table(summary, m.label) for m in summary.benchmark.methods)
    return [score_table(summary), *(table for table in of_methods if table is not None)]


def markdown(summary: Summary) -> str:
    """Return the tables of a benchmark in Markdown, with what could end a cell escaped."""
    parts = [f"**{_markdown(summary.benchmark.name)}**"]
    for table in _tables(summary):
        headings = [table.heading, *(column.heading for column in table.columns)]
        lines = [_markdown_row(headings), "|---|" + "---:|" * len(table.columns)]
        for number, label in enumerate(table.labels):
            cells = [column.cells[number] for column in table.columns]
            lines.append(_markdown_row([label, *cells]))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_markdown, cells))} |"


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|~#&$])", r"\\\1", printable(text))


def latex(summary: Summary) -> str:
    """Return the tables of a benchmark for LaTeX with the package booktabs."""
    return "\n\n".join(
        f"% {printable(summary.benchmark.name)}\n{_tabular(table)}" for table in _tables(summary)
    )


def _tabular(table: Columns) -> str:
    headings = [table.heading, *(column.heading for column in table.columns)]
    rows = [
        _latex_row([label, *(column.cells[number] for column in table.columns)])
        for number, label in enumerate(table.labels)
    ]
    return "\n".join(
        [
            rf"\begin{{tabular}}{{l{'r' * len(table.columns)}}}",
            r"\toprule",
            _latex_row(headings),
            r"\midrule",
            *rows,
            r"\bottomrule",
            r"\end{tabular}",
        ]
    )


def _latex_row(cells: Sequence[str]) -> str:
    return " & ".join(map(_latex, cells)) + r" \\"


_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "±": r"$\pm$",
    "↑": r"$\uparrow$",
    "↓": r"$\downarrow$",
    # brackets at the start of a row would be taken for the argument of the \\ before
    "[": "{[}",
    "]": "{]}",
    **{character: f"\\{character}" for character in "&%$#_"},
}


def _latex(text: str) -> str:
    """Return text as LaTeX that prints it; a number keeps its minus."""
    escaped = "".join(_LATEX.get(character, character) for character in printable(text))
    return re.sub(r"(?<![\w-])-(?=\d)", "$-$", escaped)


_WRITERS: dict[str, Callable[[Comparison, Path], list[Path]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "markdown": partial(_text_tables, name="tables.md", as_text=markdown),
    "latex": partial(_text_tables, name="tables.tex", as_text=latex),
}
