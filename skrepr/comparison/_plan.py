"""From a benchmark's spec to its cells: everything that can be refused is refused here."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import joblib

from .._importing import Entry, load_object
from .._plugins import nearest
from .._spec_checks import problems
from ..catalogue import find_entry
from ..datasets import load_dataset
from ..exceptions import UnknownNameError
from ..specs import BenchmarkSpec, Candidate, DatasetSpec
from ._cell import Cell, Record, bare_name, derive_seed, failure
from ._origin import origin
from ._protocols import PROTOCOLS, make_splits
from ._scoring import Metric, resolve_metric
from ._search import one_line
from ._splits import Split, describe_rows, splits_hash
from ._store import digests, make_key, plain
from ._view import Material, View, with_room_for_marks

Profile = Literal["full", "demo"]
_COUNTS = ("n_splits", "n_repeats", "n_inner", "n_seeds", "n_trials")


@dataclass(frozen=True)
class Chosen:
    """A benchmark to run, and what the catalogue knows of it if it was given by name."""

    spec: BenchmarkSpec
    entry: Entry | None = None

    def with_full_name(self) -> Chosen:
        """Return the benchmark under the name that no other plugin's has."""
        if self.entry is None:
            return self
        full = f"{self.entry.distribution}/{self.spec.name}"
        return replace(self, spec=replace(self.spec, name=full))


@dataclass(frozen=True)
class Plan:
    """A benchmark that is ready to run.

    ``broken`` holds a record for each candidate that cannot even be made, by its label.
    """

    benchmark: BenchmarkSpec
    dataset: DatasetSpec
    splits: tuple[Split, ...]
    splits_sha256: str
    data_sha256: str
    material: Material
    cells: tuple[Cell, ...]
    broken: Mapping[str, Record]


def resolve_benchmarks(
    benchmarks: object,
    profile: Profile,
    candidates: Sequence[str] | None,
) -> tuple[list[Chosen], dict[str, str]]:
    """Return the benchmarks that are meant, with the profile applied, and what is wrong.

    A single benchmark that is wrong raises; one of several is a problem under its name.
    """
    if isinstance(benchmarks, str | BenchmarkSpec):
        benchmarks = [benchmarks]
    if not isinstance(benchmarks, Sequence) or not benchmarks:
        raise ValueError(
            f"'benchmarks' must be a name, a BenchmarkSpec or a list of these; got {benchmarks!r}"
        )
    chosen = _with_distinct_names([_choose(benchmark) for benchmark in benchmarks])
    valid: list[Chosen] = []
    wrong: dict[str, str] = {}
    for each in chosen:
        try:
            valid.append(_checked(each, profile))
        except Exception as error:
            if len(chosen) == 1:
                raise
            wrong[each.spec.name] = one_line(error)
    return (valid if candidates is None else _only(valid, candidates)), wrong


def _choose(benchmark: str | BenchmarkSpec) -> Chosen:
    if isinstance(benchmark, str):
        entry = find_entry(benchmark, "benchmarks")
        return Chosen(cast(BenchmarkSpec, entry.spec), entry)
    if not isinstance(benchmark, BenchmarkSpec):
        raise TypeError(
            f"each of 'benchmarks' must be a name or a BenchmarkSpec; got {benchmark!r}"
        )
    return Chosen(benchmark)


def _with_distinct_names(chosen: Sequence[Chosen]) -> list[Chosen]:
    """Name those that share a name after their distribution as well."""
    names = [each.spec.name for each in chosen]
    distinct = [
        each.with_full_name() if names.count(each.spec.name) > 1 else each for each in chosen
    ]
    names = [each.spec.name for each in distinct]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"'benchmarks' must name each benchmark once; got {name!r} twice")
    return distinct


def _checked(chosen: Chosen, profile: Profile) -> Chosen:
    spec = chosen.spec
    wrong = [] if chosen.entry else problems(spec)  # the catalogue checks its own
    if wrong:
        raise ValueError(f"the benchmark {spec.name!r} is not valid: {'; '.join(wrong)}")
    spec = demo_version(spec) if profile == "demo" else spec
    check_names(spec, chosen.entry)
    return replace(chosen, spec=spec)


