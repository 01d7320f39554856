"""Gradient steps that stay on the manifold: orthonormal frames, SPD matrices, and the rest.

A parameter group says where its parameters live; groups that say nothing are plain SGD.
"""

import torch

from . import _plain_bures as plain
from ._spd_layers import orthonormal


class RiemannianSGD(torch.optim.Optimizer):
    """Stochastic gradient descent on frames, SPD matrices and ordinary parameters.

    Parameters
    ----------
    params : iterable of Parameter or of dict
        A group may hold ``manifold``: "stiefel" for matrices with orthonormal columns, "spd"
        for symmetric positive definite ones, "euclidean" (default) for all others.
    lr : float, default=2.5e-3
        Step size.
    momentum, weight_decay : float, default=0.0
        Of Euclidean groups; others ignore them.

    Notes
    -----
    Stiefel: the tangent G - W G^T W, then back by QR with a positive diagonal. SPD: the
    gradient P sym(G) P, then the Bures-Wasserstein exponential at P.

    Examples
    --------
    >>> import torch
    >>> from skrepr_signals import BiMap, RiemannianSGD
    >>> layer = BiMap(3, 2)
    >>> sgd = RiemannianSGD([{"params": layer.parameters(), "manifold": "stiefel"}], lr=0.1)
    >>> layer(torch.diag(torch.arange(3.0).double())).sum().backward()
    >>> sgd.step()
    >>> (layer.frame.mT @ layer.frame).round(decimals=9).diagonal().tolist()
    [1.0, 1.0]
    """

    def __init__(self, params, lr=2.5e-3, momentum=0.0, weight_decay=0.0):
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "weight_decay": weight_decay,
            "manifold": "euclidean",
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            if group["manifold"] not in _STEPS:
                raise ValueError(
                    f"manifold must be one of {', '.join(_STEPS)}; got {group['manifold']!r}."
                )

    @torch.no_grad()
    def step(self, closure=None):
        """Take one step.

        Parameters
        ----------
        closure : callable, default=None
            Computes the gradients and returns the loss.

        Returns
        -------
        loss : Tensor or None
            What the closure returned.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            take = _STEPS[group["manifold"]]
            for parameter in group["params"]:
                if parameter.grad is not None:
                    take(parameter, group, self.state[parameter])
        return loss


def _euclidean(parameter, group, state):
    gradient = parameter.grad.add(parameter, alpha=group["weight_decay"])
    if group["momentum"]:
        if "momentum_buffer" in state:
            gradient = state["momentum_buffer"].mul_(group["momentum"]).add_(gradient)
        else:
            state["momentum_buffer"] = gradient
    parameter.sub_(gradient, alpha=group["lr"])


def _stiefel(W, group, state):
    tangent = W.grad - W @ W.grad.mT @ W
    W.copy_(orthonormal(W - group["lr"] * tangent))


def _spd(P, group, state):
    gradient = P @ (P.grad + P.grad.mT) @ P / 2
    P.copy_(plain.exp(P, -group["lr"] * gradient))


_STEPS = {"euclidean": _euclidean, "stiefel": _stiefel, "spd": _spd}
