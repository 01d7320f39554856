"""The conformance suite: what every estimator promises, checked on every kind of input."""

from ._distribution import check_distribution
from ._parametrize import parametrize_with_checks
from ._records import Record
from ._registry import check_names
from ._runner import check_estimator
from ._samples import Example, Sample, make_input

__all__ = [
    "Example",
    "Record",
    "Sample",
    "check_distribution",
    "check_estimator",
    "check_names",
    "make_input",
    "parametrize_with_checks",
]
