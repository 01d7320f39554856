"""Was a plugin written for this release series of skrepr? Read from its metadata.

The question must be answered before the plugin is imported: one written for another major
version dies at import with a message that helps nobody. Installers report the conflict and
install all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINE = re.compile(
    r"\s*skrepr\s*(\[[^\]]*\])?\s*\(?(?P<bounds>([<>=!~][^;)]*)?)\)?\s*(;(?P<marker>.*))?", re.I
)
_BOUND = re.compile(r"(?P<op>~=|===?|>=|<=|>|<)\s*(?P<version>\d+(\.\d+)*)")


def declared_range(requires_dist: Iterable[str] | None) -> str:
    """Return the version range that the metadata ask of skrepr, empty if none."""
    ranges = []
    for line in requires_dist or ():
        match = _LINE.fullmatch(line)
        # what a marker decides is left to the installer: only certain conflicts are refused
        if match and not match["marker"]:
            ranges.append(match["bounds"].strip())
    return ",".join(filter(None, ranges))


def allows(wanted: str, version: str) -> bool:
    """Tell whether ``version`` lies in a release series that the range ``wanted`` admits.

    Series are compared, not versions: ``<2`` refuses 2.0rc1, and ``>=1.5`` admits 1.2, which
    an installer may well have put there. Before 1.0 every minor release is a series.
    """
    return all(
        _admits(bound["op"], _numbers(bound["version"]), _series(_numbers(version)))
        for bound in _BOUND.finditer(wanted)
    )


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else (0,)


def _series(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return numbers[:2] if numbers[0] == 0 else numbers[:1]


def _admits(op: str, bound: tuple[int, ...], ours: tuple[int, ...]) -> bool:
    series = _series(bound)
    same = ours[: len(series)] == series  # "==0.*" names less than a series
    if op in (">=", ">"):
        return ours >= series
    if op in ("~=", "==", "==="):
        return same
    starts_series = not any(bound[len(series) :])
    return ours < series or (same and not (op == "<" and starts_series))
