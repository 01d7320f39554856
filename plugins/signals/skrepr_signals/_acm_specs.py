"""What ACM offers, as plain data."""

from __future__ import annotations

from skrepr.specs import BenchmarkSpec, Candidate, Claim, EstimatorSpec, Pairs, Paper, Value

_ACM = Paper(
    title="Classification of BCI-EEG based on augmented covariance matrix",
    authors="Igor Carrara, Theodore Papadopoulo",
    year=2024,
    venue="IEEE Transactions on Biomedical Engineering",
    arxiv="2302.04508",
    code="carraraig/Augmented_Covariance_BCI@26750c7",
)

_ORDERS = (1, 2, 3, 4, 6, 8, 10)
_LAGS = (1, 2, 3, 4, 6)

ESTIMATORS = [
    EstimatorSpec(
        name="DelayEmbedding",
        target="skrepr_signals:DelayEmbedding",
        roles=("transformer",),
        inputs=("epochs",),
        output="array",
        summary="Epochs beside delayed copies of themselves",
        papers=(_ACM,),
        param_grid=(("order", _ORDERS), ("lag", _LAGS)),
        quick_params=(("order", 2), ("lag", 1)),
        stochastic=False,
    ),
    EstimatorSpec(
        name="AugmentedCovariances",
        target="skrepr_signals:AugmentedCovariances",
        roles=("transformer",),
        inputs=("epochs",),
        output="array",
        summary="Covariances of epochs beside delayed copies of themselves",
        papers=(_ACM,),
        param_grid=(("order", _ORDERS), ("lag", _LAGS), ("estimator", ("cov", "oas", "lwf"))),
        quick_params=(("order", 2), ("lag", 1)),
        stochastic=False,
    ),
    EstimatorSpec(
        name="ACMClassifier",
        target="skrepr_signals:ACMClassifier",
        roles=("classifier", "transformer"),
        inputs=("epochs",),
        output="labels",
        summary="Classify epochs by rhythm: covariances of a delay embedding, tangent space, SVM",
        papers=(_ACM,),
        param_grid=(
            ("order", _ORDERS),
            ("lag", _LAGS),
            ("C", (0.5, 1.0, 1.5)),
            ("kernel", ("linear", "rbf")),
        ),
        quick_params=(("order", 2), ("lag", 1)),
    ),
    EstimatorSpec(
        name="ACMClassifierCV",
        target="skrepr_signals:ACMClassifierCV",
        roles=("classifier", "transformer"),
        inputs=("epochs",),
        output="labels",
        summary="The same with order and lag searched, all embeddings sharing their products",
        papers=(_ACM,),
        param_grid=(("estimator", ("oas", "cov", "lwf")),),
        quick_params=(("orders", (1, 2)), ("lags", (1, 2)), ("Cs", (1.0,)), ("cv", 2)),
        example="skrepr_signals._acm_examples:with_groups",
        metadata=("groups",),
        trusted=("skrepr_signals._acm.ACMClassifier",),
    ),
]

_HERE = "skrepr_signals._acm_benchmarks"
#: Of the tangent space: one setting, fixed before any score was seen, for every fixed embedding.
_LINEAR: Pairs = (("kernel", "linear"), ("C", 0.5))


def _acm(label: str, order: int, lag: int) -> Candidate:
    return Candidate(
        label=label,
        target="skrepr_signals:ACMClassifier",
        params=(("order", order), ("lag", lag), *_LINEAR),
        stochastic=False,
        estimator="ACMClassifier",
    )


def _searched(label: str, *params: tuple[str, Value], groups: bool = False) -> Candidate:
    return Candidate(
        label=label,
        target="skrepr_signals:ACMClassifierCV",
        params=params,
        stochastic=False,
        fit_params=(("groups", "groups"),) if groups else (),
        estimator="ACMClassifierCV",
    )


