"""What a plugin says about itself: frozen dataclasses of plain data.

A spec names things by import string and holds only strings, numbers and tuples, so that
listing a catalogue of hundreds of methods imports none of them. Nothing is checked here:
the loader checks every spec, which keeps one bad spec from taking its neighbours along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, Union

Scalar: TypeAlias = Union[str, int, float, bool, None]
Value: TypeAlias = Union[Scalar, tuple["Value", ...]]
#: An ordered mapping as plain data: ``(("alpha", 1.0), ("mode", "fast"))``.
Pairs: TypeAlias = tuple[tuple[str, Value], ...]

Role: TypeAlias = Literal[
    "classifier",
    "regressor",
    "clusterer",
    "transformer",
    "selector",
    "resampler",
    "neighbors",
    "segmenter",
    "detector",
    "generator",
    "meta",
]
InputKind: TypeAlias = Literal[
    "table",
    "graph",
    "graphs",
    "spd",
    "epochs",
    "images",
    "points",
    "scenes",
    "videos",
    "items",
    "sequences",
]
OutputKind: TypeAlias = Literal["table", "array", "labels", "items", "images", "sequences"]
Task: TypeAlias = Literal[
    "classification", "regression", "multilabel", "clustering", "retrieval", "unlabelled"
]
SplitRule: TypeAlias = Literal["stratified", "shuffled", "time", "published"]
Needs: TypeAlias = Literal["prediction", "transform", "labels", "neighbors", "data"]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Where a method comes from.

    Parameters
    ----------
    title, authors : str
        As printed on the paper.
    year : int
        Year of publication.
    venue : str, default=""
        Journal or conference.
    arxiv, doi : str, default=""
        Identifiers, without a resolver in front.
    code : str, default=""
        The authors' repository and commit, ``owner/name@commit``.
    """

    title: str
    authors: str
    year: int
    venue: str = ""
    arxiv: str = ""
    doi: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A published number: shown as a note with its source, never as a column of ours."""

    label: str
    metric: str
    value: float
    source: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a benchmark is meant to show, in words and as a bound that can be checked.

    ``relative`` is the least improvement of ``method`` over ``baseline`` in ``metric``, as a
    fraction of the baseline's value and counted in the metric's good direction.
    """

    text: str
    method: str = ""
    baseline: str = ""
    metric: str = ""
    relative: float | None = None


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Where a benchmark stands among others that differ from it in one quantity.

    Benchmarks with the same ``family`` and ``label`` (such as ``"labels per class"``) that ran
    together are drawn as one chart: score against ``value``.
    """

    family: str
    label: str
    value: float


@dataclass(frozen=True, kw_only=True)
class EstimatorSpec:
    """An estimator that a plugin offers.

    Parameters
    ----------
    name : str
        The name that users type; an identifier.
    target : str
        ``"package.module:Class"``.
    roles : tuple of str
        What it does, see ``Role``; the first is the main one.
    inputs : tuple of str
        The kinds of input it takes, see ``InputKind``.
    output : str, default="table"
        What ``transform`` or ``predict`` of its main role returns.
    summary : str
        One sentence.
    papers : tuple of Paper
        Its source.
    requires : tuple of str
        Import names of optional packages that it needs.
    extra : str or None
        The extra of the plugin's distribution that brings them.
    param_grid : Pairs
        Search space: each value is the tuple of candidates.
    quick_params : Pairs
        Parameters that make a fit on tiny data fast.
    example : str or None
        ``"module:function"``; ``function(kind, seed)`` returns a
        :class:`skrepr.testing.Example` for what plain data cannot say.
    transductive : bool
        It cannot answer for rows outside ``fit``; needs an entry in ``exceptions``.
    stochastic : bool
        Its result depends on ``random_state``.
    metadata : tuple of str
        Names of the aligned extras of ``fit`` that metadata routing carries.
    exceptions : tuple of (str, str)
        (check, reason) pairs of the conformance suite, two at most.
    trusted : tuple of str
        Further types that a saved model may hold.
    """

    name: str
    target: str
    roles: tuple[Role, ...]
    inputs: tuple[InputKind, ...]
    output: OutputKind = "table"
    summary: str
    papers: tuple[Paper, ...] = ()
    requires: tuple[str, ...] = ()
    extra: str | None = None
    param_grid: Pairs = ()
    quick_params: Pairs = ()
    example: str | None = None
    transductive: bool = False
    stochastic: bool = True
    metadata: tuple[str, ...] = ()
    exceptions: tuple[tuple[str, str], ...] = ()
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DatasetSpec:
    """A data set that a plugin offers.

    ``loader`` is ``"module:function"``; the function is called with this spec and returns a
    mapping with at least ``data``. ``sha256`` holds the digests of the files it reads,
    separated by commas, in the order in which it reads them; empty for data that another
    package ships. ``licence_class`` is A (open licence), A* (open, recalled, not seen) or B
    (from a permissive repository, the publishers state none).
    """

    name: str
    loader: str
    kind: InputKind
    task: Task
    n_samples: int
    n_bytes: int
    licence: str
    licence_class: Literal["A", "A*", "B"]
    citation: str
    sha256: str = ""
    summary: str = ""
    groups: bool = False
    split: SplitRule = "stratified"


@dataclass(frozen=True, kw_only=True)
class ScorerSpec:
    """A scorer that a plugin offers: ``scorer(estimator, X, y, **uses) -> float``.

    It returns the raw value; ``greater_is_better`` says only which way is better. ``uses``
    maps keyword arguments to keys of the data set's Bunch. With ``factory=True`` the target
    is called without arguments and returns the scorer.
    """

    name: str
    target: str
    factory: bool = False
    greater_is_better: bool = True
    uses: Pairs = ()
    needs: Needs = "prediction"
    summary: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One line of a comparison.

    ``target`` names a class, or a function that returns an unfitted estimator or Pipeline;
    it is called with ``params`` and with ``uses`` (parameter -> key of the data set's
    Bunch). ``grid`` keys are ``set_params`` names of what it returns. ``input`` is the Bunch
    key that plays X, ``fit_params`` maps keywords of ``fit`` to Bunch keys sliced like rows.
    ``estimator`` is the catalogue's name of the method that it tries, where there is one.
    """

    label: str
    target: str
    params: Pairs = ()
    grid: Pairs = ()
    stochastic: bool = True
    input: str = "data"
    uses: Pairs = ()
    fit_params: Pairs = ()
    estimator: str | None = None


@dataclass(frozen=True, kw_only=True)
class BenchmarkSpec:
    """A comparison that a plugin offers: methods against baselines on one data set.

    ``protocol`` is a built-in name or ``"module:function"``. The first of ``metrics``
    decides. ``demo`` overrides the counts below for a quick run; a key ``"label.param"``
    overrides a parameter of that candidate. ``axis`` is for benchmarks that come in several
    sizes, such as one for each number of labels.
    """

    name: str
    dataset: str
    protocol: str
    options: Pairs = ()
    metrics: tuple[str, ...]
    methods: tuple[Candidate, ...]
    baselines: tuple[Candidate, ...]
    claim: Claim | None = None
    summary: str = ""
    n_splits: int = 5
    n_repeats: int = 3
    n_inner: int = 3
    n_seeds: int = 3
    n_trials: int = 10
    demo: Pairs = ()
    published: tuple[Figure, ...] = ()
    axis: Axis | None = None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The methods, then the baselines."""
        return self.methods + self.baselines


AnySpec: TypeAlias = Union[EstimatorSpec, DatasetSpec, ScorerSpec, BenchmarkSpec]
