"""What MLC minimises, on one batch: -R + gamma R_c and two regularisers.

A batch is seen once or in two augmented views. Rates are those of the mean of the views, which
are held together by their cosine.
"""

import torch
from array_api_compat import array_namespace
from torch import nn
from torch.nn.functional import normalize

from ._rates import compression_rate, spread_rate
from ._sinkhorn import balance


class MLCObjective(nn.Module):
    """The losses of both stages.

    Parameters
    ----------
    eps, gamma, eta, gamma_reg, invariance : float
    sinkhorn_iter : int
    sinkhorn_grad : {"official", "unrolled"}
    n_anchors : int or None
        See :class:`MLC`.
    """

    def __init__(
        self, eps, gamma, eta, sinkhorn_iter, sinkhorn_grad, gamma_reg, invariance, n_anchors
    ):
        super().__init__()
        self.eps = eps
        self.gamma = gamma
        self.eta = eta
        self.sinkhorn_iter = sinkhorn_iter
        self.sinkhorn_grad = sinkhorn_grad
        self.gamma_reg = gamma_reg
        self.invariance = invariance
        self.n_anchors = n_anchors

    def spread(self, Z):
        """Return the loss of stage 1 and what it consists of.

        Parameters
        ----------
        Z : list of Tensor of shape (n, d)
            Representation of each view.

        Returns
        -------
        loss : Tensor
        parts : dict of float
        """
        mean = merge(Z)
        rate = spread_rate(mean, self.eps, array_namespace(mean))
        return self._disagreement(Z) - rate, {"R": rate.item()}

    def forward(self, Z, C, generator=None):
        """Return the loss of stage 2 and what it consists of.

        Parameters
        ----------
        Z, C : list of Tensor of shape (n, d)
            Representation and membership vectors of each view.
        generator : Generator, default=None
            Draws the anchors.

        Returns
        -------
        loss : Tensor
        parts : dict of float
        """
        mean = merge(Z)
        gamma = self.membership(merge(C))
        rate = spread_rate(mean, self.eps, array_namespace(mean))
        compression = self._compression(mean, gamma, generator)
        loss = self.gamma * compression - rate + self.gamma_reg / 2 * gamma.square().sum()
        parts = {"R": rate.item(), "Rc": compression.item()}
        return loss + self._disagreement(Z), parts

    def membership(self, C):
        """Return the balanced absolute cosines of a batch, (n, n)."""
        settle = torch.detach if self.sinkhorn_grad == "official" else _as_it_is
        K = (C @ C.T).abs()
        xp = array_namespace(K)
        return balance(K, self.eta, self.sinkhorn_iter, xp, settle=settle)[0]

    def _compression(self, Z, gamma, generator):
        n = len(gamma)
        scale = 1.0
        if self.n_anchors is not None and self.n_anchors < n:
            anchors = torch.randperm(n, generator=generator)[: self.n_anchors]
            gamma, scale = gamma[:, anchors.to(gamma.device)], n / self.n_anchors
        return scale * compression_rate(Z, gamma, self.eps, array_namespace(Z))

    def _disagreement(self, Z):
        if len(Z) == 1:
            return 0.0
        first, second = Z
        return self.invariance * (1 - (first * second).sum(dim=1)).mean()


def merge(views):
    """Return the sum of the views of each sample, scaled to unit length."""
    return views[0] if len(views) == 1 else normalize(sum(views))


def _as_it_is(v):
    return v
