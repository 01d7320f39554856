"""Trees, classifiers and reference values that the tests of this plugin share."""

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin

ORACLES = Path(__file__).parent / "oracles"


class Believer(ClassifierMixin, BaseEstimator):
    """A classifier whose probabilities are its input."""

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.asarray(X)

    def decision_function(self, X):
        return np.log(np.asarray(X))

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def random_tree(n_nodes, seed=0, lengths=True):
    """Return the upper triangle of a random tree."""
    rng = np.random.default_rng(seed)
    child = np.arange(1, n_nodes)
    parent = (rng.uniform(size=n_nodes - 1) * child).astype(int)
    length = rng.uniform(0.5, 3, n_nodes - 1) if lengths else np.ones(n_nodes - 1)
    relabel = rng.permutation(n_nodes)
    i, j = relabel[parent], relabel[child]
    return sparse.csr_array((length, (i, j)), shape=(n_nodes, n_nodes))


@pytest.fixture
def make_tree():
    return random_tree


@pytest.fixture
def believer():
    return Believer()


@pytest.fixture(params=["tree60", "cifar100-tree"])
def oracle(request):
    """Reference values, with the graph built from their edges."""
    arrays = dict(np.load(ORACLES / f"{request.param}.npz"))
    (i, j), n_nodes = arrays["edges"].T, arrays["edges"].max() + 1
    arrays["graph"] = sparse.csr_array((np.ones(len(i)), (i, j)), shape=(n_nodes, n_nodes))
    return arrays
