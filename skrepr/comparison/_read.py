"""From the folder of a run back to its result."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from .. import specs
from ..exceptions import UsageError
from ..specs import BenchmarkSpec
from ._cell import Record
from ._report import Part, make_result
from ._result import Comparison, Run
from ._scoring import Metric

Spec = TypeVar("Spec")


def read_run(folder: str | os.PathLike[str]) -> Comparison:
    """Return the result of a run from its folder.

    Nothing is computed again and no plugin is asked: the folder says it all.

    Parameters
    ----------
    folder : path
        The ``out`` of :func:`skrepr.compare`.

    Returns
    -------
    Comparison

    Raises
    ------
    UsageError
        If it is not the folder of a run, or one that another version wrote in another form.

    Examples
    --------
    >>> from skrepr.comparison import read_run
    >>> read_run("no-such-folder")
    Traceback (most recent call last):
        ...
    skrepr.exceptions.UsageError: the folder of a run holds 'run.json'; 'no-such-folder' does not
    """
    path = Path(folder)
    if not (path / "run.json").is_file():
        started = (path / "cells").is_dir()
        why = ", its run was ended before it could be written: run it again" if started else ""
        raise UsageError(f"the folder of a run holds 'run.json'; {str(path)!r} does not{why}")
    try:
        record = json.loads((path / "run.json").read_text("utf-8"))
        record["benchmarks"] = {name: record["benchmarks"][name] for name in record["order"]}
        parts = [_part(stored, path) for stored in record["benchmarks"].values()]
        return make_result(parts, Run(path.resolve().name, path, record))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{str(path / 'run.json')!r} must be the record of a run as this version of skrepr "
            f"writes it; it cannot be read ({type(error).__name__}: {error})"
        ) from error
    except OSError as error:
        raise UsageError(f"a cell of the run {str(path)!r} cannot be read: {error}") from error


def _part(stored: Mapping[str, Any], path: Path) -> Part:
    records: list[Record] = list(stored["without_cell"])
    for key in stored["cells"]:
        record = json.loads((path / "cells" / f"{key}.json").read_text("utf-8"))
        records.append({**record, "key": key})
    spec = from_plain(BenchmarkSpec, stored["definition"])
    order = {candidate.label: number for number, candidate in enumerate(spec.candidates)}
    records.sort(key=lambda record: (order[record["candidate"]], record["split"]))
    return Part(
        benchmark=spec,
        metrics=tuple(
            Metric(metric["name"], _not_kept, bool(metric["greater_is_better"]))
            for metric in stored["metrics"]
        ),
        test_ratios=tuple(map(float, stored["test_ratios"])),
        records={(record["candidate"], record["split"]): record for record in records},
    )


def _not_kept(*_: Any) -> float:
    raise NotImplementedError("a folder keeps what a metric returned, not the metric")


def from_plain(cls: type[Spec], value: Mapping[str, Any]) -> Spec:
    """Return the spec whose plain data these are; left out fields have their default.

    Examples
    --------
    >>> from skrepr import Candidate
    >>> from skrepr.comparison._read import from_plain
    >>> from skrepr.comparison._store import plain
    >>> spec = Candidate(label="PCA", target="sklearn.decomposition:PCA", params=(("tol", 0.1),))
    >>> from_plain(Candidate, plain(spec)) == spec
    True
    """
    hints = get_type_hints(cls, vars(specs))
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]  # a dataclass
    return cls(**{name: _built(part, hints[name]) for name, part in value.items() if name in known})


def _built(value: Any, hint: Any) -> Any:
    options = [hint, *get_args(hint)]
    if isinstance(value, Mapping):
        cls = next(option for option in options if is_dataclass(option))
        return from_plain(cls, value)  # type: ignore[arg-type]  # a class, as hints are
    if isinstance(value, list):
        return tuple(_built(item, options[1] if len(options) > 1 else None) for item in value)
    return value
