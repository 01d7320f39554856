"""
Your Pipelines, compared
========================

``skrepr.compare`` takes ordinary estimators and gives them the protocol of the benchmarks: the same
splits, the same seeds, one process a cell, and intervals that know that splits share training rows.
Does scaling matter for wines, and is a neighbour as good as a line?
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import skrepr

X, y = load_wine(return_X_y=True)
neighbours = KNeighborsClassifier(n_neighbors=5)
result = skrepr.compare(
    [("neighbours, scaled", make_pipeline(StandardScaler(), neighbours))],
    X,
    y,
    baselines=[
        ("neighbours", neighbours),
        ("line, scaled", make_pipeline(StandardScaler(), LogisticRegression())),
    ],
    name="wines",
    verbose=0,
)
print(result)

# %%
# The table of differences is an ordinary frame. An interval that holds 0 is no win, whatever the
# mean.

rows = result.differences.query("metric == 'accuracy' and baseline == baseline")
middle, low, high = (rows[column].to_numpy() for column in ("mean", "low", "high"))
places = np.arange(len(rows))
fig, ax = plt.subplots(figsize=(6, 2.2), layout="constrained")
ax.errorbar(middle, places, xerr=[middle - low, high - middle], fmt="o", capsize=3)
ax.axvline(0, color="gray", linewidth=1)
ax.set(yticks=places, yticklabels=rows["baseline"], ylim=(len(rows) - 0.5, -0.5))
ax.set(xlabel="accuracy of scaled neighbours minus that of the baseline")
