"""The compression of MLC over all columns or over anchors, its peers, and the spectral step.

``mcr2`` takes part if it is installed: its loss with as many classes as there are anchors.

usage: OMP_NUM_THREADS=1 python benchmarks/mlc.py [--quick] [--evidence]
"""

import argparse
import importlib.util
import tempfile

import numpy as np
import torch
from _timing import cpu_seconds, print_ratios
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.datasets import load_digits
from sklearn.metrics import normalized_mutual_info_score

from skrepr_cluster import MLC, DoublyStochasticSpectralClustering
from skrepr_cluster._benchmarks import mlc
from skrepr_cluster._mlc_objective import MLCObjective
from skrepr_cluster._scorers import clustering_accuracy

OBJECTIVE = {
    "eps": 0.1,
    "gamma": 1.0,
    "eta": 0.175,
    "sinkhorn_iter": 5,
    "sinkhorn_grad": "official",
    "gamma_reg": 0.05,
    "invariance": 20.0,
}


def unit_rows(n, d, generator):
    Z = torch.randn(n, d, generator=generator)
    return (Z / Z.norm(dim=1, keepdim=True)).requires_grad_()


def column_by_column(Z, gamma, eps):
    """Return R_c as it is written down: a determinant a column."""
    n, d = Z.shape
    total = 0
    for column in gamma.T:
        size = column.sum()
        gram = torch.eye(d) + d / (size * eps) * (Z.T * column) @ Z
        total = total + size / (2 * n) * torch.logdet(gram)
    return total


def loss_and_gradient(n, d, n_anchors):
    generator = torch.Generator().manual_seed(0)
    Z, C = unit_rows(n, d, generator), unit_rows(n, d, generator)
    every = MLCObjective(**OBJECTIVE, n_anchors=None)
    some = MLCObjective(**OBJECTIVE, n_anchors=n_anchors)

    def straightforward():
        gamma = every.membership(C)
        rate = torch.logdet(torch.eye(d) + d / (n * every.eps) * Z.T @ Z) / 2
        loss = column_by_column(Z, gamma, every.eps) - rate
        (loss + every.gamma_reg / 2 * gamma.square().sum()).backward()

    seconds = {
        f"{n_anchors} anchors": cpu_seconds(lambda: some([Z], [C], generator)[0].backward()),
        "all columns": cpu_seconds(lambda: every([Z], [C])[0].backward()),
        "all columns, one after the other": cpu_seconds(straightforward, 1),
    }
    if importlib.util.find_spec("mcr2"):
        from mcr2.losses.mcr2 import supervised_mcr2_loss

        classes = torch.nn.functional.one_hot(torch.arange(n) % n_anchors).to(Z.dtype)
        seconds[f"mcr2, {n_anchors} classes, no membership"] = cpu_seconds(
            lambda: supervised_mcr2_loss(Z, classes, every.eps).backward()
        )
    print_ratios(f"Loss and gradient of a batch: {n} samples, {d} components", seconds)


def fits(n_samples):
    digits = load_digits()
    images, y = digits.images[:n_samples, None] / 16, digits.target[:n_samples]
    rows = images.reshape(len(images), -1)
    models = {
        "MLC, 100 anchors": (mlc(random_state=0), images),
        "MLC, all columns": (mlc(n_anchors=None, random_state=0), images),
        "DoublyStochasticSpectralClustering": (
            DoublyStochasticSpectralClustering(10, random_state=0),
            rows,
        ),
        "scikit-learn SpectralClustering, 10 neighbours": (
            SpectralClustering(10, affinity="nearest_neighbors", random_state=0),
            rows,
        ),
        "scikit-learn SpectralClustering, dense": (
            SpectralClustering(10, gamma=0.5, random_state=0),
            rows,
        ),
        "scikit-learn KMeans": (KMeans(10, n_init=10, random_state=0), rows),
    }
    seconds, notes = {}, {}
    for name, (model, X) in models.items():
        seconds[name] = cpu_seconds(lambda model=model, X=X: model.fit(X), 1)
        notes[name] = f"accuracy {clustering_accuracy(model, X, y):.3f}"
    print_ratios(f"Fit on {len(y)} digits", seconds, notes=notes)


def grid(n_samples, numbers):
    images = load_digits().images[:n_samples, None] / 16

    def search(memory):
        for k in numbers:
            mlc(k, warmup_epochs=20, max_epochs=10, memory=memory, random_state=0).fit(images)

    with tempfile.TemporaryDirectory() as folder:
        seconds = {"with memory": cpu_seconds(lambda: search(folder), 1)}
    seconds["without"] = cpu_seconds(lambda: search(None), 1)
    print_ratios(f"Fits with {len(numbers)} numbers of clusters", seconds)


def evidence():
    """Print accuracy over five seeds, with linear layers, convolutions, and k chosen."""
    digits = load_digits()
    X, y = digits.images[:, None] / 16, digits.target
    settings = {
        "linear trunk": lambda seed: mlc(random_state=seed),
        "linear trunk, all columns": lambda seed: mlc(n_anchors=None, random_state=seed),
        "rows, no augmentation": lambda seed: MLC(10, random_state=seed),
        "convolutions, the default": lambda seed: MLC(10, random_state=seed),
    }
    print("\nDigits, all 1,797, five seeds")
    for name, make in settings.items():
        data = X.reshape(len(X), -1) if name.startswith("rows") else X
        scores, chosen = [], []
        for seed in range(5):
            model = make(seed).fit(data)
            mutual = normalized_mutual_info_score(y, model.labels_)
            scores.append((clustering_accuracy(model, data, y), mutual))
            lengths = {k: model_length(model, k) for k in (4, 6, 8, 9, 10, 11, 12, 14, 16, 20)}
            chosen.append(min(lengths, key=lengths.get))
        mean, sd = np.mean(scores, axis=0), np.std(scores, axis=0, ddof=1)
        print(
            f"  {name:28}accuracy {mean[0]:.3f} +- {sd[0]:.3f}, NMI {mean[1]:.3f} +- {sd[1]:.3f}, "
            f"k by coding length {chosen}"
        )


def model_length(model, k):
    from skrepr_cluster import coding_length

    return coding_length(model.embedding_.astype(float), model.labels_for(k), eps=model.eps)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, under a minute")
    parser.add_argument("--evidence", action="store_true", help="accuracy over five seeds as well")
    options = parser.parse_args()
    for n, d in [(300, 16)] if options.quick else [(600, 32), (1500, 64)]:
        loss_and_gradient(n, d, 100)
    fits(600 if options.quick else 1797)
    grid(300 if options.quick else 1797, range(2, 6) if options.quick else range(2, 13))
    if options.evidence:
        evidence()


if __name__ == "__main__":
    main()
