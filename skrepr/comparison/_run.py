"""The comparison itself: refuse, plan, run the cells, hand over to the report."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from ..exceptions import UsageError
from ..specs import BenchmarkSpec, InputKind
from ._cell import Cell, Record
from ._dask import connected, run_on_dask
from ._environment import load_average, now
from ._options import Options, check_candidates, require
from ._own import Own, plan_own
from ._own_methods import OwnProtocol, OwnTask
from ._plan import Chosen, Plan, Profile, make_plan, resolve_benchmarks
from ._processes import Executor, executor
from ._progress import cell_progress
from ._report import (
    identity,
    make_result,
    parts_of,
    run_record,
    write_result,
    write_run_record,
)
from ._result import Comparison, Run
from ._resume import find_finished
from ._search import one_line
from ._store import RunFolder, check_folder, file_stem, write_atomically


def compare(
    what: str | BenchmarkSpec | Sequence[Any],
    X: Any = None,
    y: Any = None,
    /,
    *,
    cv: Any = None,
    groups: Any = None,
    scoring: Any = None,
    baselines: Any = None,
    kind: InputKind | None = None,
    task: OwnTask | None = None,
    protocol: OwnProtocol | None = None,
    n_seeds: int | None = None,
    name: str | None = None,
    profile: Profile = "full",
    candidates: Sequence[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    n_jobs: int | None = None,
    timeout: float | None = None,
    memory_limit: float | None = None,
    in_process: bool = False,
    dask: Any = None,
    verbose: int = 1,
) -> Comparison:
    """Compare methods with their baselines, on the data of a benchmark or on your own.

    ``compare("fastrp-cora")`` runs a benchmark, ``compare([model, other], X, y)`` your own
    estimators on your own data. Every candidate meets the same splits, gets the same search
    budget, and is refitted with the same seeds: each ``random_state`` in it is set. Each cell
    runs in a process of its own: a failure, a crash or a timeout is a row of the result.
    Running again into the same folder computes only what is missing.

    Parameters
    ----------
    what : str, BenchmarkSpec, or list of these; with ``X`` a list of estimators
        What to run; names of benchmarks are those of :func:`skrepr.list_benchmarks`. With
        ``X``, each entry is an estimator (a Pipeline, a search), a pair
        ``(label, estimator)``, or a name of :func:`skrepr.list_estimators`. A method that is
        given by name is searched over its own grid, and followed by a linear probe if it is
        a transformer. Estimators are copied and never changed.
    X : array, sparse matrix, DataFrame or list, default=None
        Your samples.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
        Their targets.
    cv : int, splitter or iterable, default=None
        Only with ``X``. None draws 5 folds 3 times, an int that many folds once; both are
        shuffled, stratified where there are classes, and keep groups together. Anything else
        is as in scikit-learn; without a ``random_state`` it draws anew in every run.
    groups : array-like of shape (n_samples,), default=None
        Only with ``X``. Rows of one group stay together.
    scoring : str, callable, list of these, or mapping of names to these, default=None
        Only with ``X``. As in scikit-learn; the first decides.
    baselines : list of estimators, default=None
        Only with ``X``. What the methods have to beat, given as they are. None adds a
        constant prediction, a linear model on X, and what the benchmarks of those methods
        that are given by name set against them.
    kind : str, default=None
        Only with ``X``. Its input kind: of a ``'graph'`` rows and columns are cut. By
        default what the methods that are given by name have in common, else ``'table'``.
    task : {'classification', 'regression', 'multilabel'}, default=None
        Only with ``X``. By default what ``y`` looks like.
    protocol : {'inductive', 'transductive'}, default=None
        Only with ``X``. ``'transductive'`` shows all rows and a tenth of the labels to
        ``fit``; by default ``'inductive'``.
    n_seeds : int, default=None
        Only with ``X``. Number of refits of what has a ``random_state``; by default 3.
    name : str, default=None
        Only with ``X``. What the data are called in the result; by default ``'data'``.
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
    memory_limit : float, default=None
        Megabytes of address space that a cell may add to what its process starts with; one
        that asks for more fails. Linux only.
    in_process : bool, default=False
        Run in this process, one cell after the other, without limits and memory column.
    dask : str or distributed.Client, default=None
        Address of a Dask scheduler: the cells run on its workers, one at a time in each,
        without limits and memory column. The same happens inside
        ``joblib.parallel_config(backend="dask")``.
    verbose : int, default=1
        0 shows no progress.

    Returns
    -------
    Comparison
        Tables, text and the folder; ``print`` it.

    Raises
    ------
    UnknownNameError
        If a benchmark, data set, metric, protocol, candidate or estimator is not known.
    UsageError
        If estimators, data and task do not go together, or no Dask scheduler answers.
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

    The same on data of one's own:

    >>> from sklearn.datasets import load_iris
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.naive_bayes import GaussianNB
    >>> X, y = load_iris(return_X_y=True)
    >>> result = skrepr.compare(
    ...     [LogisticRegression(max_iter=200)], X, y, cv=10, baselines=[GaussianNB()],
    ...     scoring="accuracy", n_seeds=1, in_process=True, verbose=0,
    ... )
    >>> sorted(result.cells["candidate"].unique())
    ['GaussianNB', 'LogisticRegression']
    """
    options = Options(
        profile=profile,
        n_jobs=n_jobs,
        timeout=timeout,
        memory_limit=memory_limit,
        in_process=in_process,
        dask=dask,
    )
    own = Own(
        cv=cv,
        groups=groups,
        scoring=scoring,
        baselines=baselines,
        kind=kind,
        task=task,
        protocol=protocol,
        n_seeds=n_seeds,
        name=name,
    )
    options.check()
    check_candidates(candidates)
    require("pandas", "jinja2", "cloudpickle")
    if out is not None:
        check_folder(Path(out))
    problems: dict[str, str] = {}
    if X is not None:
        if candidates is not None:
            raise UsageError(f"'candidates' must be None with X and y; got {candidates!r}")
        plans = [plan_own(what, X, y, own, profile)]
    else:
        if given := own.given() or (["y"] if y is not None else []):
            raise UsageError(f"without X, {', '.join(map(repr, given))} must not be given")
        chosen, problems = resolve_benchmarks(what, profile, candidates)
        plans = _plan_all(chosen, problems)
    with contextlib.ExitStack() as stack:
        client = None if in_process else stack.enter_context(connected(dask))
        if client is not None:
            options.check_no_limits("on a Dask cluster")
        path = Path(tempfile.mkdtemp(prefix="skrepr-compare-") if out is None else out)
        folder = stack.enter_context(RunFolder(path))
        named = None if candidates is None else list(candidates)
        asked = {"own_data": X is not None, "candidates": named, "problems": problems}
        return _run(plans, asked, folder, options, client, verbose)


def _run(
    plans: Sequence[Plan],
    asked: Mapping[str, Any],
    folder: RunFolder,
    options: Options,
    client: Any,
    verbose: int,
) -> Comparison:
    """Run what is missing in the folder and write the result; after Ctrl-C, print it and raise."""
    started = {"start": now(), "load_at_start": load_average()}
    n_jobs = options.n_processes() if client is None else len(client.nthreads())
    run: Executor
    if client is not None:
        run, where = partial(run_on_dask, client=client), "Dask"
    else:
        where = "in process" if options.in_process else "one process a cell"
        run = executor(
            in_process=options.in_process,
            n_jobs=n_jobs,
            timeout=options.timeout,
            memory_limit=options.memory_limit,
            scratch=folder.scratch,
        )
    records: dict[str, dict[tuple[str, int], Record]] = {p.benchmark.name: {} for p in plans}
    for plan in plans:
        _write_splits(plan, folder)
        for label, record in plan.broken.items():
            places = ((label, number) for number in range(len(plan.splits)))
            records[plan.benchmark.name].update(dict.fromkeys(places, record))
    waiting, notes = find_finished(plans, folder, records)
    if verbose:
        for note in notes:
            print(f"skrepr: {note}", file=sys.stderr)
    interrupted = False
    try:
        _run_cells(plans, waiting, folder, run, records, verbose)
    except KeyboardInterrupt:
        interrupted = True
    facts = {
        "profile": options.profile,
        "executor": where,
        "n_jobs": n_jobs,
        "timeout": options.timeout,
        "memory_limit": options.memory_limit,
        "interrupted": interrupted,
        "notes": notes,
        **asked,
    }
    parts = parts_of(plans, records)
    record = run_record(plans, parts, started | facts)
    write_run_record(record, folder)
    result = make_result(parts, Run(folder.path.resolve().name, folder.path, record))
    result = write_result(result, folder)
    if interrupted:
        print(result)
        raise KeyboardInterrupt
    return result


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
    waiting: Sequence[Cell],
    folder: RunFolder,
    run: Executor,
    records: Mapping[str, MutableMapping[tuple[str, int], Record]],
    verbose: int,
) -> None:
    """Fill ``records``; every finished cell is stored before the next is looked at."""
    n_cells = {plan.benchmark.name: len(plan.cells) for plan in plans}
    n_found = Counter(n_cells) - Counter(cell.benchmark for cell in waiting)
    by_name = {plan.benchmark.name: plan for plan in plans}
    materials = {name: plan.material for name, plan in by_name.items()}
    with (
        cell_progress(n_cells, n_found, verbose=verbose) as advance,
        contextlib.closing(cast(Any, run(waiting, materials))) as finished,
    ):
        for cell, record in finished:
            named = identity(by_name[cell.benchmark], cell.candidate, cell.number)
            folder.write_cell(cell.key, {**named, **record, "made_from": cell.made_from})
            records[cell.benchmark][cell.candidate.label, cell.number] = record
            advance(cell.benchmark, record["status"] == "ok")


def _write_splits(plan: Plan, folder: RunFolder) -> None:
    arrays = {
        f"{part}_{number}": getattr(split, part)
        for number, split in enumerate(plan.splits)
        for part in ("fit", "label", "score")
    }
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    path = folder.splits / f"{file_stem(plan.benchmark.name)}.npz"
    write_atomically(path, content.getvalue())
