"""Quality against time on BlogCatalog, and what the powers carry.

usage: OMP_NUM_THREADS=1 python docs/pictures/FastRP.py
"""

import time
import warnings

import numpy as np
from _style import COLOURS, figure, save
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

import skrepr
from skrepr_graph import AdjacencySVD, FastRP
from skrepr_graph._scorers import f1_micro_top_k


def timed(embedding, A):
    start = time.process_time()
    Z = embedding.fit_transform(A)
    return Z, time.process_time() - start


def micro_f1(Z, Y, C):
    scores = []
    for seed in range(3):
        train, test = np.split(np.random.RandomState(seed).permutation(len(Y)), [len(Y) // 10])
        probe = OneVsRestClassifier(LogisticRegression(solver="liblinear", C=C))
        scores.append(f1_micro_top_k(probe.fit(Z[train], Y[train]), Z[test], Y[test]))
    return np.mean(scores)


def main():
    warnings.filterwarnings("ignore", message="Label not|The rows of power")
    data = skrepr.load_dataset("blogcatalog")
    A, Y = data.data, data.target
    FastRP(8).fit(A)  # load what is loaded at first use
    fig, (left, right) = figure(2)

    lines = {
        "FastRP": ([FastRP(d, random_state=42) for d in (32, 64, 128, 256, 512)], 0.1),
        "SVD normalised": (
            [AdjacencySVD(d, normalized=True, random_state=0) for d in (16, 32, 64, 128)],
            10,
        ),
        "SVD raw": ([AdjacencySVD(d, random_state=0) for d in (16, 32, 64, 128)], 10),
    }
    for colour, (name, (embeddings, C)) in zip(COLOURS, lines.items(), strict=False):
        points = []
        for embedding in embeddings:
            Z, seconds = timed(embedding, A)
            points.append((seconds, micro_f1(Z, Y, C)))
            left.annotate(
                f"{embedding.n_components}",
                points[-1],
                xytext=(4, -8),
                textcoords="offset points",
                fontsize=7,
                color=colour,
            )
        print(name, [(round(s, 3), round(f, 3)) for s, f in points])
        left.plot(*np.transpose(points), "o-", color=colour, label=name)
    left.set(
        xscale="log",
        xlim=(0.02, 3),
        xlabel="CPU seconds of the embedding",
        ylabel="micro F1, 10 % of labels",
    )
    left.set_title("BlogCatalog: quality against time", fontsize=9)
    left.legend()

    powers = range(1, 8)
    for colour, degree_power in zip(COLOURS, (-0.6, 0.0), strict=False):
        scores = [
            micro_f1(
                FastRP(
                    weights=(0,) * (k - 1) + (1,), degree_power=degree_power, random_state=42
                ).fit_transform(A),
                Y,
                0.1,
            )
            for k in powers
        ]
        print(degree_power, np.round(scores, 3))
        right.plot(powers, scores, "o-", color=colour, label=f"degree_power = {degree_power}")
    right.set(xlabel="one power alone", ylabel="micro F1, 10 % of labels")
    right.set_title("What each power carries (128 components)", fontsize=9)
    right.legend()
    save(fig, "FastRP")


if __name__ == "__main__":
    main()
