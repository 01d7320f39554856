"""ACM with its order and lag searched: all embeddings share their products.

The same scores and the same choice as scikit-learn's ``GridSearchCV`` over a pipeline of
embedding, covariances, tangent space and support vector machine, in a fraction of its time.
"""

import time
import warnings
from itertools import product
from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.exceptions import FitFailedWarning
from sklearn.metrics import check_scoring, get_scorer_names
from sklearn.utils import check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, Interval, StrOptions, fit_context
from skrepr.progress import CallbackSupportMixin, fit_progress
from skrepr.validation import check_epochs

from ._acm import ACMClassifier
from ._acm_results import candidates, check_grid, format_results, unique_cells
from ._acm_search import Search, score_embedding
from ._covariance import ESTIMATOR_CONSTRAINT, SharedCovariances
from ._embedding import EMBEDDING_CONSTRAINTS, window_length
from ._epochs import check_labels
from ._folds import make_folds
from ._geometry import METRIC_CONSTRAINT
from ._heads import HEAD_CONSTRAINT
from ._samples import set_shape
from ._selection import METHODS, select_embedding


def _refitted_has(method):
    """Return a check for ``available_if``: there is a model, or will be, with this method."""

    def check(self):
        if not self.refit:
            raise AttributeError(f"{method} needs refit=True.")
        model = getattr(self, "best_estimator_", None)
        return hasattr(ACMClassifier(head=self.head) if model is None else model, method)

    return check


