"""New nodes of Cora: accuracy against the number of components.

usage: OMP_NUM_THREADS=1 python docs/pictures/AdjacencySVD.py
"""

import warnings

from _style import COLOURS, figure, save
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline

import skrepr
from skrepr_graph import AdjacencySVD, FastRP


def main():
    warnings.filterwarnings("ignore", message=".* nodes have no edge")
    cora = skrepr.load_dataset("cora")
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    sizes = (8, 16, 32, 64, 128, 256)
    lines = {
        "normalised": (lambda d: AdjacencySVD(d, normalized=True, random_state=0), 100),
        "raw": (lambda d: AdjacencySVD(d, random_state=0), 100),
        "FastRP, six equal powers": (
            lambda d: FastRP(d, weights=(1,) * 6, degree_power=0, random_state=0),
            0.1,
        ),
    }
    fig, axes = figure(1)
    for colour, (name, (make, C)) in zip(COLOURS, lines.items(), strict=False):
        probe = LogisticRegression(C=C, max_iter=2000)
        scores = [
            cross_val_score(make_pipeline(make(d), probe), cora.data, cora.target, cv=folds).mean()
            for d in sizes
        ]
        print(name, [round(score, 3) for score in scores])
        axes.plot(sizes, scores, "o-", color=colour, label=name)
    axes.set(xscale="log", xticks=sizes, xticklabels=sizes, xlabel="n_components")
    axes.set(ylabel="accuracy on new nodes")
    axes.minorticks_off()
    axes.set_title("Cora, 5 folds", fontsize=9)
    axes.legend()
    save(fig, "AdjacencySVD")


if __name__ == "__main__":
    main()
