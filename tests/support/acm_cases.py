"""Reference values and small signals that the tests of ACM share."""

from pathlib import Path

import numpy as np
from scipy.signal import lfilter

_ORACLE = Path(__file__).parents[1] / "signals" / "oracles" / "acm" / "grid.npz"


def oracle():
    """Return the reference values, X in double precision."""
    arrays = dict(np.load(_ORACLE))
    arrays["X"] = arrays["X"].astype(np.float64)
    return arrays


GRID = [tuple(map(int, cell)) for cell in oracle()["grid"]]


def rhythms(n_epochs=40, n_channels=2, n_times=160, seed=0):
    """Return epochs of two classes that differ in rhythm, not in power, with noise."""
    rng = np.random.default_rng(seed)
    y = np.arange(n_epochs) % 2
    phase = np.where(y, 12, 9)[:, None] * np.arange(n_times) / 128
    rhythm = np.sin(2 * np.pi * (phase + rng.uniform(size=(n_epochs, 1))))
    noise = rng.normal(size=(n_epochs, n_channels, n_times))
    return rhythm[:, None] * rng.uniform(0.5, 1.5, (1, n_channels, 1)) + noise, y


def smooth(n_epochs, n_channels, n_times, seed=0):
    """Return mixed channels of low-pass noise, whose samples say much about their neighbours."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(n_epochs, n_channels, n_times + 50))
    mixing = rng.normal(size=(n_channels, n_channels)) + 2 * np.eye(n_channels)
    return mixing @ lfilter([1], [1, -1.2, 0.5], noise, axis=2)[:, :, 50:]
