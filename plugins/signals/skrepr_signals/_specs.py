"""What skrepr-signals offers, as plain data."""

from skrepr.specs import BenchmarkSpec, EstimatorSpec

ESTIMATORS: list[EstimatorSpec] = []
BENCHMARKS: list[BenchmarkSpec] = []
