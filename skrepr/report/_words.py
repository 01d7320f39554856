"""Text from anywhere made fit for a page: cleaned, isolated, cut to a width."""

from __future__ import annotations

import re
import unicodedata
from html import escape

_NARROW = frozenset("iljtfrI.,:;'|!()[]-/\\` ")
_BROAD = frozenset("mwMW@%&<>=+~^#")


def printable(text: str) -> str:
    """Return ``text`` without what could steer a terminal or turn the direction of writing.

    Examples
    --------
    >>> from skrepr.report import printable
    >>> printable("a\\x1b[31mb")
    'a?[31mb'
    """
    return "".join(character if character.isprintable() else "?" for character in text)


def isolated(text: str) -> str:
    """Return ``text`` as HTML in which every run of right-to-left letters keeps to itself.

    A number that follows such a run would otherwise be shown on its other side.

    Examples
    --------
    >>> from skrepr.report._words import isolated
    >>> isolated("a < b")
    'a &lt; b'
    >>> isolated("\u05d0\u05d1 0.8")
    '<bdi>\u05d0\u05d1</bdi> 0.8'
    """
    return _RIGHT_TO_LEFT.sub(lambda run: f"<bdi>{run[0]}</bdi>", escape(printable(text)))


# letters of the right-to-left scripts, with what stands between them and closes behind
_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
_RIGHT_TO_LEFT = re.compile(f"{_LETTER}(?:[\\s\\W]*{_LETTER})*[)\\]}}]*")


def text_width(text: str, size: float) -> float:
    """Return about how wide ``text`` is in a broad sans-serif font of ``size``."""
    return size * sum(map(_ems, text))


def _ems(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in _NARROW:
        return 0.41
    if character in _BROAD:
        return 0.9
    return 0.72 if character.isupper() else 0.63


def fit_lines(text: str, width: float, size: float, n_lines: int = 1) -> list[str]:
    """Return ``text`` on at most ``n_lines`` lines of ``width``; what is cut leaves an ellipsis.

    Examples
    --------
    >>> from skrepr.report._words import fit_lines
    >>> fit_lines("a rather long label", 72, 12, n_lines=2)
    ['a rather', 'long label']
    >>> fit_lines("a rather long label", 72, 12)
    ['a rather l…']
    """
    left = " ".join(printable(text).split())
    lines: list[str] = []
    while left and len(lines) < n_lines:
        n_fit = _n_fitting(left, width, size)
        last = len(lines) == n_lines - 1
        if n_fit == len(left):
            return [*lines, left]
        if last:
            return [*lines, f"{left[: _n_fitting(left, width - size, size)].rstrip()}…"]
        space = left.rfind(" ", 0, n_fit + 1)
        cut = space if space > 0 else max(1, n_fit)
        lines.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return lines or [""]


def _n_fitting(text: str, width: float, size: float) -> int:
    used = 0.0
    for n_fit, character in enumerate(text):
        used += text_width(character, size)
        if used > width:
            return n_fit
    return len(text)
