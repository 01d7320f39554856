"""Numbers as text: as many digits as the interval supports, a dash for what is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ._statistics import Interval


def decimals(half_width: float) -> int:
    """Return how many decimals show two digits of an interval's half width.

    Examples
    --------
    >>> from skrepr.comparison._numbers import decimals
    >>> decimals(0.0213), decimals(33.0)
    (3, 0)
    """
    if not math.isfinite(half_width) or half_width <= 0:
        return 3
    return min(6, max(0, 1 - math.floor(math.log10(half_width))))


def number(value: float, places: int) -> str:
    """Return a number with a fixed count of decimals, ``-`` for one that is not known."""
    return f"{value:.{places}f}" if math.isfinite(value) else "-"


def with_interval(interval: Interval, places: int, *, sign: str = "") -> str:
    """Return ``mean ± half width``, or the bounds where they are not symmetric."""
    if not math.isfinite(interval.mean):
        return "-"
    mean = f"{interval.mean:{sign}.{places}f}"
    if not math.isfinite(interval.half_width):
        return f"{mean} ± ?"
    below, above = interval.mean - interval.low, interval.high - interval.mean
    if math.isclose(below, above, rel_tol=1e-6, abs_tol=1e-12):
        return f"{mean} ± {interval.half_width:.{places}f}"
    return f"{mean} [{interval.low:{sign}.{places}f}, {interval.high:{sign}.{places}f}]"


def seconds(value: float) -> str:
    """Return seconds with about three digits."""
    if not math.isfinite(value):
        return "-"
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{places}f}"


def usual(places: Sequence[int]) -> int:
    """Return the middle one of some counts of decimals."""
    return sorted(places)[len(places) // 2]
