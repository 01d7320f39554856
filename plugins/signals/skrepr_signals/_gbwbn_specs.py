"""What the plugin offers on Bures-Wasserstein geometry, as plain data."""

from __future__ import annotations

from skrepr.specs import Axis, BenchmarkSpec, Candidate, Claim, DatasetSpec, EstimatorSpec, Paper

_GBWBN = Paper(
    title="Learning to Normalize on the SPD Manifold under Bures-Wasserstein Geometry",
    authors="Rui Wang, Shaocheng Jin, Ziheng Chen, Xiaoqing Luo, Xiao-Jun Wu",
    year=2025,
    venue="CVPR",
    arxiv="2504.00660",
    code="jjscc/GBWBN@1ec3232",
)
_GEOMETRY = Paper(
    title=(
        "Learning with Symmetric Positive Definite Matrices via Generalized Bures-Wasserstein "
        "Geometry"
    ),
    authors="Andi Han, Bamdev Mishra, Pratik Jawanpuria, Junbin Gao",
    year=2023,
    venue="GSI",
    arxiv="2110.10464",
)

_THETAS = (0.25, 0.5, 0.75, 1.0)

ESTIMATORS = [
    EstimatorSpec(
        name="GBWBNClassifier",
        target="skrepr_signals:GBWBNClassifier",
        roles=("classifier", "transformer"),
        inputs=("spd",),
        output="labels",
        summary="Network on covariance matrices, normalised in a learned Wasserstein geometry",
        papers=(_GBWBN,),
        requires=("torch", "skorch"),
        extra="torch",
        param_grid=(("theta", _THETAS), ("lr", (2.5e-3, 1e-2, 5e-2))),
        quick_params=(("max_epochs", 3),),
    ),
    EstimatorSpec(
        name="BuresWassersteinScaler",
        target="skrepr_signals:BuresWassersteinScaler",
        roles=("transformer",),
        inputs=("spd",),
        output="array",
        summary="Centre covariance matrices at their Wasserstein mean and scale their spread to 1",
        papers=(_GBWBN, _GEOMETRY),
        param_grid=(("theta", _THETAS), ("with_std", (True, False))),
        stochastic=False,
    ),
    EstimatorSpec(
        name="BuresWassersteinMDM",
        target="skrepr_signals:BuresWassersteinMDM",
        roles=("classifier", "transformer"),
        inputs=("spd",),
        output="labels",
        summary="Classify covariance matrices by the nearest Wasserstein mean of a class",
        papers=(_GEOMETRY, _GBWBN),
        param_grid=(("theta", _THETAS),),
        stochastic=False,
    ),
]


def _digits(name: str, summary: str) -> DatasetSpec:
    return DatasetSpec(
        name=name,
        loader=f"skrepr_signals._region_covariances:load_{name}",
        summary=summary,
        kind="spd",
        task="classification",
        n_samples=1797,
        n_bytes=0,
        licence="BSD-3 (scikit-learn's copy; no file of ours)",
        licence_class="A",
        citation="Alpaydin and Kaynak 1998; Tuzel et al. 2006 (region covariances)",
    )


DATASETS = [
    _digits("digit_regions", "Digits as 13 x 13 covariances of pixel features; condition 1e2"),
    _digits("digit_regions_units", "The same, units apart by a thousand; condition 2e6"),
]

_LRS = (2.5e-3, 1e-2, 5e-2)
_C = (0.01, 0.1, 1.0, 10.0)
_PIPELINES = "skrepr_signals._gbwbn_benchmarks"


def _network(label: str, source: str, *searched: tuple, **params) -> Candidate:
    return Candidate(
        label=label,
        target=f"{_PIPELINES}:network",
        params=(("source", source), *params.items()),
        grid=(("net__lr", _LRS), *searched),
        estimator="GBWBNClassifier",
    )


def _plain(label: str, function: str, source: str, grid: tuple, *params: tuple, name=None):
    return Candidate(
        label=label,
        target=f"{_PIPELINES}:{function}",
        params=(("source", source), *params),
        grid=grid,
        stochastic=False,
        estimator=name,
    )


