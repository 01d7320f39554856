"""MAMEM: the augmented covariance of one class beside another, and what a plain one sees.

Mean autocorrelation matrices of the channels over the epochs of two flickers: their difference, and
their first rows.

usage: OMP_NUM_THREADS=1 python docs/pictures/AugmentedCovariances.py
"""

import numpy as np
from _style import COLOURS, figure, save

import skrepr
from skrepr_signals import AugmentedCovariances

ORDER, LAG = 12, 1
CLASSES = (0, 1)


def main():
    data = skrepr.load_dataset("mamem_ssvep_u001")
    n_channels = data.data.shape[1]
    C = AugmentedCovariances(ORDER, LAG, estimator="corr").fit_transform(data.data)
    blocks = C.reshape(len(C), ORDER, n_channels, ORDER, n_channels)
    own = np.einsum("npiqi->nipq", blocks).mean(axis=1)
    means = [own[data.target == label].mean(axis=0) for label in CLASSES]
    fig, (left, right) = figure(2)
    image = left.imshow(means[0] - means[1], cmap="RdBu_r", vmin=-0.12, vmax=0.12)
    delays = np.arange(ORDER) * LAG * 1000 / data.sfreq
    ticks = range(0, ORDER, 3)
    left.set(xticks=ticks, yticks=ticks, xlabel="delay (ms)", ylabel="delay (ms)")
    left.set(xticklabels=delays[::3].astype(int), yticklabels=delays[::3].astype(int))
    left.set_title("correlations, flicker A minus B", fontsize=9)
    fig.colorbar(image, ax=left, shrink=0.8)
    for colour, label, mean in zip(COLOURS, "AB", means, strict=False):
        right.plot(delays, mean[0], "o-", color=colour, label=f"flicker {label}")
    right.axvline(0, color="#7f7f7f", lw=0.8)
    right.annotate("plain covariance\nends here", (0, 0.9), xytext=(4, 0.9), fontsize=7)
    right.set(xlabel="delay (ms)", ylabel="autocorrelation")
    right.legend(fontsize=7, loc="center right")
    print(np.round(means[0][0] - means[1][0], 3))
    save(fig, "AugmentedCovariances")


if __name__ == "__main__":
    main()
