"""The command line: a thin layer over the catalogue, the suite and the comparison.

Exit codes: 0 done, 1 a check or a cell failed, 2 wrong usage or an unknown name, 3 plugins are
broken (``plugins``, and every command in strict mode), 130 interrupted.
"""

from __future__ import annotations

import inspect
import io
import os
import shlex
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from . import __version__, catalogue
from ._importing import install_hint, missing_requirements
from ._output import complain, print_fields, print_json, print_table, stdout_kept_clean
from ._plugins import normalise
from .exceptions import PluginError, PluginWarning, SkreprError, UsageError
from .specs import BenchmarkSpec, DatasetSpec, EstimatorSpec, Pairs

if TYPE_CHECKING:
    from .testing import Record

TRACEBACK = "SKREPR_TRACEBACK"
DONE, FAILED, USAGE, BROKEN, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="skrepr",
    help="Find, check and compare estimators for similarity and representation learning.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Export = Annotated[
    list[str] | None,
    typer.Option(help="Also write tables as csv, parquet, markdown or latex; repeatable."),
]


def run() -> int:
    """Run the command line and return its exit code."""
    _use_utf8()
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted")
        return INTERRUPTED
    except PluginError as error:
        complain(str(error))
        return BROKEN if str(error).startswith(catalogue.BROKEN) else FAILED
    except (SkreprError, ModuleNotFoundError) as error:
        complain(str(error))
        return USAGE
    except (ValueError, TypeError, OSError) as error:
        if os.environ.get(TRACEBACK):
            raise
        complain(f"{error} (set {TRACEBACK}=1 to see where)")
        return USAGE
    except Exception as error:  # typer's own usage errors; its click is vendored, so by duck type
        if hasattr(error, "exit_code") and hasattr(error, "show"):
            error.show()
            return USAGE
        raise
    return code if isinstance(code, int) else DONE


def _use_utf8() -> None:
    # tables hold arrows and plus-minus signs, which a pipe on Windows cannot encode otherwise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _load_catalogue() -> None:
    """Build the catalogue now; say in one line each on standard error what was left out."""
    with warnings.catch_warnings(), stdout_kept_clean():
        warnings.simplefilter("ignore", PluginWarning)  # said below
        catalogue.list_estimators()
    for line in catalogue.problems():
        complain(line)


