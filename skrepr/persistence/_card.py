"""The model card: what a saved model is, in Markdown, from what is known of it.

Known are the estimator itself, the catalogue, the versions, and a comparison where one is
given. What nobody has measured or declared is not on the card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Any, cast

from sklearn.base import BaseEstimator

from .._importing import Entry
from ..exceptions import UsageError
from ..specs import EstimatorSpec, Paper
from ._trust import Trust, qualified_name, trust_of_installed
from ._versions import make_header

if TYPE_CHECKING:
    from ..comparison import Comparison

_MOST_CHARACTERS = 200
_WIDTH = 100
#: What Markdown reads as a mark; an underscore inside a word is none.
_MARKS = re.compile(r"[\\`*{}\[\]<>#+|~!&@$^]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=\bwww)\.", re.I)


def model_card(estimator: Any, comparison: Comparison | None = None) -> str:
    """Return a Markdown text that says what a fitted model is and what was measured.

    Parameters
    ----------
    estimator : estimator
        Fitted; an estimator or a Pipeline.
    comparison : Comparison, default=None
        A result of :func:`skrepr.compare`. The benchmarks that try a method of the model go
        onto the card, with their baselines and with what the method did not beat.

    Returns
    -------
    str
        Names from plugins and data are escaped.

    Raises
    ------
    UsageError
        If no benchmark of the comparison tries a method of the model.

    Examples
    --------
    >>> import skrepr
    >>> from sklearn.linear_model import Ridge
    >>> card = skrepr.model_card(Ridge(alpha=2.0).fit([[0.0], [1.0]], [0.0, 1.0]))
    >>> print(card.splitlines()[0])
    # Ridge
    >>> "- alpha = 2.0" in card
    True
    """
    steps = list(_steps(estimator))
    trust = trust_of_installed(qualified_name(type(step)) for _, step in steps)
    measured = _measured(trust, comparison) if comparison is not None else []
    blocks = [
        [f"# {_title(estimator)}"],
        *_origin(trust),
        _parameters(steps),
        _data(estimator, steps, trust),
        *measured,
        _limits(trust),
        _versions(trust),
        _loading(trust),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def escape(text: object) -> str:
    """Return ``text`` on one line, so that Markdown shows it as it is.

    Examples
    --------
    >>> from skrepr.persistence._card import escape
    >>> print(escape("<b>*x*</b>"))
    \\<b\\>\\*x\\*\\</b\\>
    """
    line = "".join(c if c.isprintable() else " " for c in str(text)[: 10 * _MOST_CHARACTERS])
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", " ".join(line.split()))


def _steps(estimator: Any) -> Iterator[tuple[str, Any]]:
    """Yield the estimator and the estimators among its parameters, with their names."""
    yield "", estimator
    for name, value in estimator.get_params(deep=True).items():
        if isinstance(value, BaseEstimator):
            yield name, value


def _title(estimator: Any) -> str:
    steps = getattr(estimator, "steps", None)
    name = type(estimator).__name__
    if isinstance(steps, list):
        inner = (type(step).__name__ for _, step in steps if isinstance(step, BaseEstimator))
        name += f" of {', '.join(inner)}"
    return escape(name)


def _spec(entry: Entry) -> EstimatorSpec:
    return cast(EstimatorSpec, entry.spec)


def _entries(trust: Trust) -> list[Entry]:
    return list({(e.distribution, e.spec.name): e for e in trust.origins.values()}.values())


def _origin(trust: Trust) -> Iterator[list[str]]:
    for entry in _entries(trust):
        spec = _spec(entry)
        yield [
            f"## {escape(spec.name)}",
            "",
            f"{escape(spec.summary).rstrip('.')}.",
            "",
            f"- from {escape(entry.distribution)} {escape(entry.version)}"
            f"{_licence(entry.distribution)}",
            *(f"- {_citation(paper)}" for paper in spec.papers),
        ]


def _licence(distribution: str) -> str:
    try:
        declared = metadata.metadata(distribution)
    except metadata.PackageNotFoundError:
        return ""
    for key in ("License-Expression", "License"):
        if key in declared:
            return f", licence {escape(declared[key])}"
    return ""


def _citation(paper: Paper) -> str:
    marks = (("arXiv", paper.arxiv), ("doi", paper.doi), ("code", paper.code))
    parts = [paper.authors, paper.title, paper.venue, str(paper.year)]
    parts += [f"{label} {value}" for label, value in marks if value]
    return escape(", ".join(filter(None, parts)))


def _parameters(steps: Sequence[tuple[str, Any]]) -> list[str]:
    lines = ["## Parameters", ""]
    for name, step in steps:
        inner = {n for n, value in step.get_params(deep=False).items() if _is_made_of_steps(value)}
        title = f"{name}: {type(step).__name__}" if name else type(step).__name__
        shown = {n: v for n, v in step.get_params(deep=False).items() if n not in inner}
        lines += [f"### {escape(title)}", ""] if len(steps) > 1 else []
        lines += [f"- {escape(n)} = {_shown(value)}" for n, value in shown.items()] or ["- none"]
        lines.append("")
    return lines[:-1]


def _is_made_of_steps(value: Any) -> bool:
    """Tell whether a parameter holds estimators, which have a place of their own."""
    if isinstance(value, list | tuple):
        return any(_is_made_of_steps(item) for item in value)
    return isinstance(value, BaseEstimator)


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__} that cannot be printed"
    if len(text) > _MOST_CHARACTERS:
        text = f"{text[:_MOST_CHARACTERS]} ..."
    return escape(text)


def _data(estimator: Any, steps: Sequence[tuple[str, Any]], trust: Trust) -> list[str]:
    first = [entry for _, step in steps for entry in _entry_of(step, trust)][:1]
    lines = [f"- kind of input: {escape(' or '.join(_spec(e).inputs))}" for e in first]
    for attribute, said in (
        ("n_features_in_", "features of one sample"),
        ("input_shape_", "shape of one sample"),
        ("feature_names_in_", "names of the features"),
        ("classes_", "classes"),
    ):
        value = getattr(estimator, attribute, None)
        if value is not None:
            listed = value.tolist() if hasattr(value, "tolist") else value
            lines.append(f"- {said}: {_shown(listed)}")
    return ["## Data", "", *lines] if lines else []


def _entry_of(step: Any, trust: Trust) -> list[Entry]:
    entry = trust.origins.get(qualified_name(type(step)))
    return [] if entry is None else [entry]


def _measured(trust: Trust, comparison: Comparison) -> list[list[str]]:
    from ..comparison._text import summary_text

    names = {name for e in _entries(trust) for name in (e.spec.name, _full_name(e))}
    summaries = [
        summary
        for summary in comparison.summaries
        if any(candidate.estimator in names for candidate in summary.benchmark.candidates)
    ]
    if not summaries:
        raise UsageError(
            "the 'comparison' must try an estimator of the model "
            f"({', '.join(sorted(names)) or 'it has none of a plugin'}); its benchmarks: "
            f"{', '.join(s.benchmark.name for s in comparison.summaries) or 'none'}"
        )
    return [
        [
            "## Measured",
            "",
            "By `skrepr.compare`, with fits of its own: these numbers belong to the method under "
            f"the protocol of the benchmark ({escape(comparison.profile)} profile), not to the "
            "model in this file.",
        ],
        *(_fenced(summary_text(summary, _WIDTH)) for summary in summaries),
    ]


def _full_name(entry: Entry) -> str:
    return f"{entry.distribution}/{entry.spec.name}"


def _fenced(text: str) -> list[str]:
    """Return a block of text that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", text, fence]


