"""Covariance methods for signals in epochs for skrepr: ACM, GBWBN."""

import lazy_loader as _lazy

from skrepr.hookspecs import hookimpl
from skrepr.specs import BenchmarkSpec, DatasetSpec, EstimatorSpec

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)


@hookimpl
def skrepr_estimators() -> list[EstimatorSpec]:
    from ._specs import ESTIMATORS

    return ESTIMATORS


@hookimpl
def skrepr_datasets() -> list[DatasetSpec]:
    from ._specs import DATASETS

    return DATASETS


@hookimpl
def skrepr_benchmarks() -> list[BenchmarkSpec]:
    from ._specs import BENCHMARKS

    return BENCHMARKS
