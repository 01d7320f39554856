"""The docstring shows the estimator at work."""

from __future__ import annotations

import doctest
import re
import sys

from ._records import require
from ._registry import check
from ._subject import Subject

_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@check()
def check_doctest(subject: Subject) -> int:
    """The class docstring has an example that runs and prints a number."""
    # A class whose __module__ was overwritten with its public place is still defined in the
    # module of its methods, and the names of the example are looked up there.
    module = sys.modules[getattr(subject.cls.__init__, "__module__", subject.cls.__module__)]
    names = {**vars(module), subject.cls.__name__: subject.cls}
    example = doctest.DocTestParser().get_doctest(
        subject.cls.__doc__ or "", names, subject.cls.__name__, None, 0
    )
    require(
        any(re.search(r"\d", part.want) for part in example.examples),
        "Give the class docstring an example whose output holds a number.",
    )
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=_FLAGS)
    result = runner.run(example, out=report.append)
    require(
        result.failed == 0,
        "Make the example of the class docstring print what it says: "
        + " ".join("".join(report).split())[:300],
    )
    return result.attempted
