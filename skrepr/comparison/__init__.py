"""Compare methods with baselines under one protocol: runner, statistics, tables, page."""

from ._export import check_formats
from ._labelled import LabelledRows
from ._merge import merge
from ._own_data import read_data
from ._page_files import write_report
from ._read import read_run
from ._result import Comparison, Run
from ._run import compare
from ._splits import Split

__all__ = [
    "Comparison",
    "LabelledRows",
    "Run",
    "Split",
    "check_formats",
    "compare",
    "merge",
    "read_data",
    "read_run",
    "write_report",
]
