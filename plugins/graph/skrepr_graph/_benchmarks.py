"""The candidates of this plugin's benchmarks, unfitted."""

from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline

from skrepr.comparison import LabelledRows

from ._adjacency_svd import AdjacencySVD
from ._fastrp import FastRP


def fastrp_classifier(*, C=0.1, **params):
    """Return FastRP and a logistic regression."""
    return _classifier(FastRP(**params), C)


def svd_classifier(*, C=10.0, **params):
    """Return an adjacency SVD and a logistic regression."""
    return _classifier(AdjacencySVD(**params), C)


def attributes_classifier(*, C=1.0):
    """Return a logistic regression on the attributes of the nodes, without the graph."""
    return Pipeline([("probe", _logistic(C))])


def fastrp_labelled(*, C=0.1, **params):
    """Return FastRP on all nodes and a probe for several labels on those that show them."""
    return _labelled(FastRP(**params), C)


def svd_labelled(*, C=10.0, **params):
    """Return an adjacency SVD on all nodes and a probe on those that show their labels."""
    return _labelled(AdjacencySVD(**params), C)


# The default C of a candidate suits the size of its columns: FastRP's have variance 1, the
# rows of a normalised SVD have length 1. Tried on BlogCatalog: each is at its best.
def _classifier(embedding, C):
    return Pipeline([("embedding", embedding), ("probe", _logistic(C))])


def _labelled(embedding, C):
    probe = LogisticRegression(solver="liblinear", C=C)
    return LabelledRows(embedding, OneVsRestClassifier(probe))


def _logistic(C):
    return LogisticRegression(max_iter=2000, C=C)
