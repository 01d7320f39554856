"""The page of runs that are over, written again or for several of them together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..exceptions import UsageError
from ._export import check_formats
from ._report import write_page
from ._result import Comparison


def write_report(
    result: Comparison, out: str | os.PathLike[str], formats: Sequence[str] = ()
) -> Path:
    """Write the page and the exports of a result that was read or merged.

    Parameters
    ----------
    result : Comparison
        What to show.
    out : path
        A folder for ``index.html``, or the file itself where the name ends in ``.html``.
    formats : sequence of str, default=()
        Of :meth:`Comparison.export`; they go beside the page.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    UsageError
        If a folder is in the place of the file, a file in that of the folder, or a format is
        not known.
    """
    check_formats(formats)
    path = Path(out)
    page = path if path.suffix.lower() == ".html" else path / "index.html"
    if page.is_dir():
        raise UsageError(f"'out' must be a file if it ends in .html; got the folder {str(page)!r}")
    if page.parent.exists() and not page.parent.is_dir():
        raise UsageError(f"'out' must be a folder; got the file {str(page.parent)!r}")
    page.parent.mkdir(parents=True, exist_ok=True)
    write_page(result, page)
    for name in formats:
        result.export(page.parent, name)
    return page
