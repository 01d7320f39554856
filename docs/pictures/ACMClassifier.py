"""Visual attention: where on the head two classes differ, in power and in rhythm.

Each channel's difference between stimulus and rest as a t statistic: of its log variance, which a
plain covariance holds, and of its autocorrelation after some samples, which only delayed copies
hold.

usage: OMP_NUM_THREADS=1 python docs/pictures/ACMClassifier.py
"""

import numpy as np
from _style import figure, save
from scipy.interpolate import RBFInterpolator
from scipy.stats import ttest_ind

import skrepr
from skrepr_signals import AugmentedCovariances

LAG = 4


def main():
    data = skrepr.load_dataset("visual_attention_stimulus")
    n_channels = data.data.shape[1]
    C = AugmentedCovariances(2, LAG, estimator="scm").fit_transform(data.data)
    variances = np.diagonal(C, axis1=1, axis2=2)
    delayed = np.diagonal(C[:, :n_channels, n_channels:], axis1=1, axis2=2)
    power = np.log(variances[:, :n_channels])
    rhythm = delayed / np.sqrt(variances[:, :n_channels] * variances[:, n_channels:])
    y = data.target
    fig, axes = figure(2)
    milliseconds = 1000 * LAG / data.sfreq
    titles = ("log variance", f"autocorrelation after {milliseconds:.0f} ms")
    for axis, values, title in zip(axes, (power, rhythm), titles, strict=True):
        t = ttest_ind(values[y == 1], values[y == 0]).statistic
        order = np.argsort(-t)
        print(title, *(f"{data.channel_names[i]} {t[i]:.1f}" for i in order))
        contours = head_map(axis, data.channel_positions, t, limit=6)
        axis.set_title(title, fontsize=9)
    bar = fig.colorbar(contours, ax=axes, shrink=0.7, ticks=[-6, 0, 6])
    bar.set_label("t, stimulus minus rest")
    save(fig, "ACMClassifier")


def head_map(axis, positions, values, limit):
    """Draw values at electrodes on a head seen from above, the nose up."""
    x, y, z = positions.T  # towards the nose, the left ear and the crown, of length 1
    angle = np.arccos(np.clip(z, -1, 1)) / (np.pi / 2)
    across = np.hypot(x, y)
    scale = np.divide(angle, across, out=np.zeros_like(angle), where=across > 0)
    places = np.column_stack([-y * scale, x * scale])
    steps = np.linspace(-1.1, 1.1, 90)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1)
    smooth = RBFInterpolator(places, values, smoothing=0.05)(grid.reshape(-1, 2)).reshape(90, 90)
    smooth = np.ma.array(smooth, mask=np.linalg.norm(grid, axis=-1) > 1.08)
    levels = np.linspace(-limit, limit, 13)
    contours = axis.contourf(steps, steps, smooth, levels, cmap="RdBu_r", extend="both")
    axis.plot(*places.T, ".", color="black", ms=3)
    turn = np.linspace(0, 2 * np.pi, 100)
    axis.plot(1.08 * np.cos(turn), 1.08 * np.sin(turn), color="#7f7f7f")
    axis.plot([-0.12, 0, 0.12], [1.075, 1.22, 1.075], color="#7f7f7f")
    axis.set(aspect="equal", xlim=(-1.2, 1.2), ylim=(-1.15, 1.28))
    axis.axis("off")
    return contours


if __name__ == "__main__":
    main()
