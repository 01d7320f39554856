"""Bures-Wasserstein batch norm and geometry beside loops and beside peers, in one run.

GBWBNClassifier's layer with eigenvalues of all matrices at once, and in a loop; the batch norms
of spd-learn, where it is installed; BuresWassersteinMDM, BuresWassersteinScaler, mean and distance
against pyRiemann. With --evidence: accuracy against condition number and depth, which takes
about half an hour.

usage: OMP_NUM_THREADS=1 python benchmarks/gbwbn.py [--quick] [--evidence]
"""

import argparse
import importlib.util
from contextlib import contextmanager

import numpy as np
import torch
from _timing import cpu_seconds, print_ratios
from pyriemann.classification import MDM
from pyriemann.geometry.distance import distance_wasserstein
from pyriemann.geometry.mean import mean_wasserstein
from sklearn.model_selection import train_test_split

from skrepr_signals import (
    BiMap,
    BuresWassersteinMDM,
    BuresWassersteinScaler,
    GBWBatchNorm,
    GBWBNClassifier,
    ReEig,
    _spectral,
    gbw_distance,
    gbw_mean,
)
from skrepr_signals import _gbwbn_net as network
from skrepr_signals._gbwbn_benchmarks import log_euclidean
from skrepr_signals._region_covariances import load_digit_regions, load_digit_regions_units


def spd(n, d, seed=0):
    A = np.random.default_rng(seed).normal(size=(n, d, 2 * d))
    return A @ A.mT / (2 * d)


def layer(n, d, theta, repeats):
    """One training step of the layer, forward and backward."""
    X, V = (torch.from_numpy(spd(n, d, seed)) for seed in (0, 1))
    norm = GBWBatchNorm(d, theta=theta)

    def steps(function):
        for _ in range(repeats):
            leaf = X.clone().requires_grad_()
            (function(leaf) * V).sum().backward()

    seconds = {"batched": cpu_seconds(lambda: steps(norm))}
    with _looped():
        seconds["eigenvalues in a loop over matrices"] = cpu_seconds(lambda: steps(norm))
    if importlib.util.find_spec("spd_learn"):
        from spd_learn.modules import SPDBatchNormLie, SPDBatchNormMeanVar

        for peer in (SPDBatchNormMeanVar, SPDBatchNormLie):
            other = peer(d, dtype=torch.float64)
            seconds[f"spd-learn {peer.__name__}"] = cpu_seconds(lambda other=other: steps(other))
    print_ratios(f"Layer, {n} matrices {d} x {d}, theta={theta}, {repeats} steps", seconds)


@contextmanager
def _looped():
    """Let every map of a stack go through its matrices one at a time."""
    batched = _spectral.spectral_maps

    def one_at_a_time(P, *functions):
        if P.ndim == 2:
            return batched(P, *functions)
        results = [batched(matrix, *functions) for matrix in P]
        return tuple(map(torch.stack, zip(*results, strict=True)))

    _spectral.spectral_maps = one_at_a_time
    try:
        yield
    finally:
        _spectral.spectral_maps = batched


