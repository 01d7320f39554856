"""Two EEG channels of a visual attention experiment: covariances before and after scaling.

usage: OMP_NUM_THREADS=1 python docs/pictures/BuresWassersteinScaler.py
"""

import numpy as np
from _style import COLOURS, figure, save
from pyriemann.estimation import Covariances

import skrepr
from skrepr_signals import BuresWassersteinScaler, gbw_mean

CHANNELS = (19, 29)


def main():
    data = skrepr.load_dataset("visual_attention_position")
    X = Covariances("oas").transform(data.data[:, CHANNELS])
    scaler = BuresWassersteinScaler(theta=0.5).fit(X)
    print(f"{scaler.n_folded_} of {len(X)} folded, dispersion {scaler.dispersion_:.2f}")
    fig, axes = figure(2)
    for panel, matrices in zip(axes, (X, scaler.transform(X)), strict=True):
        for matrix in matrices[::2]:
            panel.plot(*ellipse(matrix), color=COLOURS[0], alpha=0.35, lw=0.8)
        panel.plot(*ellipse(gbw_mean(matrices, theta=0.5)), color=COLOURS[1], lw=2)
        panel.set_aspect("equal")
    names = [str(data.channel_names[channel]) for channel in CHANNELS]
    axes[0].set(xlabel=f"{names[0]} (µV)", ylabel=f"{names[1]} (µV)", title="covariances")
    axes[1].set(xlabel=names[0], ylabel=names[1], title="centred and scaled")
    for panel in axes:
        panel.title.set_fontsize(9)
    save(fig, "BuresWassersteinScaler")


def ellipse(matrix):
    """Return the points at one standard deviation."""
    angles = np.linspace(0, 2 * np.pi, 100)
    s, U = np.linalg.eigh(matrix)
    return (U * np.sqrt(s)) @ np.stack([np.cos(angles), np.sin(angles)])


if __name__ == "__main__":
    main()
