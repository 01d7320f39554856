"""An estimator that keeps graphs, and an object of its own that its spec trusts."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted


class Scale:
    """Trusted by the spec."""

    def __init__(self, factor=2):
        self.factor = factor

    def __setstate__(self, state):
        self.__dict__.update(state)
        if "opens" in state:  # a class that does more than it should
            open(state["opens"]).close()


class Undeclared(BaseEstimator):
    """Of an installed plugin, yet no spec names it."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self


class NearestSize(ClassifierMixin, BaseEstimator):
    """Predict the label of the graph with the nearest number of edges."""

    def fit(self, X, y):
        self.graphs_ = X
        self.classes_, self.codes_ = np.unique(y, return_inverse=True)
        self.scale_ = Scale()
        return self

    def predict(self, X):
        check_is_fitted(self)
        distance = np.abs(_sizes(X)[:, None] - _sizes(self.graphs_)) * self.scale_.factor
        return self.classes_[self.codes_[distance.argmin(axis=1)]]


def _sizes(graphs):
    return np.array([adjacency.sum() for adjacency in graphs.adjacencies])
