"""The small models of the golden files, one for each kind of input and a Pipeline."""

from pathlib import Path

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from skrepr import GraphSet
from skrepr.testing import make_input

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "golden"
#: Where the plugin lies that is as if installed.
SITE = FOLDER / "site"


def table():
    from skrepr_metric import LokiClassifier

    sample = make_input("table", seed=1)
    labels = np.arange(len(np.unique(sample.y)), dtype=float)
    model = LokiClassifier(LogisticRegression(), distances=np.abs(labels[:, None] - labels))
    return model.fit(sample.X, sample.y), "predict", sample.X_new


def pipeline():
    from skrepr_metric import LokiClassifier

    sample = make_input("table", seed=2)
    model = make_pipeline(SimpleImputer(), LokiClassifier(LogisticRegression()))
    return model.fit(sample.X, sample.y), "predict", sample.X_new


def graph():
    from skrepr_graph import FastRP

    sample = make_input("graph", seed=1)
    model = make_pipeline(FastRP(n_components=4, random_state=0), LogisticRegression())
    return model.fit(sample.X, sample.y), "predict_proba", sample.X_new


def graphs():
    from golden_plugin._graphs import NearestSize

    sample = make_input("graphs", seed=1)
    return NearestSize().fit(sample.X[:8], sample.y[:8]), "predict", sample.X_new


def images():
    from golden_plugin._encoder import LinearEncoder

    sample = make_input("images", seed=1)
    model = LinearEncoder().fit(sample.X[:, :, :4, :4])
    return model, "transform", sample.X_new[:, :, :4, :4]


MODELS = {f.__name__: f for f in (table, pipeline, graph, graphs, images)}


def to_arrays(X):
    """Return input of any kind as arrays that ``.npz`` holds."""
    if isinstance(X, GraphSet):
        return {f"graph_{i}": a.toarray() for i, a in enumerate(X.adjacencies)}
    return {"X": X.toarray() if hasattr(X, "toarray") else np.asarray(X)}


def from_arrays(arrays, *, sparse):
    """Return the input that :func:`to_arrays` has taken apart."""
    if "X" not in arrays:
        return GraphSet([arrays[name] for name in sorted(arrays, key=_number)])
    if sparse:
        from scipy.sparse import csr_array

        return csr_array(arrays["X"])
    return arrays["X"]


def _number(name):
    return int(name.rpartition("_")[2])
