"""Digits: absolute cosines before and after balancing, and how eta decides the accuracy.

usage: OMP_NUM_THREADS=1 python docs/pictures/DoublyStochasticSpectralClustering.py
"""

import numpy as np
from _style import COLOURS, figure, save
from matplotlib.colors import LinearSegmentedColormap
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

from skrepr_cluster import DoublyStochasticSpectralClustering, doubly_stochastic
from skrepr_cluster._scorers import clustering_accuracy

FADE = LinearSegmentedColormap.from_list("fade", ["#2f7fd100", "#2f7fd1ff"])
ETAS = (0.01, 0.02, 0.05, 0.1, 0.2)


def main():
    X, y = load_digits(return_X_y=True)
    fig, axes = figure(3)
    rows = np.concatenate([np.flatnonzero(y == digit)[:30] for digit in range(10)])
    unit = X[rows] / np.linalg.norm(X[rows], axis=1, keepdims=True)
    cosines = np.abs(unit @ unit.T)
    gamma = doubly_stochastic(cosines, eta=0.02, n_iter=50)
    balanced = np.clip(gamma / np.quantile(gamma, 0.98), 0, 1)
    titles = ("|cosine|", "balanced, eta = 0.02")
    for panel, matrix, title in zip(axes, (cosines, balanced), titles, strict=False):
        panel.imshow(matrix, cmap=FADE, interpolation="nearest", rasterized=True)
        panel.set_xticks([])
        panel.set_yticks(30 * np.arange(10) + 15, range(10), fontsize=7)
        panel.set_title(title, fontsize=9)
    axes[0].set_ylabel("digit")

    scores = []
    for eta in ETAS:
        model = DoublyStochasticSpectralClustering(10, eta=eta, random_state=0).fit(X)
        scores.append(clustering_accuracy(model, X, y))
    kmeans = KMeans(10, n_init=10, random_state=0).fit(X)
    level = clustering_accuracy(kmeans, X, y)
    print(np.round(scores, 3), round(level, 3))
    axes[2].plot(ETAS, scores, "o-", color=COLOURS[0])
    axes[2].axhline(level, color=COLOURS[1], ls=":", label="k-means")
    axes[2].set(xscale="log", xticks=ETAS, xticklabels=ETAS, xlabel="eta", ylabel="accuracy")
    axes[2].minorticks_off()
    axes[2].tick_params(axis="x", labelsize=7)
    axes[2].legend(fontsize=7)
    save(fig, "DoublyStochasticSpectralClustering")


if __name__ == "__main__":
    main()
