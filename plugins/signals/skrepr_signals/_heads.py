"""What classifies: the nearest class mean, a support vector machine, or a classifier given.

A head other than the nearest mean sees tangent vectors.
"""

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils import check_random_state

from skrepr.base import HasMethods, StrOptions

from ._geometry import distances_to, mean_of

HEAD_CONSTRAINT = {"head": [StrOptions({"tangent_svm", "mdm"}), HasMethods(["fit", "predict"])]}


class NearestMean(ClassifierMixin, BaseEstimator):
    """The class whose mean is nearest: pyriemann's ``MDM``, which can be given its means.

    Parameters
    ----------
    metric : str, default="riemann"
        Of means and distances.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Labels.
    means_ : ndarray of shape (n_classes, d, d)
        Class means.
    """

    def __init__(self, metric="riemann"):
        self.metric = metric

    def fit(self, X, y):
        """Take the mean of each class."""
        classes = np.unique(y)
        return self.set_means(classes, [mean_of(X[y == c], self.metric) for c in classes])

    def set_means(self, classes, means):
        """Take means that are known."""
        self.classes_, self.means_ = classes, np.stack(means)
        return self

    def transform(self, X):
        """Return distances to the class means."""
        return distances_to(X, self.means_, self.metric)

    def predict(self, X):
        """Return the class whose mean is nearest."""
        return self.classes_[self.transform(X).argmin(axis=1)]

    def predict_proba(self, X):
        """Return the softmax of minus the squared distances, as pyriemann does."""
        return softmax(-(self.transform(X) ** 2), axis=1)

    def decision_function(self, X):
        """Return minus the squared distances; with two classes their difference."""
        scores = -(self.transform(X) ** 2)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores


def seeded_head(head, random_state):
    """Return a clone whose ``random_state``, where it has one, is drawn from ours."""
    head = clone(head)
    names = sorted(name for name in head.get_params() if name.split("__")[-1] == "random_state")
    if random_state is None or not names:
        return head
    rng = check_random_state(random_state)
    return head.set_params(**{name: rng.randint(np.iinfo(np.int32).max) for name in names})
