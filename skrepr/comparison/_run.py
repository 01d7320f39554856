"""The comparison itself: refuse, plan, run the cells, hand over to the report."""

from __future__ import annotations

import importlib
import math
import numbers
import os
import tempfile
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast, get_args

import joblib
import numpy as np

from ..specs import BenchmarkSpec
from ._cell import Cell, Record
from ._environment import load_average, now
from ._plan import Chosen, Plan, Profile, make_plan, resolve_benchmarks
from ._processes import Executor, executor
from ._progress import progress
from ._report import draw_pictures, identity, make_result, write_result, write_run_record
from ._result import Comparison
from ._search import one_line
from ._store import RunFolder, file_stem


def compare(
    benchmarks: str | BenchmarkSpec | Sequence[str | BenchmarkSpec],
    *,
    profile: Profile = "full",
    candidates: Sequence[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    n_jobs: int | None = None,
    timeout: float | None = None,
    in_process: bool = False,
    verbose: int = 1,
) -> Comparison:
    """Compare methods with their baselines on real data.

    Every candidate meets the same splits, gets the same search budget, and is refitted with
    the same seeds. Each runs in a process of its own: a failure, a crash or a timeout is a
    row of the result. Running again into the same folder computes only what is missing.

    Parameters
    ----------
    benchmarks : str, BenchmarkSpec, or list of these
        What to run; names are those of :func:`skrepr.list_benchmarks`.
    profile : {'full', 'demo'}, default='full'
        ``'demo'`` applies the smaller counts that a benchmark names for a quick run.
    candidates : list of str, default=None
        Run only candidates with these labels.
    out : path, default=None
        Folder for the result; by default a new one among the system's temporary files.
    n_jobs : int, default=None
        How many cells run at a time; None means 1 and -1 all cores. Each uses one thread.
    timeout : float, default=None
        Seconds after which a cell is stopped.
    in_process : bool, default=False
        Run in this process, one cell after the other, without time limit and memory column.
    verbose : int, default=1
        0 shows no progress.

    Returns
    -------
    Comparison
        Tables, text and the folder; ``print`` it.

    Raises
    ------
    UnknownNameError
        If a benchmark, data set, metric, protocol or candidate is not known.
    OSError
        If ``out`` cannot be written to, or another comparison is writing to it.
    KeyboardInterrupt
        After Ctrl-C, when what was finished has been stored and printed.

    Examples
    --------
    >>> import skrepr
    >>> from skrepr import BenchmarkSpec, Candidate
    >>> spec = BenchmarkSpec(
    ...     name="example",
    ...     dataset="diabetes_bins",
    ...     protocol="inductive",
    ...     metrics=("accuracy",),
    ...     methods=(Candidate(label="tree", target="sklearn.tree:DecisionTreeClassifier"),),
    ...     baselines=(Candidate(label="prior", target="sklearn.dummy:DummyClassifier"),),
    ...     n_repeats=2, n_seeds=1, n_trials=1,
    ... )
    >>> result = skrepr.compare(spec, in_process=True, verbose=0)
    >>> result.failed, len(result.cells)
    (0, 20)
    """
    _check_arguments(profile, candidates, n_jobs, timeout, in_process)
    _require("pandas", "matplotlib", "cloudpickle")
    chosen, problems = resolve_benchmarks(benchmarks, profile, candidates)
    path = Path(tempfile.mkdtemp(prefix="skrepr-compare-") if out is None else out)
    n_processes = joblib.effective_n_jobs(n_jobs)
    run = executor(in_process=in_process, n_jobs=n_processes, timeout=timeout)
    started = {"start": now(), "load_at_start": load_average()}
    with RunFolder(path) as folder:
        plans = _plan_all(chosen, problems)
        records: dict[str, dict[tuple[str, int], Record]] = {p.benchmark.name: {} for p in plans}
        interrupted = False
        try:
            _run_cells(plans, folder, run, records, verbose)
        except KeyboardInterrupt:
            interrupted = True
        result = make_result(
            plans, records, problems, path, profile=profile, interrupted=interrupted
        )
        write_result(result, folder)
        facts = {
            "profile": profile,
            "executor": "in process" if in_process else "one process a cell",
            "n_jobs": n_processes,
            "timeout": timeout,
            "interrupted": interrupted,
            "problems": problems,
        }
        write_run_record(plans, folder, started | facts)
        result = draw_pictures(result, folder)
    if interrupted:
        print(result)
        raise KeyboardInterrupt
    return result


def _check_arguments(
    profile: str,
    candidates: Sequence[str] | None,
    n_jobs: int | None,
    timeout: float | None,
    in_process: bool,
) -> None:
    if profile not in get_args(Profile):
        options = ", ".join(map(repr, get_args(Profile)))
        raise ValueError(f"'profile' must be one of {options}; got {profile!r}")
    if candidates is not None and (isinstance(candidates, str) or not candidates):
        raise ValueError(f"'candidates' must be a list of labels or None; got {candidates!r}")
    if n_jobs is not None and (not _is(numbers.Integral, n_jobs) or n_jobs == 0):
        raise ValueError(f"'n_jobs' must be an int other than 0, or None; got {n_jobs!r}")
    if timeout is not None and not (_is(numbers.Real, timeout) and 0 < timeout < math.inf):
        raise ValueError(f"'timeout' must be a number of seconds > 0, or None; got {timeout!r}")
    if in_process and timeout is not None:
        raise ValueError(
            f"'timeout' must be None when 'in_process' is set, where no cell can be stopped; "
            f"got {timeout!r}"
        )


def _is(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _require(*modules: str) -> None:
    for name in modules:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f'skrepr.compare needs {name}: pip install "skrepr[compare]"', name=name
            ) from error


def _plan_all(chosen: Sequence[Chosen], problems: MutableMapping[str, str]) -> list[Plan]:
    """Plan every benchmark; one whose data or splits fail does not stop the others."""
    plans = []
    for each in chosen:
        try:
            plans.append(make_plan(each.spec, each.entry))
        except Exception as error:  # a loader or protocol of a plugin may raise anything
            if len(chosen) == 1 and not problems:
                raise
            problems[each.spec.name] = one_line(error)
    return plans


def _run_cells(
    plans: Sequence[Plan],
    folder: RunFolder,
    run: Executor,
    records: Mapping[str, MutableMapping[tuple[str, int], Record]],
    verbose: int,
) -> None:
    """Fill ``records``; every finished cell is stored before the next is looked at."""
    waiting: list[Cell] = []
    for plan in plans:
        _write_splits(plan, folder)
        done = records[plan.benchmark.name]
        metrics = [metric.name for metric in plan.material.metrics]
        for label, record in plan.broken.items():
            done.update({(label, number): record for number in range(len(plan.splits))})
        for cell in plan.cells:
            found = folder.read_cell(cell.key, metrics)
            if found is None:
                waiting.append(cell)
            else:
                done[cell.candidate.label, cell.number] = found
    n_cells = sum(len(plan.cells) for plan in plans)
    by_name = {plan.benchmark.name: plan for plan in plans}
    materials = {name: plan.material for name, plan in by_name.items()}
    with (
        progress(n_cells, n_cells - len(waiting), verbose=verbose) as advance,
        closing(cast(Any, run(waiting, materials))) as finished,
    ):
        for cell, record in finished:
            named = identity(by_name[cell.benchmark], cell.candidate, cell.number)
            folder.write_cell(cell.key, {**named, **record})
            records[cell.benchmark][cell.candidate.label, cell.number] = record
            advance(record["status"] == "ok")


def _write_splits(plan: Plan, folder: RunFolder) -> None:
    arrays = {
        f"{part}_{number}": getattr(split, part)
        for number, split in enumerate(plan.splits)
        for part in ("fit", "label", "score")
    }
    path = folder.splits / f"{file_stem(plan.benchmark.name)}.npz"
    temporary = path.with_suffix(".tmp.npz")
    np.savez_compressed(temporary, allow_pickle=False, **arrays)
    os.replace(temporary, path)
