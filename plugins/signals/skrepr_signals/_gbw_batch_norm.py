"""Batch normalisation of SPD matrices in the generalized Bures-Wasserstein geometry.

A batch is moved so that its mean is the identity, stretched to a learned dispersion, and moved
on to a learned place; the metric in which that happens is learned too. Steps are numbered as
in the paper's algorithm.
"""

import torch
from torch import nn

from . import _plain_bures as plain
from ._isometry import Isometry
from ._spectral import ABSOLUTE, floor, spectral_map

#: exp_I(V) = (I + V / 2)^2 folds where an eigenvalue of I + V / 2 is below 0; clamped, it is this.
_CLAMPED = floor(0.5e-6)


class GBWBatchNorm(nn.Module):
    """Centre, scale and place a batch of SPD matrices.

    Parameters
    ----------
    size : int
        d, the size of the matrices.
    theta : float, default=1.0
        Power of the deformation, above 0.
    learn_metric : bool, default=True
        Learn M; otherwise it stays the identity.
    mean_iter : int, default=1
        Fixed-point steps from the arithmetic mean to the mean of a batch. 1 is the published
        choice; with many the mean of the centred batch is the identity exactly.
    dispersion : {"identity", "mean"}, default="identity"
        What the variance of a batch is about. "identity" is the published choice: the mean
        squared distance to the identity before anything is centred. "mean" is the Frechet
        variance.
    momentum : float, default=0.1
        Weight of a batch in the running mean and variance.
    eps : float, default=1e-5
        Added to the variance.
    clamp : bool, default=False
        Stop at the border of the cone, where the exponential at the identity would fold
        eigenvalues back (a small one may come out larger than a middle one).

    Attributes
    ----------
    location : Parameter of shape (d, d)
        W, SPD, where the mean of a batch goes; at first the identity. For
        :class:`RiemannianSGD` with the manifold "spd".
    metric : Parameter of shape (d, d)
        M, SPD; at first the identity. For :class:`RiemannianSGD` with the manifold "spd".
    shift : Parameter of shape ()
        The standard deviation that a batch gets; at first 1.
    running_mean : Tensor of shape (d, d)
        Mean over batches, after M and theta.
    running_var : Tensor of shape ()
        Variance over batches.

    Notes
    -----
    Mean and variance of a batch get no gradient. In eval mode the running ones take their
    place, so that a matrix is normalised alike in any batch.

    Differences from the authors' code: gradients are right for theta != 1 and at equal
    eigenvalues, hence also at M = I where training begins, and the location begins at the
    identity itself; the running variance is one number and no parameter.

    References
    ----------
    .. [1] R. Wang, S. Jin, Z. Chen, X. Luo, X.-J. Wu, "Learning to Normalize on the SPD Manifold
       under Bures-Wasserstein Geometry", CVPR 2025, arXiv:2504.00660.

    Examples
    --------
    >>> import torch
    >>> from skrepr_signals import GBWBatchNorm
    >>> X = torch.diag_embed(torch.tensor([[1.0, 4.0], [4.0, 9.0]], dtype=torch.float64))
    >>> Y = GBWBatchNorm(2, mean_iter=20, dispersion="mean")(X)
    >>> Y.diagonal(dim1=1, dim2=2).sqrt().mean(dim=0).tolist()  # roots have mean 1
    [1.0, 1.0]
    """

    def __init__(
        self,
        size,
        *,
        theta=1.0,
        learn_metric=True,
        mean_iter=1,
        dispersion="identity",
        momentum=0.1,
        eps=1e-5,
        clamp=False,
    ):
        super().__init__()
        if dispersion not in ("identity", "mean"):
            raise ValueError(f"dispersion must be 'identity' or 'mean'; got {dispersion!r}.")
        self.theta = theta
        self.mean_iter = mean_iter
        self.dispersion = dispersion
        self.momentum = momentum
        self.eps = eps
        self.clamp = clamp
        identity = torch.eye(size, dtype=torch.float64)
        self.location = nn.Parameter(identity.clone())
        self.metric = nn.Parameter(identity.clone(), requires_grad=learn_metric)
        self.shift = nn.Parameter(torch.ones((), dtype=torch.float64))
        self.register_buffer("running_mean", identity.clone())
        self.register_buffer("running_var", torch.ones((), dtype=torch.float64))

    def forward(self, X):
        """Return the normalised batch.

        Parameters
        ----------
        X : Tensor of shape (..., d, d)
            Symmetric positive definite, float64; all leading axes are the batch.

        Returns
        -------
        Y : Tensor of shape (..., d, d)
        """
        isometry = Isometry(self.metric, self.theta)
        flat = isometry.flat(X.flatten(end_dim=-3) if X.ndim > 2 else X[None])  # 1
        B = self._batch_mean(flat) if self.training else self.running_mean  # 2
        Z, overlap = plain.centred(flat, B)  # 4
        if self.training:
            variance = self._batch_variance(flat, B, overlap)
            self._update(B, variance)  # 3
        else:
            variance = self.running_var
        T = self._scaled(Z, self.shift / (variance + self.eps).sqrt())  # 5
        Y = plain.exp_from_identity(isometry.flat(self.location), T)  # 6
        return isometry.back(Y).reshape(X.shape)  # 7

    @torch.no_grad()
    def _batch_mean(self, flat):
        return plain.mean(flat, self.mean_iter, tol=0)[0]

    @torch.no_grad()
    def _batch_variance(self, flat, B, overlap):
        if self.dispersion == "identity":
            squares = plain.squared_distance_to_identity(flat)
        else:
            squares = (plain.trace(flat) + plain.trace(B) - 2 * overlap).clamp(min=0)
        return squares.mean() / self.theta**2

    @torch.no_grad()
    def _update(self, B, variance):
        mean = plain.geodesic(self.running_mean, B, self.momentum)
        self.running_mean.copy_((mean + mean.mT) / 2)
        self.running_var.lerp_(variance, self.momentum)

    def _scaled(self, Z, scale):
        """Return the logarithm at I of the scaled points, whose roots before scaling are Z."""
        identity = plain.identity_like(Z)
        on_the_cone = _CLAMPED if self.clamp else ABSOLUTE
        root = spectral_map(Z, on_the_cone)  # of exp_I(V) = Z^2
        root = identity + scale * (root - identity)
        # Where nothing folds, the root is its own absolute value, and Cholesky is cheap.
        if torch.linalg.cholesky_ex(root.detach()).info.any():
            root = spectral_map(root, on_the_cone)
        return 2 * (root - identity)
