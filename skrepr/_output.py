"""How the command line prints: tables for people, plain lines for pipes, JSON for programs."""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any


def print_json(value: Any) -> None:
    """Print ``value`` as JSON; dataclasses and tuples have been turned into plain data."""
    print(json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    # JSON has no NaN and no infinity, and a search space may hold one
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers: framed on a terminal, tab-separated in a pipe."""
    if not sys.stdout.isatty():
        for row in [headers, *rows]:
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, header in enumerate(headers):
        table.add_column(header, overflow="fold", no_wrap=position == 0)
    for row in rows:
        table.add_row(*map(_plain, row))
    Console().print(table)


def _plain(cell: str) -> Any:
    from rich.text import Text

    return Text(cell)  # names that look like markup stay text


def print_fields(fields: Sequence[tuple[str, str]]) -> None:
    """Print ``name: text`` paragraphs, wrapped to a terminal with a hanging indent."""
    width = _width()
    margin = max(len(name) for name, _ in fields) + 2
    for name, text in fields:
        first = f"{name}:".ljust(margin)
        lines = text.splitlines() or [""]
        for position, line in enumerate(lines):
            print(
                textwrap.fill(
                    line,
                    width,
                    initial_indent=first if position == 0 else " " * margin,
                    subsequent_indent=" " * margin,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )


def _width() -> int:
    if not sys.stdout.isatty():
        return sys.maxsize  # a pipe has no margin, and a command to copy stays in one piece
    return max(40, min(shutil.get_terminal_size().columns, 100))


def complain(message: str) -> None:
    """Print one message to standard error."""
    print(f"skrepr: {message}", file=sys.stderr)


@contextlib.contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Send to standard error whatever the block, its extensions or children print.

    ``redirect_stdout`` does not reach ``os.write`` or a child process, and one line of either
    makes ``--json`` unreadable. Process-wide, hence for the command line only.
    """
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):  # standard output is no file, as in tests
        yield
        return
    sys.stdout.flush()
    saved = os.dup(descriptor)
    os.dup2(2, descriptor)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(saved, descriptor)
        os.close(saved)
