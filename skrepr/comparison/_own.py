"""A comparison on somebody's own data: estimator objects in the place of a benchmark's names.

It ends in the same plan as a benchmark, so splits, search, seeds, records, statistics and
page are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import joblib
import numpy as np
from scipy import sparse
from sklearn.base import clone, is_regressor
from sklearn.model_selection import TimeSeriesSplit, check_cv

from ..exceptions import UsageError
from ..specs import BenchmarkSpec, Candidate, DatasetSpec, InputKind
from ._cell import derive_seed
from ._origin import origin
from ._own_data import check_data, infer_task
from ._own_entrants import entrants, listed, names_in, objects_in, refuse_equal_labels
from ._own_key import describe, modules_of, origins
from ._own_methods import Entrant, OwnProtocol, OwnTask, Setting, baselines, common_kind
from ._plan import Maker, Plan, Profile, demo_version, make_cells, metric_key
from ._protocols import make_splits
from ._scoring import Metric, resolve_metric
from ._splits import Rows, Split, as_split, check_splits, describe_rows, splits_hash
from ._store import plain
from ._view import Material, seed_params, with_room_for_marks

_METRICS: Mapping[OwnTask, tuple[str, ...]] = {
    "classification": ("accuracy", "f1_macro"),
    "regression": ("r2", "neg_root_mean_squared_error"),
    "multilabel": ("f1_micro", "f1_macro"),
}


@dataclass(frozen=True, kw_only=True)
class Own:
    """What :func:`skrepr.compare` is told about somebody's own data, as it was given."""

    cv: Any = None
    groups: Any = None
    scoring: Any = None
    baselines: Any = None
    kind: InputKind | None = None
    task: OwnTask | None = None
    protocol: OwnProtocol | None = None
    n_seeds: int | None = None
    name: str | None = None

    def given(self) -> list[str]:
        """Return the names of what was given."""
        return [name for name, value in vars(self).items() if value is not None]


@dataclass(frozen=True)
class Prototype:
    """Makes a new estimator like the one it holds."""

    estimator: Any

    def __call__(self) -> Any:
        return clone(self.estimator)


def plan_own(estimators: Any, X: Any, y: Any, own: Own, profile: Profile) -> Plan:
    """Check everything, draw the splits and make the cells.

    Parameters
    ----------
    estimators : list
        Methods: estimators, pairs ``(label, estimator)``, or names of the catalogue.
    X, y : object
        The data.
    own : Own
        The rest.
    profile : {'full', 'demo'}
        See :func:`skrepr.compare`.

    Raises
    ------
    UsageError
        If something of it cannot be; nothing was done.
    """
    methods = listed(estimators, "estimators")
    rivals = None if own.baselines is None else listed(own.baselines, "baselines")
    if not methods:
        raise UsageError("'estimators' must hold at least one; got none")
    if y is None:
        raise UsageError("'y' must hold the targets of X; got None")
    y = y.toarray() if sparse.issparse(y) else np.asarray(y)
    setting = _setting(methods, rivals or [], y, own)
    lines = entrants(methods, setting)
    if rivals is None:
        against = baselines(names_in(methods), setting, centred=not sparse.issparse(X))
        taken = {line.label for line in lines}
        against = [line for line in against if line.label not in taken]
    else:
        against = entrants(rivals, setting)
    refuse_equal_labels([*lines, *against])
    check_data(X, y, own.groups, setting.kind, setting.task)
    metrics = _metrics(own.scoring, setting.task)
    return _plan(lines, against, {"data": X, "target": y}, metrics, setting, own, profile)


def _setting(methods: Sequence[Any], rivals: Sequence[Any], y: Any, own: Own) -> Setting:
    for argument, options in (("kind", InputKind), ("task", OwnTask), ("protocol", OwnProtocol)):
        value = getattr(own, argument)
        if value is not None and value not in get_args(options):
            words = ", ".join(map(repr, get_args(options)))
            raise UsageError(f"{argument!r} must be one of {words}; got {value!r}")
    if own.n_seeds is not None and not (type(own.n_seeds) is int and own.n_seeds >= 1):
        raise UsageError(f"'n_seeds' must be an int >= 1; got {own.n_seeds!r}")
    protocol = own.protocol or "inductive"
    if protocol != "inductive" and not (own.cv is None or type(own.cv) is int):
        raise UsageError(
            f"'cv' must be an int or None where 'protocol' is {protocol!r}, which draws its own "
            f"splits; got {own.cv!r}"
        )
    names = names_in(methods, rivals)
    objects = objects_in(methods)
    all_regressors = not names and all(map(is_regressor, objects))
    return Setting(
        own.kind or (common_kind(names) if names else "table"),
        own.task or infer_task(y, all_regressors=all_regressors),
        protocol,
    )


def _metrics(scoring: Any, task: OwnTask) -> tuple[Metric, ...]:
    """Return what to score by: names, callables, a list of these, or a mapping."""
    if scoring is None:
        scoring = _METRICS[task]
    if isinstance(scoring, str) or callable(scoring):
        scoring = [scoring]
    named = scoring.items() if isinstance(scoring, Mapping) else ((None, each) for each in scoring)
    metrics = [replace(_metric(each), name=name) if name else _metric(each) for name, each in named]
    names = [metric.name for metric in metrics]
    if not names or len(set(names)) < len(names):
        raise UsageError(f"'scoring' must name each metric once; got {names}")
    return tuple(metrics)


