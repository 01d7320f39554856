"""Scores for nodes with several labels when it is known how many labels a node has.

The protocol of DeepWalk and its successors: a node with k labels is given the k likeliest.
Rank by ``predict_proba``; ``OneVsRestClassifier.decision_function`` is 0 for a label without a
training row, which is above the negative score of every real label.
"""

import numpy as np
from sklearn.metrics import f1_score


def f1_micro_top_k(estimator, X, y):
    """Return the micro-averaged F1 of the k likeliest labels, k that of the node.

    Parameters
    ----------
    estimator : fitted classifier with ``predict_proba``
    X : what ``estimator`` takes
        Nodes that are scored.
    y : array-like of shape (n_samples, n_labels)
        Label indicator.

    Returns
    -------
    score : float
        In [0, 1], greater is better.
    """
    return _top_k_f1(estimator, X, y, "micro")


def f1_macro_top_k(estimator, X, y):
    """Return the same as :func:`f1_micro_top_k`, averaged over labels."""
    return _top_k_f1(estimator, X, y, "macro")


def _top_k_f1(estimator, X, y, average):
    y = np.asarray(y)
    likeliest = np.argsort(-estimator.predict_proba(X), axis=1, kind="stable")
    chosen = np.arange(y.shape[1]) < y.sum(axis=1, keepdims=True)
    predicted = np.zeros_like(y)
    np.put_along_axis(predicted, likeliest, chosen.astype(y.dtype), axis=1)
    return float(f1_score(y, predicted, average=average, zero_division=0))