def _networks(name: str, summary: str, dataset: str, source: str, axis=None, **params):
    """Return the network against itself without batch norm, and against no network at all."""
    return BenchmarkSpec(
        name=name,
        summary=summary,
        dataset=dataset,
        protocol="inductive",
        metrics=("balanced_accuracy", "neg_log_loss"),
        methods=(
            _network(
                "GBWBN",
                source,
                ("net__theta", (0.25, 0.5, 1.0)),
                ("net__dispersion", ("identity", "mean")),
                theta=0.5,
                dispersion="mean",
                **params,
            ),
        ),
        baselines=(
            Candidate(
                label="no batch norm",
                target=f"{_PIPELINES}:network",
                params=(("source", source), ("batch_norm", False), *params.items()),
                grid=(("net__lr", _LRS),),
            ),
            _network("GBWBN as published", source, **params),
            _plain("log-Euclidean LR", "log_euclidean", source, (("classifier__C", _C),)),
            _plain("MDM", "mdm", source, ()),
        ),
        claim=Claim(
            text="Batch normalisation improves the network",
            method="GBWBN",
            baseline="no batch norm",
            metric="balanced_accuracy",
            relative=0.0,
        ),
        n_repeats=2,
        n_inner=2,
        n_seeds=1,
        n_trials=6,
        demo=(
            ("n_splits", 2),
            ("n_repeats", 1),
            ("n_trials", 1),
            ("GBWBN.max_epochs", 3),
            ("no batch norm.max_epochs", 3),
            ("GBWBN as published.max_epochs", 3),
        ),
        axis=axis,
    )


def _condition(value: float) -> Axis:
    return Axis(family="gbwbn-digits", label="condition number", value=value)


def _geometry(name: str, summary: str, dataset: str, source: str) -> BenchmarkSpec:
    return BenchmarkSpec(
        name=name,
        summary=summary,
        dataset=dataset,
        protocol="inductive",
        metrics=("balanced_accuracy",),
        methods=(
            _plain(
                "Bures-Wasserstein scaler, LR",
                "log_euclidean",
                source,
                (("classifier__C", _C), ("spd_scaler__theta", (0.5, 1.0))),
                ("scale", True),
                name="BuresWassersteinScaler",
            ),
            _plain(
                "Bures-Wasserstein MDM",
                "bures_mdm",
                source,
                (("mdm__theta", _THETAS),),
                name="BuresWassersteinMDM",
            ),
        ),
        baselines=(
            _plain("log-Euclidean LR", "log_euclidean", source, (("classifier__C", _C),)),
            _plain(
                "tangent space LR",
                "log_euclidean",
                source,
                (("classifier__C", _C),),
                ("metric", "riemann"),
            ),
            _plain("MDM, affine-invariant", "mdm", source, ()),
            _plain("MDM, log-Euclidean", "mdm", source, (), ("metric", "logeuclid")),
        ),
        claim=Claim(
            text="Centring and scaling improves log-Euclidean features",
            method="Bures-Wasserstein scaler, LR",
            baseline="log-Euclidean LR",
            metric="balanced_accuracy",
            relative=0.0,
        ),
        n_repeats=2,
        n_inner=2,
        n_seeds=1,
        n_trials=4,
        demo=(("n_splits", 2), ("n_repeats", 1), ("n_trials", 1)),
    )


BENCHMARKS = [
    _networks(
        "gbwbn-digits",
        "Which digit? Covariances of pixel features in like units",
        "skrepr-signals/digit_regions",
        "spd",
        _condition(1e2),
        subspace_dims=(10,),
        max_epochs=15,
        batch_size=64,
    ),
    _networks(
        "gbwbn-digits-units",
        "The same features in units that differ by a thousand",
        "skrepr-signals/digit_regions_units",
        "spd",
        _condition(2e6),
        subspace_dims=(10,),
        max_epochs=15,
        batch_size=64,
    ),
    _networks(
        "gbwbn-attention",
        "Where did the square appear? Covariances of 30 EEG channels",
        "skrepr-data/visual_attention_position",
        "epochs",
        max_epochs=30,
    ),
    *(
        _networks(
            f"gbwbn-mamem-u00{subject}",
            f"Which flicker does subject {subject} look at? Delay-embedded covariances",
            f"skrepr-data/mamem_ssvep_u00{subject}",
            "acm",
            max_epochs=40,
        )
        for subject in (1, 2, 3)
    ),
    _geometry(
        "bures-digits",
        "Which digit? Covariances of pixel features, without a network",
        "skrepr-signals/digit_regions",
        "spd",
    ),
    _geometry(
        "bures-attention",
        "Where did the square appear? Covariances of 30 EEG channels, without a network",
        "skrepr-data/visual_attention_position",
        "epochs",
    ),
]
