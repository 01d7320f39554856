"""One embedding of a search: every fold, and every setting of the head in it.

Covariances are of single epochs, so those of all epochs are computed once, before the folds. In
a fold one mean, one set of tangent vectors and one matrix of inner products serve all settings of
the support vector machine.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyriemann.geometry.base import ddexpm, logm
from pyriemann.geometry.tangentspace import upper
from sklearn.metrics import check_scoring
from sklearn.svm import SVC

from ._covariance import check_definite
from ._embedding import check_window
from ._geometry import mean_of, tangent_vectors
from ._heads import NearestMean, seeded_head
from ._karcher import KarcherMeans


@dataclass(frozen=True, kw_only=True)
class Search:
    """What all embeddings of a search share.

    Parameters
    ----------
    covariances : callable
        From (order, lag) to the matrices of all epochs.
    y : ndarray of shape (n_epochs,)
        Labels.
    folds : list of (ndarray, ndarray)
        Rows to fit on and rows to score.
    n_times : int
        Samples of an epoch.
    trim, head, metric, scoring, random_state
        As in :class:`ACMClassifierCV`.
    settings : list of dict
        ``C`` and ``kernel`` of each support vector machine; of another head one empty dict.
    """

    covariances: Any
    y: np.ndarray
    folds: list
    n_times: int
    trim: str
    head: Any
    metric: str
    settings: list
    scoring: Any
    random_state: int | None


@dataclass
class Scores:
    """What one embedding gave, each array of shape (n_settings, n_folds)."""

    scores: np.ndarray
    fit_seconds: np.ndarray
    score_seconds: np.ndarray
    error: Exception | None = None


def score_embedding(search, order, lag):
    """Score every setting of the head on every fold at one order and lag.

    An exception becomes ``error``; scores that could not be computed are NaN.
    """
    shape = (len(search.settings), len(search.folds))
    result = Scores(np.full(shape, np.nan), np.zeros(shape), np.zeros(shape))
    with np.errstate(invalid="ignore", divide="ignore"):  # pyriemann refuses what is not finite
        try:
            matrices, whole = _prepare(search, order, lag, result)
        except Exception as error:
            result.error = error
            return result
        for fold in range(len(search.folds)):
            try:
                _score_fold(search, matrices, whole, fold, result)
            except Exception as error:
                result.error = error
                result.scores[:, fold] = np.nan
    return result


def _prepare(search, order, lag, result):
    """Return the matrices of all epochs, and what the folds share of their geometry."""
    start = time.perf_counter()
    check_window(search.n_times, order, lag, search.trim)
    matrices = search.covariances(order, lag)
    check_definite(matrices, order, lag)
    whole = _of_all_epochs(search, matrices)
    result.fit_seconds += (time.perf_counter() - start) / result.scores.size
    return matrices, whole


def _of_all_epochs(search, matrices):
    """Return what the folds share of a metric: logarithms, or where their means start from."""
    if search.metric == "riemann":
        return KarcherMeans(matrices)
    return logm(matrices) if search.metric == "logeuclid" else None


def _score_fold(search, matrices, whole, fold, result):
    train, test = search.folds[fold]
    y, start = search.y[train], time.perf_counter()
    if search.head == "mdm":
        model = _nearest_mean(search, matrices, whole, train)
        _score(search, model, matrices[test], fold, result, 0, start)
        return
    vectors = _vectors(search, matrices, whole, train, test)
    if search.head != "tangent_svm":
        model = seeded_head(search.head, search.random_state).fit(vectors[train], y)
        _score(search, model, vectors[test], fold, result, 0, start)
        return
    kernels = {setting["kernel"] for setting in search.settings}
    grams = {kernel: gram(vectors, train, kernel) for kernel in sorted(kernels)}
    result.fit_seconds[:, fold] += (time.perf_counter() - start) / len(search.settings)
    for i, setting in enumerate(search.settings):
        start = time.perf_counter()
        K = grams[setting["kernel"]][:, train]
        model = SVC(C=setting["C"], kernel="precomputed", random_state=0).fit(K[train], y)
        _score(search, model, K[test], fold, result, i, start)


def _score(search, model, features, fold, result, setting, start):
    fitted = time.perf_counter()
    scorer = check_scoring(model, search.scoring)
    result.scores[setting, fold] = scorer(model, features, search.y[search.folds[fold][1]])
    result.fit_seconds[setting, fold] += fitted - start
    result.score_seconds[setting, fold] = time.perf_counter() - fitted


def _nearest_mean(search, matrices, whole, train):
    model, y = NearestMean(search.metric), search.y[train]
    if search.metric != "riemann":
        return model.fit(matrices[train], y)
    classes = np.unique(y)
    return model.set_means(classes, [whole.mean(train[y == c])[0] for c in classes])


def _vectors(search, matrices, whole, train, test):
    """Return tangent vectors of all epochs at the mean of the training ones."""
    if search.metric == "riemann":
        return upper(whole.logs(train, test))
    if search.metric == "logeuclid":
        log_reference = whole[train].mean(axis=0)
        return upper(ddexpm(whole - log_reference, log_reference))
    return tangent_vectors(matrices, mean_of(matrices[train], search.metric), search.metric)


def gram(vectors, train, kernel):
    """Return the kernel between all vectors, its width that of the training ones.

    Parameters
    ----------
    vectors : ndarray of shape (n_epochs, n_features)
        Tangent vectors.
    train : ndarray of int
        Rows that are fitted on.
    kernel : {"linear", "rbf"}
        As in :class:`~sklearn.svm.SVC`, with ``gamma="scale"``.

    Returns
    -------
    ndarray of shape (n_epochs, n_epochs)
    """
    inner = vectors @ vectors.T
    if kernel == "linear":
        return inner
    gamma = 1 / (vectors.shape[1] * vectors[train].var())
    squares = np.diagonal(inner)
    return np.exp(-gamma * np.maximum(squares[:, None] + squares - 2 * inner, 0))