def demo_version(spec: BenchmarkSpec) -> BenchmarkSpec:
    """Return the benchmark with its ``demo`` overrides applied.

    Examples
    --------
    >>> from skrepr import BenchmarkSpec, Candidate
    >>> from skrepr.comparison._plan import demo_version
    >>> spec = BenchmarkSpec(
    ...     name="b", dataset="cora", protocol="inductive", metrics=("accuracy",),
    ...     methods=(Candidate(label="PCA", target="sklearn.decomposition:PCA"),),
    ...     baselines=(), demo=(("n_seeds", 1), ("PCA.n_components", 8)),
    ... )
    >>> small = demo_version(spec)
    >>> small.n_seeds, small.methods[0].params
    (1, (('n_components', 8),))
    """
    counts: dict[str, Any] = {}
    params: dict[str, dict[str, Any]] = {}
    labels = [candidate.label for candidate in spec.candidates]
    for key, value in spec.demo:
        label, dot, name = key.rpartition(".")
        if key in _COUNTS:
            counts[key] = value
        elif dot and label in labels:
            params.setdefault(label, {})[name] = value
        else:
            raise ValueError(
                f"'demo' of the benchmark {spec.name!r} must hold {', '.join(_COUNTS)} or "
                f"'label.parameter'; got {key!r}{nearest(label or key, [*_COUNTS, *labels])}"
            )

    def adapt(candidate: Candidate) -> Candidate:
        merged = {**dict(candidate.params), **params.get(candidate.label, {})}
        return replace(candidate, params=tuple(merged.items()))

    return replace(
        spec,
        methods=tuple(map(adapt, spec.methods)),
        baselines=tuple(map(adapt, spec.baselines)),
        **counts,
    )


def _distribution(entry: Entry | None) -> str | None:
    return None if entry is None else entry.distribution


def check_names(spec: BenchmarkSpec, entry: Entry | None) -> None:
    """Refuse names that lead nowhere before any data are read."""
    find_entry(spec.dataset, "datasets", prefer=_distribution(entry))
    for metric in spec.metrics:
        resolve_metric(metric, spec.protocol, prefer=_distribution(entry))
    if spec.protocol not in PROTOCOLS:
        if ":" not in spec.protocol:
            raise UnknownNameError(
                f"the protocol of {spec.name!r} must be one of {', '.join(PROTOCOLS)}, or "
                f"'module:function'; got {spec.protocol!r}{nearest(spec.protocol, PROTOCOLS)}"
            )
        load_object(spec.protocol, entry)


def _only(chosen: Sequence[Chosen], wanted: Sequence[str]) -> list[Chosen]:
    known = {c.label for each in chosen for c in each.spec.candidates}
    for label in wanted:
        if label not in known:
            raise UnknownNameError(
                f"no benchmark here has the candidate {label!r}{nearest(label, known)}"
            )
    kept = [
        replace(
            each.spec,
            methods=tuple(c for c in each.spec.methods if c.label in wanted),
            baselines=tuple(c for c in each.spec.baselines if c.label in wanted),
        )
        for each in chosen
    ]
    return [
        replace(each, spec=spec) for each, spec in zip(chosen, kept, strict=True) if spec.candidates
    ]


