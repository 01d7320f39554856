"""How sharp the probabilities should be before their Frechet mean is taken."""

from numbers import Integral

import numpy as np
from scipy.special import softmax
from sklearn import get_config
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from ._label_metric import batches, find_route, route_variance

#: Candidates, those nearest to 1 first: of equals the first is taken.
_TEMPERATURES = (1.0, 0.5, 2.0, 0.25, 0.1)


def tempered(response, temperature, response_method):
    """Turn what a classifier answers into probabilities of a temperature.

    Parameters
    ----------
    response : ndarray of shape (n_samples, n_classes) or (n_samples,)
        Probabilities, or decision values; one column of these stands for two classes.
    temperature : float
        Probabilities become p^(1 / temperature), decision values softmax(s / temperature).
    response_method : {"predict_proba", "decision_function"}
        Which of them.

    Returns
    -------
    weights : ndarray of shape (n_samples, n_classes)
        Rows sum to 1.
    """
    response = np.asarray(response, dtype=np.float64)
    if response_method == "decision_function":
        if response.ndim == 1:
            response = np.column_stack([np.zeros_like(response), response])
        return softmax(response / temperature, axis=1)
    # Relative to the largest, so that no power of a row underflows to zeros only. A row without
    # any probability (one-vs-rest can give one) knows nothing, which is an equal belief in all.
    top = response.max(axis=1, keepdims=True)
    weights = np.where(top > 0, response / np.where(top > 0, top, 1), 1) ** (1 / temperature)
    return weights / weights.sum(axis=1, keepdims=True)


def held_out_responses(estimator, X, y, cv, response_method, fit_params):
    """Return what the classifier answers for rows held out of its fit, None if it cannot be.

    An int ``cv`` shrinks to the size of the smallest class, and a class of one row cannot be
    held out at all.
    """
    if cv is None or isinstance(cv, Integral):
        n_folds = min(5 if cv is None else cv, np.unique(y, return_counts=True)[1].min())
        if n_folds < 2:
            return None
        cv = StratifiedKFold(n_folds)
    if get_config()["enable_metadata_routing"] and "sample_weight" in fit_params:
        estimator = clone(estimator)
        if hasattr(estimator, "set_fit_request"):
            # cross_val_predict hands on what is requested, and these weights were meant for it.
            estimator.set_fit_request(sample_weight=True)
    return cross_val_predict(estimator, X, y, cv=cv, method=response_method, params=fit_params)


def best_temperature(response, response_method, true, metric, classes, sample_weight):
    """Return the temperature with the least mean squared label distance.

    Parameters
    ----------
    response : ndarray or None
        From :func:`held_out_responses`, columns in the order of the observed labels. None
        gives 1.
    response_method : str
        What was asked for.
    true : ndarray of int of shape (n_samples,)
        Places of the true labels in ``classes``.
    metric : dict
        Of the labels.
    classes : ndarray of shape (n_labels,)
        All labels.
    sample_weight : array-like of shape (n_samples,) or None
        Weights of the rows.

    Returns
    -------
    temperature : float
    """
    if response is None:
        return 1.0
    observed, column = np.unique(true, return_inverse=True)
    route = find_route(metric, observed, len(classes))
    losses = np.empty((len(_TEMPERATURES), len(true)))
    for rows in batches(len(true), len(classes)):
        # The squared distance to a label is the variance of a belief in it alone.
        distance = route_variance(route, (column[rows, None] == np.arange(len(observed))) * 1.0)
        for loss, temperature in zip(losses, _TEMPERATURES, strict=True):
            weights = tempered(response[rows], temperature, response_method)
            index = route_variance(route, weights).argmin(axis=1)
            loss[rows] = np.take_along_axis(distance, index[:, None], axis=1)[:, 0]
    return _TEMPERATURES[np.average(losses, axis=1, weights=sample_weight).argmin()]
