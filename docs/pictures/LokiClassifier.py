"""Mammals: squared label distance and accuracy against the temperature.

Five splits of 60 to 40 within each class; all or half of the 71 labels occur in training.

usage: OMP_NUM_THREADS=1 python docs/pictures/LokiClassifier.py
"""

import warnings

import numpy as np
from _style import COLOURS, figure, save
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

import skrepr
from skrepr_metric import LokiClassifier, mean_squared_label_distance

TEMPERATURES = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0)


def main():
    warnings.filterwarnings("ignore", message="More than half|The number of unique classes")
    mammals = skrepr.load_dataset("mammals")
    X, y = mammals.data, mammals.target
    metric = {"labels": mammals.labels, "distances": mammals.distances}
    fig, axes = figure(2)
    for colour, part in zip(COLOURS, ("all", "half"), strict=False):
        results = []
        for seed in range(5):
            rows = np.arange(len(y))
            train, test = train_test_split(rows, test_size=0.4, stratify=y, random_state=seed)
            if part == "half":
                seen = np.random.default_rng(seed).permutation(mammals.labels)[:36]
                train = train[np.isin(y[train], seen)]
            classifier = LogisticRegression(C=10, max_iter=2000).fit(X[train], y[train])
            frozen = FrozenEstimator(classifier)
            models = [LokiClassifier(frozen, temperature=T, **metric) for T in TEMPERATURES]
            models = [classifier, *(model.fit(X[train], y[train]) for model in models)]
            predicted = [model.predict(X[test]) for model in models]
            distance = [mean_squared_label_distance(y[test], p, **metric) for p in predicted]
            results.append([distance, [np.mean(p == y[test]) for p in predicted]])
        for panel, (argmax, *loki) in zip(axes, np.mean(results, axis=0), strict=True):
            print(part, round(argmax, 3), np.round(loki, 3))
            panel.plot(TEMPERATURES, loki, "o-", color=colour, label=f"Loki, {part} labels seen")
            panel.axhline(argmax, color=colour, ls=":", label=f"argmax, {part} labels seen")
    for panel, what in zip(axes, ("mean squared label distance", "accuracy"), strict=True):
        panel.set(xscale="log", xticks=TEMPERATURES, xticklabels=TEMPERATURES)
        panel.minorticks_off()
        panel.set(xlabel="temperature", ylabel=what)
        panel.tick_params(axis="x", labelsize=7)
    axes[0].set_title("lower is better", fontsize=9)
    axes[1].set_title("higher is better", fontsize=9)
    axes[1].legend(fontsize=7, loc="lower left")
    save(fig, "LokiClassifier")


if __name__ == "__main__":
    main()
