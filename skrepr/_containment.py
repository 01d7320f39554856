"""Run a plugin's code without letting it change what the user sees.

Warnings, what is printed and replaced warning filters are kept away from the host and noted, so
that ``skrepr plugins`` can say who did it. A changed environment and heavy imports can only be
noted. All of it is a matter of the whole process: what another thread prints meanwhile is
taken for the plugin's.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterator

#: What listing must not import; it costs the user a second for every one.
HEAVY = ("numpy", "scipy", "sklearn", "pandas", "torch")


@contextlib.contextmanager
def contained(notes: list[str]) -> Iterator[None]:
    """Contain what the block prints, warns and changes; append what it did to ``notes``."""
    loaded = _heavy_modules()
    environment = dict(os.environ)
    out, err = io.StringIO(), io.StringIO()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        filters, show = list(warnings.filters), warnings.showwarning
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                yield
        finally:
            imported = _heavy_modules() - loaded
            if imported:
                notes.append(f"imports {', '.join(sorted(imported))} at listing")
            elif list(warnings.filters) != filters:  # the heavy libraries add filters themselves
                notes.append("changes the warning filters (undone)")
            if warnings.showwarning is not show:
                notes.append("replaces warnings.showwarning (undone)")
    for warning in caught:
        notes.append(f"warns: {warning.category.__name__}: {warning.message}")
    for name, stream in (("stdout", out), ("stderr", err)):
        if stream.closed:
            notes.append(f"closes {name} (undone)")
        elif text := stream.getvalue().strip():
            notes.append(f"prints to {name}: {text[:200]!r}")
    if dict(os.environ) != environment:
        notes.append("changes the environment variables")


def _heavy_modules() -> set[str]:
    return {name for name in HEAVY if name in sys.modules}
