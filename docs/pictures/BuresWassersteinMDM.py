"""Digits: accuracy of the nearest mean against theta, in units that are alike and that are not.

Five splits of 70 to 30; the dotted line is pyRiemann's affine-invariant MDM.

usage: OMP_NUM_THREADS=1 python docs/pictures/BuresWassersteinMDM.py
"""

import numpy as np
from _style import COLOURS, figure, save
from pyriemann.classification import MDM
from sklearn.model_selection import StratifiedShuffleSplit, cross_val_score

import skrepr
from skrepr_signals import BuresWassersteinMDM

THETAS = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0)


def main():
    fig, panel = figure(1)
    splits = StratifiedShuffleSplit(5, test_size=0.3, random_state=0)
    names = {"digit_regions": "condition 1e2", "digit_regions_units": "condition 2e6"}
    for colour, (name, label) in zip(COLOURS, names.items(), strict=False):
        X, y = skrepr.load_dataset(name, return_X_y=True)
        models = [*(BuresWassersteinMDM(theta=theta) for theta in THETAS), MDM()]
        scores = [cross_val_score(model, X, y, cv=splits).mean() for model in models]
        print(label, np.round(scores, 3))
        panel.plot(THETAS, scores[:-1], "o-", color=colour, label=label)
    # the same in any units
    panel.axhline(scores[-1], color=COLOURS[2], ls=":", label="affine-invariant MDM")
    panel.set(xlabel="theta", ylabel="accuracy")
    panel.legend(fontsize=7)
    save(fig, "BuresWassersteinMDM")


if __name__ == "__main__":
    main()
