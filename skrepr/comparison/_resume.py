"""Going on with a run: which cells are finished, and which stored ones no longer count.

A stored cell counts for exactly the definition that it was computed under. One of another
definition stays in the folder and is left out, and the result says how many and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._cell import Cell, Record
from ._plan import Plan
from ._store import RunFolder

#: What each part of a key is called in a sentence.
_WORDS = {
    "benchmark": "the name",
    "data": "the data",
    "rows": "how rows are drawn",
    "protocol": "the protocol or its splits",
    "metrics": "the metrics",
    "counts": "the numbers of trials, seeds or inner parts",
    "libraries": "the version of skrepr or scikit-learn",
    "candidate": "the definition of a candidate",
    "version": "the code of a candidate",
    "runner": "how cells are computed",
}


def find_finished(
    plans: Sequence[Plan],
    folder: RunFolder,
    records: Mapping[str, dict[tuple[str, int], Record]],
) -> tuple[list[Cell], list[str]]:
    """Look for the plans' cells in the folder.

    Parameters
    ----------
    plans : sequence of Plan
        What is to be run.
    folder : RunFolder
        Where earlier results may lie.
    records : mapping of str to dict
        By name of the benchmark; filled with what is finished.

    Returns
    -------
    waiting : list of Cell
        What remains to be run.
    notes : list of str
        One sentence for each benchmark with stored cells that belong to another definition.
    """
    waiting: list[Cell] = []
    for plan in plans:
        done = records[plan.benchmark.name]
        metrics = [metric.name for metric in plan.material.metrics]
        for cell in plan.cells:
            found = folder.read_cell(cell.key, metrics)
            if found is None:
                waiting.append(cell)
            else:
                done[cell.candidate.label, cell.number] = found
    return waiting, _stale_notes(waiting, folder.stored()) if waiting else []


def _stale_notes(waiting: Sequence[Cell], stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a sentence a benchmark on the stored cells that stand where others are needed."""
    needed: dict[tuple[Any, ...], Cell] = {
        (cell.benchmark, cell.candidate.label, cell.number): cell for cell in waiting
    }
    n_stale: Counter[str] = Counter()
    closest: dict[str, set[str]] = {}  # by key of the cell that is needed
    for record in stored:
        place = tuple(record.get(name) for name in ("benchmark", "candidate", "split"))
        # something else may have written it
        cell = needed.get(place) if all(isinstance(p, str | int) for p in place) else None
        if cell is None or record["key"] == cell.key or record.get("status") != "ok":
            continue
        n_stale[cell.benchmark] += 1
        changed = _changed(record.get("made_from"), cell)
        if len(changed) < len(closest.get(cell.key, _WORDS)):
            closest[cell.key] = changed
    return [
        _sentence(name, n, [closest.get(c.key, set()) for c in waiting if c.benchmark == name])
        for name, n in n_stale.items()
    ]


def _changed(before: Any, cell: Cell) -> set[str]:
    """Return which parts of a key differ, all of them where the record does not tell."""
    known = before if isinstance(before, Mapping) else {}
    return {name for name in _WORDS if known.get(name) != cell.made_from.get(name)}


def _sentence(benchmark: str, n_stale: int, changed: Iterable[set[str]]) -> str:
    cells = "1 stored cell" if n_stale == 1 else f"{n_stale} stored cells"
    belong, are = ("belongs", "is") if n_stale == 1 else ("belong", "are")
    parts = set().union(*changed)
    words = ", ".join(words for name, words in _WORDS.items() if name in parts)
    why = f" (changed: {words})" if words else ""
    return f"{cells} of {benchmark} {belong} to another definition and {are} kept but not used{why}"
