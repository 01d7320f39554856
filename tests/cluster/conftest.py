"""Reference values and small data that the tests of this plugin share."""

from pathlib import Path

import numpy as np
import pytest

ORACLE = Path(__file__).parent / "oracles" / "mlc" / "basic.npz"


@pytest.fixture(scope="session")
def oracle():
    """Values of the authors' loss, Sinkhorn layer and network."""
    return dict(np.load(ORACLE))


@pytest.fixture(scope="session")
def arcs():
    """An arc in each of three orthogonal planes, and which one a point is on."""
    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    angle = rng.uniform(0, 1.5, 150)
    X = np.zeros((150, 6))
    X[np.arange(150), 2 * y] = np.cos(angle)
    X[np.arange(150), 2 * y + 1] = np.sin(angle)
    return X + 0.05 * rng.normal(size=X.shape), y
