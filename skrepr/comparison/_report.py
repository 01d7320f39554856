"""What a run leaves behind: the result, its files, and the record of how it was made."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..specs import Candidate
from ._cell import Record
from ._environment import load_average, machine, now, versions
from ._plan import Plan
from ._plots import draw
from ._result import Comparison
from ._search import one_line
from ._store import RunFolder, file_stem, plain, to_json, write_atomically
from ._summary import Records, Summary, summarise
from ._tables import cell_rows, cells_frame, differences_frame, summary_frame


def make_result(
    plans: Sequence[Plan],
    records: Mapping[str, Records],
    problems: Mapping[str, str],
    path: Path,
    *,
    profile: str,
    interrupted: bool,
) -> Comparison:
    """Summarise the records of all benchmarks, by name of the benchmark."""
    rows: list[dict[str, Any]] = []
    summaries: list[Summary] = []
    notes: list[str] = []
    failed = len(problems)
    for plan in plans:
        done = records[plan.benchmark.name]
        failed += sum(record["status"] != "ok" for record in done.values())
        metrics = plan.material.metrics
        shown = [(metric.name, metric.greater_is_better) for metric in metrics]
        for record in _described(plan, done):
            rows += cell_rows(record, shown)
        ratios = [split.test_ratio for split in plan.splits]
        try:
            summaries.append(summarise(plan.benchmark, metrics, ratios, done))
        except Exception as error:  # the other benchmarks still have a result
            failed += 1
            notes.append(f"{plan.benchmark.name} has no summary: {one_line(error)}")
    return Comparison(
        cells=cells_frame(rows),
        summary=summary_frame(summaries),
        differences=differences_frame(summaries),
        summaries=tuple(summaries),
        folder=path,
        failed=failed,
        problems=dict(problems),
        profile=profile,
        interrupted=interrupted,
        notes=tuple(notes),
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


def _described(plan: Plan, records: Records) -> Iterator[Record]:
    """Yield the records in the order of the definition, each with its identity."""
    keys = {(cell.candidate.label, cell.number): cell.key for cell in plan.cells}
    for candidate in plan.benchmark.candidates:
        for number in range(len(plan.splits)):
            place = (candidate.label, number)
            if place in records:
                named = identity(plan, candidate, number)
                yield {**records[place], **named, "key": keys.get(place, "")}


def write_result(result: Comparison, folder: RunFolder) -> None:
    """Write tables and text."""
    for name in ("cells", "summary", "differences"):
        frame = getattr(result, name)
        write_atomically(folder.path / f"{name}.csv", frame.to_csv(index=False))
    write_atomically(folder.path / "result.txt", f"{result.to_text(width=100)}\n")


def draw_pictures(result: Comparison, folder: RunFolder) -> Comparison:
    """Draw a picture of each benchmark; one that fails becomes a note of the result."""
    notes = []
    for summary in result.summaries:
        name = summary.benchmark.name
        try:
            draw(summary, folder.path / f"{file_stem(name)}.png")
        except Exception as error:
            notes.append(f"{name} has no picture: {one_line(error)}")
    return replace(result, notes=(*result.notes, *notes))


def write_run_record(plans: Sequence[Plan], folder: RunFolder, facts: Mapping[str, Any]) -> None:
    """Write what is needed to judge and to repeat the run."""
    benchmarks = {
        plan.benchmark.name: {
            "definition": plain(plan.benchmark),
            "seed": "derived from the benchmark's name, the split and the number of the refit",
            "splits_sha256": plan.splits_sha256,
            "splits_file": f"splits/{file_stem(plan.benchmark.name)}.npz",
            "data_sha256": plan.data_sha256,
        }
        for plan in plans
    }
    record = {
        **facts,
        "end": now(),
        "load_at_end": load_average(),
        "command": sys.argv,
        "benchmarks": benchmarks,
        "versions": versions(_packages(plans)),
        "machine": machine(),
    }
    write_atomically(folder.path / "run.json", to_json(record, indent=1))


def _packages(plans: Sequence[Plan]) -> list[str]:
    """Return the packages that data sets and candidates come from."""
    targets = [plan.dataset.loader for plan in plans]
    for plan in plans:
        targets += [c.target for c in plan.benchmark.candidates]
    packages = {target.partition(":")[0].partition(".")[0] for target in targets}
    return sorted(packages - {"sklearn"})
