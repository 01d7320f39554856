"""The hooks that a plugin may implement, one page.

A plugin is a module named by an entry point of the group ``skrepr``; it marks functions of
these names with :data:`hookimpl`. Each returns a list of specs and imports nothing heavy.
"""

from __future__ import annotations

import pluggy

from .specs import BenchmarkSpec, DatasetSpec, EstimatorSpec, ScorerSpec

PROJECT = "skrepr"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def skrepr_estimators() -> list[EstimatorSpec]:  # type: ignore[empty-body]
    """Return the estimators that this plugin offers."""


@hookspec
def skrepr_datasets() -> list[DatasetSpec]:  # type: ignore[empty-body]
    """Return the data sets that this plugin offers."""


@hookspec
def skrepr_scorers() -> list[ScorerSpec]:  # type: ignore[empty-body]
    """Return the scorers that this plugin offers."""


@hookspec
def skrepr_benchmarks() -> list[BenchmarkSpec]:  # type: ignore[empty-body]
    """Return the comparisons that this plugin offers."""
