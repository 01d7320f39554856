"""The Frechet mean over a finite set of labels, and the error that it minimises."""

import numpy as np
from sklearn.utils import check_array, check_consistent_length, column_or_1d

from ._label_metric import check_distances, check_labels, positions


def frechet_mean(weights, sq_distances):
    """Return, for each row of weights, the label with the least mean squared distance.

    Parameters
    ----------
    weights : array-like of shape (n_samples, n_observed)
        Non-negative weights, for instance class probabilities.
    sq_distances : array-like of shape (n_observed, n_labels)
        *Squared* distances from the observed labels to all labels.

    Returns
    -------
    index : ndarray of int of shape (n_samples,)
        Columns of ``sq_distances``; the lowest among equals.
    variance : ndarray of shape (n_samples, n_labels)
        sum_i weights[:, i] * sq_distances[i], what the index minimises. The memory of one
        (n_samples, n_labels) array of float64.

    Raises
    ------
    ValueError
        If the shapes do not fit, or an entry is negative, NaN or infinite.

    Examples
    --------
    Half the belief at 0 and half at 4 on a line of five labels: the mean is label 2.

    >>> import numpy as np
    >>> from skrepr_metric import frechet_mean
    >>> line = np.arange(5.0)
    >>> index, variance = frechet_mean([[0.5, 0.5]], (line[[0, 4], None] - line) ** 2)
    >>> index, variance
    (array([2]), array([[8., 5., 4., 5., 8.]]))
    """
    weights = check_array(weights, dtype=np.float64, input_name="weights")
    sq_distances = check_array(sq_distances, dtype=np.float64, input_name="sq_distances")
    if weights.shape[1] != sq_distances.shape[0]:
        raise ValueError(
            "weights must have one column for each row of sq_distances; got shapes "
            f"{weights.shape} and {sq_distances.shape}."
        )
    for name, array in (("weights", weights), ("sq_distances", sq_distances)):
        if array.min() < 0:
            raise ValueError(f"{name} must be >= 0; the smallest entry is {array.min()}.")
    variance = weights @ sq_distances
    return variance.argmin(axis=1), variance


def mean_squared_label_distance(y_true, y_pred, *, labels, distances, sample_weight=None):
    """Return the mean squared distance between true and predicted labels.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_samples,)
        Labels.
    labels : array-like of shape (n_labels,)
        All labels, in the order of ``distances``.
    distances : array-like of shape (n_labels, n_labels)
        Distances between labels, not squared.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the samples.

    Returns
    -------
    loss : float
        Lower is better; in the squared unit of ``distances``.

    Raises
    ------
    ValueError
        If a label is not in ``labels``, or ``distances`` is no distance matrix of them.

    Examples
    --------
    >>> from skrepr_metric import mean_squared_label_distance
    >>> distances = [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    >>> labels = ["cold", "mild", "hot"]
    >>> mean_squared_label_distance(["cold", "hot"], ["hot", "hot"], labels=labels,
    ...                             distances=distances)
    2.0

    As a scorer, for instance in ``GridSearchCV(scoring=...)``:

    >>> from sklearn.metrics import make_scorer
    >>> scorer = make_scorer(mean_squared_label_distance, greater_is_better=False,
    ...                      labels=labels, distances=distances)
    """
    classes, order = check_labels(labels)
    distances = check_distances(distances, len(classes))[np.ix_(order, order)]
    y_true, y_pred = column_or_1d(y_true), column_or_1d(y_pred)
    check_consistent_length(y_true, y_pred, sample_weight)
    true = positions(y_true, classes, "y_true")
    predicted = positions(y_pred, classes, "y_pred")
    return float(np.average(distances[true, predicted] ** 2, weights=sample_weight))
