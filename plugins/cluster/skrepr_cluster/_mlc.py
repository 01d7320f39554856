"""MLC: flatten curved manifolds and cluster them, both at once.

A network maps samples so that those of one cluster lie in a linear subspace and those of
different clusters in orthogonal ones. Which belong together is a doubly stochastic matrix of
its own head, so that the number of clusters enters only when labels are read off.
"""

import warnings
from typing import ClassVar

import numpy as np
import torch
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted, validate_data

from skrepr.base import DocsLink, fit_context
from skrepr.neural import NetStateMixin, apply_in_batches, check_device, draw_seed, seeded
from skrepr.progress import CallbackSupportMixin

from ._mlc_input import PARAMETER_CONSTRAINTS, check_candidates, check_samples, try_candidates
from ._mlc_net import build_net
from ._mlc_training import learn_or_recall
from ._rates import coding_length, rate_reduction
from ._spectral import (
    draw_landmarks,
    landmark_affinity,
    laplacian_vectors,
    nearest_landmarks,
    spectral_labels,
    spread_labels,
    warn_if_split,
)


class MLC(
    DocsLink,
    NetStateMixin,
    CallbackSupportMixin,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
    BaseEstimator,
):
    """Learn a representation in which clusters are orthogonal subspaces, and cluster.

    Parameters
    ----------
    n_clusters : int or "auto", default=None
        Number of clusters. None is 8, and on less than 16 samples half as many.
        "auto" takes the one of ``candidates`` whose labels give the representation the least
        :func:`coding_length`.
    n_components : int, default=32
        Columns of the representation, and width of the membership head.
    backbone : Module, callable or None, default=None
        Trunk below both heads: a module, which is copied, or a factory
        ``(input_shape, hidden) -> Module``. None is two linear layers for rows and
        :func:`skrepr.neural.conv_encoder` for images.
    hidden : int, default=256
        Width of the trunk's output.
    augment : "auto", callable or None, default="auto"
        ``(x, generator) -> x`` of the same shape, or None for no augmentation. "auto" is None
        on rows, and on images shifts by a pixel, brightness and noise. With one, views of a
        sample are held together in both stages.
    eps : float, default=0.1
        Squared precision of the coding rates.
    gamma : float, default=1.0
        Weight of the compression.
    eta : float, default=0.175
        Entropy of the membership, see :func:`doubly_stochastic`. Below 0.02 the network
        trains in double precision.
    sinkhorn_iter : int, default=5
        Half-steps of the membership.
    sinkhorn_grad : {"official", "unrolled"}, default="official"
        "official" leaves out the gradient through the columns' potentials, as the authors do;
        "unrolled" is the full gradient.
    gamma_reg : float, default=0.05
        Weight of half the squared Frobenius norm of the membership. That of a batch grows
        with its size.
    invariance : float, default=20.0
        Weight of one minus the cosine of two views. Only with an augmentation.
    n_anchors : int, default=100
        Columns of the membership, drawn anew each step, from which the compression is
        estimated without bias; clipped to the batch. None takes all.
    warmup_epochs : int, default=None
        Passes of stage 1, which spreads the representation; 0 is a single step. None is 100
        with an augmentation and 0 without: there, more of it destroys structure.
    max_epochs : int, default=None
        Passes of stage 2, which learns representation and membership. None is 60 with an
        augmentation and 30 without; 0 stops after stage 1.
    max_steps : int, default=None
        Steps of both stages together; training ends with the first to be reached.
    batch_size : int, default=600
        Samples a step, clipped to n_samples; the last smaller batch of a pass is left out.
        The membership is one of a batch, which should hold several samples a cluster.
    lr : float, default=1e-2
        Step size of trunk and representation.
    lr_cluster : float, default=5e-3
        Step size of the membership head.
    momentum : float, default=0.9
        Of both.
    weight_decay : float, default=1e-4
        Of trunk and representation.
    weight_decay_cluster : float, default=5e-3
        Of the membership head.
    n_init : int, default=10
        Starts of k-means in the spectral step.
    candidates : sequence of int, default=None
        Numbers of clusters for "auto". None is 2 to 20, at most half
        of the samples.
    max_landmarks : int, default=4000
        With more samples, so many of them, drawn at random, are clustered; the others are
        labelled as new ones are.
    memory : str or object with the joblib.Memory interface, default=None
        Keeps trained networks, so that fits that differ in ``n_clusters``, ``candidates``,
        ``n_init`` or ``max_landmarks`` alone do not train again. Useful where
        ``random_state`` is an int. A training that was stopped early is not kept.
    device : str, default="cpu"
        A torch device, or "auto".
    verbose : int, default=0
        1 shows progress.
    random_state : int, RandomState instance or None, default=None
        Of weights, batches, views, anchors, landmarks and k-means.

    Attributes
    ----------
    labels_ : ndarray of int of shape (n_samples,)
        Cluster of each sample.
    n_clusters_ : int
        Number of clusters.
    embedding_ : ndarray of shape (n_samples, n_components)
        Representation of the samples, rows of unit length.
    cluster_embedding_ : ndarray of shape (n_samples, n_components)
        Their membership vectors, rows of unit length.
    rate_reduction_ : float
        R - R_c of the landmarks, in nats.
    coding_lengths_ : dict of int to float
        Coding length of the labels for each number of clusters that was tried.
    history_ : list of dict
        ``stage``, ``epoch``, mean ``loss``, ``R`` and, in stage 2, ``Rc`` of each pass.
    net_ : NeuralNet
        The fitted skorch net.
    seed_ : int
        From which all randomness derives.
    landmarks_ : ndarray of int of shape (n_landmarks,)
        Samples of the spectral step; all where they are at most ``max_landmarks``.
    landmarks_C_ : ndarray of shape (n_landmarks, n_components)
        Their membership vectors.
    landmarks_v_ : ndarray of shape (n_landmarks,)
        Potentials of their columns, in units of ``eta``.
    landmarks_labels_ : ndarray of int of shape (n_landmarks,)
        Their clusters.
    n_features_in_ : int
        Number of columns, or of channels.
    input_shape_ : tuple of int
        Shape of a sample.
    feature_names_in_ : ndarray of shape (n_features,)
        Column names, if ``X`` was a data frame with string names.

    See Also
    --------
    DoublyStochasticSpectralClustering : The same without a network.
    sklearn.cluster.SpectralClustering : Affinities from nearest neighbours.

    Notes
    -----
    Accuracy varies by 0.1 between seeds on small data. Choosing the run with the largest
    ``rate_reduction_`` is not reliable; report mean and standard deviation.

    The paper has no rule for new samples beyond running the membership on a batch. ``predict``
    forms the row that a sample would get in the balanced matrix of the landmarks, with the
    columns' potentials as they are, and takes the label with the largest sum.

    Stage 1 follows the recipe of the family (rate and invariance); that of the CPP code,
    without augmentation, is a single step.

    Memory: about 40 n_landmarks^2 bytes in the spectral step, and in a step of training about
    ``8 batch_size n_components^2 + 12 n_anchors n_components^2`` bytes for the compression.

    References
    ----------
    .. [1] T. Ding, S. Tong, K. H. R. Chan, X. Dai, Y. Ma, B. D. Haeffele, "Unsupervised Manifold
       Linearizing and Clustering", ICCV 2023, arXiv:2301.01805.
    .. [2] T. Chu, S. Tong, T. Ding, X. Dai, B. D. Haeffele, R. Vidal, Y. Ma, "Image Clustering
       via the Principle of Rate Reduction in the Age of Pretrained Models", ICLR 2024,
       arXiv:2306.05272.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.metrics import adjusted_rand_score
    >>> from skrepr_cluster import MLC
    >>> rng = np.random.default_rng(0)
    >>> y = np.arange(150) % 3
    >>> angle = rng.uniform(0, 1.5, 150)  # a curve in each of three planes
    >>> X = np.zeros((150, 6))
    >>> X[np.arange(150), 2 * y] = np.cos(angle)
    >>> X[np.arange(150), 2 * y + 1] = np.sin(angle)
    >>> X += 0.05 * rng.normal(size=X.shape)
    >>> model = MLC(n_clusters=3, n_components=8, random_state=0).fit(X)
    >>> print(f"{adjusted_rand_score(y, model.labels_):.2f}")
    1.00
    >>> model.transform(X).shape
    (150, 8)
    """

    _parameter_constraints: ClassVar[dict] = PARAMETER_CONSTRAINTS

    def __init__(
        self,
        n_clusters=None,
        n_components=32,
        *,
        backbone=None,
        hidden=256,
        augment="auto",
        eps=0.1,
        gamma=1.0,
        eta=0.175,
        sinkhorn_iter=5,
        sinkhorn_grad="official",
        gamma_reg=0.05,
        invariance=20.0,
        n_anchors=100,
        warmup_epochs=None,
        max_epochs=None,
        max_steps=None,
        batch_size=600,
        lr=1e-2,
        lr_cluster=5e-3,
        momentum=0.9,
        weight_decay=1e-4,
        weight_decay_cluster=5e-3,
        n_init=10,
        candidates=None,
        max_landmarks=4000,
        memory=None,
        device="cpu",
        verbose=0,
        random_state=None,
    ):
        self.n_clusters = n_clusters
        self.n_components = n_components
        self.backbone = backbone
        self.hidden = hidden
        self.augment = augment
        self.eps = eps
        self.gamma = gamma
        self.eta = eta
        self.sinkhorn_iter = sinkhorn_iter
        self.sinkhorn_grad = sinkhorn_grad
        self.gamma_reg = gamma_reg
        self.invariance = invariance
        self.n_anchors = n_anchors
        self.warmup_epochs = warmup_epochs
        self.max_epochs = max_epochs
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.lr = lr
        self.lr_cluster = lr_cluster
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.weight_decay_cluster = weight_decay_cluster
        self.n_init = n_init
        self.candidates = candidates
        self.max_landmarks = max_landmarks
        self.memory = memory
        self.device = device
        self.verbose = verbose
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Train the network and cluster the samples.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features) or (n_images, c, height, width)
            Rows, or images: uint8, or float in [0, 1].
        y : Ignored
            Present for API consistency.

        Returns
        -------
        self : MLC
            The fitted estimator.

        Raises
        ------
        ValueError
            If a parameter is impossible, there are fewer samples than clusters, or an
            augmentation changes the shape of its batch.
        FloatingPointError
            If the loss is no number any more.

        Warns
        -----
        UserWarning
            If a batch has less than two samples a cluster, the membership falls into more parts
            than there are clusters, or training is interrupted after a pass; what was learned
            is kept.
        """
        device = check_device(self.device)
        numbers = check_candidates(self.candidates)
        checked = check_samples(X, self)
        candidates = try_candidates(self.n_clusters, numbers, len(checked), self.max_landmarks)
        batch_size = min(self.batch_size, len(checked))
        if batch_size < 2 * candidates[0]:
            warnings.warn(
                f"A batch of {batch_size} has less than two samples a cluster at "
                f"n_clusters={candidates[0]}; raise batch_size or give more samples.",
                stacklevel=2,
            )

        seed = draw_seed(self.random_state)
        self._set_shape(X, checked)
        self.seed_ = seed
        with seeded(seed, device):
            weights, self.history_ = learn_or_recall(self, checked, device)
            self.net_ = self._build_net(device)
        self.net_.module_.load_state_dict({k: torch.from_numpy(v) for k, v in weights.items()})
        self.net_.module_.eval()
        self._read_off(checked, candidates)
        return self

    def labels_for(self, n_clusters):
        """Return labels of the training samples for another number of clusters.

        The network is not trained again; ``labels_`` stays as it is.

        Parameters
        ----------
        n_clusters : int
            Number of clusters.

        Returns
        -------
        labels : ndarray of int of shape (n_samples,)
            What ``fit`` finds with this ``n_clusters`` and the same draw.

        Raises
        ------
        ValueError
            If it is below 1, or above the number of landmarks.
        """
        check_is_fitted(self)
        if not 1 <= n_clusters <= len(self.landmarks_):
            raise ValueError(
                f"n_clusters must be between 1 and the number of landmarks, "
                f"{len(self.landmarks_)}; got {n_clusters}."
            )
        gamma, _ = landmark_affinity(self.landmarks_C_, self.eta, self.sinkhorn_iter)
        vectors, _ = self._spectrum(gamma, n_clusters)
        return self._spread(spectral_labels(vectors, n_clusters, self.n_init, self.seed_))

    def predict(self, X):
        """Return the cluster of each sample.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features) or (n_images, c, height, width)
            Samples, new ones too.

        Returns
        -------
        labels : ndarray of int of shape (n_samples,)
            For samples of ``fit`` nearly always those of ``labels_``.
        """
        check_is_fitted(self)
        return self._nearest(self._apply(X)[1], self.landmarks_labels_)

    def transform(self, X):
        """Return the representation.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features) or (n_images, c, height, width)
            Samples, new ones too.

        Returns
        -------
        Z : ndarray of shape (n_samples, n_components)
            Rows of unit length.
        """
        check_is_fitted(self)
        return self._apply(X)[0]

    def membership(self, X):
        """Return the doubly stochastic similarity of samples to each other.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features) or (n_images, c, height, width)
            Samples, balanced among themselves: an entry depends on all of them.

        Returns
        -------
        gamma : ndarray of shape (n_samples, n_samples)
            float64, 8 n_samples^2 bytes; not symmetric, see :func:`doubly_stochastic`.
        """
        check_is_fitted(self)
        return self._affinity(self._apply(X)[1])

    def score(self, X, y=None):
        """Return the rate reduction R - R_c, in nats.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features) or (n_images, c, height, width)
            Samples; of more than ``max_landmarks`` the first so many count.
        y : Ignored
            Present for API consistency.

        Returns
        -------
        score : float
            The larger, the flatter and the more orthogonal are the clusters. It is no safe
            guide to the better of two runs.
        """
        check_is_fitted(self)
        Z, C = (part[: self.max_landmarks] for part in self._apply(X))
        return self._reduction(Z, self._affinity(C))

    def _build_net(self, device):
        return build_net(self, device)

    def _read_off(self, X, candidates):
        """Set what follows from the trained network."""
        self.embedding_, self.cluster_embedding_ = self._embed(X)
        random_state = np.random.RandomState(self.seed_)
        self.landmarks_ = draw_landmarks(len(X), self.max_landmarks, random_state)
        self.landmarks_C_ = self.cluster_embedding_[self.landmarks_].astype(np.float64)
        gamma, self.landmarks_v_ = landmark_affinity(
            self.landmarks_C_, self.eta, self.sinkhorn_iter
        )
        self.rate_reduction_ = self._reduction(self.embedding_[self.landmarks_], gamma)
        vectors, n_parts = self._spectrum(gamma, candidates[-1])
        found = {k: spectral_labels(vectors, k, self.n_init, self.seed_) for k in candidates}
        labels = {k: self._spread(found[k]) for k in candidates}
        Z = self.embedding_.astype(np.float64)
        self.coding_lengths_ = {
            k: float(coding_length(Z, labels[k], eps=self.eps)) for k in candidates
        }
        self.n_clusters_ = min(self.coding_lengths_, key=self.coding_lengths_.get)
        self.landmarks_labels_, self.labels_ = found[self.n_clusters_], labels[self.n_clusters_]
        warn_if_split(n_parts, self.n_clusters_)

    def _spectrum(self, gamma, n_vectors):
        return laplacian_vectors(gamma, n_vectors, np.random.RandomState(self.seed_))

    def _spread(self, landmarks_labels):
        """Return labels of all training samples from those of the landmarks."""
        return spread_labels(
            self.cluster_embedding_,
            self.landmarks_,
            landmarks_labels,
            lambda C: self._nearest(C, landmarks_labels),
        )

    def _nearest(self, C, landmarks_labels):
        return nearest_landmarks(
            C, self.landmarks_C_, self.landmarks_v_, landmarks_labels, self.eta
        )

    def _affinity(self, C):
        return landmark_affinity(C.astype(np.float64), self.eta, self.sinkhorn_iter)[0]

    def _reduction(self, Z, gamma):
        return float(rate_reduction(Z.astype(np.float64), gamma, eps=self.eps))

    def _apply(self, X):
        """Return representation and membership vectors of checked samples."""
        return self._embed(check_samples(X, self, reset=False))

    def _embed(self, X):
        return np.split(apply_in_batches(self.net_.module_, X), 2, axis=1)

    def _set_shape(self, X, checked):
        if checked.ndim == 2:
            validate_data(self, X, skip_check_array=True)
        else:
            self.n_features_in_ = checked.shape[1]
            if hasattr(self, "feature_names_in_"):  # of an earlier fit
                del self.feature_names_in_
        self.input_shape_ = checked.shape[1:]

    @property
    def _n_features_out(self):
        return self.n_components

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
