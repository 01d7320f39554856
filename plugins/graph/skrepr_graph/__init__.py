"""Graph methods for skrepr."""

import lazy_loader as _lazy

from skrepr.hookspecs import hookimpl
from skrepr.specs import BenchmarkSpec, EstimatorSpec

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)


@hookimpl
def skrepr_estimators() -> list[EstimatorSpec]:
    return []


@hookimpl
def skrepr_benchmarks() -> list[BenchmarkSpec]:
    return []