class ACMClassifierCV(
    DocsLink,
    CallbackSupportMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    ClassifierMixin,
    BaseEstimator,
):
    """Classify epochs by augmented covariances, with order, lag and head searched.

    Parameters
    ----------
    orders, lags : sequence of int, default=(1, 2, ..., 10)
        Candidates; see :class:`ACMClassifier`. Order 1, the plain covariance, is the same for
        every lag and computed once.
    Cs : sequence of float, default=(0.5, 1, 1.5)
        Candidates of ``C``. Only for "tangent_svm".
    kernels : sequence of {"linear", "rbf"}, default=("linear", "rbf")
        Candidates of ``kernel``. Only for "tangent_svm".
    estimator : str or callable, default="oas"
        See :class:`AugmentedCovariances`. Try "cov" as well: shrinkage costs temporal
        information.
    trim : {"moabb", "full"}, default="moabb"
        See :class:`DelayEmbedding`.
    head, metric
        See :class:`ACMClassifier`.
    selection : {"grid", "mdop", "afnn"}, default="grid"
        "grid" scores every order and lag. The others choose one pair from epochs without labels
        by :func:`select_embedding`, and only the settings of the head are searched. Where their
        pair would leave less than half of an epoch, the lag is cut, and then the order, with a
        warning.
    n_selection_epochs : int, default=20
        Epochs that they look at.
    cv : int, cross-validation splitter or iterable, default=5
        Folds. An int means stratified folds without shuffling, no more than the smallest class
        has epochs; with ``groups`` it means
        :class:`~sklearn.model_selection.StratifiedGroupKFold`.
    scoring : str, callable or None, default=None
        One score to choose by. None is accuracy; the authors take "roc_auc" for two classes.
    refit : bool, default=True
        Fit the best candidate on all epochs. Without, there is no ``predict``.
    n_jobs : int or None, default=None
        Threads; the work is in LAPACK.
    error_score : float or "raise", default=nan
        Score of an order and lag that could not be fitted: too few samples, singular matrices.
        One warning names them all.
    random_state : int, RandomState instance or None, default=None
        For the epochs of "mdop" and "afnn", and handed to a classifier given as ``head``.
    verbose : int, default=0
        Whether to show how many embeddings are done.

    Attributes
    ----------
    best_params_ : dict
        ``order``, ``lag`` and, for "tangent_svm", ``C`` and ``kernel``. Of equal scores the
        first in order of lag, order, C and kernel.
    best_score_ : float
        Their mean score on held-out folds; optimistic, as that of any search.
    best_index_ : int
        Their place in ``cv_results_``.
    cv_results_ : dict of arrays
        As of :class:`~sklearn.model_selection.GridSearchCV`. Times of what candidates share are
        divided among them.
    n_splits_ : int
        Number of folds.
    order_, lag_ : int
        Those of ``best_params_``.
    selection_ : dict
        Details of :func:`select_embedding`. Only for "mdop" and "afnn".
    best_estimator_ : ACMClassifier
        Fitted on all epochs; holds ``reference_`` and ``svc_`` or ``means_``. Only with
        ``refit``.
    refit_time_ : float
        Seconds of that fit. Only with ``refit``.
    classes_ : ndarray of shape (n_classes,)
        Labels.
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        (n_channels, n_times) of ``fit``.

    Notes
    -----
    What is shared: a 10 x 10 grid takes 42 lagged products of the signal in place of 100
    covariances of signals up to ten times as high; a fold takes one mean and one set of tangent
    vectors for all settings of the head, and looks for the mean from that of all epochs. The
    result is that of a pipeline fitted candidate by candidate, up to the tolerance of the mean
    (1e-8).

    Windows of one recording that follow each other are no independent epochs: give ``groups``.

    The mean costs O(d^3) a matrix and iteration, d = order * n_channels, and takes over where
    d exceeds 80; "logeuclid" needs one decomposition a matrix for all folds. Memory is a few
    times n_epochs * d^2 numbers of the largest embedding, for each thread.

    References
    ----------
    .. [1] I. Carrara, T. Papadopoulo, "Classification of BCI-EEG based on augmented covariance
       matrix", IEEE Transactions on Biomedical Engineering, 2024, arXiv:2302.04508.

    Examples
    --------
    A rhythm of 9 against 12 Hz, of equal power, in two channels:

    >>> import numpy as np
    >>> from skrepr_signals import ACMClassifierCV
    >>> rng = np.random.default_rng(0)
    >>> y = np.arange(40) % 2
    >>> t = np.arange(160) / 128
    >>> rhythm = np.sin(2 * np.pi * (np.where(y, 12, 9)[:, None] * t + rng.uniform(size=(40, 1))))
    >>> X = rhythm[:, None] + rng.normal(size=(40, 2, 160))
    >>> acm = ACMClassifierCV(orders=(1, 2, 4), lags=(1, 2, 3), cv=4).fit(X[:20], y[:20])
    >>> acm.best_params_["order"] > 1, round(acm.score(X[20:], y[20:]), 2)
    (True, 1.0)
    """

    _parameter_constraints: ClassVar[dict] = {
        "orders": ["array-like"],
        "lags": ["array-like"],
        "Cs": ["array-like"],
        "kernels": ["array-like"],
        **ESTIMATOR_CONSTRAINT,
        "trim": EMBEDDING_CONSTRAINTS["trim"],
        **HEAD_CONSTRAINT,
        **METRIC_CONSTRAINT,
        "selection": [StrOptions({"grid", *METHODS})],
        "n_selection_epochs": [Interval(Integral, 1, None, closed="left")],
        "cv": ["cv_object"],
        "scoring": [StrOptions(set(get_scorer_names())), callable, None],
        "refit": ["boolean"],
        "n_jobs": [Integral, None],
        "error_score": [StrOptions({"raise"}), Real],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        orders=tuple(range(1, 11)),
        lags=tuple(range(1, 11)),
        *,
        Cs=(0.5, 1, 1.5),
        kernels=("linear", "rbf"),
        estimator="oas",
        trim="moabb",
        head="tangent_svm",
        metric="riemann",
        selection="grid",
        n_selection_epochs=20,
        cv=5,
        scoring=None,
        refit=True,
        n_jobs=None,
        error_score=np.nan,
        random_state=None,
        verbose=0,
    ):
        self.orders = orders
        self.lags = lags
        self.Cs = Cs
        self.kernels = kernels
        self.estimator = estimator
        self.trim = trim
        self.head = head
        self.metric = metric
        self.selection = selection
        self.n_selection_epochs = n_selection_epochs
        self.cv = cv
        self.scoring = scoring
        self.refit = refit
        self.n_jobs = n_jobs
        self.error_score = error_score
        self.random_state = random_state
        self.verbose = verbose

    # The head checks itself when it is fitted.
    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y, *, groups=None):
        """Score all candidates on folds, and fit the best on all epochs.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs.
        y : array-like of shape (n_epochs,)
            Class of each epoch.
        groups : array-like of shape (n_epochs,), default=None
            Epochs of one group are never on both sides of a fold. Where metadata routing is
            enabled, ask for them with ``set_fit_request(groups=True)``.

        Returns
        -------
        self : ACMClassifierCV
            The fitted classifier.

        Raises
        ------
        ValueError
            If a parameter is impossible, X has other axes, y has a single class, or no
            candidate could be scored.
        """
        check_grid(self.orders, self.lags, self.Cs, self.kernels)
        X = check_epochs(X, estimator=self)
        y = check_labels(y, len(X))
        folds = make_folds(self.cv, X, y, groups)
        seed = None
        if self.random_state is not None:
            seed = int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))

        orders, lags, details = self._embeddings(X, seed)
        params = candidates(orders, lags, self._settings())
        scored = self._score(X, y, folds, unique_cells(orders, lags), seed)
        error_score = np.nan if self.error_score == "raise" else self.error_score
        results = format_results(params, scored, lags, error_score)
        best = int(results["rank_test_score"].argmin())
        fitted = {}
        if self.refit:
            start = time.perf_counter()
            fitted["best_estimator_"] = self._model(params[best], seed).fit(X, y)
            fitted["refit_time_"] = time.perf_counter() - start

        set_shape(self, X)
        self.classes_ = np.unique(y)
        self.n_splits_ = len(folds)
        self.cv_results_, self.best_index_ = results, best
        self.best_params_ = params[best]
        self.best_score_ = float(results["mean_test_score"][best])
        self.order_, self.lag_ = params[best]["order"], params[best]["lag"]
        if details is not None:
            self.selection_ = details
        for name, value in fitted.items():
            setattr(self, name, value)
        return self

    @available_if(_refitted_has("predict"))
    def predict(self, X):
        """Predict the class of each epoch with the best candidate.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        y_pred : ndarray of shape (n_epochs,)
            Labels.
        """
        check_is_fitted(self)
        return self.best_estimator_.predict(X)

    @available_if(_refitted_has("predict_proba"))
    def predict_proba(self, X):
        """Return class probabilities; not for "tangent_svm", which has none.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        probabilities : ndarray of shape (n_epochs, n_classes)
            As of :class:`ACMClassifier`.
        """
        check_is_fitted(self)
        return self.best_estimator_.predict_proba(X)

    @available_if(_refitted_has("decision_function"))
    def decision_function(self, X):
        """Return scores: the larger, the more of a class.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        scores : ndarray of shape (n_epochs, n_classes) or (n_epochs,)
            As of :class:`ACMClassifier`.
        """
        check_is_fitted(self)
        return self.best_estimator_.decision_function(X)

    @available_if(_refitted_has("transform"))
    def transform(self, X):
        """Return what the head sees of the epochs.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        vectors : ndarray of shape (n_epochs, d * (d + 1) / 2) or (n_epochs, n_classes)
            As of :class:`ACMClassifier`.
        """
        check_is_fitted(self)
        return np.asarray(self.best_estimator_.transform(X))

    @available_if(_refitted_has("score"))
    def score(self, X, y, sample_weight=None):
        """Return the score of the best candidate by ``scoring``.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.
        y : array-like of shape (n_epochs,)
            Their classes.
        sample_weight : array-like of shape (n_epochs,), default=None
            How much each epoch counts.

        Returns
        -------
        score : float
            Accuracy for ``scoring=None``.
        """
        check_is_fitted(self)
        weights = {} if sample_weight is None else {"sample_weight": sample_weight}
        scorer = check_scoring(self.best_estimator_, self.scoring)
        return scorer(self.best_estimator_, X, y, **weights)

    def _settings(self):
        if self.head != "tangent_svm":
            return [{}]
        return [{"C": C, "kernel": kernel} for C, kernel in product(self.Cs, self.kernels)]

    def _embeddings(self, X, seed):
        """Return orders and lags to try, and the details of a choice without labels."""
        if self.selection == "grid":
            return [int(o) for o in self.orders], [int(lag) for lag in self.lags], None
        (order, lag), details = select_embedding(
            X, self.selection, n_selection_epochs=self.n_selection_epochs, random_state=seed
        )
        half = max(1, X.shape[2] // 2)
        fitting = min(order, half), max(1, min(lag, half // min(order, half)))
        if order > 1 and fitting != (order, lag):
            warnings.warn(
                f"{self.selection} chose order={order}, lag={lag}, which leaves less than half "
                f"of an epoch of {X.shape[2]} samples; taken is order={fitting[0]}, "
                f"lag={fitting[1]}.",
                stacklevel=3,
            )
            order, lag = fitting
        return [order], [lag], details

    def _score(self, X, y, folds, cells, seed):
        """Return the scores of each cell, and warn of those that have none."""
        possible = [cell for cell in cells if window_length(X.shape[2], *cell, self.trim) >= 2] or [
            (1, 1)
        ]
        search = Search(
            covariances=SharedCovariances(X, possible, self.estimator, self.trim),
            y=y,
            folds=folds,
            n_times=X.shape[2],
            trim=self.trim,
            head=self.head,
            metric=self.metric,
            settings=self._settings(),
            scoring=self.scoring,
            random_state=seed,
        )
        scored = {}
        with fit_progress(self, len(cells), unit="embedding") as step:
            parallel = Parallel(
                n_jobs=self.n_jobs,
                prefer="threads",
                return_as="generator" if self.verbose else "list",
            )
            jobs = (delayed(score_embedding)(search, *cell) for cell in cells)
            for cell, scores in zip(cells, parallel(jobs), strict=True):
                scored[cell] = scores
                step(order=cell[0], lag=cell[1])
        _report_failures(scored, self.error_score)
        return scored

    def _model(self, params, seed):
        return ACMClassifier(
            estimator=self.estimator,
            trim=self.trim,
            head=self.head,
            metric=self.metric,
            random_state=seed,
            **params,
        )

    @property
    def _n_features_out(self):
        return self.best_estimator_._n_features_out

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags


def _report_failures(scored, error_score):
    """Warn of the embeddings without a score, or raise if asked to or if none has one."""
    failed = sorted(cell for cell, result in scored.items() if result.error is not None)
    if not failed:
        return
    first = scored[failed[0]].error
    if error_score == "raise":
        raise first
    if all(np.isnan(result.scores).all() for result in scored.values()):
        raise ValueError(f"No order and lag could be scored. The first: {first}") from first
    warnings.warn(
        f"{len(failed)} of {len(scored)} embeddings could not be fitted and score {error_score}: "
        f"(order, lag) = {', '.join(map(str, failed))}. The first: {first}",
        FitFailedWarning,
        stacklevel=4,
    )