@app.callback(invoke_without_command=True)
def _start(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(f"skrepr {__version__}")
        raise typer.Exit(DONE)
    if ctx.invoked_subcommand not in ("plugins", "new-plugin") and "--help" not in sys.argv:
        _load_catalogue()


@app.command("list")
def list_command(
    kind: Annotated[str | None, typer.Option(help="Only this input kind, e.g. graph.")] = None,
    role: Annotated[str | None, typer.Option(help="Only this role, e.g. classifier.")] = None,
    distribution: Annotated[str | None, typer.Option(help="Only this distribution.")] = None,
    json: Json = False,
) -> None:
    """List the installed estimators."""
    names = catalogue.list_estimators(input_kind=kind, role=role, distribution=distribution)
    found = catalogue.find_specs("estimators", names)
    if json:
        print_json([_record(name, entry) for name, entry in found.items()])
        return
    rows = []
    for name, entry in found.items():
        spec = cast(EstimatorSpec, entry.spec)
        rows.append(
            (name, ", ".join(spec.roles), ", ".join(spec.inputs), entry.distribution, spec.summary)
        )
    print_table(("name", "role", "input", "distribution", "summary"), rows)
    if not catalogue.list_plugins():
        complain("no plugin is loaded: pip install skrepr-data skrepr-graph skrepr-metric")


@app.command()
def datasets(
    kind: Annotated[str | None, typer.Option(help="Only this input kind, e.g. images.")] = None,
    task: Annotated[str | None, typer.Option(help="Only this task, e.g. regression.")] = None,
    json: Json = False,
) -> None:
    """List the installed data sets."""
    found = catalogue.find_specs("datasets", catalogue.list_datasets(kind=kind, task=task))
    if json:
        print_json([_record(name, entry) for name, entry in found.items()])
        return
    rows = []
    for name, entry in found.items():
        spec = cast(DatasetSpec, entry.spec)
        rows.append(
            (name, spec.kind, spec.task, str(spec.n_samples), spec.licence_class, spec.summary)
        )
    print_table(("name", "kind", "task", "samples", "licence", "summary"), rows)


@app.command()
def benchmarks(
    estimator: Annotated[str | None, typer.Option(help="Only those that try it.")] = None,
    json: Json = False,
) -> None:
    """List the installed benchmarks."""
    found = catalogue.find_specs("benchmarks", catalogue.list_benchmarks(estimator=estimator))
    if json:
        print_json([_record(name, entry) for name, entry in found.items()])
        return
    rows = []
    for name, entry in found.items():
        spec = cast(BenchmarkSpec, entry.spec)
        labels = ", ".join(candidate.label for candidate in spec.methods)
        rows.append((name, spec.dataset, spec.protocol, spec.metrics[0], labels, spec.summary))
    print_table(("name", "data set", "protocol", "metric", "methods", "summary"), rows)


def _record(name: str, entry: catalogue.Entry) -> dict[str, Any]:
    own = {"name": name, "distribution": entry.distribution, "version": entry.version}
    return {**asdict(entry.spec), **own}


@app.command()
def show(name: Annotated[str, typer.Argument(help="An estimator.")], json: Json = False) -> None:
    """Show what is known of one estimator."""
    entry = catalogue.find_entry(name, "estimators")
    spec = cast(EstimatorSpec, entry.spec)
    tried = catalogue.list_benchmarks(estimator=name)
    parameters: dict[str, str] = {}
    obstacle = None
    try:
        with stdout_kept_clean():
            cls = catalogue.get_estimator(name)
        for key, parameter in inspect.signature(cls).parameters.items():
            parameters[key] = (
                repr(parameter.default) if parameter.default is not parameter.empty else ""
            )
    except PluginError as error:
        obstacle = str(error)
    if json:
        extra = {"parameters": parameters, "benchmarks": tried, "obstacle": obstacle}
        print_json({**_record(name, entry), **extra})
        return
    lines = [
        (spec.name, spec.summary),
        ("from", f"{entry.distribution} {entry.version} ({spec.target})"),
        ("role", ", ".join(spec.roles)),
        ("input", ", ".join(spec.inputs)),
        ("paper", "\n".join(_cite(paper) for paper in spec.papers) or "none given"),
    ]
    if spec.requires:
        missing = missing_requirements(spec)
        note = f" (not installed: {', '.join(missing)}{install_hint(entry)})" if missing else ""
        lines.append(("requires", ", ".join(spec.requires) + note))
    if obstacle:
        lines.append(("parameters", f"cannot be shown: {obstacle}"))
    else:
        shown = (f"{k} = {v}" if v else f"{k} (required)" for k, v in parameters.items())
        lines.append(("parameters", "\n".join(shown) or "none"))
    lines += [
        ("search", _pairs(spec.param_grid) or "no search space given"),
        ("benchmarks", ", ".join(tried) or "none installed"),
    ]
    print_fields(lines)


def _cite(paper: Any) -> str:
    where = ", ".join(
        part
        for part in (
            paper.venue,
            str(paper.year),
            f"arXiv:{paper.arxiv}" if paper.arxiv else "",
            f"doi:{paper.doi}" if paper.doi else "",
            f"code {paper.code}" if paper.code else "",
        )
        if part
    )
    return f"{paper.authors}: {paper.title}. {where}"


def _pairs(pairs: Pairs) -> str:
    return "\n".join(
        f"{key}: {', '.join(map(repr, cast(tuple[Any, ...], values)))}" for key, values in pairs
    )


@app.command()
def plugins(
    verbose: Annotated[bool, typer.Option("--verbose", help="Print the tracebacks.")] = False,
    json: Json = False,
) -> None:
    """List the plugins, what each offers, and why a broken one is broken."""
    with stdout_kept_clean():
        found = catalogue.list_plugins()
    if json:
        print_json([{**asdict(plugin), "status": plugin.status} for plugin in found])
    else:
        print_table(
            ("distribution", "version", "module", "status", "offers"),
            [(p.distribution, p.version, p.module, p.status, _offers(p.specs)) for p in found],
        )
        for plugin in found:
            for problem in plugin.problems:
                complain(f"{plugin.label}: {problem.message}")
                if verbose and problem.traceback:
                    print(problem.traceback, file=sys.stderr)
            for note in plugin.notes:
                complain(f"{plugin.label}: note: {note}")
    for line in catalogue.selection_problems():
        complain(line)
    broken = [plugin for plugin in found if plugin.problems]
    if broken:
        complain(
            "to leave plugins out, set SKREPR_PLUGINS to a comma list of those to load; it is "
            "also the way out if one hangs or ends the process, which no guard can stop"
        )
    raise typer.Exit(BROKEN if broken or catalogue.selection_problems() else DONE)


def _offers(specs: Any) -> str:
    counts = (
        f"{len(listed)} {section if len(listed) > 1 else section[:-1]}"
        for section, listed in specs.items()
        if listed
    )
    return ", ".join(counts) or "nothing"


@app.command()
def check(
    target: Annotated[str, typer.Argument(help="A name, module:Class, or a distribution.")],
    kind: Annotated[str | None, typer.Option(help="Only this input kind.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every check.")] = False,
    json: Json = False,
) -> None:
    """Run the conformance suite."""
    records = []
    for call in _checks_of(target, kind):
        with stdout_kept_clean():
            found = call()
        records += found
        if not json:
            _print_records(found, verbose=verbose)
    failed = [record for record in records if record.status in ("failed", "blocked")]
    if json:
        print_json([asdict(record) for record in records])
    raise typer.Exit(FAILED if failed else DONE)


def _checks_of(target: str, kind: Any) -> list[Callable[[], list[Record]]]:
    """Return the calls that check ``target``, after it was found to exist."""
    from .testing import check_distribution, check_estimator

    if ":" in target:
        sys.path.insert(0, os.getcwd())  # as ``python -m`` does: the class may lie here
        try:
            cls = catalogue.load_object(target)
        except PluginError as error:
            raise UsageError(str(error)) from error
        return [partial(check_estimator, cls, kind)]
    distributions = {plugin.distribution for plugin in catalogue.list_plugins()}
    if normalise(target) in distributions:
        names = catalogue.list_estimators(distribution=target, input_kind=kind)
        own = partial(check_distribution, normalise(target))
        return [own, *(partial(check_estimator, name, kind) for name in names)]
    catalogue.find_entry(target, "estimators", also=distributions)
    return [partial(check_estimator, target, kind)]


def _print_records(records: list[Record], *, verbose: bool) -> None:
    shown = [r for r in records if verbose or r.status in ("failed", "blocked")]
    if shown:
        print_table(
            ("estimator", "input", "check", "status", "message"),
            [(r.estimator, r.kind, r.check, r.status, r.message) for r in shown],
        )
    counts = Counter(record.status for record in records)
    text = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    print(f"{records[0].estimator}: {text}", flush=True)


@app.command()
def compare(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[BENCHMARK]...", help="All, if none is named.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("skrepr-results"),
    profile: Annotated[str, typer.Option(help="full, or demo for a quick run.")] = "full",
    n_jobs: Annotated[int, typer.Option("--n-jobs", help="Cells at a time, -1 for all cores.")] = 1,
    timeout: Annotated[float | None, typer.Option(help="Seconds before a cell is ended.")] = None,
    candidate: Annotated[
        list[str] | None, typer.Option(help="Only this label; repeatable.")
    ] = None,
    in_process: Annotated[bool, typer.Option("--in-process", help="No process a cell.")] = False,
    memory_limit: Annotated[
        float | None, typer.Option(help="Megabytes that a cell may add to its process.")
    ] = None,
    dask: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Your own data, an .npz with data and target.")
    ] = None,
    estimators: Annotated[
        str | None, typer.Option(help="With --data: names of methods, separated by commas.")
    ] = None,
    task: Annotated[
        str | None, typer.Option(help="With --data: classification, regression or multilabel.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="With --data: its kind, e.g. graph.")] = None,
    protocol: Annotated[
        str | None, typer.Option(help="With --data: inductive or transductive.")
    ] = None,
    export: Export = None,
) -> None:
    """Compare methods with their baselines, on benchmarks or on your own data."""
    from .comparison import check_formats, read_data
    from .comparison import compare as run_comparison

    check_formats(export or [])
    run_here = partial(
        run_comparison,
        profile=profile,  # type: ignore[arg-type]  # checked there, with the message for users
        out=out,
        n_jobs=n_jobs,
        timeout=timeout,
        memory_limit=memory_limit,
        candidates=candidate,
        in_process=in_process,
        dask=dask,
    )
    own = {"--estimators": estimators, "--task": task, "--kind": kind, "--protocol": protocol}
    if data is None:
        if given := [option for option, value in own.items() if value is not None]:
            raise UsageError(f"{', '.join(given)} must come with --data")
        result = run_here(names or _benchmarks_that_can_run())
    else:
        if names or not estimators:
            got = f"the benchmark {names[0]!r}" if names else "none"
            raise UsageError(f"--data must come with --estimators and no benchmark; got {got}")
        loaded = read_data(data)
        result = run_here(
            [name.strip() for name in estimators.split(",")],
            loaded["data"],
            loaded["target"],
            groups=loaded["groups"],
            kind=cast(Any, kind),  # checked there as well
            task=cast(Any, task),
            protocol=cast(Any, protocol),
            name=data.stem,
        )
    print(result)
    for name in export or []:
        result.export(out, name)
    raise typer.Exit(FAILED if result.failed else DONE)


def _benchmarks_that_can_run() -> list[str]:
    """Return all benchmarks but those whose methods need a package that is missing."""
    runnable = []
    for name, entry in catalogue.find_specs("benchmarks").items():
        reasons = list(_lacking(cast(BenchmarkSpec, entry.spec), entry.distribution))
        for reason in reasons:
            complain(f"{name} is left out: {reason}")
        if not reasons:
            runnable.append(name)
    return runnable


def _lacking(benchmark: BenchmarkSpec, distribution: str) -> Iterator[str]:
    for tried in filter(None, {method.estimator for method in benchmark.methods}):
        method = catalogue.find_entry(tried, "estimators", prefer=distribution)
        missing = missing_requirements(cast(EstimatorSpec, method.spec))
        if missing:
            yield f"{method.spec.name} needs {', '.join(missing)}{install_hint(method)}"


@app.command()
def report(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of runs.")],
    out: Annotated[
        Path, typer.Option(help="Folder for index.html, or a file that ends in .html.")
    ] = Path("skrepr-report"),
    export: Export = None,
) -> None:
    """Show one or several runs of compare on one page."""
    from .comparison import check_formats, merge, read_run, write_report

    check_formats(export or [])
    page = write_report(merge([read_run(folder) for folder in folders]), out, export or [])
    print(f"wrote {page}")


@app.command("new-plugin")
def new_plugin(
    name: Annotated[str, typer.Argument(help="Name of the distribution, e.g. skrepr-toy.")],
    folder: Annotated[Path, typer.Option(help="Where to write it.")] = Path("."),
) -> None:
    """Write a package that installs, is found, and passes the suite."""
    from ._scaffold import write_plugin

    path = write_plugin(name, folder)
    editable = shlex.quote(f"{path}[test]")
    print(f"wrote {path}; next:\n  python -m pip install -e {editable}\n  skrepr check {path.name}")
