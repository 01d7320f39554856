"""The score of a prediction in a label space with distances."""

from ._frechet import mean_squared_label_distance


def label_distance(estimator, X, y, *, labels, distances):
    """Return the mean squared label distance of the predictions.

    Parameters
    ----------
    estimator : fitted classifier
    X : what ``estimator`` takes
        Samples that are scored.
    y : array-like of shape (n_samples,)
        Their labels.
    labels : array-like of shape (n_labels,)
        All labels.
    distances : array-like of shape (n_labels, n_labels)
        Distances between them, not squared.

    Returns
    -------
    loss : float
        Lower is better.
    """
    return mean_squared_label_distance(y, estimator.predict(X), labels=labels, distances=distances)
