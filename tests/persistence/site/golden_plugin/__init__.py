"""A plugin as if it were installed: its models are saved, its specs say what may be loaded."""

from skrepr.hookspecs import hookimpl
from skrepr.specs import EstimatorSpec, Paper


@hookimpl
def skrepr_estimators():
    return [
        EstimatorSpec(
            name="NearestSize",
            # a public alias: skops writes the module in which the class stands
            target="golden_plugin._public:SizeClassifier",
            roles=("classifier",),
            inputs=("graphs",),
            output="labels",
            summary="Predict the label of the graph with the nearest number of edges",
            papers=(Paper(title="On <b>sizes</b>", authors="A. *Author*", year=2024),),
            stochastic=False,
            trusted=("golden_plugin._graphs.Scale",),
        ),
        EstimatorSpec(
            name="LinearEncoder",
            target="golden_plugin._encoder:LinearEncoder",
            roles=("transformer",),
            inputs=("images",),
            summary="Encode images by a linear autoencoder",
            requires=("torch", "skorch"),
            extra="torch",
        ),
    ]
