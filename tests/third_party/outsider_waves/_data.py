"""The data set, the scorer and the candidates of the benchmark."""

from pathlib import Path

import numpy as np
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from skrepr.datasets import read_npz

from ._shrinkage import WalshShrinkage


def load_waves(spec):
    arrays = read_npz(Path(__file__).parent / "waves.npz", sha256=spec.sha256)
    return {"data": arrays["X"], "target": arrays["y"]}


def error_share(estimator, X, y):
    return float(np.mean(estimator.predict(X) != y))


def nearest():
    return KNeighborsClassifier(n_neighbors=1)


def shrunk_then_nearest():
    return make_pipeline(WalshShrinkage(), nearest())
