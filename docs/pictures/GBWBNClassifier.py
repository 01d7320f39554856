"""Digits: accuracy and loss of SPDNets with and without batch norm, in good and bad units.

One split of 70 to 30, one block 13 -> 10, 15 passes; the step size of each point is chosen on a
fifth of the training rows. Takes a few minutes.

usage: OMP_NUM_THREADS=1 python docs/pictures/GBWBNClassifier.py
"""

import numpy as np
from _style import COLOURS, figure, save
from sklearn.model_selection import train_test_split

from skrepr_signals import GBWBNClassifier
from skrepr_signals._region_covariances import load_digit_regions

LRS = (2.5e-3, 1e-2, 5e-2)
LAYERS = {
    "no batch norm": {"batch_norm": False},
    "as published": {},
    "theta 0.5, about the mean": {"theta": 0.5, "dispersion": "mean"},
    "theta 0.25, about the mean": {"theta": 0.25, "dispersion": "mean"},
}


def main():
    data = load_digit_regions(None)
    X, y = data["data"], data["target"]
    train, test = train_test_split(np.arange(len(y)), test_size=0.3, stratify=y, random_state=0)
    inner, held_out = train_test_split(train, test_size=0.2, stratify=y[train], random_state=0)
    order = np.random.default_rng(0).permutation(13)
    fig, (left, right) = figure(2)
    conditions, scores = [], {name: [] for name in LAYERS}
    for spread in (0, 1, 2, 3):
        units = np.logspace(-spread / 2, spread / 2, 13)[order]
        Z = X * np.outer(units, units)
        Z /= np.trace(Z.mean(axis=0)) / 13
        s = np.linalg.eigvalsh(Z)
        conditions.append(np.median(s[:, -1] / s[:, 0]))
        for colour, (name, params) in zip(COLOURS, LAYERS.items(), strict=True):
            tried = {lr: fit(Z, y, inner, lr, params).score(Z[held_out], y[held_out]) for lr in LRS}
            lr = max(tried, key=tried.get)
            model = fit(Z, y, train, lr, params)
            scores[name].append(model.score(Z[test], y[test]))
            if spread == 0:
                loss = [row["train_loss"] for row in model.history_]
                right.plot(range(1, len(loss) + 1), loss, color=colour, label=f"{name}, lr {lr}")
    for colour, (name, values) in zip(COLOURS, scores.items(), strict=True):
        print(name, np.round(values, 3))
        left.plot(conditions, values, "o-", color=colour, label=name)
    left.set(xscale="log", xlabel="condition number", ylabel="accuracy", ylim=(0, 1))
    left.legend(fontsize=7, loc="lower left")
    right.set(xlabel="pass", ylabel="training loss", yscale="log", xticks=(1, 5, 10, 15))
    right.set_title("units alike", fontsize=9)
    right.legend(fontsize=7)
    save(fig, "GBWBNClassifier")


def fit(X, y, rows, lr, params):
    model = GBWBNClassifier((10,), lr=lr, max_epochs=15, batch_size=64, random_state=0, **params)
    return model.fit(X[rows], y[rows])


if __name__ == "__main__":
    main()
