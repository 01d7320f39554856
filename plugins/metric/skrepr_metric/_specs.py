"""What this plugin offers, as plain data."""

from __future__ import annotations

from skrepr.specs import Axis, BenchmarkSpec, Candidate, Claim, EstimatorSpec, Paper, ScorerSpec

_LOKI = Paper(
    title="Geometry-Aware Adaptation for Pretrained Models",
    authors=(
        "Nicholas Roberts, Xintong Li, Dyah Adila, Sonia Cromp, Tzu-Heng Huang, Jitian Zhao, "
        "Frederic Sala"
    ),
    year=2023,
    venue="NeurIPS",
    arxiv="2307.12226",
    code="SprocketLab/loki@7b010d8",
)

_TEMPERATURES = (0.1, 0.25, 0.5, 1.0, 2.0)
_C = (0.1, 1.0, 10.0, 100.0)

ESTIMATORS = [
    EstimatorSpec(
        name="LokiClassifier",
        target="skrepr_metric:LokiClassifier",
        roles=("classifier", "meta"),
        inputs=("table", "spd", "graphs"),
        output="labels",
        summary="Predict the label that is closest on average, also one never seen in training",
        papers=(_LOKI,),
        param_grid=(("temperature", _TEMPERATURES),),
        example="skrepr_metric._examples:loki",
        stochastic=False,
        metadata=("sample_weight",),
    ),
]

SCORERS = [
    ScorerSpec(
        name="label_distance",
        target="skrepr_metric._scorers:label_distance",
        greater_is_better=False,
        uses=(("labels", "labels"), ("distances", "distances")),
        summary="Mean squared distance between predicted and true label",
    ),
]

_METRIC = (("labels", "labels"), ("distances", "distances"))
_SHRINKS = (
    "The squared label distance of Loki is at least a fifth below that of the same classifier"
)


def _loki(label: str, *, scale: bool, searched: bool = True) -> Candidate:
    tempered = ("estimator__classifier__C", _C)
    return Candidate(
        label=label,
        target="skrepr_metric._benchmarks:loki",
        params=(("scale", scale), ("temperature", 0.25 if searched else 1.0)),
        grid=(("temperature", _TEMPERATURES), tempered) if searched else (tempered,),
        stochastic=False,
        uses=_METRIC,
        estimator="LokiClassifier",
    )


def _argmax(*, scale: bool) -> Candidate:
    return Candidate(
        label="argmax",
        target="skrepr_metric._benchmarks:argmax",
        params=(("scale", scale),),
        grid=(("classifier__C", _C),),
        stochastic=False,
    )


_NEIGHBOURS = Candidate(
    label="nearest neighbours",
    target="sklearn.neighbors:KNeighborsClassifier",
    grid=(("n_neighbors", (1, 3, 5, 10)), ("weights", ("uniform", "distance"))),
    stochastic=False,
)


def _mammals(name: str, summary: str, protocol: str, *options: tuple[str, float]) -> BenchmarkSpec:
    return BenchmarkSpec(
        name=name,
        summary=summary,
        dataset="skrepr-data/mammals",
        protocol=protocol,
        options=options,
        metrics=("label_distance", "accuracy"),
        methods=(_loki("Loki", scale=False),),
        baselines=(
            _argmax(scale=False),
            _loki("Loki, T = 1", scale=False, searched=False),
            _NEIGHBOURS,
        ),
        claim=Claim(
            text=_SHRINKS,
            method="Loki",
            baseline="argmax",
            metric="label_distance",
            relative=0.2,
        ),
        demo=(("n_seeds", 1),),
        axis=Axis(
            family="loki-mammals",
            label="share of families in training",
            value=dict(options).get("class_fraction", 1.0),
        ),
    )


BENCHMARKS = [
    _mammals(
        "loki-mammals",
        "Family of a mammal from its name and gloss; errors count by distance in the taxonomy",
        "inductive",
    ),
    _mammals(
        "loki-mammals-half",
        "The same where training rows come from half of the families",
        "unseen_classes",
        ("class_fraction", 0.5),
    ),
    BenchmarkSpec(
        name="loki-diabetes",
        summary="Progression of diabetes in 20 ordered bins",
        dataset="skrepr-data/diabetes_bins",
        protocol="inductive",
        metrics=("label_distance", "accuracy"),
        methods=(_loki("Loki", scale=True),),
        baselines=(
            _argmax(scale=True),
            Candidate(
                label="rounded ridge",
                target="skrepr_metric._benchmarks:rounded_ridge",
                grid=(("regressor__ridge__alpha", (0.1, 1.0, 10.0, 100.0)),),
                stochastic=False,
                uses=(("labels", "labels"),),
            ),
        ),
        claim=Claim(
            text=_SHRINKS,
            method="Loki",
            baseline="argmax",
            metric="label_distance",
            relative=0.2,
        ),
        demo=(("n_seeds", 1),),
    ),
]
