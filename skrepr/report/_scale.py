"""From values to places on an axis, with round numbers to mark it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_MOST_TICKS = 4


@dataclass(frozen=True)
class Scale:
    """An axis from ``low`` at the place ``start`` to ``high`` at the place ``stop``."""

    low: float
    high: float
    start: float
    stop: float
    ticks: tuple[float, ...]
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        low, high, value = (
            (math.log(self.low), math.log(self.high), math.log(value))
            if self.log
            else (self.low, self.high, value)
        )
        return self.start + (value - low) / (high - low) * (self.stop - self.start)

    @property
    def labels(self) -> list[str]:
        """The ticks as text, on a linear axis with equally many decimals."""
        steps = [after - before for before, after in pairwise(self.ticks)]
        step = steps[0] if steps else 0.0
        even = all(math.isclose(each, step) for each in steps)
        if self.log or not even or not 1e-4 <= step < 1e6:
            return [f"{tick:g}" for tick in self.ticks]
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        return [f"{tick:.{places}f}" for tick in self.ticks]


def linear_scale(
    values: Iterable[float], start: float, stop: float, *, pad: float = 0.06
) -> Scale | None:
    """Return an axis that holds every finite value; None if there is none."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return None
    low, high = min(known), max(known)
    spread = high - low
    equal = spread <= 1e-9 * max(abs(low), abs(high))  # but for rounding
    room = (abs(high) * 0.1 or 1.0) if equal else pad * spread
    low, high = low - room, high + room
    return Scale(low, high, start, stop, tuple(linear_ticks(low, high)))


def log_scale(values: Iterable[float], start: float, stop: float) -> Scale | None:
    """Return a logarithmic axis that holds every value above 0; None if there is none."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    if not known:
        return None
    middle = math.sqrt(min(known)) * math.sqrt(max(known))
    low, high = min(min(known) / 1.5, middle / 3), max(max(known) * 1.5, middle * 3)
    return Scale(low, high, start, stop, tuple(log_ticks(low, high)), log=True)


def linear_ticks(low: float, high: float, most: int = _MOST_TICKS + 1) -> list[float]:
    """Return at most ``most`` round numbers between ``low`` and ``high``, evenly.

    Examples
    --------
    >>> from skrepr.report._scale import linear_ticks
    >>> linear_ticks(-0.3, 3.9)
    [0.0, 1.0, 2.0, 3.0]
    """
    rough = (high - low) / most
    unit = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 5, 10, 20):
        step = factor * unit
        first, last = math.ceil(low / step), math.floor(high / step)
        if last - first < most:
            return [round(number * step, 12) for number in range(first, last + 1)]
    raise AssertionError("twenty times a tenth of the range leaves few enough")


def log_ticks(low: float, high: float) -> list[float]:
    """Return at most four round numbers between ``low`` and ``high``, evenly in the logarithm.

    Examples
    --------
    >>> from skrepr.report._scale import log_ticks
    >>> log_ticks(0.8, 30.0)
    [1.0, 3.0, 10.0, 30.0]
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [m * 10.0**n for n in decades for m in steps if low <= m * 10.0**n <= high]
        if len(ticks) <= _MOST_TICKS:
            return ticks
    return ticks[:: math.ceil(len(ticks) / _MOST_TICKS)]
