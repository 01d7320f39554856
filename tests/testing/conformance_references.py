"""Small estimators that keep every promise: one for each kind of input, and for most roles.

They say what the suite asks for, in as few lines as it can be said.
"""

from references_other_kinds import (
    BrightSegmenter,
    ClipStatistics,
    ColourMeans,
    Covariances,
    DegreeHistogram,
    Extents,
    NearestCovariance,
    PatchDetector,
    TokenCounts,
    WordNeighbors,
)
from references_tables import (
    GaussianSampler,
    HalfClusterer,
    NearestMean,
    NodeAxes,
    RandomAxes,
    Undersampler,
)

from skrepr.specs import EstimatorSpec
from skrepr.testing import Example


def words_example(kind, seed):
    """Show that an example may give parameters."""
    return Example(params={"n_neighbors": 2})


def _spec(cls, kind, *roles, **more):
    more.setdefault("stochastic", "random_state" in cls().get_params())
    return EstimatorSpec(
        name=cls.__name__,
        target=f"{cls.__module__}:{cls.__name__}",
        roles=roles,
        inputs=(kind,),
        summary=cls.__doc__.partition("\n")[0],
        **more,
    )


SPECS = [
    _spec(RandomAxes, "table", "transformer", param_grid=(("n_components", (1, 3)),)),
    _spec(
        NearestMean,
        "table",
        "classifier",
        metadata=("sample_weight",),
        param_grid=(("shrinkage", (0.0, 0.5)),),
    ),
    _spec(Undersampler, "table", "resampler"),
    _spec(GaussianSampler, "table", "generator"),
    _spec(
        HalfClusterer,
        "table",
        "clusterer",
        param_grid=(("quantile", (0.3, 0.7)),),
        transductive=True,
        exceptions=(("new_rows", "the quantile is one of the given rows"),),
    ),
    _spec(NodeAxes, "graph", "transformer", quick_params=(("n_components", 3),)),
    _spec(DegreeHistogram, "graphs", "transformer"),
    _spec(NearestCovariance, "spd", "classifier"),
    _spec(Covariances, "epochs", "transformer", output="array"),
    _spec(ColourMeans, "images", "transformer"),
    _spec(BrightSegmenter, "images", "segmenter", output="images"),
    _spec(Extents, "points", "transformer"),
    _spec(PatchDetector, "scenes", "detector", output="items"),
    _spec(ClipStatistics, "videos", "transformer"),
    _spec(
        WordNeighbors,
        "items",
        "neighbors",
        output="items",
        example=f"{__name__}:words_example",
    ),
    _spec(TokenCounts, "sequences", "transformer"),
]