def _metric(scorer: Any) -> Metric:
    if isinstance(scorer, str):
        return resolve_metric(scorer)
    if not callable(scorer):
        raise UsageError(
            f"'scoring' must hold names or callables (estimator, X, y); got {scorer!r}"
        )
    function = getattr(scorer, "_score_func", scorer)  # the function in scikit-learn's scorers
    return Metric(getattr(function, "__name__", type(function).__name__), scorer)


def _plan(
    lines: Sequence[Entrant],
    against: Sequence[Entrant],
    data: dict[str, Any],
    metrics: tuple[Metric, ...],
    setting: Setting,
    own: Own,
    profile: Profile,
) -> Plan:
    name = own.name or "data"
    searched = any(line.grid for line in (*lines, *against))
    spec = BenchmarkSpec(
        name=f"{name}-{setting.task}",
        dataset=name,
        protocol=setting.protocol,
        metrics=tuple(metric.name for metric in metrics),
        methods=tuple(map(_candidate, lines)),
        baselines=tuple(map(_candidate, against)),
        n_splits=own.cv if type(own.cv) is int else 5,
        n_repeats=3 if own.cv is None else 1,
        n_seeds=own.n_seeds or 3,
        n_trials=10 if searched else 1,
        demo=(("n_repeats", 1), ("n_seeds", 1), ("n_trials", 3 if searched else 1)),
    )
    spec = demo_version(spec) if profile == "demo" else spec
    data["groups"] = None if own.groups is None else np.asarray(own.groups)
    regression = setting.task == "regression"
    rows = describe_rows(
        data,
        _rule(own.cv, regression=regression),
        n_splits=spec.n_splits,
        n_repeats=spec.n_repeats,
        seed=derive_seed(spec.name),
        regression=regression,
    )
    splits = _splits(spec, rows, data, own.cv, classifies=not regression)
    if own.cv is not None and type(own.cv) is not int:
        spec = replace(spec, n_splits=len(splits), n_repeats=1)
    data_hash = joblib.hash(data)
    data["target"] = with_room_for_marks(data["target"], splits, regression=regression)
    material = Material(
        data=data,
        rows=rows,
        metrics=metrics,
        graph=setting.kind == "graph",
        regression=regression,
        single_split=len(splits) == 1,
    )
    key_parts = {
        "benchmark": spec.name,
        "data": data_hash,
        "rows": [setting.kind, setting.task, rows.rule, own.groups is not None],
        "protocol": [setting.protocol, splits_hash(splits)],
        "metrics": [
            [metric.name, metric_key(metric), describe(metric.score)] for metric in metrics
        ],
        "counts": [spec.n_inner, spec.n_seeds, spec.n_trials],
        "libraries": [origin("sklearn"), origin("skrepr")],
    }
    makers = [
        Maker(
            candidate,
            Prototype(line.estimator),
            key_parts={
                "candidate": [plain(candidate), describe(line.estimator)],
                "version": origins(line.estimator),
            },
            modules=tuple(modules_of(line.estimator)),
        )
        for candidate, line in zip(spec.candidates, (*lines, *against), strict=True)
    ]
    return Plan(
        benchmark=spec,
        dataset=_dataset(name, rows, setting, grouped=own.groups is not None),
        splits=splits,
        splits_sha256=splits_hash(splits),
        data_sha256=data_hash,
        material=material,
        cells=make_cells(spec, splits, makers, key_parts),
        broken={},
    )


def _candidate(line: Entrant) -> Candidate:
    cls = type(line.estimator)
    return Candidate(
        label=line.label,
        target=f"{cls.__module__}:{cls.__qualname__}",
        grid=line.grid,
        stochastic=bool(seed_params(line.estimator)),
        estimator=line.name,
    )


def _rule(cv: Any, *, regression: bool) -> Any:
    if isinstance(cv, TimeSeriesSplit):
        return "time"
    return "shuffled" if regression else "stratified"


def _splits(
    spec: BenchmarkSpec, rows: Rows, data: Mapping[str, Any], cv: Any, *, classifies: bool
) -> tuple[Split, ...]:
    try:
        if cv is None or type(cv) is int:
            return tuple(make_splits(spec.protocol, {}, rows, data))
        splitter = check_cv(cv, data["target"], classifier=classifies)
        rows_alone = np.empty((rows.n, 1))
        drawn = splitter.split(rows_alone, data["target"], data["groups"])
        splits = tuple(as_split((train, test)) for train, test in drawn)
        check_splits(splits, rows.n)
    except (ValueError, TypeError) as error:
        raise UsageError(f"'cv' must split {rows.n} samples; got {cv!r} ({error})") from error
    return splits


def _dataset(name: str, rows: Rows, setting: Setting, *, grouped: bool) -> DatasetSpec:
    """Return the facts about the data in the form that those of a plugin have."""
    return DatasetSpec(
        name=name,
        loader="skrepr.comparison:compare",
        kind=setting.kind,
        task=setting.task,
        n_samples=rows.n,
        n_bytes=0,
        licence="not stated",
        licence_class="B",
        citation="not stated",
        groups=grouped,
        split=rows.rule,
    )
