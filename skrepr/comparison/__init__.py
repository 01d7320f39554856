"""Compare methods with baselines under one protocol: runner, statistics, tables, pictures."""

from ._labelled import LabelledRows
from ._result import Comparison
from ._run import compare
from ._splits import Split

__all__ = ["Comparison", "LabelledRows", "Split", "compare"]
