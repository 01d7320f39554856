"""Several results as one: side by side, never averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..exceptions import UsageError
from ._result import Comparison, Run
from ._summary import Summary
from ._tables import cells_frame, differences_frame, summary_frame


def merge(results: Sequence[Comparison]) -> Comparison:
    """Return one result that shows those of several runs.

    A benchmark that two of them hold is shown once for each, with the name of the run, and what
    such runs share a name for is named by more of its path.

    Parameters
    ----------
    results : sequence of Comparison
        From :func:`skrepr.compare` or :func:`read_run`.

    Returns
    -------
    Comparison
        Its ``folder`` is None.

    Raises
    ------
    UsageError
        If there is none, or one of them twice.

    Examples
    --------
    >>> from skrepr.comparison import merge
    >>> merge([])
    Traceback (most recent call last):
        ...
    skrepr.exceptions.UsageError: 'results' must hold at least one; got none
    """
    if not results:
        raise UsageError("'results' must hold at least one; got none")
    if len(results) == 1:
        return results[0]
    order = list(dict.fromkeys(s.benchmark.name for result in results for s in result.summaries))
    by_name: dict[str, list[Summary]] = {name: [] for name in order}
    renamed = _with_distinct_names(results)
    for before, after in zip(results, renamed, strict=True):
        for old, new in zip(before.summaries, after.summaries, strict=True):
            by_name[old.benchmark.name].append(new)
    summaries = tuple(summary for same in by_name.values() for summary in same)
    rows = (row for result in renamed for row in result.cells.to_dict("records"))
    return Comparison(
        cells=cells_frame(rows),
        summary=summary_frame(summaries),
        differences=differences_frame(summaries),
        summaries=summaries,
        folder=None,
        failed=sum(result.failed for result in renamed),
        problems={name: why for result in renamed for name, why in result.problems.items()},
        profile=" and ".join(dict.fromkeys(result.profile for result in renamed)),
        interrupted=any(result.interrupted for result in renamed),
        notes=tuple(note for result in renamed for note in result.notes),
        runs=tuple(run for result in renamed for run in result.runs),
    )


def _with_distinct_names(results: Sequence[Comparison]) -> list[Comparison]:
    """Name the runs apart, then name what several of them hold after its run as well."""
    distinct = _with_distinct_runs(results)
    held = [_benchmarks(result) for result in distinct]
    counts = Counter(name for names in held for name in names)
    families = {
        summary.benchmark.axis.family
        for result in distinct
        for summary in result.summaries
        if summary.benchmark.axis is not None and counts[summary.benchmark.name] > 1
    }
    return [
        _renamed(result, {name for name in names if counts[name] > 1}, families)
        for result, names in zip(distinct, held, strict=True)
    ]


def _benchmarks(result: Comparison) -> set[str]:
    return {*result.problems, *(name for run in result.runs for name in run.record["benchmarks"])}


def _with_distinct_runs(results: Sequence[Comparison]) -> list[Comparison]:
    runs = [run for result in results for run in result.runs]
    paths = [run.folder.resolve() for run in runs]
    for path, count in Counter(paths).items():
        if count > 1:
            raise UsageError(f"each run must be given once; got {str(path)!r} {count} times")
    names = [path.name for path in paths]
    for n_parts in range(2, 1 + max(len(path.parts) for path in paths)):
        names = [
            "/".join(path.parts[-n_parts:]) if names.count(path.name) > 1 else name
            for path, name in zip(paths, names, strict=True)
        ]
        if len(set(names)) == len(names):
            break
    named = dict(zip(paths, names, strict=True))
    return [
        replace(
            result,
            runs=tuple(replace(run, name=named[run.folder.resolve()]) for run in result.runs),
        )
        for result in results
    ]


def _renamed(result: Comparison, clashing: set[str], families: set[str]) -> Comparison:
    """Return the result with the run in the names of benchmarks and families that clash."""
    if not clashing and not families:
        return result
    run_name = ", ".join(run.name for run in result.runs)
    new = {name: f"{name} ({run_name})" for name in clashing}

    def summary(old: Summary) -> Summary:
        spec, axis = old.benchmark, old.benchmark.axis
        if axis is not None and axis.family in families:
            axis = replace(axis, family=f"{axis.family} ({run_name})")
        return replace(old, benchmark=replace(spec, name=new.get(spec.name, spec.name), axis=axis))

    return replace(
        result,
        cells=result.cells.assign(
            benchmark=[new.get(name, name) for name in result.cells["benchmark"]]
        ),
        summaries=tuple(map(summary, result.summaries)),
        problems=_with_keys(result.problems, new),
        runs=tuple(_run(run, new) for run in result.runs),
    )


def _run(run: Run, new: Mapping[str, str]) -> Run:
    benchmarks = _with_keys(run.record["benchmarks"], new)
    return replace(run, record={**run.record, "benchmarks": benchmarks})


def _with_keys(mapping: Mapping[str, Any], new: Mapping[str, str]) -> dict[str, Any]:
    return {new.get(name, name): value for name, value in mapping.items()}
