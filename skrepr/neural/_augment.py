"""Random views of a batch, all of it at once: ``augment(x, generator) -> x``.

Frozen dataclasses, so that an augmentation has a repr, compares equal and can be pickled; all
that is drawn comes from the generator that is passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

Augment = Callable[[Tensor, Generator], Tensor]


@dataclass(frozen=True)
class Compose:
    """One augmentation after the other.

    Parameters
    ----------
    *steps : callable
        Each ``(x, generator) -> x``.

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import BrightnessScale, Compose, GaussianNoise
    >>> augment = Compose(BrightnessScale(0.2), GaussianNoise(0.1))
    >>> augment(torch.ones(2, 1, 4, 4), torch.Generator().manual_seed(0)).shape
    torch.Size([2, 1, 4, 4])
    """

    steps: tuple[Augment, ...]

    def __init__(self, *steps: Augment) -> None:
        object.__setattr__(self, "steps", steps)

    def __call__(self, x: Tensor, generator: Generator) -> Tensor:
        for step in self.steps:
            x = step(x, generator)
        return x


@dataclass(frozen=True)
class RandomShift:
    """Shift every image by whole pixels; what leaves on one side comes back on the other.

    Parameters
    ----------
    pixels : int, default=1
        Largest shift along each of the last two axes.

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import RandomShift
    >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
    >>> shifted = RandomShift(1)(x, torch.Generator().manual_seed(0))
    >>> sorted(shifted.flatten().tolist()) == x.flatten().tolist()
    True
    """

    pixels: int = 1

    def __call__(self, x: Tensor, generator: Generator) -> Tensor:
        height, width = x.shape[-2:]
        draws = torch.randint(-self.pixels, self.pixels + 1, (2, len(x), 1), generator=generator)
        rows = (torch.arange(height) - draws[0]) % height
        columns = (torch.arange(width) - draws[1]) % width
        samples = torch.arange(len(x))
        # an index on both sides of a slice puts the channels last
        return x[samples[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(
            0, 3, 1, 2
        )


@dataclass(frozen=True)
class BrightnessScale:
    """Multiply each sample by a number between ``1 - strength`` and ``1 + strength``.

    Parameters
    ----------
    strength : float, default=0.2
        Largest relative change.

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import BrightnessScale
    >>> bright = BrightnessScale(0.2)(torch.ones(3, 1, 2, 2), torch.Generator().manual_seed(0))
    >>> bool(((bright >= 0.8) & (bright <= 1.2)).all())
    True
    """

    strength: float = 0.2

    def __call__(self, x: Tensor, generator: Generator) -> Tensor:
        draws = torch.rand(len(x), *[1] * (x.ndim - 1), generator=generator, dtype=x.dtype)
        return x * (1 + self.strength * (2 * draws - 1))


@dataclass(frozen=True)
class GaussianNoise:
    """Add independent normal noise to every entry.

    Parameters
    ----------
    std : float, default=0.05
        Standard deviation, in the unit of x.

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import GaussianNoise
    >>> noise = GaussianNoise(0.05)(torch.zeros(1000, 10), torch.Generator().manual_seed(0))
    >>> f"{noise.std().item():.3f}"
    '0.050'
    """

    std: float = 0.05

    def __call__(self, x: Tensor, generator: Generator) -> Tensor:
        return x + self.std * torch.randn(x.shape, generator=generator, dtype=x.dtype)
