"""A page as plain data: sections that hold tables, charts, notes and facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, Union

from ._svg import Svg


@dataclass(frozen=True)
class Column:
    """A column of a table; the cells of a numeric one are aligned at the right."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``key`` is the number that it is sorted by, None to sort by the text.

    A NaN stands last whichever way the table is sorted. ``strong`` makes it stand out.
    """

    text: str
    key: float | None = None
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table that readers can sort; the first column names the rows."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"each row of the table {self.caption!r} must have {len(self.columns)} "
                    f"cells; got {len(row)}"
                )


@dataclass(frozen=True)
class Charts:
    """Charts beside each other where there is room for it."""

    kind: ClassVar[str] = "charts"
    charts: Sequence[Svg]


@dataclass(frozen=True)
class Notes:
    """Sentences: a list of them, or a paragraph if there is one."""

    kind: ClassVar[str] = "notes"
    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names with what they stand for."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Verbatim:
    """A line to copy, such as a command."""

    kind: ClassVar[str] = "verbatim"
    text: str


Block: TypeAlias = Union[Table, Charts, Notes, Facts, Verbatim]


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading; ``lead`` is a sentence right below it."""

    heading: str
    blocks: Sequence[Block]
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole page.

    Parameters
    ----------
    title : str
        Of the page and of its tab.
    lead : sequence of str
        The result in a sentence, or in a few.
    warning : str, default=""
        What makes the result preliminary, shown above everything else.
    blocks : sequence of blocks
        What follows before the first section.
    sections : sequence of Section
        The body; more than one are listed on top with links.
    foot : sequence of Section
        How the page came about.

    Examples
    --------
    >>> from skrepr.report import Notes, Page, Section, render
    >>> page = Page(title="Loss", lead=["It fell."], sections=[Section("Why", [Notes(["a < b"])])])
    >>> html = render(page)
    >>> "<h1>Loss</h1>" in html, "a &lt; b" in html
    (True, True)
    """

    title: str
    lead: Sequence[str] = ()
    warning: str = ""
    blocks: Sequence[Block] = ()
    sections: Sequence[Section] = ()
    foot: Sequence[Section] = ()
