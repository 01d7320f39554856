"""GBWBN: a network on SPD matrices whose layers are normalised on the manifold.

Covariance matrices shrink through learned frames; between the layers a batch is centred,
scaled and placed in a Bures-Wasserstein geometry whose metric is learned, too. Frames and SPD
parameters take their steps on their manifolds.
"""

import warnings
from numbers import Integral, Real
from typing import ClassVar

import numpy as np
import torch
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted
from skorch import NeuralNet

from skrepr.base import DocsLink, Interval, StrOptions, fit_context
from skrepr.neural import (
    NetStateMixin,
    apply_in_batches,
    check_device,
    draw_seed,
    seeded,
    to_tensor,
)
from skrepr.progress import CallbackSupportMixin, fit_progress
from skrepr.validation import check_spd

from ._gbwbn_net import MANIFOLDS, SPDNet
from ._matrices import GEOMETRY_CONSTRAINTS, check_labels, check_new, set_spd_tags
from ._riemannian_sgd import RiemannianSGD
from ._samples import set_shape


class GBWBNClassifier(
    DocsLink,
    NetStateMixin,
    CallbackSupportMixin,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    BaseEstimator,
):
    """Classify SPD matrices by an SPDNet with Bures-Wasserstein batch normalisation.

    Parameters
    ----------
    subspace_dims : array-like of int, default=None
        Size of the matrices after each block, none above the one before it. None is one block
        that halves them: ``(max(2, n_channels // 2),)``, or ``n_channels`` below 2.
    batch_norm : bool, default=True
        Normalise; False is the plain SPDNet, the baseline.
    theta : float, default=1.0
        Power of the deformation, above 0; the paper tries 0.25, 0.5, 0.75, 1.
    learn_metric : bool, default=True
        Learn the metric matrix M, which begins as the identity.
    train_bimap : bool, default=True
        Learn the frames. False keeps them random, which is what the published run does.
    mean_iter : int, default=1
        Fixed-point steps to the mean of a batch.
    dispersion : {"identity", "mean"}, default="identity"
        What the variance of a batch is about, see :class:`GBWBatchNorm`.
    bn_momentum : float, default=0.1
        Weight of a batch in the running mean and variance.
    eps : float, default=1e-5
        Added to the variance of a batch.
    reeig_threshold : float, default=1e-5
        Floor of the eigenvalues after each block.
    ridge : float, default=0.0
        This share of the mean of its diagonal is added to the diagonal of each matrix.
    lr : float, default=2.5e-3
        Step size of all parameters.
    momentum : float, default=0.9
        Of ordinary parameters.
    weight_decay : float, default=5e-2
        Of ordinary parameters.
    max_epochs : int, default=200
        Passes over the training matrices.
    max_steps : int, default=None
        Steps; training ends with the first of the two.
    batch_size : int, default=30
        Matrices a step, at least 2; clipped to n_samples. A last batch of one is left out.
    device : str, default="cpu"
        A torch device, or "auto".
    verbose : int, default=0
        1 shows progress.
    random_state : int, RandomState instance or None, default=None
        Of initial weights and of the order of the matrices.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels.
    net_ : NeuralNet
        The fitted skorch net; running statistics are buffers of its module.
    history_ : list of dict
        ``epoch`` and mean ``train_loss`` of each pass.
    seed_ : int
        From which all randomness derives.
    n_features_in_ : int
        Number of channels.
    input_shape_ : tuple of int
        Shape of a sample.

    Notes
    -----
    All is computed in float64, which gradients through eigenvalues need. Predictions use the
    running statistics and do not depend on the batch. Memory: about 30 arrays of the size of a
    batch in training; 1,024 matrices at a time in prediction.

    Differences from the authors' code are corrections: frames are trained (their step is
    commented out), gradients are right for theta != 1 and for equal eigenvalues, frames begin
    uniformly random.

    References
    ----------
    .. [1] R. Wang, S. Jin, Z. Chen, X. Luo, X.-J. Wu, "Learning to Normalize on the SPD Manifold
       under Bures-Wasserstein Geometry", CVPR 2025, arXiv:2504.00660.

    Examples
    --------
    >>> import numpy as np
    >>> from skrepr_signals import GBWBNClassifier
    >>> rng = np.random.default_rng(0)
    >>> y = np.arange(60) % 2
    >>> signals = rng.normal(size=(60, 4, 50))
    >>> signals[:, 0] *= 1.0 + y[:, None]
    >>> X = signals @ signals.mT / 50
    >>> model = GBWBNClassifier(lr=0.05, max_epochs=10, random_state=0).fit(X[:40], y[:40])
    >>> model.transform(X[40:]).shape
    (20, 3)
    >>> print(model.score(X[40:], y[40:]))
    1.0
    """

    _parameter_constraints: ClassVar[dict] = {
        "subspace_dims": ["array-like", None],
        "batch_norm": ["boolean"],
        "theta": GEOMETRY_CONSTRAINTS["theta"],
        "learn_metric": ["boolean"],
        "train_bimap": ["boolean"],
        "mean_iter": GEOMETRY_CONSTRAINTS["mean_iter"],
        "dispersion": [StrOptions({"identity", "mean"})],
        "bn_momentum": [Interval(Real, 0, 1, closed="right")],
        "eps": [Interval(Real, 0, None, closed="left")],
        "reeig_threshold": [Interval(Real, 0, None, closed="neither")],
        "ridge": [Interval(Real, 0, None, closed="left")],
        "lr": [Interval(Real, 0, None, closed="neither")],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "max_steps": [Interval(Integral, 1, None, closed="left"), None],
        "batch_size": [Interval(Integral, 2, None, closed="left")],
        "device": [str],
        "verbose": ["verbose"],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        subspace_dims=None,
        *,
        batch_norm=True,
        theta=1.0,
        learn_metric=True,
        train_bimap=True,
        mean_iter=1,
        dispersion="identity",
        bn_momentum=0.1,
        eps=1e-5,
        reeig_threshold=1e-5,
        ridge=0.0,
        lr=2.5e-3,
        momentum=0.9,
        weight_decay=5e-2,
        max_epochs=200,
        max_steps=None,
        batch_size=30,
        device="cpu",
        verbose=0,
        random_state=None,
    ):
        self.subspace_dims = subspace_dims
        self.batch_norm = batch_norm
        self.theta = theta
        self.learn_metric = learn_metric
        self.train_bimap = train_bimap
        self.mean_iter = mean_iter
        self.dispersion = dispersion
        self.bn_momentum = bn_momentum
        self.eps = eps
        self.reeig_threshold = reeig_threshold
        self.ridge = ridge
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.max_epochs = max_epochs
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.device = device
        self.verbose = verbose
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.
        y : array-like of shape (n_samples,)
            Labels.

        Returns
        -------
        self : GBWBNClassifier
            The fitted classifier.

        Raises
        ------
        ValueError
            If a parameter is impossible, X is no stack of SPD matrices, or y does not hold two
            classes at least.
        FloatingPointError
            If the loss is no number any more.

        Warns
        -----
        UserWarning
            If training is interrupted after a pass; what was learned is kept.
        """
        device = check_device(self.device)
        _check_sizes(self.subspace_dims)
        X = check_spd(X, ridge=self.ridge, estimator=self)
        _check_sizes(self.subspace_dims, X.shape[1])
        y = check_labels(y, X)
        classes, codes = np.unique(y, return_inverse=True)

        set_shape(self, X)
        self.classes_ = classes
        self.seed_ = draw_seed(self.random_state)
        with seeded(self.seed_, device):
            self.net_ = self._build_net(device)
            self._train(to_tensor(X, np.float64), to_tensor(codes, np.int64))
        return self

    def predict_proba(self, X):
        """Return the probability of each class.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.

        Returns
        -------
        proba : ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        check_is_fitted(self)
        logits = self._apply(self.net_.module_, X)
        unnormalised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return unnormalised / unnormalised.sum(axis=1, keepdims=True)

    def predict(self, X):
        """Return the likeliest class.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.

        Returns
        -------
        y_pred : ndarray of shape (n_samples,)
        """
        check_is_fitted(self)
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def transform(self, X):
        """Return the upper triangle of the logarithm of the last layer's matrices.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_channels, n_channels)
            Symmetric positive definite matrices.

        Returns
        -------
        Z : ndarray of shape (n_samples, d * (d + 1) / 2)
            d is the last of ``subspace_dims``; off-diagonal entries are times sqrt 2.
        """
        check_is_fitted(self)
        return self._apply(self.net_.module_.features, X)

    def _build_net(self, device):
        norm_params = {
            "theta": self.theta,
            "learn_metric": self.learn_metric,
            "mean_iter": self.mean_iter,
            "dispersion": self.dispersion,
            "momentum": self.bn_momentum,
            "eps": self.eps,
        }
        return NeuralNet(
            SPDNet,
            module__sizes=_sizes(self.subspace_dims, self.input_shape_[0]),
            module__n_classes=len(self.classes_),
            module__train_bimap=self.train_bimap,
            module__reeig_threshold=self.reeig_threshold,
            module__norm_params=norm_params if self.batch_norm else None,
            criterion=torch.nn.CrossEntropyLoss,
            optimizer=RiemannianSGD,
            optimizer__param_groups=list(MANIFOLDS[: None if self.batch_norm else 1]),
            optimizer__momentum=self.momentum,
            optimizer__weight_decay=self.weight_decay,
            lr=self.lr,
            train_split=None,
            verbose=0,
            device=device,
        ).initialize()

    def _train(self, X, y):
        batch_size = min(self.batch_size, len(X))
        n_left = float("inf") if self.max_steps is None else self.max_steps
        self.history_ = []
        with fit_progress(self, self.max_epochs) as told:
            try:
                while len(self.history_) < self.max_epochs and n_left > 0:
                    batches = torch.randperm(len(X)).split(batch_size)
                    batches = [rows for rows in batches if len(rows) > 1]
                    batches = batches[: int(min(n_left, len(batches)))]
                    losses = [self._step(X[rows], y[rows]) for rows in batches]
                    n_left -= len(batches)
                    loss = float(np.mean(losses))
                    self.history_.append({"epoch": len(self.history_) + 1, "train_loss": loss})
                    if told(loss=loss):
                        break
            except KeyboardInterrupt:
                if not self.history_:
                    raise
                warnings.warn(
                    f"Training was interrupted after {len(self.history_)} of {self.max_epochs} "
                    "epochs; what was learned is kept.",
                    stacklevel=3,
                )
        self.net_.module_.eval()

    def _step(self, X, y):
        """Take a step and return the loss before it."""
        try:
            loss = self.net_.train_step((X, y))["loss"].item()
        except torch.linalg.LinAlgError:  # eigenvalues of what is no number any more
            loss = np.nan
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"Training diverged in epoch {len(self.history_) + 1}; lower lr={self.lr}, "
                "or add a ridge."
            )
        return loss

    def _apply(self, module, X):
        """Return what a part of the network says of X, in the precision of X."""
        X = check_new(self, X, ridge=self.ridge)
        return apply_in_batches(module, X.astype(np.float64)).astype(X.dtype, copy=False)

    @property
    def _n_features_out(self):
        size = _sizes(self.subspace_dims, self.input_shape_[0])[-1]
        return size * (size + 1) // 2

    def __sklearn_tags__(self):
        return set_spd_tags(super().__sklearn_tags__())


def _sizes(subspace_dims, n_channels):
    """Return the size of the matrices before and after each block."""
    if subspace_dims is None:
        return [n_channels, min(n_channels, max(2, n_channels // 2))]
    return [n_channels, *map(int, subspace_dims)]


def _check_sizes(subspace_dims, n_channels=None):
    if subspace_dims is None:
        return
    sizes = np.asarray(subspace_dims)
    if sizes.ndim != 1 or not len(sizes) or sizes.dtype.kind not in "iu" or sizes.min() < 1:
        raise ValueError(
            f"subspace_dims must hold whole numbers, 1 at least; got {subspace_dims!r}."
        )
    before = sizes[0] if n_channels is None else n_channels
    for size in sizes.tolist():
        if size > before:
            raise ValueError(
                f"subspace_dims must not rise: {size} comes after {before}; got {subspace_dims!r}."
            )
        before = size
