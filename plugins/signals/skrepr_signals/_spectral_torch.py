"""Gradients of the maps of ``_spectral``: one autograd function for functions, one for kernels.

Matrices are taken as symmetric, and so are gradients. Those of ``torch.linalg.eigh`` itself
divide by differences of eigenvalues; these do not.
"""

import torch
from array_api_compat import torch as xp
from torch.autograd.function import once_differentiable

from ._spectral import compose


class TorchSpectralMaps(torch.autograd.Function):
    """f(P) for several functions: the gradient is U (slopes * (U^T G U)) U^T."""

    @staticmethod
    def forward(ctx, P, *functions):
        s, U = torch.linalg.eigh(P)
        ctx.save_for_backward(s, U)
        ctx.functions = functions
        ctx.set_materialize_grads(False)
        return tuple(compose(U, function.value(xp, s)) for function in functions)

    @staticmethod
    @once_differentiable
    def backward(ctx, *gradients):
        s, U = ctx.saved_tensors
        inner = [
            function.slopes(xp, s) * (U.mT @ _symmetric(G) @ U)
            for function, G in zip(ctx.functions, gradients, strict=True)
            if G is not None
        ]
        to_P = U @ sum(inner) @ U.mT if inner else None
        return (to_P, *[None] * len(gradients))


class TorchKernelMaps(torch.autograd.Function):
    """K_P[V] for several kernels.

    In the eigenbasis of P, a change H of P changes entry (a, b) of K_P[V] by

        sum_c H_ac V_cb D_acb + sum_c V_ac H_cb D_bca,   D = differences of the kernel,

    and both sums are the same for symmetric V and a symmetric gradient.
    """

    @staticmethod
    def forward(ctx, P, V, *kernels):
        s, U = torch.linalg.eigh(P)
        inner = U.mT @ V @ U
        ctx.save_for_backward(s, U, inner)
        ctx.kernels = kernels
        ctx.shapes = P.shape, V.shape
        ctx.set_materialize_grads(False)
        return tuple(U @ (kernel.value(xp, s) * inner) @ U.mT for kernel in kernels)

    @staticmethod
    @once_differentiable
    def backward(ctx, *gradients):
        s, U, inner = ctx.saved_tensors
        shape_P, shape_V = ctx.shapes
        to_P = to_V = None
        for kernel, G in zip(ctx.kernels, gradients, strict=True):
            if G is None:
                continue
            G = U.mT @ _symmetric(G) @ U
            if ctx.needs_input_grad[0]:
                part = 2 * _contract(kernel.differences(xp, s), G, inner)
                to_P = part if to_P is None else to_P + part
            if ctx.needs_input_grad[1]:
                part = kernel.value(xp, s) * G
                to_V = part if to_V is None else to_V + part
        if to_P is not None:
            to_P = (U @ _symmetric(to_P) @ U.mT).sum_to_size(shape_P)
        if to_V is not None:
            to_V = (U @ to_V @ U.mT).sum_to_size(shape_V)
        return (to_P, to_V, *[None] * len(gradients))


def _contract(differences, G, V):
    """Return sum_b D_acb G_ab V_cb, summed over a batch in which P is the same."""
    if differences.ndim > 3:
        return torch.einsum("...acb,...ab,...cb->...ac", differences, G, V)
    d = differences.shape[-1]
    G, V = torch.broadcast_tensors(G, V)
    over_batch = G.reshape(-1, d, d).permute(2, 1, 0) @ V.reshape(-1, d, d).permute(2, 0, 1)
    return (differences.permute(2, 0, 1) * over_batch).sum(dim=0)


def _symmetric(G):
    return (G + G.mT) / 2
