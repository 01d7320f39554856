"""Inner classifiers and a label metric for the kinds of input that Loki is tried on."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from skrepr.testing import Example
from skrepr.validation import check_graphs, check_input_shape, check_spd


def loki(kind, seed):
    """Return three labels on a line and a classifier for this kind of input."""
    labels = np.arange(3.0)
    classifier = {
        "table": LogisticRegression,
        "spd": UpperTriangleClassifier,
        "graphs": DegreeClassifier,
    }[kind]()
    return Example(params={"estimator": classifier, "distances": np.abs(labels[:, None] - labels)})


class UpperTriangleClassifier(ClassifierMixin, BaseEstimator):
    """Logistic regression on the upper triangles of symmetric matrices."""

    def fit(self, X, y, sample_weight=None):
        X = check_spd(X, estimator=self)
        self.input_shape_, self.n_features_in_ = X.shape[1:], X.shape[1]
        self.classifier_ = LogisticRegression().fit(_upper_triangles(X), y, sample_weight)
        self.classes_ = self.classifier_.classes_
        return self

    def predict_proba(self, X):
        check_is_fitted(self)
        X = check_spd(X, estimator=self)
        check_input_shape(self, X)
        return self.classifier_.predict_proba(_upper_triangles(X))

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


class DegreeClassifier(ClassifierMixin, BaseEstimator):
    """Logistic regression on the sizes and degrees of graphs."""

    def fit(self, X, y, sample_weight=None):
        table = _degrees(check_graphs(X))
        self.classifier_ = LogisticRegression(max_iter=1000).fit(table, y, sample_weight)
        self.classes_ = self.classifier_.classes_
        return self

    def predict_proba(self, X):
        check_is_fitted(self)
        return self.classifier_.predict_proba(_degrees(check_graphs(X)))

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def _upper_triangles(X):
    return X[:, *np.triu_indices(X.shape[1])]


def _degrees(graphs):
    degrees = [adjacency.sum(axis=1) for adjacency in graphs.adjacencies]
    return np.array([(len(d), d.sum(), d.max()) for d in degrees])
