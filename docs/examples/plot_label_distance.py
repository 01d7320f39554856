"""
Wrong, but not far off
======================

Some mistakes are worse than others: a fox taken for a wolf is nearer the truth than a fox taken
for a bat. Loki predicts the label that is least far from all probable ones. Which mistakes does it
make?
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

import skrepr

mammals = skrepr.load_dataset("mammals")  # 71 families, and a distance between each two
X_train, X_test, y_train, y_test = train_test_split(
    mammals.data, mammals.target, stratify=mammals.target, test_size=0.4, random_state=0
)
argmax = LogisticRegression(C=10, max_iter=1000).fit(X_train, y_train)
loki = skrepr.make_estimator(
    "LokiClassifier",
    estimator=LogisticRegression(C=10, max_iter=1000),
    temperature="cv",
    labels=mammals.labels,
    distances=mammals.distances,
).fit(X_train, y_train)

# %%
# Count how far each prediction is from the truth. Loki is right a little less often and far off
# much less often.

place = {label: i for i, label in enumerate(mammals.labels)}
farthest = int(np.max(mammals.distances))
counts = {}
for name, model in (("most probable label", argmax), ("Loki", loki)):
    steps = [
        mammals.distances[place[truth], place[said]]
        for truth, said in zip(y_test, model.predict(X_test), strict=True)
    ]
    counts[name] = np.bincount(np.rint(steps).astype(int), minlength=farthest + 1)
    print(
        f"{name}: right {np.mean(np.equal(steps, 0)):.3f}, squared {np.mean(np.square(steps)):.2f}"
    )

fig, ax = plt.subplots(figsize=(6, 3.5), layout="constrained")
for shift, (name, count) in zip((-0.2, 0.2), counts.items(), strict=True):
    ax.bar(np.arange(farthest + 1) + shift, count, width=0.4, label=name)
ax.set(yscale="symlog", xlabel="distance from the true family", ylabel="test rows")
ax.legend(frameon=False)
