"""What a run leaves behind: the result, its files, and the record of how it was made."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..report import standalone
from ..specs import BenchmarkSpec, Candidate
from ._cell import Record
from ._environment import load_average, machine, now, versions
from ._plan import Plan
from ._result import Comparison, Run
from ._scoring import Metric
from ._search import one_line
from ._store import RunFolder, file_stem, plain, to_json, write_atomically
from ._summary import Records, Summary, summarise
from ._tables import cell_rows, cells_frame, differences_frame, summary_frame


@dataclass(frozen=True)
class Part:
    """The records of a benchmark, each with its identity, and what a summary needs besides."""

    benchmark: BenchmarkSpec
    metrics: tuple[Metric, ...]
    test_ratios: tuple[float, ...]
    records: Records


def parts_of(plans: Sequence[Plan], records: Mapping[str, Records]) -> list[Part]:
    """Return what was found for each plan."""
    return [
        Part(
            benchmark=plan.benchmark,
            metrics=plan.material.metrics,
            test_ratios=tuple(split.test_ratio for split in plan.splits),
            records=dict(_described(plan, records[plan.benchmark.name])),
        )
        for plan in plans
    ]


def make_result(parts: Sequence[Part], run: Run) -> Comparison:
    """Summarise the records of all benchmarks of a run."""
    rows: list[dict[str, Any]] = []
    summaries: list[Summary] = []
    problems = dict(run.record["problems"])
    notes: list[str] = list(run.record["notes"])
    failed = len(problems)
    for part in parts:
        failed += sum(record["status"] != "ok" for record in part.records.values())
        shown = [(metric.name, metric.greater_is_better) for metric in part.metrics]
        for record in part.records.values():
            rows += cell_rows(record, shown)
        try:
            summaries.append(
                summarise(part.benchmark, part.metrics, part.test_ratios, part.records)
            )
        except Exception as error:  # the other benchmarks still have a result
            failed += 1
            notes.append(f"{part.benchmark.name} has no summary: {one_line(error)}")
    return Comparison(
        cells=cells_frame(rows),
        summary=summary_frame(summaries),
        differences=differences_frame(summaries),
        summaries=tuple(summaries),
        folder=run.folder,
        failed=failed,
        problems=problems,
        profile=run.record["profile"],
        interrupted=run.record["interrupted"],
        notes=tuple(notes),
        runs=(run,),
    )


def identity(plan: Plan, candidate: Candidate, number: int) -> Record:
    """Return what says which cell a record belongs to."""
    spec, split = plan.benchmark, plan.splits[number]
    repeated = len(plan.splits) == spec.n_splits * spec.n_repeats
    return {
        "benchmark": spec.name,
        "dataset": spec.dataset,
        "protocol": spec.protocol,
        "candidate": candidate.label,
        "role": "method" if candidate in spec.methods else "baseline",
        "split": number,
        "repeat": number // spec.n_splits if repeated else 0,
        "n_fit": len(split.fit),
        "n_label": len(split.label),
        "n_score": len(split.score),
    }


def _described(plan: Plan, records: Records) -> Iterator[tuple[tuple[str, int], Record]]:
    """Yield the records in the order of the definition, each with its identity."""
    keys = {(cell.candidate.label, cell.number): cell.key for cell in plan.cells}
    for candidate in plan.benchmark.candidates:
        for number in range(len(plan.splits)):
            place = (candidate.label, number)
            if place in records:
                named = identity(plan, candidate, number)
                yield place, {**records[place], **named, "key": keys.get(place, "")}


def write_result(result: Comparison, folder: RunFolder) -> Comparison:
    """Write tables, text, page and charts; a page that fails becomes a note of the result."""
    for name in ("cells", "summary", "differences"):
        frame = getattr(result, name)
        write_atomically(folder.path / f"{name}.csv", frame.to_csv(index=False))
    try:
        write_page(result, folder.path / "index.html")
        _write_charts(result, folder.path / "charts")
    except Exception as error:  # what was computed for hours is worth more than how it looks
        result = replace(result, notes=(*result.notes, f"there is no page: {one_line(error)}"))
    write_atomically(folder.path / "result.txt", f"{result.to_text(width=100)}\n")
    return result


def write_page(result: Comparison, path: Path) -> None:
    """Write the page of a result."""
    write_atomically(path, result.to_html())


def _write_charts(result: Comparison, folder: Path) -> None:
    """Write each chart as a file of its own, for papers."""
    from ._page_charts import benchmark_charts

    folder.mkdir(exist_ok=True)
    for summary in result.summaries:
        stem = file_stem(summary.benchmark.name)
        for what, chart in benchmark_charts(summary, "chart").items():
            write_atomically(folder / f"{stem}-{what}.svg", standalone(chart))


def run_record(
    plans: Sequence[Plan], parts: Sequence[Part], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is needed to judge, to repeat and to read the run again."""
    benchmarks = {
        plan.benchmark.name: {
            "definition": plain(plan.benchmark),
            "seed": "derived from the benchmark's name, the split and the number of the refit",
            "splits_sha256": plan.splits_sha256,
            "splits_file": f"splits/{file_stem(plan.benchmark.name)}.npz",
            "data_sha256": plan.data_sha256,
            **_to_read_again(part),
        }
        for plan, part in zip(plans, parts, strict=True)
    }
    return {
        **facts,
        "end": now(),
        "load_at_end": load_average(),
        "command": sys.argv,
        "benchmarks": benchmarks,
        "order": list(benchmarks),  # JSON sorts them by name
        "versions": versions(_packages(plans)),
        "machine": machine(),
    }


def _to_read_again(part: Part) -> dict[str, Any]:
    """Return what ``read_run`` needs: cells by key, and in full those that have no file."""
    records = part.records.values()
    return {
        "metrics": [
            {"name": metric.name, "greater_is_better": metric.greater_is_better}
            for metric in part.metrics
        ],
        "test_ratios": list(part.test_ratios),
        "cells": [record["key"] for record in records if record["key"]],
        "without_cell": [record for record in records if not record["key"]],
    }


def write_run_record(record: Mapping[str, Any], folder: RunFolder) -> None:
    """Write the record of a run."""
    write_atomically(folder.path / "run.json", to_json(record, indent=1))


def _packages(plans: Sequence[Plan]) -> list[str]:
    """Return the packages that data sets and candidates come from."""
    targets = [plan.dataset.loader for plan in plans]
    for plan in plans:
        targets += [c.target for c in plan.benchmark.candidates]
    packages = {target.partition(":")[0].partition(".")[0] for target in targets}
    return sorted(packages - {"sklearn"})
