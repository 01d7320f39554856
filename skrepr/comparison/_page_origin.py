"""The foot of the page: with what a result was made, and how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ..report import Block, Cell, Column, Facts, Notes, Section, Table, Verbatim
from ..specs import BenchmarkSpec
from ._read import from_plain
from ._result import Comparison, Run

_N_DIGITS = 12
#: Scripts that stand for a notebook, which cannot be started again by them.
_SESSIONS = frozenset({"ipykernel_launcher.py"})


def origin_sections(result: Comparison) -> list[Section]:
    """Return protocol, seeds, hashes, versions, machine and commands of a result."""
    runs = result.runs
    if not runs:
        return []
    return [
        Section("Repeat it", _commands(runs)),
        Section(
            "Protocol, data and splits",
            [_benchmarks(runs)],
            lead=_about_hashes(runs),
        ),
        Section("Versions and machine", [*_differences(runs), _side_by_side(runs)]),
    ]


def repeat_command(record: Mapping[str, Any]) -> str:
    """Return what repeats a run: the command, the script, or in a session the call.

    A call names the benchmarks; those that no plugin offers are defined in ``run.json``.

    Examples
    --------
    >>> from skrepr.comparison._page_origin import repeat_command
    >>> repeat_command({"command": ["/usr/bin/skrepr", "compare", "my bench", "--out", "there"]})
    "skrepr compare 'my bench' --out there"
    """
    program, *arguments = record["command"] or [""]
    name = PurePath(program)
    if name.stem == "skrepr" or name.parts[-2:] == ("skrepr", "__main__.py"):
        return shlex.join(["skrepr", *arguments])
    if name.suffix == ".py" and name.name not in _SESSIONS:
        return shlex.join(["python", name.name, *arguments])
    options = {name: record[name] for name in ("candidates", "n_jobs", "timeout", "memory_limit")}
    options |= {"in_process": record["executor"] == "in process"}
    options |= {"profile": record["profile"]} if record["profile"] != "full" else {}
    said = [f"{name}={value!r}" for name, value in options.items() if value]
    if record["own_data"]:  # which a record holds no more than a hash of
        return f"skrepr.compare({', '.join(['[...]', 'X', 'y', *said])})"
    names = [*record["benchmarks"], *record["problems"]]
    return f"skrepr.compare({', '.join([repr(names), *said])})"


def _commands(runs: Sequence[Run]) -> list[Block]:
    blocks: list[Block] = []
    for run in runs:
        blocks += [Notes([f"{run.name}:"])] if len(runs) > 1 else []
        blocks.append(Verbatim(repeat_command(run.record)))
    return blocks


def _benchmarks(runs: Sequence[Run]) -> Table:
    rows = []
    for run in runs:
        for name, stored in run.record["benchmarks"].items():
            spec = from_plain(BenchmarkSpec, stored["definition"])
            texts = [
                name,
                spec.dataset,
                _protocol(spec),
                _short(stored["splits_sha256"]),
                _short(stored["data_sha256"]),
                f"{spec.n_seeds} a split",
            ]
            rows.append([Cell(text) for text in texts])
    headings = ("benchmark", "data set", "protocol", "hash of splits", "hash of data", "seeds")
    return Table("Benchmarks", [Column(heading) for heading in headings], rows)


def _protocol(spec: BenchmarkSpec) -> str:
    options = ", ".join(f"{name} = {value}" for name, value in spec.options)
    return f"{spec.protocol} ({options})" if options else spec.protocol


def _about_hashes(runs: Sequence[Run]) -> str:
    seeds = {stored["seed"] for run in runs for stored in run.record["benchmarks"].values()}
    hashes = (
        f"Hashes are sha256 (of data without a checksum, joblib's md5), their first {_N_DIGITS} "
        "digits; run.json has them in full."
    )
    return " ".join([hashes, *(f"A seed is {how}." for how in sorted(seeds))])


def _short(digest: str) -> str:
    """Return the start of a digest, and of each where a data set has several files."""
    return ", ".join(part[:_N_DIGITS] for part in digest.split(","))


def _known(run: Run) -> dict[str, str]:
    """Return what a run was made with, by name."""
    record = run.record
    machine = record["machine"]
    facts = {
        "start": record["start"],
        "end": record["end"],
        "profile": record["profile"],
        "cells run": record["executor"],
        "cells at a time": record["n_jobs"],
        "time limit of a cell": _or_none(record["timeout"], "{:g} s"),
        "memory limit of a cell": _or_none(record["memory_limit"], "{:g} MB"),
        "load at start": _load(record["load_at_start"]),
        "load at end": _load(record["load_at_end"]),
        "processor": machine["processor"],
        "cores": machine["cores"],
        "memory": _or_none(machine["memory_bytes"], "{:.1f} GB", 1e-9),
        "system": machine["system"],
        "numerical libraries": ", ".join(dict.fromkeys(map(_pool, machine["thread_pools"]))),
        **dict(sorted(record["versions"].items())),
    }
    return {name: str(value) for name, value in facts.items()}


def _or_none(value: float | None, form: str, factor: float = 1.0) -> str:
    return "none" if value is None else form.format(value * factor)


def _load(average: Sequence[float] | None) -> str:
    return "not known" if average is None else " ".join(f"{value:.1f}" for value in average)


def _pool(pool: Mapping[str, Any]) -> str:
    return f"{pool['internal_api']} {pool['version'] or ''}".strip()


#: Facts that are bound to differ from run to run and say nothing about comparability.
_OF_THE_MOMENT = frozenset({"start", "end", "load at start", "load at end"})


def _differences(runs: Sequence[Run]) -> list[Block]:
    """Say in which versions and machines several runs differ."""
    if len(runs) == 1:
        return []
    known = [_known(run) for run in runs]
    names = [
        name
        for name in _names(known)
        if name not in _OF_THE_MOMENT and len({each.get(name) for each in known}) > 1
    ]
    text = (
        f"The runs differ in: {', '.join(names)}."
        if names
        else ("The runs were made with the same versions and on the same kind of machine.")
    )
    return [Notes([text])]


def _names(known: Iterable[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for each in known for name in each))


def _side_by_side(runs: Sequence[Run]) -> Block:
    known = [_known(run) for run in runs]
    if len(runs) == 1:
        return Facts(list(known[0].items()))
    rows = [[Cell(name), *(Cell(each.get(name, "-")) for each in known)] for name in _names(known)]
    columns = [Column(""), *(Column(run.name) for run in runs)]
    return Table("Runs", columns, rows)
