"""What outsider-waves offers to skrepr."""

from skrepr.hookspecs import hookimpl
from skrepr.specs import BenchmarkSpec, Candidate, Claim, DatasetSpec, EstimatorSpec, ScorerSpec


@hookimpl
def skrepr_estimators():
    return [
        EstimatorSpec(
            name="WalshShrinkage",
            target="outsider_waves._shrinkage:WalshShrinkage",
            roles=("transformer",),
            inputs=("table",),
            summary="Remove noise from rows that are signals, by shrinking Walsh coefficients",
            param_grid=(("strength", (0.5, 1.0, 2.0)),),
            stochastic=False,
        )
    ]


@hookimpl
def skrepr_datasets():
    return [
        DatasetSpec(
            name="waves",
            loader="outsider_waves._data:load_waves",
            kind="table",
            task="classification",
            n_samples=120,
            n_bytes=16810,
            sha256="d37608f52c56daa21af682c8d6b19fec01d33588df4e23b9ffb28411ee579db3",
            licence="CC0",
            licence_class="A",
            citation="drawn with a pseudo-random generator",
            summary="120 noisy signals of 16 steps: does the level rise or fall?",
        )
    ]


@hookimpl
def skrepr_scorers():
    return [
        ScorerSpec(
            name="wave_error",
            target="outsider_waves._data:error_share",
            greater_is_better=False,
            summary="Share of signals that are called wrongly",
        )
    ]


@hookimpl
def skrepr_benchmarks():
    inner = "outsider_waves._data"
    return [
        BenchmarkSpec(
            name="waves-shrinkage",
            dataset="waves",
            protocol="inductive",
            metrics=("wave_error", "accuracy"),
            methods=(
                Candidate(
                    label="WalshShrinkage",
                    estimator="WalshShrinkage",
                    target=f"{inner}:shrunk_then_nearest",
                    grid=(("walshshrinkage__strength", (0.5, 2.0)),),
                    stochastic=False,
                ),
            ),
            baselines=(
                Candidate(label="nearest", target=f"{inner}:nearest", stochastic=False),
                Candidate(
                    label="tree",
                    target="sklearn.tree:DecisionTreeClassifier",
                    params=(("max_depth", 2),),
                ),
            ),
            claim=Claim(text="Shrinkage helps a nearest-neighbour classifier"),
            summary="Nearest neighbour on noisy signals, with and without shrinkage",
            n_repeats=2,
            n_trials=2,
            n_seeds=2,
        )
    ]
