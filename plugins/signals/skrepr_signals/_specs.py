"""What skrepr-signals offers, as plain data."""

from skrepr.specs import BenchmarkSpec, DatasetSpec, EstimatorSpec

from . import _acm_specs, _gbwbn_specs

ESTIMATORS: list[EstimatorSpec] = [*_acm_specs.ESTIMATORS, *_gbwbn_specs.ESTIMATORS]
BENCHMARKS: list[BenchmarkSpec] = [*_acm_specs.BENCHMARKS, *_gbwbn_specs.BENCHMARKS]
DATASETS: list[DatasetSpec] = [*_gbwbn_specs.DATASETS]
