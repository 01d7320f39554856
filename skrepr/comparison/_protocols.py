"""Which rows may be seen, which labels, and which rows are scored.

Every protocol comes down to a list of :class:`Split`; a plugin brings its own as a function.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .._importing import Entry, load_object
from .._plugins import nearest
from ..exceptions import UnknownNameError
from ._splits import NOTHING, Rows, Split, as_split, check_fraction, check_splits, draws, folds


def _inductive(rows: Rows) -> list[Split]:
    """Scored rows are unseen: ordinary cross-validation."""
    return [Split(train, train, test) for train, test in folds(rows)]


def _transductive(rows: Rows, *, label_fraction: float | None = None) -> list[Split]:
    """All rows are seen, a drawn fraction of the labels, the others are scored."""
    fraction = _drawn_fraction(rows, "label_fraction", label_fraction, 0.1)
    everything = np.arange(rows.n)
    return [Split(everything, label, rest) for label, rest in draws(rows, fraction)]


def _drawn_fraction(rows: Rows, option: str, value: float | None, default: float) -> float:
    """Return the fraction of rows to draw; refuse one where rows are not drawn at random."""
    if value is None:
        return default
    if rows.rule in ("time", "published"):
        raise ValueError(
            f"the option {option!r} has no meaning for a data set whose rule is {rows.rule!r}; "
            f"got {value!r}"
        )
    check_fraction(option, value)
    return value


def _few_labels(rows: Rows, *, n_per_class: int) -> list[Split]:
    """A pool is seen, ``n_per_class`` labels of each class in it, unseen rows are scored."""
    if rows.classes is None:
        raise ValueError("the protocol 'few_labels' needs one class for each row")
    splits = []
    for number, (pool, test) in enumerate(folds(rows)):
        order = np.random.default_rng([rows.seed, number]).permutation(pool)
        drawn = [
            order[rows.classes[order] == label][:n_per_class]
            for label in np.unique(rows.classes[pool])
        ]
        # in order, as inner splits in order of time need them
        splits.append(Split(pool, np.sort(np.concatenate(drawn)), test))
    return splits


def _unseen_classes(rows: Rows, *, class_fraction: float = 0.5) -> list[Split]:
    """Only rows of drawn classes are seen, unseen rows of all classes are scored."""
    if rows.classes is None:
        raise ValueError("the protocol 'unseen_classes' needs one class for each row")
    check_fraction("class_fraction", class_fraction)
    labels = np.unique(rows.classes)
    n_seen = max(1, round(class_fraction * len(labels)))
    if n_seen == len(labels):
        raise ValueError(
            f"the option 'class_fraction' must leave one of {len(labels)} classes unseen; "
            f"got {class_fraction!r}"
        )
    splits = []
    for number, (train, test) in enumerate(folds(rows)):
        seen = np.random.default_rng([rows.seed, number]).permutation(labels)[:n_seen]
        train = train[np.isin(rows.classes[train], seen)]
        splits.append(Split(train, train, test))
    return splits


def _published(rows: Rows) -> list[Split]:
    """Use the data set's own splits."""
    if not rows.published:
        raise ValueError("the protocol 'published' needs a data set with 'splits'")
    return list(rows.published)


def _clustering(rows: Rows, *, subsample: float | None = None) -> list[Split]:
    """Drawn rows are clustered without labels and scored against them."""
    fraction = _drawn_fraction(rows, "subsample", subsample, 0.8)
    return [Split(drawn, NOTHING, drawn) for drawn, _ in draws(rows, fraction)]


def _retrieval(rows: Rows, *, tune_fraction: float = 0.5) -> list[Split]:
    """The gallery is seen; some of the queries outside it tune, the others are scored."""
    check_fraction("tune_fraction", tune_fraction)
    splits = []
    for number, (gallery, queries) in enumerate(folds(rows)):
        order = np.random.default_rng([rows.seed, number]).permutation(queries)
        n_tune = round(tune_fraction * len(order))
        splits.append(Split(gallery, np.sort(order[:n_tune]), np.sort(order[n_tune:])))
    return splits


def _measure(rows: Rows, *, subsample: float | None = None) -> list[Split]:
    """Nothing is fitted; a measure is taken of drawn rows."""
    fraction = _drawn_fraction(rows, "subsample", subsample, 0.8)
    return [Split(NOTHING, NOTHING, drawn) for drawn, _ in draws(rows, fraction)]


PROTOCOLS: dict[str, Callable[..., list[Split]]] = {
    "inductive": _inductive,
    "transductive": _transductive,
    "few_labels": _few_labels,
    "unseen_classes": _unseen_classes,
    "published": _published,
    "clustering": _clustering,
    "retrieval": _retrieval,
    "measure": _measure,
}


def make_splits(
    protocol: str,
    options: Mapping[str, Any],
    rows: Rows,
    data: Mapping[str, Any],
    entry: Entry | None = None,
) -> list[Split]:
    """Return the splits of a protocol.

    Parameters
    ----------
    protocol : str
        A built-in name, or ``"module:function"``. Such a function is called
        ``function(data, n_splits=..., n_repeats=..., random_state=..., **options)`` and
        returns splits, or triples of row numbers.
    options : mapping
        The protocol's own parameters.
    rows : Rows
        The rows to draw from.
    data : mapping
        The data set, for a protocol of a plugin.
    entry : Entry, default=None
        The benchmark that asks, for the message if it cannot be imported.

    Returns
    -------
    list of Split
    """
    if protocol in PROTOCOLS:
        function = PROTOCOLS[protocol]
        _check_options(protocol, function, options)
        drawn: Sequence[Any] = function(rows, **options)
    elif ":" in protocol:
        drawn = load_object(protocol, entry)(
            data,
            n_splits=rows.n_splits,
            n_repeats=rows.n_repeats,
            random_state=rows.seed,
            **options,
        )
    else:
        raise UnknownNameError(
            f"the protocol must be one of {', '.join(PROTOCOLS)}, or 'module:function'; "
            f"got {protocol!r}{nearest(protocol, PROTOCOLS)}"
        )
    splits = [as_split(entry) for entry in drawn]
    check_splits(splits, rows.n)
    return splits


def _check_options(protocol: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    parameters = [
        p for p in inspect.signature(function).parameters.values() if p.kind == p.KEYWORD_ONLY
    ]
    known = [p.name for p in parameters]
    for name in options:
        if name not in known:
            takes = f"takes {', '.join(map(repr, known))}" if known else "takes no options"
            raise ValueError(
                f"the protocol {protocol!r} {takes}; got {name!r}{nearest(name, known)}"
            )
    for parameter in parameters:
        if parameter.default is parameter.empty and parameter.name not in options:
            raise ValueError(f"the protocol {protocol!r} needs the option {parameter.name!r}")
