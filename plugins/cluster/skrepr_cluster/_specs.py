"""What skrepr-cluster offers, as plain data."""

from __future__ import annotations

from skrepr.specs import (
    BenchmarkSpec,
    Candidate,
    Claim,
    DatasetSpec,
    EstimatorSpec,
    Figure,
    Paper,
    ScorerSpec,
)

_MLC = Paper(
    title="Unsupervised Manifold Linearizing and Clustering",
    authors=(
        "Tianjiao Ding, Shengbang Tong, Kwan Ho Ryan Chan, Xili Dai, Yi Ma, Benjamin D. Haeffele"
    ),
    year=2023,
    venue="ICCV",
    arxiv="2301.01805",
)
_CPP = Paper(
    title="Image Clustering via the Principle of Rate Reduction in the Age of Pretrained Models",
    authors=(
        "Tianzhe Chu, Shengbang Tong, Tianjiao Ding, Xili Dai, Benjamin D. Haeffele, Rene Vidal, "
        "Yi Ma"
    ),
    year=2024,
    venue="ICLR",
    arxiv="2306.05272",
    code="LeslieTrue/CPP@cb39bdc",
)
_DSSC = Paper(
    title="Doubly Stochastic Subspace Clustering",
    authors="Derek Lim, Rene Vidal, Benjamin D. Haeffele",
    year=2020,
    arxiv="2011.14859",
)

ESTIMATORS = [
    EstimatorSpec(
        name="MLC",
        target="skrepr_cluster:MLC",
        roles=("clusterer", "transformer"),
        inputs=("table", "images"),
        summary="Map curved manifolds to orthogonal subspaces and cluster them",
        papers=(_MLC, _CPP),
        requires=("torch", "skorch"),
        extra="torch",
        param_grid=(("n_clusters", (2, 3, 5, 8)), ("eta", (0.1, 0.175))),
        quick_params=(
            ("n_clusters", 3),
            ("n_components", 4),
            ("hidden", 16),
            ("warmup_epochs", 1),
            ("max_epochs", 2),
            ("max_steps", 3),
            ("n_init", 2),
        ),
    ),
    EstimatorSpec(
        name="DoublyStochasticSpectralClustering",
        target="skrepr_cluster:DoublyStochasticSpectralClustering",
        roles=("clusterer",),
        inputs=("table",),
        output="labels",
        summary="Spectral clustering of absolute cosines, balanced to a doubly stochastic matrix",
        papers=(_MLC, _DSSC),
        param_grid=(("n_clusters", (2, 3, 5, 8)), ("eta", (0.02, 0.05, 0.1))),
        quick_params=(("n_clusters", 3), ("n_iter", 10), ("n_init", 2)),
    ),
]

DATASETS = [
    DatasetSpec(
        name="digits",
        loader="skrepr_cluster._datasets:load_digits_images",
        summary="1,797 handwritten digits, 8 x 8",
        kind="images",
        task="classification",
        n_samples=1797,
        n_bytes=0,
        licence="CC BY 4.0 (scikit-learn's copy; no file of ours)",
        licence_class="A*",
        citation="Alpaydin & Kaynak 1998",
    ),
]

SCORERS = [
    ScorerSpec(
        name="clustering_accuracy",
        target="skrepr_cluster._scorers:clustering_accuracy",
        needs="labels",
        summary="Share of samples in the right cluster under the best matching to classes",
    ),
]


def _candidate(
    label: str, function: str, n_clusters: int, *, estimator: str | None = None, **params: int
) -> Candidate:
    return Candidate(
        label=label,
        target=f"skrepr_cluster._benchmarks:{function}",
        params=(("n_clusters", n_clusters), *params.items()),
        estimator=estimator,
    )


def _benchmark(
    name: str,
    summary: str,
    dataset: str,
    n_clusters: int,
    n_splits: int,
    claim: Claim | None = None,
    published: tuple[Figure, ...] = (),
) -> BenchmarkSpec:
    return BenchmarkSpec(
        name=name,
        summary=summary,
        dataset=dataset,
        protocol="clustering",
        metrics=("clustering_accuracy", "normalized_mutual_info_score"),
        methods=(
            _candidate("MLC", "mlc", n_clusters, estimator="MLC"),
            _candidate(
                "doubly stochastic spectral",
                "doubly_stochastic",
                n_clusters,
                estimator="DoublyStochasticSpectralClustering",
            ),
        ),
        baselines=(
            _candidate("k-means", "kmeans", n_clusters),
            _candidate("spectral, 10 neighbours", "spectral", n_clusters),
            _candidate("stage 1 + k-means", "trained_encoder", n_clusters, warmup_epochs=160),
        ),
        claim=claim,
        n_splits=n_splits,
        n_repeats=1,
        n_seeds=1,
        demo=(
            ("n_splits", 2),
            ("MLC.warmup_epochs", 20),
            ("MLC.max_epochs", 10),
            ("stage 1 + k-means.warmup_epochs", 30),
        ),
        published=published,
    )


def _paper(metric: str, data: str, value: float) -> Figure:
    return Figure(
        label="MLC", metric=metric, value=value, source="arXiv:2301.01805, from memory", note=data
    )


BENCHMARKS = [
    _benchmark(
        "mlc-digits",
        "Handwritten digits, 8 x 8, without labels",
        "skrepr-cluster/digits",
        10,
        10,
        Claim(
            text="The accuracy of MLC is above that of k-means on pixels by 7 % of it",
            method="MLC",
            baseline="k-means",
            metric="clustering_accuracy",
            relative=0.07,
        ),
        (
            _paper("clustering_accuracy", "CIFAR-10", 0.922),
            _paper("normalized_mutual_info_score", "CIFAR-10", 0.855),
        ),
    ),
    _benchmark("mlc-mnist", "Handwritten digits, 28 x 28", "skrepr-data/mnist_3000", 10, 5),
    _benchmark(
        "mlc-landsat",
        "Land cover from 3 x 3 pixels of a satellite, whose classes are no manifolds of shapes",
        "skrepr-data/landsat_patches",
        6,
        5,
    ),
]
