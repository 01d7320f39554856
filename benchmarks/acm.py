"""ACM's shared search beside the pipeline that a user would search today, in one run.

The peer is that of MOABB: its embedding (a loop over delays), pyriemann's covariances and tangent
space, a support vector machine, and scikit-learn's GridSearchCV. Both search the same candidates
on the same folds; scores are compared. Then the parts: DelayEmbedding, AugmentedCovariances and
ACMClassifier alone, and the choice of an embedding without labels.

usage: OMP_NUM_THREADS=1 python benchmarks/acm.py [--quick]
"""

import argparse

import numpy as np
from _timing import cpu_seconds, peak_megabytes, print_ratios
from pyriemann.estimation import Covariances
from pyriemann.geometry.covariance import covariances
from pyriemann.tangentspace import TangentSpace
from scipy.signal import lfilter
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.model_selection import GridSearchCV, GroupKFold, StratifiedKFold
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC

import skrepr
from skrepr_signals import (
    ACMClassifier,
    ACMClassifierCV,
    AugmentedCovariances,
    DelayEmbedding,
    select_embedding,
)
from skrepr_signals._covariance import SharedCovariances


class LoopEmbedding(TransformerMixin, BaseEstimator):
    """The embedding of MOABB's ``AugmentedDataset``: slices in a loop, concatenated."""

    def __init__(self, order=1, lag=1):
        self.order = order
        self.lag = lag

    def fit(self, X, y=None):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def transform(self, X):
        if self.order == 1:
            return X
        copies = X[:, :, : -self.order * self.lag]
        for p in range(1, self.order):
            start, stop = p * self.lag, -(self.order - p) * self.lag
            copies = np.concatenate([copies, X[:, :, start:stop]], axis=1)
        return copies


def synthetic(n_epochs, n_channels, n_times, seed=0):
    """Return mixed coloured noise of the size of a recording, two classes of colour."""
    rng = np.random.default_rng(seed)
    y = np.arange(n_epochs) % 2
    X = rng.normal(size=(n_epochs, n_channels, n_times + 100))
    for label, coefficient in ((0, -0.90), (1, -0.88)):
        X[y == label] = lfilter([1], [1, coefficient, 0.3], X[y == label], axis=2)
    return rng.normal(size=(n_channels, n_channels)) @ X[:, :, 100:], y


def search(name, X, y, groups, cv, estimator, orders, lags):
    settings = {"Cs": (0.5, 1, 1.5), "kernels": ("linear", "rbf")}
    acm = ACMClassifierCV(orders, lags, **settings, estimator=estimator, cv=cv)
    steps = [("embedding", LoopEmbedding()), ("cov", Covariances(estimator))]
    steps += [("space", TangentSpace()), ("svc", SVC())]
    grid = {"embedding__order": orders, "embedding__lag": lags}
    grid |= {"svc__C": settings["Cs"], "svc__kernel": settings["kernels"]}
    peer = GridSearchCV(Pipeline(steps), grid, cv=cv)
    seconds = {
        "ACMClassifierCV": cpu_seconds(lambda: acm.fit(X, y, groups=groups), 1),
        "GridSearchCV over pyriemann's pipeline": cpu_seconds(
            lambda: peer.fit(X, y, groups=groups), 1
        ),
    }
    print_ratios(f"Search, {name}, {X.shape}, {estimator}", seconds)
    scores = [model.cv_results_["mean_test_score"] for model in (acm, peer)]
    print(f"  largest difference of a score: {np.abs(scores[0] - scores[1]).max():.1e}")
    print(f"  chosen: {acm.best_params_}, {acm.best_score_:.4f}")
    print(f"          {peer.best_params_}, {peer.best_score_:.4f}")


def matrices(X, orders, lags):
    """Time the covariances of a grid without a classifier."""
    cells = [(order, lag) for order in orders for lag in lags]
    for estimator in ("cov", "oas", "lwf"):

        def shared(estimator=estimator):
            together = SharedCovariances(X, cells, estimator, "moabb")
            for cell in cells:
                together(*cell)

        def one_by_one(estimator=estimator):
            for cell in cells:
                covariances(LoopEmbedding(*cell).transform(X), estimator)

        seconds = {
            "shared products": cpu_seconds(shared, 1),
            "embedding and pyriemann": cpu_seconds(one_by_one, 1),
        }
        print_ratios(f"Covariances of {len(cells)} embeddings, {X.shape}, {estimator}", seconds)


def parts(X, y):
    embedding, augmented = DelayEmbedding(6, 3).fit(X), AugmentedCovariances(6, 3).fit(X)
    seconds = {
        "DelayEmbedding": cpu_seconds(lambda: embedding.transform(X)),
        "loop over delays": cpu_seconds(lambda: LoopEmbedding(6, 3).transform(X)),
    }
    print_ratios(f"Embedding, {X.shape}, order 6, lag 3", seconds)
    peer = Pipeline([("embedding", LoopEmbedding(6, 3)), ("cov", Covariances("oas"))]).fit(X)
    seconds = {
        "AugmentedCovariances": cpu_seconds(lambda: augmented.transform(X)),
        "embedding and pyriemann": cpu_seconds(lambda: peer.transform(X)),
    }
    print_ratios(f"Covariances, {X.shape}, order 6, lag 3, oas", seconds)
    memory = [peak_megabytes(lambda model=model: model.transform(X)) for model in (augmented, peer)]
    print(f"  peak: {memory[0]:.0f} MB, {memory[1]:.0f} MB")
    steps = [("embedding", LoopEmbedding(3, 3)), ("cov", Covariances("oas"))]
    svm = Pipeline([*steps, ("space", TangentSpace()), ("svc", SVC())])
    seconds = {
        "ACMClassifier": cpu_seconds(lambda: ACMClassifier(3, 3).fit(X, y).predict(X), 1),
        "pyriemann's pipeline": cpu_seconds(lambda: svm.fit(X, y).predict(X), 1),
    }
    print_ratios(f"Fit and predict, {X.shape}, order 3, lag 3, oas", seconds)
    seconds = {
        method: cpu_seconds(lambda method=method: select_embedding(X, method, random_state=0), 1)
        for method in ("mdop", "afnn")
    }
    print_ratios(f"select_embedding, 20 epochs of {X.shape[1:]}", seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, a few seconds")
    quick = parser.parse_args().quick
    orders, lags = ((1, 2, 3), (1, 2)) if quick else ((1, 2, 3, 5), (1, 2, 5))
    X, y = synthetic(60 if quick else 268, 6, 200 if quick else 896)
    for estimator in ("oas", "cov"):
        search("coloured noise", X, y, None, StratifiedKFold(5), estimator, orders, lags)
    mamem = skrepr.load_dataset("mamem_ssvep_u001")
    rows = slice(0, 120 if quick else 500)
    data = mamem.data[rows], mamem.target[rows], mamem.groups[rows]
    for estimator in ("oas", "cov"):
        search("MAMEM, subject 1", *data, GroupKFold(5), estimator, orders, lags)
    X, y = synthetic(30 if quick else 144, 22, 250 if quick else 1001)
    grid = range(1, 4 if quick else 11)
    matrices(X, grid, grid)
    parts(X, y)


if __name__ == "__main__":
    main()
