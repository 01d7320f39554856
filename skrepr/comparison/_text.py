"""The result as a table of text that fits the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ..report import printable
from ._statements import (
    Column,
    Columns,
    chosen_baselines,
    difference_table,
    error_notes,
    facts,
    remarks,
    score_table,
    verdict_notes,
)
from ._summary import Summary

_GAP = "  "
_LEAST_LABEL = 12
_MOST_LABEL = 40


def display_width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes.

    Examples
    --------
    >>> from skrepr.comparison._text import display_width
    >>> display_width("PCA"), display_width("名前")
    (3, 4)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def wrap(text: str, width: int, indent: str = "  ") -> list[str]:
    """Return ``text`` on lines of at most ``width`` columns, the later ones indented."""
    lines, line = [], text[: len(text) - len(text.lstrip())]
    for word in text.split():
        joined = f"{line} {word}" if line.strip() else line + word
        if display_width(joined) > width and line.strip():
            lines.append(line)
            joined = indent + word
        while display_width(joined) > width:
            n_fit = _n_fitting(joined, width)
            lines.append(joined[:n_fit])
            joined = indent + joined[n_fit:]
        line = joined
    return [*lines, line] if line.strip() else lines


def _n_fitting(text: str, width: int) -> int:
    """Return how many characters fit into ``width`` columns."""
    used = 0
    for n_fit, character in enumerate(text):
        used += display_width(character)
        if used > width:
            return n_fit
    return len(text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def table(heading: str, labels: Sequence[str], columns: Sequence[Column], width: int) -> list[str]:
    """Return the lines of a table.

    Labels are wrapped rather than cut, numbers are never cut: columns of low rank are left
    out until the others fit.
    """
    shown = list(columns)
    longest = min(_MOST_LABEL, max(map(display_width, (heading, *labels))))
    while len(shown) > 1 and _room(shown, width) < min(longest, 2 * _LEAST_LABEL):
        shown.remove(min(shown, key=lambda column: column.rank))
    label_width = max(_LEAST_LABEL, min(longest, _room(shown, width)))
    lines = _row(heading, [column.heading for column in shown], shown, label_width)
    for position, label in enumerate(labels):
        lines += _row(label, [column.cells[position] for column in shown], shown, label_width)
    return lines


def _width(column: Column) -> int:
    return max(map(display_width, (column.heading, *column.cells)))


def _room(columns: Sequence[Column], width: int) -> int:
    return width - sum(_width(column) + len(_GAP) for column in columns)


def _row(
    label: str, cells: Sequence[str], columns: Sequence[Column], label_width: int
) -> list[str]:
    first, *rest = wrap(label, label_width) or [""]
    numbers = [cell.rjust(_width(column)) for cell, column in zip(cells, columns, strict=True)]
    return [_GAP.join([_pad(first, label_width), *numbers]).rstrip(), *rest]


def summary_text(summary: Summary, width: int) -> str:
    """Return the result of one benchmark as text."""
    title = printable(f"{summary.benchmark.name}: {facts(summary)}")
    lines = [*wrap(title, width), "-" * min(width, display_width(title)), ""]
    lines += _columns_text(score_table(summary), width)
    for method in summary.benchmark.methods:
        found = difference_table(summary, method.label)
        if found is not None:
            lines += ["", *_columns_text(found, width)]
            for note in chosen_baselines(summary, method.label):
                lines += wrap(f"  best by inner score: {printable(note)}", width)
    notes = [*verdict_notes(summary), *remarks(summary), *error_notes(summary)]
    lines += ["", *(line for note in notes for line in wrap(printable(note), width))]
    return "\n".join(lines).rstrip()


def _columns_text(found: Columns, width: int) -> list[str]:
    labels = [printable(label) for label in found.labels]
    return table(printable(found.heading), labels, found.columns, width)