def make_plan(benchmark: BenchmarkSpec, entry: Entry | None = None) -> Plan:
    """Load the data, draw the splits and make the cells of a benchmark.

    Names in it are looked up in the distribution of ``entry`` first, so that they mean what
    its author meant whatever else is installed.
    """
    source = find_entry(benchmark.dataset, "datasets", prefer=_distribution(entry))
    dataset = cast(DatasetSpec, source.spec)
    full_name = f"{source.distribution}/{bare_name(benchmark.dataset)}"
    data = dict(cast(Mapping[str, Any], load_dataset(full_name)))
    data_sha256 = dataset.sha256 or joblib.hash(data)
    if not dataset.groups:
        data["groups"] = None
    elif data.get("groups") is None:
        raise ValueError(f"the data set {benchmark.dataset!r} says it has groups, but holds none")
    regression = dataset.task == "regression"
    rows = describe_rows(
        data,
        dataset.split,
        n_splits=benchmark.n_splits,
        n_repeats=benchmark.n_repeats,
        seed=derive_seed(bare_name(benchmark.name)),
        regression=regression,
    )
    splits = tuple(make_splits(benchmark.protocol, dict(benchmark.options), rows, data, entry))
    data["target"] = with_room_for_marks(data["target"], splits, regression=regression)
    material = Material(
        data=data,
        rows=replace(rows, published=()),
        metrics=tuple(
            resolve_metric(name, benchmark.protocol, prefer=_distribution(entry))
            for name in benchmark.metrics
        ),
        graph=dataset.kind == "graph",
        regression=regression,
        single_split=len(splits) == 1,
    )
    builders, broken = _builders(benchmark, material, entry)
    key_parts = {
        "benchmark": bare_name(benchmark.name),
        "data": [data_sha256, origin(dataset.loader)],
        "rows": [dataset.kind, dataset.task, dataset.split, dataset.groups],
        "protocol": [benchmark.protocol, plain(benchmark.options), splits_hash(splits)],
        "metrics": [benchmark.metrics, [metric_key(metric) for metric in material.metrics]],
        "counts": [benchmark.n_inner, benchmark.n_seeds, benchmark.n_trials],
        "libraries": [origin("sklearn"), origin("skrepr")],
    }
    makers = [
        Maker(
            candidate,
            builders[candidate.label],
            key_parts={"candidate": plain(candidate), "version": origin(candidate.target)},
            modules=(candidate.target.partition(":")[0],),
        )
        for candidate in benchmark.candidates
        if candidate.label in builders
    ]
    return Plan(
        benchmark=benchmark,
        dataset=dataset,
        splits=splits,
        splits_sha256=splits_hash(splits),
        data_sha256=data_sha256,
        material=material,
        cells=make_cells(benchmark, splits, makers, key_parts),
        broken=broken,
    )


def metric_key(metric: Metric) -> list[Any]:
    """Return what identifies a metric in a key."""
    origins = [origin(code) for code in (metric.target, metric.module) if code]
    return [origins, metric.greater_is_better, plain(metric.uses), metric.needs]


@dataclass(frozen=True)
class Maker:
    """A candidate that can be made: by what, from which modules, and its share of the key."""

    candidate: Candidate
    build: Callable[..., Any]
    key_parts: Mapping[str, Any]
    modules: tuple[str, ...]


def make_cells(
    benchmark: BenchmarkSpec,
    splits: Sequence[Split],
    makers: Sequence[Maker],
    key_parts: Mapping[str, Any],
) -> tuple[Cell, ...]:
    """Return the cells, by split, so that what an interrupted run leaves is paired."""
    cells = []
    for number, split in enumerate(splits):
        for maker in makers:
            parts = {**key_parts, **maker.key_parts, "split": number}
            cells.append(
                Cell(
                    key=make_key(parts),
                    made_from=digests(parts),
                    benchmark=benchmark.name,
                    number=number,
                    split=split,
                    candidate=maker.candidate,
                    build=maker.build,
                    modules=maker.modules,
                    n_inner=benchmark.n_inner,
                    n_seeds=benchmark.n_seeds,
                    n_trials=benchmark.n_trials,
                )
            )
    return tuple(cells)


def _builders(
    benchmark: BenchmarkSpec, material: Material, entry: Entry | None
) -> tuple[dict[str, Callable[..., Any]], dict[str, Record]]:
    """Make every candidate once; one that cannot be made is a failure, not the end."""
    builders: dict[str, Callable[..., Any]] = {}
    broken: dict[str, Record] = {}
    for candidate in benchmark.candidates:
        try:
            build = load_object(candidate.target, entry)
            first_of_grid = {name: cast(tuple[Any, ...], v)[0] for name, v in candidate.grid}
            View(candidate, material, build).make(first_of_grid, seed=0)
            builders[candidate.label] = build
        except Exception as error:
            broken[candidate.label] = failure("failed", one_line(error), traceback.format_exc())
    return builders, broken
