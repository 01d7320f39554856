"""What this plugin offers, as plain data."""

from __future__ import annotations

from skrepr.specs import (
    BenchmarkSpec,
    Candidate,
    Claim,
    EstimatorSpec,
    Figure,
    Pairs,
    Paper,
    ScorerSpec,
    Value,
)

_FASTRP = Paper(
    title="Fast and Accurate Network Embeddings via Very Sparse Random Projection",
    authors="Haochen Chen, Syed Fahad Sultan, Yingtao Tian, Muhao Chen, Steven Skiena",
    year=2019,
    venue="CIKM",
    arxiv="1908.11512",
    code="GTmac/FastRP@3a6a71c",
)
_SPECTRAL = Paper(
    title="A Consistent Adjacency Spectral Embedding for Stochastic Blockmodel Graphs",
    authors="Daniel L. Sussman, Minh Tang, Donniell E. Fishkind, Carey E. Priebe",
    year=2012,
    venue="Journal of the American Statistical Association",
    arxiv="1108.2228",
)
_SCIKIT_NETWORK = Paper(
    title="Scikit-network: Graph Analysis in Python",
    authors="Thomas Bonald, Nathan de Lara, Quentin Lutz, Bertrand Charpentier",
    year=2020,
    venue="Journal of Machine Learning Research",
)

_DEGREE_POWERS = (-1.0, -0.75, -0.5, -0.25, 0.0)
_WEIGHTS = (
    (0.0, 0.0, 1.0, 1.0),
    (0.0, 0.0, 1.0, 4.0),
    (0.0, 0.0, 1.0, 16.0),
    (0.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
)
_SPACE: Pairs = (("degree_power", _DEGREE_POWERS), ("weights", _WEIGHTS))
#: Names of the embedding and of the strength of the probe, in the candidates of a task.
_STEPS = {
    "classifier": ("embedding", "probe__C"),
    "labelled": ("transformer", "probe__estimator__C"),
}

ESTIMATORS = [
    EstimatorSpec(
        name="FastRP",
        target="skrepr_graph:FastRP",
        roles=("transformer",),
        inputs=("graph",),
        summary="Node embeddings in seconds by iterated very sparse random projection",
        papers=(_FASTRP,),
        param_grid=_SPACE,
        quick_params=(("n_components", 8),),
    ),
    EstimatorSpec(
        name="AdjacencySVD",
        target="skrepr_graph:AdjacencySVD",
        roles=("transformer",),
        inputs=("graph",),
        summary="Spectral node embedding with new nodes: the baseline for graph methods",
        papers=(_SPECTRAL, _SCIKIT_NETWORK),
        param_grid=(("normalized", (False, True)),),
        quick_params=(("n_components", 4),),
    ),
]

SCORERS = [
    ScorerSpec(
        name="f1_micro_top_k",
        target="skrepr_graph._scorers:f1_micro_top_k",
        summary="Micro F1 of the k likeliest labels of a node that has k",
    ),
    ScorerSpec(
        name="f1_macro_top_k",
        target="skrepr_graph._scorers:f1_macro_top_k",
        summary="Macro F1 of the k likeliest labels of a node that has k",
    ),
]


_C = (0.01, 0.1, 1.0, 10.0)
_LARGE_C = (1.0, 10.0, 100.0, 1000.0)


def _fastrp(
    label: str, task: str, *params: tuple[str, Value], grid: Pairs = _SPACE, probe: bool = False
) -> Candidate:
    """Return FastRP under a probe; ``probe=True`` searches the strength of the probe as well."""
    embedding, c = _STEPS[task]
    space = tuple((f"{embedding}__{name}", values) for name, values in grid)
    return Candidate(
        label=label,
        target=f"skrepr_graph._benchmarks:fastrp_{task}",
        params=params,
        grid=(*space, (c, _C)) if probe else space,
        estimator="FastRP",
    )


def _svd(label: str, task: str, *, normalized: bool) -> Candidate:
    _, c = _STEPS[task]
    return Candidate(
        label=label,
        target=f"skrepr_graph._benchmarks:svd_{task}",
        params=(("n_components", 128), ("normalized", normalized)),
        grid=((c, _LARGE_C),),
        estimator="AdjacencySVD",
    )


def _rivals(task: str) -> tuple[Candidate, ...]:
    return (
        _svd("SVD raw", task, normalized=False),
        _svd("SVD normalised", task, normalized=True),
        _fastrp("power 1 only", task, ("weights", (1.0,)), grid=_SPACE[:1], probe=True),
    )


BENCHMARKS = [
    BenchmarkSpec(
        name="fastrp-cora",
        summary="Topic of a paper from citations; test papers are not in the graph of fit",
        dataset="skrepr-data/cora",
        protocol="inductive",
        metrics=("accuracy", "f1_macro"),
        methods=(_fastrp("FastRP", "classifier"),),
        baselines=(
            *_rivals("classifier"),
            Candidate(
                label="attributes alone",
                target="skrepr_graph._benchmarks:attributes_classifier",
                grid=(("probe__C", (*_C, 100.0)),),
                stochastic=False,
                input="attributes",
            ),
        ),
        claim=Claim(
            text="Powers of the transition matrix carry what one step does not",
            method="FastRP",
            baseline="power 1 only",
            metric="accuracy",
            relative=0.2,
        ),
        demo=(("n_seeds", 1),),
    ),
    BenchmarkSpec(
        name="fastrp-blogcatalog",
        summary="Interests of bloggers from friendships; 10 % of the nodes show their labels",
        dataset="skrepr-data/blogcatalog",
        protocol="transductive",
        options=(("label_fraction", 0.1),),
        metrics=("f1_micro_top_k", "f1_macro_top_k"),
        methods=(_fastrp("FastRP", "labelled"),),
        baselines=(
            *_rivals("labelled"),
            _fastrp("adjacency powers", "labelled", ("similarity", "adjacency"), probe=True),
        ),
        claim=Claim(
            text="Row-normalised similarity with powers beats a spectral embedding of the graph",
            method="FastRP",
            baseline="SVD raw",
            metric="f1_micro_top_k",
            relative=0.1,
        ),
        demo=(("n_splits", 10), ("n_repeats", 1), ("n_trials", 1), ("n_seeds", 1)),
        published=(
            Figure(
                label="FastRP",
                metric="f1_micro_top_k",
                value=0.372,
                source="fast-random-projection-blogcatalog.ipynb in GTmac/FastRP@3a6a71c",
                note="512 components, weights (0, 0, 1, 6.67), degree power -0.64, 5 draws",
            ),
            Figure(
                label="FastRP",
                metric="f1_macro_top_k",
                value=0.228,
                source="fast-random-projection-blogcatalog.ipynb in GTmac/FastRP@3a6a71c",
                note="512 components, weights (0, 0, 1, 6.67), degree power -0.64, 5 draws",
            ),
            Figure(
                label="DeepWalk",
                metric="f1_micro_top_k",
                value=0.364,
                source="fast-random-projection-blogcatalog.ipynb in GTmac/FastRP@3a6a71c",
            ),
            Figure(
                label="node2vec",
                metric="f1_micro_top_k",
                value=0.359,
                source="fast-random-projection-blogcatalog.ipynb in GTmac/FastRP@3a6a71c",
            ),
        ),
    ),
]
