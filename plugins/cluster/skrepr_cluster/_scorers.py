"""Scores of a clustering against classes that it did not see."""

from scipy.optimize import linear_sum_assignment
from sklearn.metrics.cluster import contingency_matrix


def clustering_accuracy(estimator, X, y):
    """Return the share of samples in the right cluster under the best matching.

    Clusters and classes are matched one to one so that most samples agree; where there are
    more of one kind, some stay without a partner.

    Parameters
    ----------
    estimator : fitted clusterer
        Its ``labels_`` are those of ``X``, under the protocol ``clustering``.
    X : what ``estimator`` was fitted on
    y : array-like of shape (n_samples,)
        Classes.

    Returns
    -------
    accuracy : float
        In [0, 1], greater is better.
    """
    labels = estimator.labels_
    counts = contingency_matrix(y, labels)
    return counts[linear_sum_assignment(counts, maximize=True)].sum() / len(labels)
