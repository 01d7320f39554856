"""Digits: cosines of pixels, of the representation, and the membership, cluster by cluster.

usage: OMP_NUM_THREADS=1 python docs/pictures/MLC.py
"""

import numpy as np
from _style import figure, save
from matplotlib.colors import LinearSegmentedColormap
from sklearn.datasets import load_digits

from skrepr_cluster._benchmarks import mlc
from skrepr_cluster._scorers import clustering_accuracy

#: From transparent to blue, so that it reads on a light and on a dark page.
FADE = LinearSegmentedColormap.from_list("fade", ["#2f7fd100", "#2f7fd1ff"])
N_SHOWN = 30


def grouped(labels):
    """Return a few samples of each cluster, cluster by cluster."""
    return np.concatenate([np.flatnonzero(labels == k)[:N_SHOWN] for k in range(10)])


def show(panel, similarity, y, title):
    panel.imshow(similarity, cmap=FADE, interpolation="nearest", rasterized=True)
    ticks = N_SHOWN * np.arange(10) + N_SHOWN / 2
    panel.set_xticks([])
    panel.set_yticks(ticks, y, fontsize=7)
    panel.set_title(title, fontsize=9)


def main():
    digits = load_digits()
    X, y = digits.images[:, None] / 16, digits.target
    model = mlc(random_state=0).fit(X)
    print(round(clustering_accuracy(model, X, y), 3))
    rows = grouped(model.labels_)
    of_cluster = [np.bincount(y[model.labels_ == k]).argmax() for k in range(10)]
    pixels = X.reshape(len(X), -1)
    pixels = pixels / np.linalg.norm(pixels, axis=1, keepdims=True)
    Z, gamma = model.embedding_, model.membership(X)

    fig, axes = figure(3)
    show(axes[0], np.abs(pixels[rows] @ pixels[rows].T), of_cluster, "pixels: |cosine|")
    show(axes[1], np.abs(Z[rows] @ Z[rows].T), of_cluster, "representation: |cosine|")
    part = gamma[np.ix_(rows, rows)]
    show(axes[2], np.clip(part / np.quantile(part, 0.99), 0, 1), of_cluster, "membership")
    axes[0].set_ylabel("cluster, by its most frequent digit")
    save(fig, "MLC")


if __name__ == "__main__":
    main()
