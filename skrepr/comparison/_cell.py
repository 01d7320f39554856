"""A cell: one candidate on one split, searched once and refitted with each seed.

Everything here runs in the process of the cell. It gets plain values and returns a record
that JSON can hold; it writes no file.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import config_context

from ..specs import Candidate
from ._bootstrap import CannotResampleError, bootstrap_scores
from ._measure import Cost, measured, one_thread, seconds_per_1000
from ._scoring import Metric
from ._search import draw_trials, one_line, search
from ._splits import Split, inner_splits
from ._view import Material, View

Record = dict[str, Any]

_PREDICTS = {"prediction": "predict", "transform": "transform", "neighbors": "kneighbors"}
_MOST_WARNINGS = 20


@dataclass(frozen=True)
class Cell:
    """One candidate on one split.

    Parameters
    ----------
    key : str
        Names the file of its record.
    made_from : mapping of str to str
        A digest of each part of the key.
    benchmark : str
        Name of the benchmark.
    number : int
        Number of the split.
    split : Split
        The rows.
    candidate : Candidate
        The line of the comparison.
    build : callable
        Returns the unfitted estimator for the candidate's parameters.
    modules : tuple of str
        What a process should have imported before it runs the cell.
    n_inner, n_seeds, n_trials : int
        As in the benchmark.
    """

    key: str
    made_from: Mapping[str, str]
    benchmark: str
    number: int
    split: Split
    candidate: Candidate
    build: Callable[..., Any]
    modules: tuple[str, ...]
    n_inner: int
    n_seeds: int
    n_trials: int

    def seed(self, number: int) -> int:
        """Return the seed of a refit; it is the same for all candidates of the split."""
        return derive_seed(bare_name(self.benchmark), self.number, number)


def bare_name(name: str) -> str:
    """Return a benchmark's name without its distribution.

    Seeds and keys derive from it: a second benchmark of the name changes no result.
    """
    return name.rpartition("/")[2]


def derive_seed(*parts: Any) -> int:
    """Return a seed that depends on ``parts`` alone, the same on every machine."""
    digest = hashlib.sha256(json.dumps(parts).encode()).digest()
    return int.from_bytes(digest[:4], "little") >> 1


def run_cell(cell: Cell, material: Material, *, memory: bool = True) -> Record:
    """Run a cell.

    Parameters
    ----------
    cell : Cell
        What to run.
    material : Material
        What to run it on.
    memory : bool, default=True
        Measure peak memory; only where the process does nothing else.

    Returns
    -------
    dict
        ``status`` is "ok" or "failed"; in that case ``error`` and ``traceback`` say why.
    """
    start = time.perf_counter()
    with _noted_warnings() as noted:
        try:
            record = _run(cell, material, memory=memory)
        except (Exception, SystemExit) as error:
            record = failure("failed", one_line(error), traceback.format_exc())
    return record | {
        "warnings": noted,
        "pid": os.getpid(),
        "wall_s": time.perf_counter() - start,
    }


def failure(status: str, error: str, trace: str = "") -> Record:
    """Return the record of a cell without a result."""
    return {"status": status, "error": error, "traceback": trace, "fits": []}


def _run(cell: Cell, material: Material, *, memory: bool) -> Record:
    candidate = cell.candidate
    with config_context(enable_metadata_routing=bool(candidate.fit_params)):
        view = View(candidate, material, cell.build)
        with one_thread():
            trials = draw_trials(candidate.grid, cell.n_trials, cell.seed(0), view.own_params())
            score = _inner_scorer(cell, material, view)
            with measured(memory=False) as search_cost:
                found = search(trials, score, material.metrics[0])
            n_seeds = cell.n_seeds if candidate.stochastic else 1
            fits = [
                _refit(cell, material, view, found.params, cell.seed(number), memory=memory)
                for number in range(n_seeds)
            ]
    errors = [error for fit in fits for error in fit["errors"].values()]
    decided = all(fit["values"][material.metrics[0].name] is not None for fit in fits)
    return {
        "status": "ok" if decided else "failed",
        "error": errors[0] if errors else "",
        "traceback": "",
        "params": found.params,
        "inner_score": found.inner_score,
        "trials": found.trials,
        "n_trials_run": len(found.trials),
        "search_cpu_s": None if score is None else search_cost.cpu_s,
        "fits": fits,
    }


def _inner_scorer(
    cell: Cell, material: Material, view: View
) -> Callable[[Mapping[str, Any]], float] | None:
    """Return the function from parameters to their mean inner score, None without a search."""
    if cell.n_trials == 1:
        return None
    inner = inner_splits(cell.split, material.rows, cell.n_inner, cell.seed(0))
    if not inner:
        return None
    metric = material.metrics[0]

    def score(params: Mapping[str, Any]) -> float:
        values = []
        for split in inner:
            estimator = view.fit(view.make(params, cell.seed(0)), split)
            values.append(metric(estimator, *view.scored(split), material.data))
        return float(np.mean(values))

    return score


def _refit(
    cell: Cell,
    material: Material,
    view: View,
    params: Mapping[str, Any],
    seed: int,
    *,
    memory: bool,
) -> Record:
    estimator = view.make(params, seed)
    cost = Cost()
    fits = len(cell.split.fit) > 0
    if fits:
        with measured(memory=memory) as cost:
            view.fit(estimator, cell.split)
    X, y = view.scored(cell.split)
    first = material.metrics[0]
    values, errors = _scores(material, estimator, X, y)
    predict_s = _predict_seconds(estimator, X, first, len(cell.split.score)) if fits else None
    bootstrap: list[float | None] = []
    value = values[first.name]
    if material.single_split and value is not None:
        groups = material.rows.groups
        try:
            bootstrap = bootstrap_scores(
                first,
                estimator,
                X,
                y,
                material.data,
                bare_name(cell.benchmark),
                value=value,
                groups=None if groups is None else groups[cell.split.score],
            )
        except CannotResampleError as error:
            errors["bootstrap"] = f"no interval: {error}"
        except Exception as error:
            errors["bootstrap"] = f"no interval: {one_line(error)}"
    return {
        "seed": seed,
        "values": values,
        "errors": errors,
        "bootstrap": bootstrap,
        "fit_cpu_s": _finite(cost.cpu_s),
        "fit_wall_s": _finite(cost.wall_s),
        "predict_s_per_1000": predict_s,
        "peak_bytes": cost.peak_bytes,
    }


def _scores(
    material: Material, estimator: Any, X: Any, y: Any
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return the value of every metric, None where it failed, and the errors of those."""
    values: dict[str, float | None] = {}
    errors: dict[str, str] = {}
    for metric in material.metrics:
        try:
            value = metric(estimator, X, y, material.data)
        except Exception as error:
            values[metric.name] = None
            errors[metric.name] = f"{metric.name}: {one_line(error)}"
            continue
        values[metric.name] = _finite(value)
        if values[metric.name] is None:
            errors[metric.name] = f"{metric.name} is {value}"
    return values, errors


def _predict_seconds(estimator: Any, X: Any, metric: Metric, n_rows: int) -> float | None:
    method = getattr(estimator, _PREDICTS.get(metric.needs, ""), None)
    if method is None:
        return None
    try:
        return seconds_per_1000(lambda: method(X), n_rows)
    except Exception:  # the metric may not need it: a cell that has its score is no failure
        return None


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


@contextmanager
def _noted_warnings() -> Iterator[list[str]]:
    """Collect distinct warnings instead of printing or raising them."""
    noted: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        # a rare label that no drawn row has is what drawing labels is about
        warnings.filterwarnings("ignore", message="Label not .* is present in all training")
        try:
            yield noted
        finally:
            texts = (f"{entry.category.__name__}: {entry.message}" for entry in caught)
            noted += list(dict.fromkeys(texts))[:_MOST_WARNINGS]
