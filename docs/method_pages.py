"""Sphinx extension: one page for every estimator of the catalogue.

The head of a page (input, paper, search space, benchmarks) and the reference at its foot come
from the catalogue; what stands between is a hand-written file in ``docs/methods``. An estimator
without such a file fails the build, and so does a file without an estimator.
"""

import re
from pathlib import Path

from sphinx.errors import ExtensionError

import skrepr
from skrepr import catalogue

SECTIONS = ("## What for", "## When", "## When not", "## Picture", "## Example", "## Ledger")


def setup(app):
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-skip-member", skip_requests)
    return {"version": skrepr.__version__, "parallel_read_safe": True}


def skip_requests(app, what, name, obj, skip, options):
    # scikit-learn writes set_fit_request and its like into every class, with links to its own pages
    return True if re.fullmatch(r"set_\w+_request", name) else None


def write_pages(app):
    source = Path(app.srcdir)
    target = source / "generated"
    target.mkdir(exist_ok=True)
    names = skrepr.list_estimators()
    written = {path.stem for path in (source / "methods").glob("*.md")}
    if missing := sorted(set(names) - written):
        raise ExtensionError(f"no page docs/methods/NAME.md for {', '.join(missing)}")
    if left := sorted(written - set(names)):
        raise ExtensionError(f"docs/methods has pages of unknown estimators: {', '.join(left)}")
    for name in names:
        text = (source / "methods" / f"{name}.md").read_text(encoding="utf-8")
        _check_order(name, text)
        _write(target / f"{name}.md", _page(name, text))
    _write(target / "methods.md", _index(names))
    _write(target / "datasets.md", _datasets())


def _check_order(name, text):
    positions = [text.find(f"\n{section}\n") for section in SECTIONS]
    if min(positions) < 0 or positions != sorted(positions):
        raise ExtensionError(f"docs/methods/{name}.md must have, in this order: {SECTIONS}")


def _write(path, text):
    # an unchanged page keeps its date, so that a second build has nothing to do
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _page(name, text):
    entry = catalogue.find_entry(name, "estimators")
    spec = entry.spec
    grid = "; ".join(f"`{key}` in {values}" for key, values in spec.param_grid)
    rows = [
        ("in", f"`{entry.distribution}`"),
        ("role", ", ".join(spec.roles)),
        ("input", ", ".join(spec.inputs)),
        ("paper", "<br>".join(_cite(paper) for paper in spec.papers) or "none"),
        ("search space", grid or "none"),
        (
            "benchmarks",
            ", ".join(f"`{b}`" for b in skrepr.list_benchmarks(estimator=name)) or "none",
        ),
    ]
    head = "\n".join(f"* - {key}\n  - {value}" for key, value in rows)
    module, _, attribute = spec.target.partition(":")
    return (
        f"# {name}\n\n{spec.summary}.\n\n```{{list-table}}\n{head}\n```\n\n{text.strip()}\n\n"
        f"## Reference\n\n```{{eval-rst}}\n.. autoclass:: {module}.{attribute}\n   :members:\n```\n"
    )


def _cite(paper):
    link = f"[arXiv {paper.arxiv}](https://arxiv.org/abs/{paper.arxiv})" if paper.arxiv else ""
    doi = f"[doi](https://doi.org/{paper.doi})" if paper.doi else ""
    place = ", ".join(part for part in (paper.venue, str(paper.year), link, doi) if part)
    return f"{paper.authors}, *{paper.title}*, {place}"


def _index(names):
    rows = []
    for name in names:
        spec = skrepr.get_spec(name)
        kinds = ", ".join(spec.inputs)
        rows.append(f"| [{name}]({name}.md) | {', '.join(spec.roles)} | {kinds} | {spec.summary} |")
    pages = "\n".join(names)
    return (
        "# Methods\n\n| estimator | role | input | in one sentence |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + f"\n\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    )


def _datasets():
    what, licences = [], []
    for name in skrepr.list_datasets():
        spec = skrepr.get_spec(name, "datasets")
        size = f"{spec.kind} | {spec.task} | {spec.n_samples}"
        what.append(f"| `{name}`<br>{spec.summary} | {size} |")
        licences.append(f"| `{name}` | {spec.licence_class} | {spec.licence} | {spec.citation} |")
    return (
        "# Data sets\n\nEvery set comes with a distribution and loads without a network: "
        '`skrepr.load_dataset("cora")`.\n\n'
        "| | input | task | samples |\n|---|---|---|---|\n"
        + "\n".join(what)
        + "\n\n## Licences\n\n"
        "The class says how sure a licence is: **A** the data carry an open licence; **A\\*** the\n"
        "same, but the licence is recalled and was not seen in the package that the data came\n"
        "from; **B** from a repository with a permissive licence, its publishers state none.\n\n"
        "| name | class | licence | cite |\n|---|---|---|---|\n" + "\n".join(licences) + "\n"
    )