def _limits(trust: Trust) -> list[str]:
    lines = []
    for entry in _entries(trust):
        spec = _spec(entry)
        lines.append(f"- {escape(spec.name)}: {escape(', '.join(spec.roles))}.")
        if spec.transductive:
            lines.append("  It cannot answer for rows that it was not fitted on.")
        lines += [f"  Not promised ({escape(c)}): {escape(why)}" for c, why in spec.exceptions]
    return ["## Role and limits", "", *lines] if lines else []


def _versions(trust: Trust) -> list[str]:
    origins = {name: entry.distribution for name, entry in trust.origins.items()}
    found = make_header(origins, trust.versions)["versions"]
    return ["## Versions", "", *(f"- {escape(n)} {escape(v)}" for n, v in found.items())]


def _loading(trust: Trust) -> list[str]:
    needed = {"skrepr": {"persistence"}, "scikit-learn": set()} | {
        name: set() for name in trust.versions
    }
    for entry in _entries(trust):
        extra = _spec(entry).extra
        needed[entry.distribution] |= {extra} if extra else set()
    versions = make_header({}, trust.versions)["versions"]
    wanted = " ".join(_requirement(name, needed[name], versions[name]) for name in needed)
    return [
        "## Load it",
        "",
        *_fenced(f"pip install {wanted}"),
        "",
        *_fenced('import skrepr\n\nmodel = skrepr.load("model.skops")'),
    ]


def _requirement(name: str, extras: Iterable[str], version: str) -> str:
    options = f"[{','.join(sorted(extras))}]" if extras else ""
    series = ".".join(version.split(".")[:2])
    return f'"{name}{options}=={series}.*"'
