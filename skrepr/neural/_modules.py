"""Encoders for tables and images, and how a user's own takes their place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

_POOLED = 128 * 2 * 2
_LEAST_SIDE = 4


def mlp_encoder(input_shape: tuple[int, ...], n_components: int) -> nn.Module:
    """Return an encoder of rows: Linear, BatchNorm, ReLU, Linear.

    Parameters
    ----------
    input_shape : tuple of int
        ``(n_features,)``.
    n_components : int
        Width of the output.

    Returns
    -------
    Module

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import mlp_encoder
    >>> mlp_encoder((5,), 3)(torch.zeros(2, 5)).shape
    torch.Size([2, 3])
    """
    (n_features,) = input_shape
    return nn.Sequential(
        nn.Linear(n_features, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, n_components)
    )


def conv_encoder(input_shape: tuple[int, ...], n_components: int) -> nn.Module:
    """Return an encoder of small images: three convolutions, pooled to 2 x 2.

    Parameters
    ----------
    input_shape : tuple of int
        ``(n_channels, height, width)``; height and width are 4 at least.
    n_components : int
        Width of the output; at 512 there is no layer behind the pooling.

    Returns
    -------
    Module

    Raises
    ------
    ValueError
        If an image is too small.

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import conv_encoder
    >>> conv_encoder((1, 8, 8), 32)(torch.zeros(2, 1, 8, 8)).shape
    torch.Size([2, 32])
    """
    n_channels, height, width = input_shape
    if min(height, width) < _LEAST_SIDE:
        raise ValueError(
            f"images must have a height and width of {_LEAST_SIDE} at least for the encoder of "
            f"images; got {height} x {width}. Pass a 'backbone' of your own."
        )
    layers: list[nn.Module] = []
    for n_in, n_out, stride in ((n_channels, 32, 1), (32, 64, 2), (64, 128, 2)):
        convolution = nn.Conv2d(n_in, n_out, 3, stride=stride, padding=1, bias=False)
        layers += [convolution, nn.BatchNorm2d(n_out), nn.ReLU()]
    layers += [nn.AdaptiveAvgPool2d(2), nn.Flatten()]
    if n_components != _POOLED:
        layers.append(nn.Linear(_POOLED, n_components))
    return nn.Sequential(*layers)


def make_backbone(
    backbone: nn.Module | Callable[[tuple[int, ...], int], nn.Module] | None,
    input_shape: tuple[int, ...],
    n_components: int,
) -> nn.Module:
    """Return the encoder that a ``backbone`` parameter stands for.

    Parameters
    ----------
    backbone : Module, callable or None
        A module, which is copied; a factory ``(input_shape, n_components) -> Module``; or
        None: :func:`mlp_encoder` for rows, :func:`conv_encoder` for images.
    input_shape : tuple of int
        Shape of one sample.
    n_components : int
        Width of the output.

    Returns
    -------
    Module

    Raises
    ------
    TypeError
        If a factory returns something else than a module.
    ValueError
        If the output has another shape than (n_samples, n_components).

    Examples
    --------
    >>> from skrepr.neural import make_backbone
    >>> type(make_backbone(None, (5,), 3)).__name__
    'Sequential'
    """
    if backbone is None:
        # of the right width by construction
        return (mlp_encoder if len(input_shape) == 1 else conv_encoder)(input_shape, n_components)
    module: Any = backbone
    made = (
        copy.deepcopy(module)
        if isinstance(module, nn.Module)
        else module(input_shape, n_components)
    )
    if not isinstance(made, nn.Module):
        raise TypeError(f"'backbone' must return a torch.nn.Module; got {type(made).__name__}")
    _check_output(made, input_shape, n_components)
    return made


def _check_output(module: nn.Module, input_shape: tuple[int, ...], n_components: int) -> None:
    trial = copy.deepcopy(module).eval()  # a forward pass may change buffers
    device = next((p.device for p in trial.parameters()), torch.device("cpu"))
    with torch.no_grad():
        shape = tuple(trial(torch.zeros(2, *input_shape, device=device)).shape)
    if shape != (2, n_components):
        raise ValueError(
            f"the output of 'backbone' must have shape (n_samples, {n_components}); "
            f"got {shape} for 2 samples of shape {input_shape}"
        )
