"""The page of a result: the sentence on top, one table of all, a section for each benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..report import Block, Cell, Charts, Column, Notes, Page, Section, Table
from . import _statements as said
from ._page_charts import benchmark_charts, families, family_chart
from ._page_origin import origin_sections
from ._result import Comparison
from ._summary import Summary

_READING = (
    "±, and bounds in brackets: 95 % intervals over splits, widened because splits share training "
    "rows. A method beats the baselines only if its interval excludes 0 against each of them. "
    "Costs are means over splits; a dash stands for what is not known."
)


def comparison_page(result: Comparison) -> Page:
    """Return the page of a result.

    Parameters
    ----------
    result : Comparison
        Of one run, or of several that were merged.

    Returns
    -------
    Page
    """
    summaries = result.summaries
    names = [summary.benchmark.name for summary in summaries]
    title = names[0] if len(names) == 1 else f"Comparison on {len(names)} benchmarks"
    besides = [text for text in result.said_besides() if not text.startswith("Interrupted")]
    sections = [_benchmark(summary, f"b{number}") for number, summary in enumerate(summaries)]
    sections += [
        _family(members, f"f{number}") for number, members in enumerate(families(summaries))
    ]
    failures = _failures(result)
    if failures is not None:
        sections.append(Section("What failed", [failures]))
    return Page(
        title=title,
        lead=[sentence for summary in summaries for sentence in said.headlines(summary)],
        warning=_partial(result),
        blocks=[
            *([Notes(besides)] if besides else []),
            *([_overview(summaries)] if summaries else []),
            Notes([_READING]),
        ],
        sections=sections,
        foot=origin_sections(result),
    )


def _partial(result: Comparison) -> str:
    if not result.interrupted:
        return ""
    stopped = [run.name for run in result.runs if run.record["interrupted"]]
    run = "This run was" if len(result.runs) == 1 else f"{', '.join(stopped)} was"
    return f"Partial result. {run} interrupted: only some of the cells were run."


def _overview(summaries: Sequence[Summary]) -> Table:
    """Return all candidates in the metric that decides, with what they cost."""
    several = len(summaries) > 1
    rows = []
    for summary in summaries:
        shown = [said.score_column(summary), *said.cost_columns(summary)]
        benchmark = [Cell(summary.benchmark.name)] if several else []
        metric = [Cell(summary.metrics[0].heading)] if several else []
        for number, each in enumerate(said.deciding(summary)):
            strong = each.role == "method"
            score, *costs = (_number(column, number) for column in shown)
            splits = Cell(f"{each.n_splits} of {summary.n_splits}", each.n_splits)
            row = [Cell(each.candidate, strong=strong), *benchmark, replace(score, strong=strong)]
            rows.append([*row, *metric, Cell(each.role), *costs, splits])
    headings = [column.heading for column in said.cost_columns(summaries[0])]
    columns = [
        Column("candidate"),
        *([Column("benchmark")] if several else []),
        Column("score" if several else summaries[0].metrics[0].heading, numeric=True),
        *([Column("metric")] if several else []),
        Column("role"),
        *(Column(heading, numeric=True) for heading in (*headings, "splits")),
    ]
    return Table("All candidates", columns, rows)


def _number(column: said.Column, row: int) -> Cell:
    return Cell(column.cells[row], float(column.keys[row]))


def _benchmark(summary: Summary, name: str) -> Section:
    spec = summary.benchmark
    about = f"{said.facts(summary)}."
    if spec.summary:
        about = f"{spec.summary.rstrip('.')}. {about}"
    notes = [*said.verdict_notes(summary), *said.remarks(summary)]
    tables: list[Block] = []
    chosen: dict[str, None] = {}  # the same for all methods, unless one lacks a split
    for method in spec.methods:
        found = said.difference_table(summary, method.label)
        if found is not None:
            tables.append(_as_table(found, found.heading, "baseline"))
            chosen |= dict.fromkeys(said.chosen_baselines(summary, method.label))
    notes += [f"Best baseline of each split, by inner score: {text}." for text in chosen]
    if len(summary.metrics) > 1:
        labels = tuple(score.candidate for score in said.deciding(summary))
        columns = (said.score_column(summary), *said.other_columns(summary))
        tables.append(_as_table(said.Columns("", labels, columns), "All metrics", "candidate"))
    charts = Charts(list(benchmark_charts(summary, name).values()))
    blocks = [charts, *([Notes(notes)] if notes else []), *tables]
    return Section(spec.name, blocks, lead=about)


def _as_table(found: said.Columns, caption: str, first: str) -> Table:
    columns = [Column(first), *(Column(c.heading, numeric=True) for c in found.columns)]
    rows = [
        [Cell(label), *(_number(column, number) for column in found.columns)]
        for number, label in enumerate(found.labels)
    ]
    return Table(caption, columns, rows)


def _family(members: Sequence[Summary], name: str) -> Section:
    axis = members[0].benchmark.axis
    assert axis is not None, "a family has an axis"
    names = ", ".join(member.benchmark.name for member in members)
    return Section(
        f"{axis.family}: score against {axis.label}",
        [Charts([family_chart(members, name)])],
        lead=f"From {names}.",
    )


def _failures(result: Comparison) -> Table | None:
    """Return every cell without a result, or with one that lacks something."""
    cells = result.cells
    wrong = cells[(cells["status"] != "ok") | (cells["error"].fillna("") != "")]
    wrong = wrong.drop_duplicates(["benchmark", "candidate", "split"])
    if wrong.empty:
        return None
    columns = ["candidate", "benchmark", "split", "status", "error"]
    rows = [
        [
            Cell(str(row.candidate)),
            Cell(str(row.benchmark)),
            Cell(str(row.split), float(row.split)),
            Cell(str(row.status)),
            Cell(str(row.error)),
        ]
        for row in wrong.itertuples()
    ]
    return Table(
        "Cells that failed, or lack a part of their result",
        [Column(heading, numeric=heading == "split") for heading in columns],
        rows,
    )