_FIXED = _acm("ACM (4, 2)", 4, 2)
_AUGMENTED_MDM = Candidate(
    label="ACM (4, 2) + MDM",
    target=f"{_HERE}:augmented_mdm",
    params=(("order", 4), ("lag", 2)),
    stochastic=False,
    estimator="AugmentedCovariances",
)
_PLAIN = _acm("plain covariance", 1, 1)
_PLAIN_MDM = Candidate(label="plain MDM", target=f"{_HERE}:plain_mdm", stochastic=False)
_CSSP = Candidate(
    label="CSSP + LDA",
    target=f"{_HERE}:spatial_filters",
    params=(("order", 2), ("lag", 2)),
    grid=(("embedding__lag", (1, 2, 3, 5)), ("filters__nfilter", (4, 6, 10))),
    stochastic=False,
    estimator="DelayEmbedding",
)
_SPECTRUM = Candidate(
    label="log spectrum",
    target=f"{_HERE}:log_spectrum",
    grid=(("classifier__C", (0.001, 0.01, 0.1, 1.0)),),
    stochastic=False,
    uses=(("sfreq", "sfreq"),),
)
_BASELINES = (_PLAIN, _PLAIN_MDM, _CSSP, _SPECTRUM)
_GRID: Pairs = (("orders", (1, 2, 4, 6)), ("lags", (2, 3)))


def _demo(label: str = "ACM searched", orders: tuple[int, ...] = (1, 4)) -> Pairs:
    """Return a demonstration: little is searched, and settings of the baselines not at all."""
    searched = (("orders", orders), ("lags", (2,)), ("cv", 3))
    return (("n_trials", 1), *((f"{label}.{name}", value) for name, value in searched))


def _mamem(subject: int, *, published: bool) -> BenchmarkSpec:
    rows = "the last 100 of 500 epochs" if published else "five folds of whole trials"
    return BenchmarkSpec(
        name=f"acm-mamem-u{subject:03d}" + ("-published" if published else ""),
        summary=f"Which of five flickers does subject {subject} look at? {rows} are scored",
        dataset=f"skrepr-data/mamem_ssvep_u{subject:03d}",
        protocol="published" if published else f"{_HERE}:grouped",
        metrics=("accuracy",),
        methods=(_FIXED, _searched("ACM searched", *_GRID, groups=True), _AUGMENTED_MDM),
        baselines=_BASELINES,
        claim=Claim(
            text="Delayed copies tell flickers apart that channel covariances do not",
            method=_FIXED.label,
            baseline=_PLAIN.label,
            metric="accuracy",
            relative=0.1 if published else 0.4,
        ),
        demo=_demo(),
    )


BENCHMARKS = [
    *(_mamem(subject, published=False) for subject in (1, 2, 3)),
    *(_mamem(subject, published=True) for subject in (1, 2, 3)),
    BenchmarkSpec(
        name="acm-attention",
        summary="At which of two places did the square appear? EEG of one person",
        dataset="skrepr-data/visual_attention_position",
        protocol="inductive",
        metrics=("accuracy",),
        methods=(
            _FIXED,
            _searched("ACM searched", ("orders", (1, 2, 3)), ("lags", (2, 4))),
            _AUGMENTED_MDM,
        ),
        baselines=_BASELINES,
        demo=(("n_repeats", 1), *_demo(orders=(1, 2))),
    ),
    BenchmarkSpec(
        name="acm-eyes",
        summary="Eyes open or shut? One-second pieces of one recording, the later are scored",
        dataset="skrepr-data/eyes_open_shut",
        protocol="published",
        metrics=("accuracy",),
        methods=(
            _FIXED,
            _searched("ACM searched", *_GRID),
            _searched("ACM searched, cov", *_GRID, ("estimator", "cov")),
            _AUGMENTED_MDM,
        ),
        baselines=_BASELINES,
        demo=(*_demo(), *_demo("ACM searched, cov")[1:]),
    ),
]