def maps(n, d, repeats):
    """The spectral maps alone: ReEig behind BiMap, forward and backward."""
    X = torch.from_numpy(spd(n, d))
    block = torch.nn.Sequential(BiMap(d, d // 2), ReEig())

    def batched():
        for _ in range(repeats):
            block(X).sum().backward()

    def looped():
        for _ in range(repeats):
            torch.stack([block(x) for x in X]).sum().backward()

    seconds = {"batched": cpu_seconds(batched), "a loop over matrices": cpu_seconds(looped, 1)}
    if importlib.util.find_spec("spd_learn"):
        from spd_learn import modules

        peer = torch.nn.Sequential(
            modules.BiMap(d, d // 2, dtype=torch.float64), modules.ReEig(dtype=torch.float64)
        )

        def theirs():
            for _ in range(repeats):
                peer(X).sum().backward()

        seconds["spd-learn BiMap, ReEig"] = cpu_seconds(theirs)
    print_ratios(f"BiMap and ReEig, {n} matrices {d} x {d}, {repeats} steps", seconds)


def geometry(n, d):
    X, y = spd(n, d), np.arange(n) % 4
    seconds = {
        "gbw_mean": cpu_seconds(lambda: gbw_mean(X, tol=1e-8)),
        "pyriemann mean_wasserstein": cpu_seconds(lambda: mean_wasserstein(X, tol=1e-8)),
    }
    print_ratios(f"Mean of {n} matrices {d} x {d}", seconds)
    seconds = {
        "gbw_distance": cpu_seconds(lambda: gbw_distance(X[0], X)),
        "pyriemann distance_wasserstein": cpu_seconds(lambda: distance_wasserstein(X, X[0])),
    }
    print_ratios(f"Distances of {n} matrices {d} x {d} to one", seconds)
    peer = MDM(metric="wasserstein")
    seconds = {
        "BuresWassersteinMDM": cpu_seconds(lambda: BuresWassersteinMDM().fit(X, y).predict(X)),
        "pyriemann MDM": cpu_seconds(lambda: peer.fit(X, y).predict(X)),
        "BuresWassersteinScaler": cpu_seconds(lambda: BuresWassersteinScaler().fit_transform(X)),
    }
    print_ratios(f"Fit and predict {n} matrices {d} x {d}, 4 classes", seconds)


def evidence():
    """Print accuracy on digits against condition number and depth, for three step sizes."""
    layers = {
        "none": {"batch_norm": False},
        "as published": {},
        "about the mean": {"dispersion": "mean"},
        "theta 0.5, about the mean": {"theta": 0.5, "dispersion": "mean"},
        "theta 0.25, about the mean": {"theta": 0.25, "dispersion": "mean"},
    }
    if importlib.util.find_spec("spd_learn"):
        layers["affine-invariant (spd-learn)"] = {}
    steps = (2.5e-3, 1e-2, 5e-2)
    print(f"\n{'condition':>10} {'blocks':>7}  {'layer':30} accuracy at lr {steps}")
    for load in (load_digit_regions, load_digit_regions_units):
        data = load(None)
        X, y = data["data"], data["target"]
        rows = np.arange(len(y))
        train, test = train_test_split(rows, test_size=0.3, stratify=y, random_state=0)
        s = np.linalg.eigvalsh(X)
        condition = f"{np.median(s[:, -1] / s[:, 0]):.0e}"
        linear = log_euclidean().fit(X[train], y[train]).score(X[test], y[test])
        print(f"{condition:>10} {'':7}  {'log-Euclidean LR':30} {linear:.3f}")
        for sizes in ((10,), (12, 11, 10, 9, 8)):
            for name, params in layers.items():
                with _peer_norm(name.startswith("affine")):
                    scores = [_score(X, y, train, test, sizes, lr, params) for lr in steps]
                shown = "  ".join(f"{score:.3f}" for score in scores)
                print(f"{condition:>10} {len(sizes):7}  {name:30} {shown}", flush=True)


def _score(X, y, train, test, sizes, lr, params):
    model = GBWBNClassifier(sizes, lr=lr, max_epochs=15, batch_size=64, random_state=0, **params)
    try:
        return model.fit(X[train], y[train]).score(X[test], y[test])
    except FloatingPointError:
        return np.nan


@contextmanager
def _peer_norm(active):
    """Put spd-learn's affine-invariant batch norm in the place of ours."""
    ours = network.GBWBatchNorm
    if active:
        from spd_learn.modules import SPDBatchNormMeanVar

        network.GBWBatchNorm = lambda size, **_: SPDBatchNormMeanVar(size, dtype=torch.float64)
    try:
        yield
    finally:
        network.GBWBatchNorm = ours


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, a few seconds")
    parser.add_argument("--evidence", action="store_true", help="accuracy by condition and depth")
    options = parser.parse_args()
    repeats = 5 if options.quick else 40
    layer(30, 15, 1.0, repeats)
    layer(30, 15, 0.5, repeats)
    maps(30, 15, repeats)
    geometry(60 if options.quick else 400, 15 if options.quick else 30)
    if options.evidence:
        evidence()


if __name__ == "__main__":
    main()
