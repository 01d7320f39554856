"""Splits of a data set's rows, and how rows are drawn.

How rows are drawn is a property of the data set: its groups, and its rule (stratified,
shuffled, time, published).
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
    TimeSeriesSplit,
)
from sklearn.utils.multiclass import type_of_target

from ..specs import SplitRule

Indices = NDArray[np.int64]
NOTHING: Indices = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Split:
    """One split of a data set's rows, as three arrays of row numbers.

    Parameters
    ----------
    fit : ndarray of shape (n_fit,)
        Rows whose X is seen by ``fit``.
    label : ndarray of shape (n_label,)
        Rows whose y is seen.
    score : ndarray of shape (n_score,)
        Rows that are scored.
    """

    fit: Indices
    label: Indices
    score: Indices

    @property
    def scored_rows_are_seen(self) -> bool:
        """Whether ``fit`` sees X of the rows that are scored."""
        return bool(np.isin(self.score, self.fit).any())

    @property
    def test_ratio(self) -> float:
        """Scored rows over labelled rows of ``fit``, or over all of them if none is labelled."""
        n_train = int(np.isin(self.label, self.fit).sum()) or len(self.fit)
        return len(self.score) / n_train if n_train else float("inf")


@dataclass(frozen=True)
class Rows:
    """What a protocol may know about the rows when it draws them.

    ``classes`` is None where rows cannot be stratified; ``published`` holds the data set's
    own splits.
    """

    n: int
    classes: NDArray[Any] | None = None
    groups: NDArray[Any] | None = None
    rule: SplitRule = "stratified"
    published: tuple[Split, ...] = ()
    n_splits: int = 5
    n_repeats: int = 3
    seed: int = 0


def describe_rows(
    data: Mapping[str, Any],
    rule: SplitRule,
    *,
    n_splits: int,
    n_repeats: int,
    seed: int,
    regression: bool = False,
) -> Rows:
    """Collect from a data set what a protocol needs."""
    y = data.get("target")
    sized = data["data"] if y is None else y
    groups = data.get("groups")
    return Rows(
        n=sized.shape[0] if hasattr(sized, "shape") else len(sized),
        classes=None if regression else classes_of(y),
        groups=None if groups is None else np.asarray(groups),
        rule=rule,
        published=tuple(as_split(entry) for entry in _entries(data.get("splits"))),
        n_splits=n_splits,
        n_repeats=n_repeats,
        seed=seed,
    )


def classes_of(y: Any) -> NDArray[Any] | None:
    """Return ``y`` if rows can be stratified by it, None for quantities and label sets."""
    if y is None or getattr(y, "ndim", 1) != 1:
        return None
    values = np.asarray(y)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The number of unique classes")
        return values if type_of_target(values) in ("binary", "multiclass") else None


def _entries(splits: Any) -> Sequence[Any]:
    if splits is None:
        return ()
    return list(splits.values()) if isinstance(splits, Mapping) else list(splits)


def as_split(entry: Any) -> Split:
    if isinstance(entry, Split):
        return entry
    parts = [as_indices(part) for part in entry]
    if len(parts) == 2:
        return Split(parts[0], parts[0], parts[1])
    if len(parts) == 3:
        return Split(*parts)
    raise ValueError(
        "a published split must be (train, test) or (fit, label, score) arrays of row numbers; "
        f"got {len(parts)} parts"
    )


def as_indices(rows: ArrayLike) -> Indices:
    """Return row numbers, or the rows that a mask selects, as int64."""
    rows = np.asarray(rows)
    return (np.flatnonzero(rows) if rows.dtype == bool else rows).astype(np.int64)


def folds(rows: Rows) -> Iterator[tuple[Indices, Indices]]:
    """Yield (train, test) for ``n_repeats`` times ``n_splits`` folds under the rows' rule."""
    if rows.rule == "published":
        if not rows.published:
            raise ValueError("the data set's rule is 'published', but it has no 'splits'")
        yield from ((split.label, split.score) for split in rows.published)
    elif rows.rule == "time":
        if rows.groups is not None:
            raise ValueError("rows in order of time cannot be kept together by groups as well")
        yield from TimeSeriesSplit(rows.n_splits).split(np.empty(rows.n))
    else:
        for repeat in range(rows.n_repeats):
            yield from _one_repeat(rows, rows.seed + repeat)


def _one_repeat(rows: Rows, seed: int) -> Iterator[tuple[Indices, Indices]]:
    stratify = rows.rule == "stratified" and rows.classes is not None
    if rows.groups is None:
        splitter = (StratifiedKFold if stratify else KFold)(
            rows.n_splits, shuffle=True, random_state=seed
        )
    else:
        splitter = (StratifiedGroupKFold if stratify else GroupKFold)(
            rows.n_splits, shuffle=True, random_state=seed
        )
    with warnings.catch_warnings():
        # a class with fewer rows than parts is absent from some of them, which is meant
        warnings.filterwarnings("ignore", message="The least populated class")
        warnings.filterwarnings("ignore", message="The number of unique classes")
        yield from splitter.split(np.empty(rows.n), rows.classes, rows.groups)


