"""
Papers by their citations
=========================

FastRP turns the nodes of a graph into vectors. Here the nodes are papers, the edges citations, and
no word of a paper is looked at. How many components does a classifier need?
"""

import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

import skrepr
from skrepr.exceptions import DisconnectedNodesWarning

warnings.simplefilter("ignore", DisconnectedNodesWarning)  # folds of a thin graph
cora = skrepr.load_dataset("cora")
setting = {"degree_power": 0, "weights": (1, 1, 1, 1), "random_state": 0}

# %%
# Neighbours in the embedding, drawn as neighbours in the plane. The colours are the fields of the
# papers, which neither step has seen.

Z = skrepr.make_estimator("FastRP", n_components=128, **setting).fit_transform(cora.data)
plane = TSNE(random_state=0).fit_transform(Z)
fig, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
for field in np.unique(cora.target):
    ax.scatter(*plane[cora.target == field].T, s=4, label=f"field {field}")
ax.set_axis_off()
ax.legend(markerscale=3, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))

# %%
# Each doubling of the components helps, up to the largest tried. Scored are papers that were not in
# the graph at the time of the fit: cross-validation cuts both axes of the adjacency.

sizes = (8, 16, 32, 64, 128, 256)
scores = [
    cross_val_score(
        make_pipeline(
            skrepr.make_estimator("FastRP", n_components=size, **setting),
            LogisticRegression(max_iter=1000),
        ),
        cora.data,
        cora.target,
        cv=5,
    )
    for size in sizes
]
for size, folds in zip(sizes, scores, strict=True):
    print(f"{size:4} components: {folds.mean():.3f}")

fig, ax = plt.subplots(figsize=(6, 3.5), layout="constrained")
ax.errorbar(sizes, np.mean(scores, axis=1), np.std(scores, axis=1), marker="o", capsize=3)
ax.set(xscale="log", xticks=sizes, xticklabels=sizes, xlabel="components", ylabel="accuracy")
ax.minorticks_off()
