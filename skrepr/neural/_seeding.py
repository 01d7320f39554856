"""Seeds that leave the global generators as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from sklearn.utils import check_random_state

_LARGEST_SEED = 2**31 - 1


def draw_seed(random_state: Any) -> int:
    """Draw the seed from which all randomness of a fit derives.

    Parameters
    ----------
    random_state : int, RandomState instance or None
        As everywhere in scikit-learn; None draws from numpy's global generator.

    Returns
    -------
    int
        Between 0 and ``2**31 - 2``.

    Examples
    --------
    >>> from skrepr.neural import draw_seed
    >>> draw_seed(0)
    209652396
    """
    return int(check_random_state(random_state).randint(_LARGEST_SEED))


@contextmanager
def seeded(seed: int, device: str = "cpu") -> Iterator[None]:
    """Seed torch inside the block, and give its generators back as they were.

    Parameters
    ----------
    seed : int
        Seed of the generators of torch.
    device : str, default="cpu"
        Of a GPU the generator is seeded and given back too.

    Examples
    --------
    >>> import torch
    >>> from skrepr.neural import seeded
    >>> before = torch.random.get_rng_state()
    >>> with seeded(0):
    ...     print(f"{torch.rand(1).item():.4f}")
    0.4963
    >>> bool((before == torch.random.get_rng_state()).all())
    True
    """
    kind = torch.device(device)
    devices = [kind.index or 0] if kind.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield
