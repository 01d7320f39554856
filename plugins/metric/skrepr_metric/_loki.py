"""Loki: predict the label that is closest on average, not the one that is likeliest.

A classifier knows some of the labels of a space with distances: grades, a taxonomy, a grid,
embedded names. Loki keeps its probabilities and replaces argmax by their Frechet mean, the
label with the least mean squared distance to what the classifier believes. That may be a label
that no training row has, and on labels seen it errs less far, if more often.
"""

import warnings
from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.utils import assert_all_finite, column_or_1d, get_tags
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, HasMethods, Interval, StrOptions, fit_context

from ._label_metric import (
    batches,
    check_labels,
    check_metric,
    find_route,
    n_labels_given,
    permuted,
    positions,
    route_variance,
)
from ._locus import choose_next, metric_locus
from ._temperature import best_temperature, held_out_responses, tempered

#: Predictions from which on a collapse onto one label can be told from chance.
_JUDGED_ROWS = 20


class LokiClassifier(DocsLink, MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """Predict the Frechet mean of a classifier's probabilities over a label metric.

    Parameters
    ----------
    estimator : classifier, default=None
        Any classifier with the ``response_method``. None is ``LogisticRegression()``. Wrap a
        fitted one in :class:`~sklearn.frozen.FrozenEstimator`.
    labels : array-like of shape (n_labels,), default=None
        All labels that may be predicted, in the order of the metric; needs a metric. None: the
        sorted labels of ``y``.
    distances : array-like of shape (n_labels, n_labels), default=None
        Distances between all labels, not squared.
    graph : {array-like, sparse matrix} of shape (n_nodes, n_nodes), default=None
        Edge lengths; distances are shortest paths. An edge may stand in one direction or in
        both; stored zeros are no edges.
    label_nodes : array-like of int of shape (n_labels,), default=None
        Node of each label in ``graph``; other nodes are passed through and never predicted.
        None: node i is label i.
    embeddings : array-like of shape (n_labels, n_dimensions), default=None
        One vector a label, compared by Euclidean distance. At most one of ``distances``,
        ``graph`` and ``embeddings`` is given. Without any all labels are equally far from each
        other, and the prediction is argmax.
    temperature : float or "cv", default=1.0
        Probabilities become p^(1 / temperature), renormalised: below 1 sharper. "cv" takes
        from 0.1, 0.25, 0.5, 1, 2 the one with the least mean squared label distance on
        held-out folds (1 if a class has a single row). *Search it*: flat probabilities over
        many classes pull every prediction to the middle of the label space.
    cv : int or cross-validation splitter, default=5
        Folds of ``temperature="cv"``. An int shrinks to the size of the smallest class.
    response_method : {"predict_proba", "decision_function"}, default="predict_proba"
        What the classifier is asked for; decision values go through a softmax.
    batch_size : int, default=None
        Rows whose variances are computed at a time in ``predict``. None keeps a batch below
        64 MB.

    Attributes
    ----------
    estimator_ : classifier
        Fitted.
    classes_ : ndarray of shape (n_labels,)
        All labels that may be predicted, sorted.
    observed_classes_ : ndarray of shape (n_observed,)
        The classes that ``estimator_`` knows.
    observed_indices_ : ndarray of int of shape (n_observed,)
        Their places in ``classes_``.
    temperature_ : float
        The one in use.
    sq_distances_ : ndarray of shape (n_observed, n_labels) or None
        Squared distances from observed to all labels; None where they are not formed: for
        embeddings, for large trees, and without a metric.
    locus_ : ndarray of bool of shape (n_labels,)
        Which labels can be predicted at all, ties counted; computed when asked for.
    n_features_in_, feature_names_in_
        Those of ``estimator_``, if it has them.
    input_shape_ : tuple of int
        Shape of a sample, where samples are no rows of a table.

    Notes
    -----
    Memory beside the classifier: n_observed * n_labels numbers, or, for embeddings and for
    trees with more than a million such entries, O(n_labels); a copy of ``distances`` if given;
    one batch of variances. A matrix of all pairs of labels is never formed.

    There is no ``predict_proba``, for the method defines none; ``decision_function`` ranks.
    The loss that is minimised is squared distance: accuracy often falls, so score with
    :func:`mean_squared_label_distance`. ``predict`` warns if more than half of 20 or more
    predictions are one label while no label is argmax for as many.

    References
    ----------
    .. [1] N. Roberts, X. Li, D. Adila, S. Cromp, T.-H. Huang, J. Zhao, F. Sala,
       "Geometry-Aware Adaptation for Pretrained Models", NeurIPS 2023, arXiv:2307.12226.

    Examples
    --------
    Of five grades only the ends occur in training; the middle one is predicted all the same:

    >>> import numpy as np
    >>> from skrepr_metric import LokiClassifier
    >>> X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([1, 1, 5, 5])
    >>> grades = np.arange(1, 6)
    >>> loki = LokiClassifier(labels=grades, distances=abs(grades[:, None] - grades)).fit(X, y)
    >>> loki.predict([[-3.0], [-0.6], [0.0], [0.6], [3.0]])
    array([1, 2, 3, 4, 5])
    >>> loki.frechet_variance([[0.0]]).round(6)
    array([[8., 5., 4., 5., 8.]])
    """

    _parameter_constraints: ClassVar[dict] = {
        "estimator": [HasMethods("fit"), None],
        "labels": ["array-like", None],
        "distances": ["array-like", None],
        "graph": ["array-like", "sparse matrix", None],
        "label_nodes": ["array-like", None],
        "embeddings": ["array-like", None],
        "temperature": [StrOptions({"cv"}), Interval(Real, 0, None, closed="neither")],
        "cv": ["cv_object"],
        "response_method": [StrOptions({"predict_proba", "decision_function"})],
        "batch_size": [Interval(Integral, 1, None, closed="left"), None],
    }

    def __init__(
        self,
        estimator=None,
        *,
        labels=None,
        distances=None,
        graph=None,
        label_nodes=None,
        embeddings=None,
        temperature=1.0,
        cv=5,
        response_method="predict_proba",
        batch_size=None,
    ):
        self.estimator = estimator
        self.labels = labels
        self.distances = distances
        self.graph = graph
        self.label_nodes = label_nodes
        self.embeddings = embeddings
        self.temperature = temperature
        self.cv = cv
        self.response_method = response_method
        self.batch_size = batch_size

    # The inner estimator checks itself when it is fitted.
    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y, sample_weight=None, **params):
        """Fit the classifier and prepare distances from its classes to all labels.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), or what ``estimator`` takes
            Samples.
        y : array-like of shape (n_samples,)
            Labels, each one of ``labels``.
        sample_weight : array-like of shape (n_samples,), default=None
            Handed to the classifier, and weighs the search for a temperature.
        **params : dict
            Further extras of the classifier's ``fit``; where metadata routing is enabled, those
            that it requests.

        Returns
        -------
        self : LokiClassifier
            The fitted estimator.

        Raises
        ------
        ValueError
            If a parameter is impossible, ``y`` holds a label that is not in ``labels``, or the
            metric is no metric of these labels.
        AttributeError
            If the classifier has no ``response_method``.
        """
        estimator = clone(self._inner())
        if self.temperature == "cv" and isinstance(estimator, FrozenEstimator):
            raise ValueError(
                "temperature must be a number for a FrozenEstimator, which cannot be fitted on "
                "folds; got 'cv'."
            )
        if not hasattr(estimator, self.response_method):
            raise AttributeError(
                f"{type(estimator).__name__} has none of the following attributes: "
                f"{self.response_method}."
            )
        y = _check_target(y)
        classes, metric = self._check_labels(y, estimator)
        positions(y, classes)
        fit_params = self._route_params(sample_weight, params)

        temperature = self.temperature
        if temperature == "cv":
            held_out = held_out_responses(
                estimator, X, y, self.cv, self.response_method, fit_params
            )
            temperature = best_temperature(
                held_out,
                self.response_method,
                positions(y, classes),
                metric,
                classes,
                sample_weight,
            )
        estimator = estimator.fit(X, y, **fit_params)
        observed = positions(estimator.classes_, classes, "the classes of estimator")

        self.estimator_ = estimator
        self.temperature_ = float(temperature)
        self.classes_ = classes
        self.observed_classes_ = estimator.classes_
        self.observed_indices_ = observed
        self._metric = metric
        self._route = find_route(metric, observed, len(classes))
        self.sq_distances_ = self._route.get("sq_distances")
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(estimator, name):
                setattr(self, name, getattr(estimator, name))
        if len(getattr(X, "shape", ())) > 2:
            self.input_shape_ = tuple(X.shape[1:])
        return self

    def predict(self, X):
        """Predict the Frechet mean of each sample.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), or what ``estimator`` takes
            Samples.

        Returns
        -------
        y_pred : ndarray of shape (n_samples,)
            Labels; the first in ``classes_`` among equals.
        """
        check_is_fitted(self)
        weights = self._weights(X)
        index = np.empty(len(weights), dtype=np.intp)
        for rows in batches(len(weights), len(self.classes_), self.batch_size):
            index[rows] = route_variance(self._route, weights[rows]).argmin(axis=1)
        _warn_if_collapsed(index, weights, self.classes_)
        return self.classes_[index]

    def frechet_variance(self, X):
        """Return the mean squared distance of each label to what is believed of each sample.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), or what ``estimator`` takes
            Samples.

        Returns
        -------
        variance : ndarray of shape (n_samples, n_labels)
            Columns in the order of ``classes_``.
        """
        check_is_fitted(self)
        return route_variance(self._route, self._weights(X))

    def decision_function(self, X):
        """Return minus the Frechet variance: the larger, the better a label.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features), or what ``estimator`` takes
            Samples.

        Returns
        -------
        scores : ndarray of shape (n_samples, n_labels) or (n_samples,)
            With two labels the score of the second minus that of the first.
        """
        check_is_fitted(self)
        variance = self.frechet_variance(X)
        return variance[:, 0] - variance[:, 1] if len(self.classes_) == 2 else -variance

    def next_class(self):
        """Return the label that should be observed next, so that most labels come in reach.

        Returns
        -------
        label : element of ``classes_``
            See :func:`next_class` for how it is chosen.

        Raises
        ------
        ValueError
            If all labels are observed.
        """
        check_is_fitted(self)
        n_labels = len(self.classes_)
        candidates = np.setdiff1d(np.arange(n_labels), self.observed_indices_)
        if not len(candidates):
            raise ValueError("next_class needs a label that is not observed; all of them are.")
        chosen = choose_next(self._metric, self.observed_indices_, candidates, 1, n_labels)
        return self.classes_[chosen[0]]

    @property
    def locus_(self):
        check_is_fitted(self)
        return metric_locus(self._metric, self.observed_indices_, len(self.classes_))

    def _inner(self):
        return LogisticRegression() if self.estimator is None else self.estimator

    def _check_labels(self, y, estimator):
        """Return the sorted labels and the metric in their order."""
        given = (self.distances, self.graph, self.label_nodes, self.embeddings)
        has_metric = any(value is not None for value in given)
        if self.labels is not None and not has_metric:
            raise ValueError(
                "labels needs a metric: give distances, graph or embeddings beside it."
            )
        if self.labels is None:
            labels = np.unique(y)
            if isinstance(estimator, FrozenEstimator):
                labels = np.union1d(labels, estimator.classes_)
            expected = n_labels_given(*given)
            if expected is not None and expected != len(labels):
                raise ValueError(
                    f"labels must be given: the metric is about {expected} labels and y holds "
                    f"{len(labels)}."
                )
        else:
            labels = self.labels
        classes, order = check_labels(labels)
        metric = check_metric(
            len(classes),
            distances=self.distances,
            graph=self.graph,
            label_nodes=self.label_nodes,
            embeddings=self.embeddings,
        )
        return classes, permuted(metric, order)

    def _route_params(self, sample_weight, params):
        """Return what the classifier's fit gets."""
        if get_config()["enable_metadata_routing"]:
            params = process_routing(self, "fit", **params).estimator.fit
        return params if sample_weight is None else {**params, "sample_weight": sample_weight}

    def _weights(self, X):
        """Return the tempered class probabilities, columns as in ``observed_classes_``."""
        response = getattr(self.estimator_, self.response_method)(X)
        return tempered(response, self.temperature_, self.response_method)

    def get_metadata_routing(self):
        """Return how extras of ``fit`` reach the classifier."""
        to_fit = MethodMapping().add(caller="fit", callee="fit")
        router = MetadataRouter(owner=self).add_self_request(self)
        return router.add(estimator=self._inner(), method_mapping=to_fit)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self._inner())
        tags.input_tags = inner.input_tags
        tags.non_deterministic = inner.non_deterministic
        return tags


def _check_target(y):
    """Return y as one column of class labels."""
    if y is None:
        raise ValueError("LokiClassifier requires y to be passed, but the target y is None.")
    y = column_or_1d(y, warn=True)
    assert_all_finite(y, input_name="y")
    check_classification_targets(y)
    return y


def _warn_if_collapsed(index, weights, classes):
    """Warn if one label takes over which the classifier itself does not favour."""
    if len(index) < _JUDGED_ROWS:
        return
    label, count = _most_frequent(index)
    if 2 * count > len(index) >= 2 * _most_frequent(weights.argmax(axis=1))[1]:
        warnings.warn(
            f"More than half of the predictions are {classes[label]!s}, and no class is as often "
            "the likeliest: probabilities this flat pull predictions to the middle of the label "
            "space. Lower the temperature, or use temperature='cv'.",
            stacklevel=3,
        )


def _most_frequent(index):
    values, counts = np.unique(index, return_counts=True)
    return values[counts.argmax()], counts.max()
