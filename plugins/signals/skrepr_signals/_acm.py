"""ACM: classify epochs by the covariances of their delay embedding.

The covariance of a signal beside delayed copies of itself holds its auto- and cross-covariances
up to some delay: classes that differ in rhythm differ in it, where channel covariances are
equal. With one copy it is the usual Riemannian pipeline.
"""

from numbers import Real
from typing import ClassVar

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.svm import SVC
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skrepr.base import DocsLink, Interval, StrOptions, fit_context
from skrepr.validation import check_epochs

from ._covariance import ESTIMATOR_CONSTRAINT, augmented_covariances, check_definite
from ._embedding import EMBEDDING_CONSTRAINTS, check_window
from ._epochs import check_channels, check_labels
from ._geometry import METRIC_CONSTRAINT, mean_of, tangent_vectors
from ._heads import HEAD_CONSTRAINT, NearestMean, seeded_head
from ._samples import set_shape


def _head_has(method):
    """Return a check for ``available_if``: the head has this method."""

    def check(self):
        if self.head == "tangent_svm":
            return method == "decision_function"
        if self.head == "mdm":
            return True
        return hasattr(getattr(self, "classifier_", self.head), method)

    return check


class ACMClassifier(
    DocsLink, ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClassifierMixin, BaseEstimator
):
    """Classify epochs by augmented covariances, at one order and lag.

    Parameters
    ----------
    order : int, default=4
        Number of copies of the signal, the undelayed one included; 1 is the plain covariance.
    lag : int, default=2
        Delay between one copy and the next, in samples. Search both, with
        :class:`ACMClassifierCV`.
    estimator : str or callable, default="oas"
        See :class:`AugmentedCovariances`. The authors use "cov", which is singular where
        ``order * n_channels`` reaches the samples of a window, and often before.
    trim : {"moabb", "full"}, default="moabb"
        See :class:`DelayEmbedding`.
    head : {"tangent_svm", "mdm"} or classifier, default="tangent_svm"
        "tangent_svm": tangent vectors at the mean of the training matrices, then a support
        vector machine. "mdm": the class whose mean is nearest. A classifier gets the tangent
        vectors.
    metric : str, default="riemann"
        Of means, tangent space and distances: "riemann" (affine-invariant), "logeuclid",
        "euclid", "logchol" or "wasserstein".
    C : float, default=1.0
        Of the support vector machine: the smaller, the smoother. Only for "tangent_svm".
    kernel : {"linear", "rbf"}, default="rbf"
        Its kernel. Only for "tangent_svm".
    random_state : int, RandomState instance or None, default=None
        Handed to a classifier given as ``head`` that has one; nothing else is random.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Labels.
    order_, lag_ : int
        Those in use.
    reference_ : ndarray of shape (d, d)
        Mean of the training matrices, d = order * n_channels. Not for "mdm".
    svc_ : SVC
        Fitted on tangent vectors. Only for "tangent_svm".
    means_ : ndarray of shape (n_classes, d, d)
        Class means. Only for "mdm".
    classifier_ : classifier
        Only where ``head`` is one.
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        (n_channels, n_times) of ``fit``.

    Notes
    -----
    The Karcher mean of "riemann" takes most of the time beyond d = 80: with 60 matrices 0.02 s
    at d = 22, 0.4 s at 88, 0.9 s at 132. "logeuclid" needs no iteration. Memory is that of the
    matrices, n_epochs * d^2 numbers, a few times.

    With "riemann" an invertible mixing of the channels changes no prediction (estimators "cov"
    and "scm").

    New epochs may have another length than those of ``fit``, not another number of channels.

    References
    ----------
    .. [1] I. Carrara, T. Papadopoulo, "Classification of BCI-EEG based on augmented covariance
       matrix", IEEE Transactions on Biomedical Engineering, 2024, arXiv:2302.04508.

    Examples
    --------
    A rhythm of 9 against 12 Hz, of equal power, in two channels:

    >>> import numpy as np
    >>> from skrepr_signals import ACMClassifier
    >>> rng = np.random.default_rng(0)
    >>> y = np.arange(40) % 2
    >>> t = np.arange(160) / 128
    >>> rhythm = np.sin(2 * np.pi * (np.where(y, 12, 9)[:, None] * t + rng.uniform(size=(40, 1))))
    >>> X = rhythm[:, None] + rng.normal(size=(40, 2, 160))
    >>> plain = ACMClassifier(order=1).fit(X[:20], y[:20])
    >>> acm = ACMClassifier(order=4, lag=2).fit(X[:20], y[:20])
    >>> round(plain.score(X[20:], y[20:]), 2), round(acm.score(X[20:], y[20:]), 2)
    (0.4, 1.0)
    """

    _parameter_constraints: ClassVar[dict] = {
        **EMBEDDING_CONSTRAINTS,
        **ESTIMATOR_CONSTRAINT,
        **HEAD_CONSTRAINT,
        **METRIC_CONSTRAINT,
        "C": [Interval(Real, 0, None, closed="neither")],
        "kernel": [StrOptions({"linear", "rbf"})],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        order=4,
        lag=2,
        *,
        estimator="oas",
        trim="moabb",
        head="tangent_svm",
        metric="riemann",
        C=1.0,
        kernel="rbf",
        random_state=None,
    ):
        self.order = order
        self.lag = lag
        self.estimator = estimator
        self.trim = trim
        self.head = head
        self.metric = metric
        self.C = C
        self.kernel = kernel
        self.random_state = random_state

    # The head checks itself when it is fitted.
    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y):
        """Fit on labelled epochs.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs.
        y : array-like of shape (n_epochs,)
            Class of each epoch.

        Returns
        -------
        self : ACMClassifier
            The fitted classifier.

        Raises
        ------
        ValueError
            If a parameter is impossible, X has other axes or too few samples for the embedding,
            y has a single class, or a matrix is singular.
        """
        X = check_epochs(X, estimator=self)
        y = check_labels(y, len(X))
        check_window(X.shape[2], self.order, self.lag, self.trim)
        matrices = self._matrices(X)
        fitted = self._fit_head(matrices, y)

        set_shape(self, X)
        self.classes_ = np.unique(y)
        self.order_, self.lag_ = int(self.order), int(self.lag)
        for name, value in fitted.items():
            setattr(self, name, value)
        return self

    def predict(self, X):
        """Predict the class of each epoch.

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
        return self._classifier().predict(self._features(X))

    @available_if(_head_has("predict_proba"))
    def predict_proba(self, X):
        """Return class probabilities; not for "tangent_svm", which has none.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        probabilities : ndarray of shape (n_epochs, n_classes)
            Of "mdm": softmax of minus the squared distances to the class means.
        """
        check_is_fitted(self)
        return self._classifier().predict_proba(self._features(X))

    @available_if(_head_has("decision_function"))
    def decision_function(self, X):
        """Return scores: the larger, the more of a class.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        scores : ndarray of shape (n_epochs, n_classes) or (n_epochs,)
            With two classes those of the second. Of "mdm": minus the squared distances, with
            two classes the difference of both.
        """
        check_is_fitted(self)
        return self._classifier().decision_function(self._features(X))

    def transform(self, X):
        """Return what the head sees of the epochs.

        Parameters
        ----------
        X : array-like of shape (n_epochs, n_channels, n_times)
            Epochs with as many channels as in ``fit``.

        Returns
        -------
        vectors : ndarray of shape (n_epochs, d * (d + 1) / 2) or (n_epochs, n_classes)
            Tangent vectors at ``reference_``; of "mdm" the distances to the class means. In the
            dtype of X.
        """
        check_is_fitted(self)
        X = check_epochs(X, estimator=self)
        features = self._features(X)
        if self.head == "mdm":
            features = self._classifier().transform(features)
        return features.astype(X.dtype, copy=False)

    def _matrices(self, X):
        matrices = augmented_covariances(X, self.order, self.lag, self.estimator, self.trim)
        check_definite(matrices, self.order, self.lag)
        return matrices

    def _fit_head(self, matrices, y):
        """Return the fitted attributes of the head."""
        if self.head == "mdm":
            return {"means_": NearestMean(self.metric).fit(matrices, y).means_}
        reference = mean_of(matrices, self.metric)
        vectors = tangent_vectors(matrices, reference, self.metric)
        if self.head == "tangent_svm":
            svc = SVC(C=self.C, kernel=self.kernel, random_state=0).fit(vectors, y)
            return {"reference_": reference, "svc_": svc}
        head = seeded_head(self.head, self.random_state)
        return {"reference_": reference, "classifier_": head.fit(vectors, y)}

    def _features(self, X):
        """Return what the classifier takes: matrices for "mdm", else tangent vectors."""
        X = check_epochs(X, estimator=self)
        check_channels(self, X)
        check_window(X.shape[2], self.order, self.lag, self.trim)
        matrices = self._matrices(X)
        if self.head == "mdm":
            return matrices
        return tangent_vectors(matrices, self.reference_, self.metric)

    def _classifier(self):
        if self.head != "mdm":
            return self.svc_ if self.head == "tangent_svm" else self.classifier_
        return NearestMean(self.metric).set_means(self.classes_, self.means_)

    @property
    def _n_features_out(self):
        if self.head == "mdm":
            return len(self.classes_)
        size = len(self.reference_)
        return size * (size + 1) // 2

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags
