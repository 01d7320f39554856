"""Summaries of benchmarks that nobody ran, for tests of how results are shown."""

import numpy as np

from skrepr import BenchmarkSpec, Candidate
from skrepr.comparison._report import Part, make_result
from skrepr.comparison._result import Run
from skrepr.comparison._scoring import Metric
from skrepr.comparison._store import plain
from skrepr.comparison._summary import summarise

ACCURACY = Metric("accuracy", lambda *_: 0.0)
LOSS = Metric("loss", lambda *_: 0.0, greater_is_better=False)
HOSTILE = [
    "<script>alert('x')</script>",
    "$\\alpha_{$",
    "\x1b[31mred\nline",
    "\u202eabc",
    "名前 🎲" * 30,
]


def record(values, inner=None, status="ok", error="", bootstrap=()):
    fits = [
        {
            "seed": seed,
            "values": {"accuracy": value, "loss": None if value is None else 1 - value},
            "bootstrap": list(bootstrap),
            "fit_cpu_s": 0.25,
            "predict_s_per_1000": 0.001,
            "peak_bytes": 16e6,
        }
        for seed, value in enumerate(values)
    ]
    return {
        "status": status,
        "error": error,
        "inner_score": inner,
        "n_trials_run": 10,
        "search_cpu_s": 12.5,
        "fits": fits,
    }


def spec_of(methods, baselines, **changes):
    def candidates(labels):
        return tuple(Candidate(label=label, target="m:C") for label in labels)

    fields = {
        "name": "b",
        "dataset": "d",
        "protocol": "inductive",
        "metrics": ("accuracy", "neg_loss"),
        "n_splits": 6,
        "n_repeats": 2,
        "n_seeds": 2,
    }
    return BenchmarkSpec(
        **{**fields, **changes}, methods=candidates(methods), baselines=candidates(baselines)
    )


def summary_of(levels, n_methods=1, n_splits=12, metrics=(ACCURACY, LOSS), **changes):
    """Return a summary in which the candidates' accuracies vary little around ``levels``."""
    noise = np.random.default_rng(0).normal(0, 0.004, size=(len(levels), n_splits, 2))
    labels = list(levels)
    records = {
        (label, j): record(level + noise[i, j], inner=level + noise[i, j, 0])
        for i, (label, level) in enumerate(levels.items())
        for j in range(n_splits)
    }
    spec = spec_of(labels[:n_methods], labels[n_methods:], **changes)
    return summarise(spec, metrics, [0.25] * n_splits, records), records, spec


LEVELS = {"new": 0.8, "old": 0.7, "older": 0.6}


def run_facts(specs, **changes):
    """Return the record of a run as ``run.json`` holds it."""
    stored = {
        spec.name: {
            "definition": plain(spec),
            "splits_sha256": "0123456789abcdef" * 4,
            "data_sha256": "fedcba9876543210" * 4,
            "seed": "derived from the name",
        }
        for spec in specs
    }
    facts = {
        "profile": "full",
        "executor": "one process a cell",
        "n_jobs": 1,
        "timeout": None,
        "memory_limit": None,
        "interrupted": False,
        "notes": [],
        "own_data": False,
        "candidates": None,
        "problems": {},
        "start": "2026-01-01T00:00:00+00:00",
        "end": "2026-01-01T00:01:00+00:00",
        "load_at_start": [0.5, 0.25, 0.125],
        "load_at_end": None,
        "command": ["skrepr", "compare", *(spec.name for spec in specs)],
        "benchmarks": stored,
        "versions": {"python": "3.11.2", "numpy": "2.1.0"},
        "machine": {
            "system": "Linux",
            "processor": "a processor",
            "cores": 2,
            "memory_bytes": 8e9,
            "thread_pools": [{"internal_api": "openblas", "version": "0.3"}],
        },
    }
    return facts | changes


def result_of(*found, folder, **changes):
    """Return the result of a run that holds what ``summary_of`` returned."""
    parts = []
    for summary, records, spec in found:
        named = {
            place: {**record, "benchmark": spec.name, "candidate": place[0], "split": place[1]}
            for place, record in records.items()
        }
        parts.append(Part(spec, summary.metrics, (0.25,) * summary.n_splits, named))
    facts = run_facts([spec for _, _, spec in found], **changes)
    return make_result(parts, Run(folder.name, folder, facts))