def draws(rows: Rows, fraction: float) -> Iterator[tuple[Indices, Indices]]:
    """Yield (drawn, rest) ``n_splits`` x ``n_repeats`` times, a ``fraction`` of the rows drawn."""
    n_draws = rows.n_splits * rows.n_repeats
    if rows.rule in ("published", "time"):
        yield from folds(rows)
    elif rows.groups is not None:
        shuffle = GroupShuffleSplit(n_draws, train_size=fraction, random_state=rows.seed)
        yield from shuffle.split(np.empty(rows.n), groups=rows.groups)
    elif rows.rule == "stratified" and rows.classes is not None:
        _check_classes(rows.classes)
        shuffle = StratifiedShuffleSplit(n_draws, train_size=fraction, random_state=rows.seed)
        yield from shuffle.split(np.empty(rows.n), rows.classes)
    else:
        n_drawn = max(1, int(fraction * rows.n))
        for draw in range(n_draws):
            order = np.random.default_rng([rows.seed, draw]).permutation(rows.n)
            yield order[:n_drawn], order[n_drawn:]


def _check_classes(classes: NDArray[Any]) -> None:
    labels, counts = np.unique(classes, return_counts=True)
    if counts.min() < 2:
        raise ValueError(
            f"the class {labels[counts.argmin()].item()!r} has a single row, which cannot be both "
            'drawn and left: give the data set split="shuffled"'
        )


def check_fraction(option: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"the option {option!r} must lie between 0 and 1; got {value!r}")


def check_splits(splits: Sequence[Split], n_rows: int) -> None:
    if not splits:
        raise ValueError("a protocol must return at least one split; got none")
    for number, split in enumerate(splits):
        for part in ("fit", "label", "score"):
            rows = getattr(split, part)
            if rows.ndim != 1 or len(np.unique(rows)) != len(rows):
                raise ValueError(f"'{part}' of split {number} must be distinct row numbers")
            if len(rows) and (rows.min() < 0 or rows.max() >= n_rows):
                raise ValueError(f"'{part}' of split {number} must lie in 0..{n_rows - 1}")
        if not len(split.score):
            raise ValueError(f"'score' of split {number} must hold at least one row; got none")
        if np.isin(split.score, split.label).any():
            raise ValueError(f"split {number} scores rows whose label it shows")


def inner_splits(split: Split, rows: Rows, n_inner: int, seed: int) -> list[Split]:
    """Cut the labelled rows of ``split`` into parts under the same rule of visibility.

    A held-out part stays visible to ``fit`` without its labels exactly if the rows that the
    outer split scores are. Where the labelled rows are no rows of ``fit`` (queries), they
    are scored as they are.

    Parameters
    ----------
    split : Split
        The outer split.
    rows : Rows
        All rows.
    n_inner : int
        Number of parts; fewer where no class has as many labelled rows.
    seed : int
        Seed of the parts.

    Returns
    -------
    list of Split
        Empty where nothing is labelled, or too little to be cut.
    """
    if not len(split.label):
        return []
    if not np.isin(split.label, split.fit).any():
        return [Split(split.fit, NOTHING, split.label)]
    labelled = Rows(
        n=len(split.label),
        classes=None if rows.classes is None else rows.classes[split.label],
        groups=None if rows.groups is None else rows.groups[split.label],
        rule="stratified" if rows.rule == "published" else rows.rule,
        n_repeats=1,
        seed=seed,
    )
    n_parts = min(n_inner, _most_parts(labelled))
    if n_parts < 2:
        return []
    inner = []
    for kept, held_out in folds(replace(labelled, n_splits=n_parts)):
        label, score = split.label[kept], split.label[held_out]
        fit = split.fit if split.scored_rows_are_seen else np.setdiff1d(split.fit, score)
        inner.append(Split(fit, label, score))
    return inner


def _most_parts(rows: Rows) -> int:
    if rows.groups is not None:
        return len(np.unique(rows.groups))
    if rows.rule == "stratified" and rows.classes is not None:
        return int(np.unique(rows.classes, return_counts=True)[1].max())
    return rows.n


def splits_hash(splits: Sequence[Split]) -> str:
    """Return the sha256 of all row numbers, the same on every machine."""
    digest = hashlib.sha256()
    for split in splits:
        for rows in (split.fit, split.label, split.score):
            digest.update(len(rows).to_bytes(8, "little"))
            digest.update(np.ascontiguousarray(rows, dtype="<i8").tobytes())
    return digest.hexdigest()
