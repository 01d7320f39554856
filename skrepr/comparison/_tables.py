"""The result as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ._cell import Record
from ._store import to_json
from ._summary import Summary

#: Columns of the table with one row a cell, seed and metric.
CELL_COLUMNS = (
    "benchmark",
    "dataset",
    "protocol",
    "candidate",
    "role",
    "split",
    "repeat",
    "seed",
    "metric",
    "value",
    "greater_is_better",
    "inner_score",
    "status",
    "error",
    "n_trials_run",
    "n_fit",
    "n_label",
    "n_score",
    "search_cpu_s",
    "fit_cpu_s",
    "fit_wall_s",
    "predict_s_per_1000",
    "peak_bytes",
    "params",
    "key",
)
_OF_FIT = ("fit_cpu_s", "fit_wall_s", "predict_s_per_1000", "peak_bytes")
_OF_RECORD = (
    "benchmark",
    "dataset",
    "protocol",
    "candidate",
    "role",
    "split",
    "repeat",
    "inner_score",
    "status",
    "error",
    "n_trials_run",
    "n_fit",
    "n_label",
    "n_score",
    "search_cpu_s",
    "key",
)


def cell_rows(record: Record, metrics: Sequence[tuple[str, bool]]) -> Iterator[dict[str, Any]]:
    """Yield a row for each seed and metric of a cell; one a metric where nothing was fitted.

    Parameters
    ----------
    record : dict
        Of the cell.
    metrics : sequence of (str, bool)
        Name and whether greater is better.
    """
    shared = {name: record.get(name) for name in _OF_RECORD}
    if "params" in record:
        shared["params"] = to_json(record["params"])
    for fit in record["fits"] or [{"seed": None, "values": {}}]:
        for metric, greater_is_better in metrics:
            yield {
                **shared,
                **{name: fit.get(name) for name in _OF_FIT},
                "seed": fit["seed"],
                "metric": metric,
                "value": fit["values"].get(metric),
                "greater_is_better": greater_is_better,
            }


def cells_frame(rows: Iterable[dict[str, Any]]) -> Any:
    """Return the DataFrame with one row a cell, seed and metric."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(CELL_COLUMNS))


def summary_frame(summaries: Iterable[Summary]) -> Any:
    """Return the DataFrame with one row a benchmark, candidate and metric."""
    import pandas as pd

    rows = []
    for summary in summaries:
        for score in summary.scores:
            row = asdict(score)
            interval = row.pop("interval")
            rows.append(
                {
                    "benchmark": summary.benchmark.name,
                    **{name: row.pop(name) for name in ("candidate", "role", "metric")},
                    **{name: interval[name] for name in ("mean", "low", "high")},
                    **row,
                }
            )
    return pd.DataFrame(rows)


def differences_frame(summaries: Iterable[Summary]) -> Any:
    """Return the DataFrame with one row a benchmark, method, baseline and metric.

    An empty ``baseline`` stands for the best of each split by inner score. Only rows of the
    deciding metric say whether the method beats every baseline.
    """
    import pandas as pd

    rows = []
    for summary in summaries:
        beats = {verdict.method: verdict.beats_all for verdict in summary.verdicts}
        for difference in summary.differences:
            decides = difference.metric == summary.metrics[0].name
            rows.append(
                {
                    "benchmark": summary.benchmark.name,
                    "method": difference.method,
                    "baseline": difference.baseline,
                    "metric": difference.metric,
                    **asdict(difference.interval),
                    "p_adjusted": difference.p_adjusted,
                    "n_better": difference.n_better,
                    "n_ties": difference.n_ties,
                    "n_splits": difference.n_splits,
                    "chosen": to_json(dict(difference.chosen)),
                    "beats_every_baseline": beats[difference.method] if decides else None,
                }
            )
    return pd.DataFrame(rows)
